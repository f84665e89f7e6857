#include "stats/binomial.h"

#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <string>

#include "claim/error.h"
#include "stats/check.h"

namespace proofgauge::stats {
namespace {

constexpr double kSlack = 0x1p-24;  // see "Rounding" in the header

void require(std::uint64_t k, std::uint64_t n, double alpha) {
  if (n == 0) throw InputError("number of trials n", "0", "at least 1");
  if (n > std::uint64_t{1} << 40)
    throw InputError("number of trials n", std::to_string(n), "at most 2^40");
  if (k > n) {
    throw InputError("number of successes k", std::to_string(k),
                     "at most n = " + std::to_string(n));
  }
  require_alpha(alpha);
}

// Both ends are found on their own: 1 - (lower end of n - k) would lose the leading digits of a
// small upper end.

/// A double in [0, L(k)], close to L(k).
double lower_end(std::uint64_t k, std::uint64_t n, double alpha) {
  if (k == 0) return 0;
  const double a = static_cast<double>(k), b = static_cast<double>(n - k + 1);
  double q = boost::math::ibeta_inv(a, b, alpha * (1 - 2 * kSlack));
  for (double step = 0x1p-53; q > 0 && !(boost::math::ibeta(a, b, q) <= alpha * (1 - kSlack));
       step *= 2) {
    q = step < 1 ? q * (1 - step) : 0;
  }
  return q;
}

/// A double in [U(k), 1], close to U(k): P_q[X <= k] = 1 - I_q(k + 1, n - k).
double upper_end(std::uint64_t k, std::uint64_t n, double alpha) {
  if (k == n) return 1;
  const double a = static_cast<double>(k + 1), b = static_cast<double>(n - k);
  double q = boost::math::ibetac_inv(a, b, alpha * (1 - 2 * kSlack));
  for (double step = 0x1p-52; q < 1 && !(boost::math::ibetac(a, b, q) <= alpha * (1 - kSlack));
       step *= 2) {
    q = std::fmin(1, q * (1 + step));
  }
  return q;
}

}  // namespace

claim::Range clopper_pearson(std::uint64_t k, std::uint64_t n, double alpha) {
  require(k, n, alpha);
  return {lower_end(k, n, alpha / 2), upper_end(k, n, alpha / 2)};
}

claim::Range clopper_pearson_lower(std::uint64_t k, std::uint64_t n, double alpha) {
  require(k, n, alpha);
  return {lower_end(k, n, alpha), 1};
}

claim::Range clopper_pearson_upper(std::uint64_t k, std::uint64_t n, double alpha) {
  require(k, n, alpha);
  return {0, upper_end(k, n, alpha)};
}

}  // namespace proofgauge::stats
