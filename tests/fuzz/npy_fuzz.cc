// The input is a NPY file; the reader that tells formats apart by their content must agree about
// it.
#include "claim/error.h"
#include "data/load.h"
#include "data/npy.h"
#include "fuzz.h"

namespace proofgauge::fuzz {

void npy(Bytes input) {
  const std::string path = scratch_file("input.npy", input);
  try {
    const data::Dataset set = data::read_npy(path);
    require_data_set(set);
    require(set.labels.empty(), "NPY has no labels");
    planted(set.n == 2 && set.p == 2 && (set.feature(0, 0) < 0 || set.feature(1, 1) < 0));
    use_data_set(set);
    if (set.n < 2) return;
    const data::Dataset told = data::load({path, false, 0, {}, 0, 1});
    require(told.n == set.n && told.bytes == set.bytes && told.reals == set.reals,
            "load reads what read_npy reads");
  } catch (const InputError&) {
  }
}

}  // namespace proofgauge::fuzz
