#include "real_vs_pseudo/info.h"

#include <cmath>
#include <numbers>
#include <stdexcept>
#include <vector>

namespace proofgauge::real_vs_pseudo {
namespace {

using claim::ClaimInfo;
using claim::Kind;
using claim::Scope;

constexpr const char* kPaper =
    "Zhang, Plevrakis, Du, Li, Song, Arora, NeurIPS 2020, arXiv 2002.06668: real-vs-pseudo gap";
constexpr const char* kDerived = "derived; lemmas/real_vs_pseudo/statement.md, section ";

const claim::Assumption kOnX{"H1", "x lies in X: |x| = 1 and x_d = 1/2"};
const claim::Assumption kInit{"H2",
                              "W^0, b, a are drawn as in section 0: a_r = +-m^(-1/3) at equal "
                              "odds, W_r^0 ~ N(0, I/m), b_r ~ N(0, 1/m)"};

claim::Constant c_main() {
  return {"c_main", "1/4", 0.25, "leading order of 4.2, times 1/sqrt(pi)", "derived", true};
}
claim::Constant c_dev() {
  return {"c_dev",   "14/5",
          2.8,       "4.3: 2 (Gaussian concentration) + sqrt(2/pi) (Hoeffding), rounded up",
          "derived", true};
}

ClaimInfo exact_supremum() {
  ClaimInfo c;
  c.id = "real_vs_pseudo/exact_supremum";
  c.kind = Kind::identity;
  c.title = "the supremum over W in closed form";
  c.statement =
      "for every x in X: sup over W in B(R) of (f_W - g_W)(x) is f_{W^0}(x) + kappa sum_{a_r > 0} "
      "h_tau(z_r(x)), and of "
      "(g_W - f_W)(x) it is -f_{W^0}(x) + kappa sum_{a_r < 0} h_tau(z_r(x)), with h_tau(z) = "
      "max(0, tau - |z|)";
  c.latex =
      R"(\begin{gathered}\sup_{W\in B(R)}(f_W-g_W)(x)=f_{W^0}(x)+\kappa\sum_{a_r>0}h_\tau(z_r(x)),\\ \sup_{W\in B(R)}(g_W-f_W)(x)=-f_{W^0}(x)+\kappa\sum_{a_r<0}h_\tau(z_r(x)),\qquad h_\tau(z)=\max(0,\tau-|z|)\end{gathered})";
  c.source = std::string(kDerived) + "4.1";
  c.scope = Scope::all;
  c.assumptions = {kOnX};
  c.twins = {{"one_sided",
              "only neurons with z_r >= 0 can change: h_tau(z) = max(0, tau - z) for z >= 0 and 0 "
              "for z < 0",
              "a neuron with -tau < z < 0 is switched on by t = tau and contributes tau + z"}};
  c.trivial = "h_tau <= tau: no neuron can contribute more than its own displacement";
  c.measured =
      "per neuron, with tau = 1: the supremum over t in [-1, 1] of relu(z+t) - relu(z) - t 1{z >= "
      "0}, in exact rationals on "
      "every piece of the line z on which both sides are affine; beside it a brute-force search "
      "over W, on and off the line along x, for both sides at m = 64";
  c.derivation =
      "W enters (f_W - g_W)(x) only through t_r = <W_r - W_r^0, x>, which ranges over [-tau, tau] "
      "independently for each r since "
      "|x| = 1. For a_r > 0 the term is kappa (relu(z) + phi(z, t)) with phi(z, t) = relu(z+t) - "
      "relu(z) - t 1{z >= 0} >= 0, convex in t: its "
      "maximum is at t = -tau or tau, where both sides are piecewise affine in z with breaks at "
      "-tau, 0, tau. For a_r < 0 the supremum "
      "takes the minimum of phi, 0 at t = 0. By homogeneity tau = 1 suffices.";
  c.not_checked =
      "the reduction in prose: that the t_r range independently, convexity in t, affinity on the "
      "pieces, homogeneity; rounding in programs that evaluate the closed form is bounded apart "
      "(src/network)";
  return c;
}

ClaimInfo leading_order_claim() {
  ClaimInfo c;
  c.id = "real_vs_pseudo/leading_order";
  c.kind = Kind::tight_bound;
  c.title = "the mean of the main term against R^2 m^(-1/6)/(4 sqrt pi)";
  c.statement =
      "for every m >= 1 and R > 0 the mean (kappa m/2) E h_tau(z) of the main term is at most R^2 "
      "m^(-1/6) / (4 sqrt pi), and the "
      "quotient tends to 1 as R m^(-1/6) tends to 0";
  c.latex =
      R"(\frac{\kappa m}{2}\,\mathbb{E}\,h_\tau(z)\;\le\;\frac{R^2 m^{-1/6}}{4\sqrt\pi},\qquad z\sim N(0,2/m))";
  c.source = std::string(kDerived) + "4.2";
  c.scope = Scope::all;
  c.assumptions = {kOnX, kInit};
  c.constants = {c_main()};
  c.twins = {{"constant_0.9", "the mean is at most 0.9 R^2 m^(-1/6) / (4 sqrt pi)",
              "the quotient tends to 1, so it exceeds 0.9 wherever R < m^(1/6)"}};
  c.trivial = "h_tau <= tau: the mean is at most R/2, 2 sqrt(pi) times the bound at R = m^(1/6)";
  c.measured =
      "the largest quotient mean / bound over all u = R m^(-1/6)/sqrt 2 > 0, enclosed from above "
      "by the Taylor bound 1 - u^2/12 + u^4/120 for u <= 1/4, "
      "interval subdivision of the coded formula on [1/4, 4] and R/2 over the bound for u >= 4, "
      "from below by the coded formula at five u";
  c.derivation =
      "The quotient is rho(u) = 2 int_0^u (u - v) exp(-v^2/2) dv / u^2. From 1 - v^2/2 <= "
      "exp(-v^2/2) <= 1 - v^2/2 + v^4/8 it lies between "
      "1 - u^2/12 and 1 - u^2/12 + u^4/120. For large u, E max(0, u - |Z|) <= u gives rho(u) <= "
      "sqrt(2 pi)/u.";
  c.not_checked =
      "that z_r(x) is normal with variance 2/m is section 0, by definition of the initialization";
  return c;
}

ClaimInfo mean_main_term_claim() {
  ClaimInfo c;
  c.id = "real_vs_pseudo/mean_main_term";
  c.kind = Kind::identity;
  c.title = "the mean of the main term, measured";
  c.statement =
      "at every x in X the main term (sup(f-g)(x) + sup(g-f)(x))/2 has mean (kappa m/2) [tau (2 "
      "Phi(tau/s) - 1) - 2 s (phi(0) - phi(tau/s))], s^2 = 2/m";
  c.latex =
      R"(\begin{gathered}\mathbb{E}\,\tfrac12\Big(\sup_{W}(f_W-g_W)(x)+\sup_{W}(g_W-f_W)(x)\Big)\\=\frac{\kappa m}{2}\Big[\tau\big(2\Phi(\tau/s)-1\big)-2s\big(\varphi(0)-\varphi(\tau/s)\big)\Big]\end{gathered})";
  c.source = std::string(kDerived) + "4.2";
  c.scope = Scope::all;
  c.assumptions = {kOnX, kInit};
  c.constants = {c_main()};
  c.rests_on = {"real_vs_pseudo/exact_supremum"};
  c.twins = {{"constant_0.9", "the mean is 0.9 times the formula", "the formula is exact"}};
  c.trivial = "h_tau <= tau: the main term is at most R/2";
  c.measured =
      "the sum over neurons of h_tau(z_r(x)) at fresh random x and fresh draws of W^0; interval: a "
      "confidence sequence for the mean of "
      "h_tau(z)/tau in [0, 1], one observation per neuron (averaged over the points of its draw)";
  c.derivation = "z ~ N(0, s^2), so E h_tau(z) = int (tau - |z|)_+ dN; integrate by parts.";
  c.not_checked =
      "points x outside the sample; the generator's distance to N(0, 1), below 2e-7 per number "
      "(src/stats/normal_block.h): over the d + 1 numbers of a "
      "preactivation it can shift the mean by at most 4e-7 (d + 1) R/2";
  return c;
}

ClaimInfo main_term_rate() {
  ClaimInfo c;
  c.id = "real_vs_pseudo/main_term_rate";
  c.kind = Kind::rate;
  c.title = "the exponents -1/6 in m and 2 in R, and the constant";
  c.statement =
      "the main term grows like R^2 m^(-1/6) / (4 sqrt pi) as R m^(-1/6) tends to 0: exponent_m = "
      "-1/6, exponent_R = 2, constant = 1/(4 sqrt pi)";
  c.latex =
      R"(\frac{\kappa m}{2}\,\mathbb{E}\,h_\tau(z)\;\sim\;\frac{1}{4\sqrt\pi}\,R^{2}\,m^{-1/6}\qquad(R\,m^{-1/6}\to0))";
  c.source = std::string(kPaper) + " O(R^2 m^(-1/6)); constant " + kDerived + "4.2";
  c.scope = Scope::all;
  c.assumptions = {kOnX,
                   kInit,
                   {"H3",
                    "the cells fitted have R <= 0.2 m^(1/6), where R^2 m^(-1/3) <= 0.04 and its "
                    "first-order term describes the rest"}};
  c.constants = {c_main()};
  c.rests_on = {"real_vs_pseudo/exact_supremum"};
  c.twins = {{"exponent_minus_one_fifth", "exponent_m = -1/5", "4.2 gives -1/6"}};
  c.trivial = "the main term is at most R/2: exponents 0 in m and 1 in R";
  c.measured =
      "weighted log-log fit of the raw main term over at least five widths and five radii, with a "
      "free first-order term in R^2 m^(-1/3), "
      "bootstrap intervals and a lack-of-fit test. The constant: main term / (R^2 m^(-1/6)) "
      "extrapolated linearly in R^2 m^(-1/3) to 0";
  c.derivation =
      "4.2: the local exponent in m is -1/6 + R^2 m^(-1/3)/72 + ..., in R it is 2 - R^2 "
      "m^(-1/3)/12 + ...";
  c.not_checked = "the limit itself: finitely many cells support a rate, they cannot verify one";
  return c;
}

ClaimInfo uniform_bound_claim() {
  ClaimInfo c;
  c.id = "real_vs_pseudo/uniform_bound";
  c.kind = Kind::upper_bound;
  c.title = "sup over x and W of |f_W - g_W|, with high probability";
  c.statement =
      "with probability at least 1 - 2p over the initialization, |f_W(x) - g_W(x)| <= (R^2 "
      "m^(-1/6)/(4 sqrt pi)) (1 + sqrt(2 ln(2/p)/m)) + m^(-1/3) (sqrt 3 sqrt(d-1) + "
      "2.8 sqrt(ln(2/p))) for all x in X and W in B(R)";
  c.latex =
      R"(\begin{gathered}\sup_{x\in X,\;W\in B(R)}|f_W(x)-g_W(x)|\le\frac{R^2m^{-1/6}}{4\sqrt\pi}\Big(1+\sqrt{\tfrac{2\ln(2/p)}{m}}\Big)+m^{-1/3}\Big(\sqrt3\sqrt{d-1}+2.8\sqrt{\ln(2/p)}\Big)\\ \text{with probability at least }1-2p\end{gathered})";
  c.source = std::string(kPaper) + " O(R^2 m^(-1/6)); explicit form " + kDerived + "4.3";
  c.scope = Scope::all;
  c.assumptions = {kInit};
  c.constants = {c_main(), c_dev()};
  c.rests_on = {"real_vs_pseudo/exact_supremum", "real_vs_pseudo/leading_order"};
  c.twins = {{"no_complexity_term",
              "|f_W - g_W| <= 0.9 times the mean 4.2 of the main term, for all x and W",
              "at every x the larger of sup(f-g) and sup(g-f) is at least the main term"}};
  c.trivial =
      "a yardstick: |g_W(x)| <= kappa m tau = R, so a gap of R or more says no more than replacing "
      "g_W by 0";
  c.measured =
      "the exact supremum over W (4.1) at the best x that a local search over X finds, the largest "
      "over draws of W^0: a lower bound on the supremum";
  c.derivation =
      "4.1 turns the supremum over W into kappa sum eps_r phi_r(z_r(x)) with 1-Lipschitz phi_r. "
      "Conditionally on the signs: symmetrization and the "
      "one-sided contraction give 2 kappa E sup_x <G, x> = sqrt 3 kappa E chi_(d-1); Gaussian "
      "concentration with Lipschitz constant sqrt 2 kappa for two sides; the "
      "conditional mean of f_{W^0} by Hoeffding.";
  c.not_checked = "x that the search does not find; hence at best not-refuted";
  return c;
}

ClaimInfo init_output_claim() {
  ClaimInfo c;
  c.id = "real_vs_pseudo/init_output";
  c.kind = Kind::upper_bound;
  c.title = "the initial network's output, uniformly over X";
  c.statement =
      "with probability at least 1 - 2p over the initialization, |f_{W^0}(x)| <= m^(-1/3) (sqrt 3 "
      "sqrt(d-1) + 2.8 sqrt(ln(2/p))) for all x in X";
  c.latex =
      R"(\sup_{x\in X}|f_{W^0}(x)|\le m^{-1/3}\Big(\sqrt3\sqrt{d-1}+2.8\sqrt{\ln(2/p)}\Big)\quad\text{with probability}\ge1-2p)";
  c.source = std::string(kDerived) + "4.3 with tau = 0";
  c.scope = Scope::all;
  c.assumptions = {kInit};
  c.constants = {c_dev()};
  c.twins = {{"quarter_deviation", "|f_{W^0}(x)| <= m^(-1/3)/4 for all x in X",
              "m^(-1/3) is the standard deviation of f_{W^0}(x) at a single x"}};
  c.trivial = "a yardstick: with all signs equal f_{W^0}(x) has mean m^(1/6)/sqrt(pi)";
  c.measured =
      "|f_{W^0}(x)| at the best x that a local search over X finds, the largest over draws: a "
      "lower bound on the supremum";
  c.derivation = "as uniform_bound with phi_r = relu";
  c.not_checked = "x that the search does not find; hence at best not-refuted";
  return c;
}

ClaimInfo published_gap_claim() {
  ClaimInfo c;
  c.id = "real_vs_pseudo/published_gap";
  c.kind = Kind::upper_bound;
  c.title = "the paper's O(R^2 m^(-1/6)), with the profile's constant";
  c.statement =
      "|f_W(x) - g_W(x)| = O(R^2 m^(-1/6)) for all x in X and W in B(R), with high probability; "
      "here with the constant C of the profile";
  c.latex = R"(\sup_{x\in X,\;W\in B(R)}|f_W(x)-g_W(x)|\le C\,R^2\,m^{-1/6})";
  c.source = kPaper;
  c.scope = Scope::all;
  c.assumptions = {
      kInit,
      {"H4", "R >= 1: a restriction of this check, as the paper's radius is a power of n/eps"}};
  c.constants = {{"C", "1", 1, "hidden in O(.)", "published-form", false}};
  c.rests_on = {"real_vs_pseudo/exact_supremum"};
  c.order_only = true;
  c.twins = {{"half_of_main",
              "|f_W - g_W| <= 0.45 R^2 m^(-1/6)/(4 sqrt pi) for all x and W, R <= m^(1/6)",
              "the main term alone is nearly twice that"}};
  c.trivial = "|g_W(x)| <= kappa m tau = R";
  c.measured =
      "as uniform_bound, on the same draws; critical_constant is the least C that the points found "
      "allow";
  c.derivation =
      "the paper's lemma; with 4.3 it holds with C = 1/(4 sqrt pi) + o(1) as m grows at fixed R "
      "and d";
  c.not_checked =
      "the constant, which the paper does not state; and x that the search does not find";
  return c;
}

}  // namespace

const claim::LemmaInfo& lemma_info() {
  static const claim::LemmaInfo info{
      "real_vs_pseudo",
      "Perturbation bound: the real network against the pseudo-network near initialization",
      kPaper,
      {{"m", "width of the network"},
       {"d", "input dimension, with the constant coordinate x_d = 1/2"},
       {"R", "radius of B(R): |W - W^0|_{2,inf} <= R m^(-2/3)"},
       {"X", "the sphere |x| = 1, x_d = 1/2"},
       {R"(\kappa)", "output scale |a_r| = m^(-1/3)"},
       {R"(\tau)", "radius per neuron, R m^(-2/3)"},
       {"z_r(x)", "preactivation <W_r^0, x> + b_r, normal with variance 2/m"},
       {"f_W", "network, sum of a_r relu(<W_r, x> + b_r)"},
       {"g_W", "pseudo-network, sum of a_r <W_r - W_r^0, x> 1{z_r(x) >= 0}"},
       {"p", "failure probability"}}};
  return info;
}

std::span<const ClaimInfo> claim_infos() {
  static const std::vector<ClaimInfo> all{
      exact_supremum(),      leading_order_claim(), mean_main_term_claim(), main_term_rate(),
      uniform_bound_claim(), init_output_claim(),   published_gap_claim()};
  return all;
}

const ClaimInfo& claim_info(const char* name) {
  for (const ClaimInfo& c : claim_infos())
    if (c.id == std::string("real_vs_pseudo/") + name) return c;
  throw std::logic_error(std::string("no claim ") + name);
}

}  // namespace proofgauge::real_vs_pseudo
