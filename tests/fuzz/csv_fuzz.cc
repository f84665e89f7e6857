// The input is a CSV file, plain or gzip.
#include "claim/error.h"
#include "data/csv.h"
#include "fuzz.h"

namespace proofgauge::fuzz {

void csv(Bytes input) {
  const std::string path = scratch_file("input.csv", input);
  try {
    const data::Dataset set = data::read_csv(path);
    require_data_set(set);
    require(set.n >= 1, "no accepted file is empty");
    planted(!set.labels.empty() && set.p == 2 && set.n == 1);
    use_data_set(set);
  } catch (const InputError&) {
  }
}

}  // namespace proofgauge::fuzz
