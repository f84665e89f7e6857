// The statements of the claims about the built network. statement.md holds the proofs.
#include <vector>

#include "step_network/fit_plan.h"

namespace proofgauge::step_network {
namespace {

using claim::ClaimInfo;
using claim::Kind;
using claim::Scope;

constexpr const char* kDerived = "derived; lemmas/step_network/statement.md, section ";

const claim::Assumption kOnX{"H1", "x and all x_i lie in X: |x| = 1 and x_d = 1/2; |y_i| <= 1"};
const claim::Assumption kInit{"H2",
                              "W^0, b, a are drawn as in section 0: a_r = +-m^(-1/3) at equal "
                              "odds, W_r^0 ~ N(0, I/m), b_r ~ N(0, 1/m)"};
const claim::Assumption kStep{"H4", "|F_h| <= eps1 on [-1/2, A] and |F_h - 1| <= eps1 on [B, 1]"};
const claim::Assumption kApart{"H3", "the x_i are at least delta apart and rho < delta/2"};
const claim::Assumption kWide{"H5", "m >= 2 (d + 1)"};

claim::Constant c_main() {
  return {"c_main", "1/4", 0.25, "leading order of 4.2, times 1/sqrt(pi)", "derived", true};
}
claim::Constant c_dev() {
  return {"c_dev", "14/5", 2.8, "4.3: 2 + sqrt(2/pi), rounded up", "derived", true};
}

ClaimInfo expectation() {
  ClaimInfo c;
  c.id = "step_network/expectation";
  c.kind = Kind::identity;
  c.title = "the mean response F_h, measured";
  c.statement =
      "for one point x_1 with target 1 the mean of g_{W*}(x) is F_h(u) = E[h(alpha, beta) Phi((u "
      "alpha + beta)/sqrt(1-u^2))], u = <x_1, x>, alpha and beta independent standard normal";
  c.latex =
      R"(\mathbb{E}\,g_{W^*}(x)=F_h(u)=\mathbb{E}\Big[h(\alpha,\beta)\,\Phi\Big(\frac{u\alpha+\beta}{\sqrt{1-u^2}}\Big)\Big],\qquad u=\langle x_1,x\rangle)";
  c.source = std::string(kDerived) + "3";
  c.scope = Scope::all;
  c.assumptions = {kOnX, kInit};
  c.twins = {{"constant_0.9", "the mean is 0.9 F_h(u)", "F_h is the mean, and F_h(1) is not 0"}};
  c.trivial = "|h| <= t and half of all neurons are active: |F_h| <= t/2";
  c.measured =
      "the mean over neurons in R^d of h(<alpha_r, x_1>, beta_r) 1{zeta_r(x) >= 0} at seven inner "
      "products u from 1 to -1/2; interval: a confidence sequence for each, one observation per "
      "neuron in [-t, t]. F_h: the enclosure of src/radius, which shares nothing with it but h";
  c.derivation =
      "Given alpha = <alpha_r, x_1> and beta, zeta_r(x) is normal with mean u alpha + beta and "
      "variance 1 - u^2; it is >= 0 with probability Phi of their quotient.";
  c.not_checked =
      "other u; the generator's distance to N(0, 1), below 2e-7 per number "
      "(src/stats/normal_block.h), shifts the mean by at most 4e-7 (d + 1) t";
  return c;
}

ClaimInfo finite_width() {
  ClaimInfo c;
  c.id = "step_network/finite_width";
  c.kind = Kind::upper_bound;
  c.title = "g at finite width against its mean, at all x";
  c.statement =
      "with probability at least 1 - p: sup over x in X of |g_{W*}(x) - E g_{W*}(x)| <= R "
      "[sqrt(2 (d+1) ln(e m/(d+1))/m) + sqrt(ln(2/p)/(2m))], and <= R [sqrt(2 ln(2N)/m) + "
      "sqrt(ln(1/p)/(2m))], N = C(m-1, d-2) + sum_{k <= d-2} C(m, k), R = 2 n |h|_inf";
  c.latex =
      R"(\sup_{x\in X}|g_{W^*}(x)-\mathbb{E}\,g_{W^*}(x)|\;\le\;R\Big[\sqrt{\tfrac{2(d+1)\ln(em/(d+1))}{m}}+\sqrt{\tfrac{\ln(2/p)}{2m}}\Big])";
  c.source = std::string(kDerived) + "3.3";
  c.scope = Scope::all;
  c.assumptions = {kOnX, kInit, kWide};
  c.rests_on = {"step_network/expectation"};
  c.twins = {{"one_over_m", "sup over x of |g_{W*}(x) - E g_{W*}(x)| <= R/m",
              "at any one x the standard deviation of g is a constant times 1/sqrt m"}};
  c.trivial =
      "|g| <= R/2 as no |H_r| exceeds n |h|, and |E g| <= R/4 as half of all neurons are active: "
      "the deviation is at most 3R/4";
  c.measured =
      "g of the network built neuron by neuron, less the enclosure of sum_i y_i F_h(<x_i, x>), at "
      "the x_i, on meridians through them, at random x and by a gradient-free search from the best "
      "of these; the rounding of g and of F_h is subtracted";
  c.derivation =
      "Symmetrization and Massart's finite-class bound over the N sign patterns of m neurons on X, "
      "with |H_r| <= R/2; Sauer's lemma bounds N, as half-spaces on X have VC dimension at most d; "
      "one neuron moves the supremum by at most R/m, so McDiarmid's inequality adds the second "
      "term.";
  c.not_checked =
      "x that the search does not find; that the x_i are fixed before W^0 is drawn is how they are "
      "made";
  return c;
}

ClaimInfo finite_width_rate() {
  ClaimInfo c;
  c.id = "step_network/finite_width_rate";
  c.kind = Kind::rate;
  c.title = "the exponent -1/2 of the deviation in m";
  c.statement =
      "over fixed points x the root mean square and the maximum of |g_{W*} - E g_{W*}| fall like "
      "m^(-1/2)";
  c.latex =
      R"(\Big(\tfrac1P\sum_{p\le P}|g_{W^*}(x_p)-\mathbb{E}\,g_{W^*}(x_p)|^2\Big)^{1/2}\;\sim\;m^{-1/2},\qquad \max_{p\le P}|g_{W^*}(x_p)-\mathbb{E}\,g_{W^*}(x_p)|\;\sim\;m^{-1/2})";
  c.source = std::string(kDerived) + "3.3";
  c.scope = Scope::all;
  c.assumptions = {kOnX, kInit};
  c.rests_on = {"step_network/expectation"};
  c.twins = {{"exponent_minus_one", "the deviation falls like 1/m",
              "the variance of g(x) is that of one neuron over m"}};
  c.trivial = "none: an exponent has no trivial bound";
  c.measured =
      "root mean square and maximum over the x_i, a meridian point of each and random points, the "
      "same for every width; one value per draw; both exponents by weighted least squares with a "
      "studentised bootstrap";
  c.derivation =
      "g(x) is the mean of m independent terms: E |g - E g|^2 = Var(H 1{zeta >= 0})/m at every x, "
      "and sqrt(m) (g - E g) tends to a Gaussian vector over any fixed points.";
  c.not_checked = "the limit; other points; the supremum over all x, which only a bound covers";
  return c;
}

ClaimInfo real_net_fit() {
  ClaimInfo c;
  c.id = "step_network/real_net_fit";
  c.kind = Kind::upper_bound;
  c.title = "the real net at W* on the rho-balls";
  c.statement =
      "with probability at least 1 - 3p: |f_{W*}(x~) - y_i| <= n eps1 + R [sqrt(2 (d+1) ln(e "
      "m/(d+1))/m) + sqrt(ln(2/p)/(2m))] + (the bound 4.3 with R/2) for every i and every x~ in "
      "B_2(x_i, rho) on X, R = 2 n |h|_inf";
  c.latex =
      R"(\begin{aligned}|f_{W^*}(\tilde x)-y_i|\;\le\;&n\varepsilon_1+R\Big[\sqrt{\tfrac{2(d+1)\ln(em/(d+1))}{m}}+\sqrt{\tfrac{\ln(2/p)}{2m}}\Big]\\&+\frac{(R/2)^2m^{-1/6}}{4\sqrt\pi}\Big(1+\sqrt{\tfrac{2\ln(2/p)}{m}}\Big)+m^{-1/3}\Big(\sqrt3\sqrt{d-1}+2.8\sqrt{\ln(2/p)}\Big)\end{aligned})";
  c.source = std::string(kDerived) + "3.4";
  c.scope = Scope::all;
  c.assumptions = {kOnX, kInit, kApart, kStep, kWide};
  c.constants = {c_main(), c_dev()};
  c.rests_on = {"step_network/radius", "step_network/finite_width", "real_vs_pseudo/uniform_bound"};
  c.twins = {{"half_error", "for one point: |f_{W*}(x~) - y| <= eps1/2",
              "a step of the least radius uses all of eps1, and f - g adds to it at every finite "
              "width"}};
  c.trivial = "the zero net: |0 - y_i| <= max |y_i|";
  c.measured =
      "f of the moved weights at the x_i, in their rho-balls (a quarter of the points on the "
      "boundary) and by a gradient-free search inside them; beside it |E g - y_i|, |g - E g| and "
      "|f - g|, each against its own term";
  c.derivation =
      "f - y_i = (f - g) + (g - E g) + (E g - y_i). |E g - y_i| <= sum_j |y_j| |F_h(<x_j, x~>) - "
      "1{j = i}| <= n eps1 by the geometry 1.2; the second term is 3.3; W* moves preactivations by "
      "at most (R/2) m^(-2/3), so the third is 4.3 with R/2.";
  c.not_checked =
      "x~ that the search does not find; that H4 holds is certified by this lemma's enclosures";
  return c;
}

}  // namespace

std::span<const ClaimInfo> fit_claims() {
  static const std::vector<ClaimInfo> all{expectation(), finite_width(), finite_width_rate(),
                                          real_net_fit()};
  return all;
}

}  // namespace proofgauge::step_network
