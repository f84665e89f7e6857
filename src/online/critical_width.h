// The least width of a grid at which training reaches its target (theory 7): one seed at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "data/dataset.h"
#include "online/trainer.h"

namespace proofgauge::online {

/// True if the run of this width has min_t L_A(W_t) <= eps within T rounds, rounding included.
/// `base` gives R, rho, T, loss, adversary and seed; m, eta (the paper's for eps) and stop_at are
/// set here. LimitError where `stop` ended the run.
[[nodiscard]] bool reaches(const data::Points& points, TrainOptions base, std::uint64_t width,
                           double eps, const std::function<bool()>& stop);

/// The least position in `widths` (increasing) that reaches eps, by bisection as if reaching were
/// monotone in the width; widths.size() if the last one does not.
[[nodiscard]] std::size_t least_reaching(const data::Points& points, const TrainOptions& base,
                                         const std::vector<std::uint64_t>& widths, double eps,
                                         const std::function<bool()>& stop);

/// round(2^(k/2)) from `from` to `to`, both ends included: widths that differ by about sqrt 2.
/// InputError (m) unless 1 <= from < to <= 2^40.
[[nodiscard]] std::vector<std::uint64_t> half_octaves(std::uint64_t from, std::uint64_t to);

}  // namespace proofgauge::online
