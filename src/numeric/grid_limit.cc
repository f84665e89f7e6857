#include "numeric/grid_limit.h"

#include <string>

#include "claim/error.h"

namespace proofgauge::numeric {

void check_grid(const claim::Request& request, std::size_t planned) {
  double cells = 1;  // a product that may pass 64 bits
  std::string letters, counts;
  for (const auto& [letter, values] : request.grid) {
    cells *= static_cast<double>(values.size());
    if (values.size() < 2) continue;
    letters += (letters.empty() ? "--" : ", --") + letter;
    counts += (counts.empty() ? "" : " x ") + std::to_string(values.size());
  }
  if (counts.empty() || cells + static_cast<double>(planned) <= static_cast<double>(kMostCells))
    return;
  const std::string before =
      planned == 0 ? "" : " beside " + std::to_string(planned) + " of other claims";
  throw InputError(letters, counts + " values" + before,
                   "at most " + std::to_string(kMostCells) +
                       " combinations in one run: shorter lists, or fewer letters and claims at a "
                       "time");
}

}  // namespace proofgauge::numeric
