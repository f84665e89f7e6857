// The two claims that are proved: the supremum over W case by case, the leading order by
// enclosures.
#include <array>

#include "gradient_coupling/check.h"
#include "gradient_coupling/claim.h"
#include "numeric/half_line.h"

namespace proofgauge::gradient_coupling {

using numeric::ratio;
using numeric::Rational;

namespace {

/// 1{z >= 0} differs from 1{z + t >= 0}.
bool flips(const Rational& z, const Rational& t) { return (z >= 0) != (z + t >= 0); }

/// With tau = 1: both sides depend on z through its face of {-1, 0, 1} only, and for fixed z the
/// set of t that flip it is a half-line, so t = -1 and t = 1 decide; further t are a cross-check.
struct Case {
  Rational z;
  bool left = false;   ///< some |t| <= 1 flips z
  bool right = false;  ///< the closed form's indicator
};

std::array<Case, 7> cases(bool one_sided) {
  std::array<Case, 7> all;
  const std::array z{ratio(-2, 1), ratio(-1, 1), ratio(-1, 2), ratio(0, 1),
                     ratio(1, 2),  ratio(1, 1),  ratio(2, 1)};
  for (std::size_t i = 0; i < z.size(); ++i) {
    all[i].z = z[i];
    for (int k = -8; k <= 8; ++k) all[i].left = all[i].left || flips(z[i], ratio(k, 8));
    all[i].right = z[i] < 1 && z[i] >= (one_sided ? 0 : -1);
  }
  return all;
}

}  // namespace

claim::Measurement check_flip_bound(bool one_sided) {
  claim::Measurement m;
  claim::Finding& f = m.finding;
  f.evidence = claim::Evidence::exact;
  f.scope = claim::Scope::all;
  f.assumptions = {{"H1", true, "by the statement: |x| = 1 makes t_r range over [-tau, tau]"}};
  const auto sides = [](const Case& c) {
    return claim::Comparison{"flips", claim::Range::point(c.left ? 1 : 0),
                             claim::Range::point(c.right ? 1 : 0), std::nullopt};
  };
  f.comparisons = {sides(cases(one_sided)[3])};
  for (const Case& c : cases(one_sided)) {
    ++f.trials.decisive;
    if (c.left == c.right) continue;
    f.comparisons = {sides(c)};
    f.witness = "tau=1,z=" + numeric::canonical_text(c.z);
    break;
  }
  if (!one_sided) {
    unsigned caught = 0;
    for (const Case& c : cases(true)) caught |= c.left != c.right ? 1U : 0U;
    f.twins = {1, caught};
  }
  return m;
}

claim::Measurement check_leading_order(const Rational& factor) {
  using numeric::Interval;
  numeric::QuotientOnHalfLine q;
  q.above = [](const Interval& u) { return mean_share(u); };
  q.below = [](const Interval& u) { return leading_share(u); };
  // 2 Phi - 1 <= 1, so the quotient is at most 1 / leading_share(large) beyond.
  q.tail = 1 / leading_share(numeric::interval(q.large));
  claim::Measurement m = numeric::judge_quotient(q, "rho", factor, twin::half_radius());
  m.finding.assumptions = {{"H1", std::nullopt, "enters through the variance 2/m of z"},
                           {"H2", std::nullopt, "defines the law of z"}};
  // Against the trivial N <= m the bound's share is u sqrt(2/pi), below 1 for u < sqrt(pi/2).
  m.trivial = {{}, "N_tau <= m: the better bound from R = sqrt(pi) m^(1/6) on"};
  return m;
}

}  // namespace proofgauge::gradient_coupling
