#include "gradient_coupling/info.h"

#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>
#include <vector>

namespace proofgauge::gradient_coupling {
namespace {

using claim::ClaimInfo;
using claim::Kind;
using claim::Scope;

constexpr const char* kPaper =
    "Zhang, Plevrakis, Du, Li, Song, Arora, NeurIPS 2020, arXiv 2002.06668: gradient coupling";
constexpr const char* kDerived = "derived; lemmas/gradient_coupling/statement.md, section ";

const claim::Assumption kOnX{"H1", "x lies in X: |x| = 1 and x_d = 1/2"};
const claim::Assumption kInit{"H2",
                              "W^0, b, a are drawn as in section 0: a_r = +-m^(-1/3) at equal "
                              "odds, W_r^0 ~ N(0, I/m), b_r ~ N(0, 1/m)"};

claim::Constant inverse_root_pi() {
  return {"c_flip",
          "1/sqrt(pi)",
          1 / std::sqrt(std::numbers::pi),
          "5: twice tau times the density sqrt(m)/(2 sqrt(pi)) of z at 0",
          "derived",
          true};
}

ClaimInfo base(const char* name, Kind kind, const char* title) {
  ClaimInfo c;
  c.id = std::string("gradient_coupling/") + name;
  c.kind = kind;
  c.title = title;
  c.scope = Scope::all;
  c.assumptions = {kOnX, kInit};
  return c;
}

ClaimInfo flip_bound() {
  ClaimInfo c = base("flip_bound", Kind::identity, "which gradients W can change");
  c.statement =
      "for every x in X: the supremum over W in B(R) of |grad_W f_W(x) - grad_W g_W(x)|_{2,1} is "
      "kappa #{r : -tau <= z_r(x) < tau}, at most kappa N_tau(x)";
  c.latex =
      R"(\sup_{W\in B(R)}\big|\nabla_Wf_W(x)-\nabla_Wg_W(x)\big|_{2,1}=\kappa\,\#\{r:-\tau\le z_r(x)<\tau\}\le\kappa N_\tau(x))";
  c.source = std::string(kDerived) + "5.1";
  c.assumptions = {kOnX};
  c.twins = {{"one_sided",
              "only active neurons can flip: the supremum is kappa #{r : 0 <= z_r(x) < tau}",
              "a neuron with -tau <= z < 0 is switched on by t = tau"}};
  c.trivial = "at most kappa m: every neuron flips";
  c.measured =
      "per neuron, with tau = 1: whether some |t| <= 1 changes 1{z >= 0}, on every face of the "
      "line "
      "z cut at -1, 0, 1, in exact rationals";
  c.derivation =
      "column r of the two gradients is a_r x times 1{<W_r, x> + b_r >= 0} and 1{z_r >= 0}; they "
      "differ by kappa |x| = kappa exactly where the sign flips, and <W_r - W_r^0, x> ranges over "
      "[-tau, tau] independently for each r";
  c.not_checked = "the reduction to one neuron, in prose";
  return c;
}

ClaimInfo flips_leading_order() {
  ClaimInfo c =
      base("flips_leading_order", Kind::tight_bound, "E N_tau against R m^(5/6)/sqrt(pi)");
  c.statement =
      "for every m >= 1 and R > 0: E N_tau(x) = m (2 Phi(tau/s) - 1) <= R m^(5/6)/sqrt(pi), hence "
      "kappa E N_tau(x) <= R m^(1/2)/sqrt(pi), and the quotient tends to 1 as R m^(-1/6) tends to "
      "0";
  c.latex =
      R"(\mathbb E\,N_\tau(x)=m\big(2\Phi(\tau/s)-1\big)\le\frac{R\,m^{5/6}}{\sqrt\pi},\qquad\kappa\,\mathbb E\,N_\tau(x)\le\frac{R\,m^{1/2}}{\sqrt\pi})";
  c.source = std::string(kPaper) + "; constant " + kDerived + "5.2";
  c.constants = {inverse_root_pi()};
  c.twins = {{"half_radius", "the mean is at most (R/2) m^(5/6)/sqrt(pi)",
              "the quotient with R tends to 1, so it exceeds 1/2 wherever R < m^(1/6)"}};
  c.trivial = "N_tau <= m";
  c.measured =
      "the largest quotient (2 Phi(u) - 1) / (u sqrt(2/pi)) over all u > 0, enclosed from above by "
      "subdivision of the coded formula on [1/4, 8] and by hand outside, from below at five u";
  c.derivation =
      "the quotient is int_0^1 exp(-u^2 t^2/2) dt, between 1 - u^2/6 and 1; and it is at most "
      "sqrt(pi/2)/u";
  c.not_checked = "that z_r(x) is normal with variance 2/m is section 0";
  return c;
}

ClaimInfo mean_flips() {
  ClaimInfo c = base("mean_flips", Kind::identity, "the mean flip count, measured");
  c.statement =
      "at every x in X the number N_tau(x) of neurons with |z_r(x)| <= tau has mean m (2 "
      "Phi(tau/s) - 1), s^2 = 2/m, which is at most R m^(5/6)/sqrt(pi) (flips_leading_order)";
  c.latex =
      R"(\mathbb E\,\#\{r:|z_r(x)|\le\tau\}=m\big(2\Phi(\tau/s)-1\big)=\frac{R\,m^{5/6}}{\sqrt\pi}\Big(1-\tfrac{R^2m^{-1/3}}{12}+\cdots\Big))";
  c.source = std::string(kPaper) + "; constant " + kDerived + "5.2";
  c.constants = {inverse_root_pi()};
  c.rests_on = {"gradient_coupling/flips_leading_order"};
  c.twins = {{"half_radius", "the mean is that of radius R/2", "the mean grows with R"}};
  c.trivial = "N_tau <= m";
  c.measured =
      "exact counts at fresh random x and fresh draws of W^0; interval: a confidence sequence for "
      "the mean of 1{|z| <= tau}, one observation per neuron (averaged over the points of its "
      "draw)";
  c.derivation = "z ~ N(0, s^2)";
  c.not_checked =
      "points x outside the sample; the generator's distance to N(0, 1), below 2e-7 per number";
  return c;
}

ClaimInfo mean_gradient() {
  ClaimInfo c = base("mean_gradient", Kind::identity, "the mean gradient gap, measured");
  c.statement =
      "at every x in X the supremum over W in B(R) of |grad_W f_W(x) - grad_W g_W(x)|_{2,1} has "
      "mean kappa m (2 Phi(tau/s) - 1), at most R m^(1/2)/sqrt(pi) (flips_leading_order)";
  c.latex =
      R"(\mathbb E\sup_{W\in B(R)}|\nabla_Wf_W(x)-\nabla_Wg_W(x)|_{2,1}=\kappa\,m\big(2\Phi(\tau/s)-1\big)\le\frac{R\,m^{1/2}}{\sqrt\pi})";
  c.source = std::string(kPaper) + "; constant " + kDerived + "5.2";
  c.constants = {inverse_root_pi()};
  c.rests_on = {"gradient_coupling/flip_bound", "gradient_coupling/flips_leading_order"};
  c.twins = {{"half_radius", "the mean is that of radius R/2", "the mean grows with R"}};
  c.trivial = "at most kappa m: every neuron flips";
  c.measured =
      "the gradients' columns at an explicit W per x, W_r = W_r^0 - sgn(z_r) tau x, and at a "
      "random "
      "W on the boundary of B(R), from the weights; neither may exceed kappa N_tau(x)";
  c.derivation = "flip_bound and mean_flips: z = tau has probability 0";
  c.not_checked = "points x outside the sample; the generator's distance to N(0, 1)";
  return c;
}

ClaimInfo flip_rate() {
  ClaimInfo c = base("flip_rate", Kind::rate, "exponents 5/6 in m, 1 in R, 1/2 for the gradient");
  c.statement =
      "N_tau grows like R m^(5/6)/sqrt(pi) and the gradient gap like R m^(1/2)/sqrt(pi) as R "
      "m^(-1/6) tends to 0: exponent_m = 5/6, exponent_R = 1, exponent_gradient = 1/2, constant = "
      "1/sqrt(pi)";
  c.latex = R"(\mathbb E\,N_\tau(x)\sim\frac1{\sqrt\pi}R\,m^{5/6}\qquad(R\,m^{-1/6}\to0))";
  c.source = std::string(kPaper) + "; constant " + kDerived + "5.2";
  c.constants = {inverse_root_pi()};
  c.assumptions.push_back({"H3",
                           "the cells fitted have R <= 0.2 m^(1/6), where R^2 m^(-1/3) <= 0.04 and "
                           "its first-order term describes the rest"});
  c.rests_on = {"gradient_coupling/flip_bound"};
  c.twins = {{"exponent_four_fifths", "exponent_m = 4/5", "the mean gives 5/6"}};
  c.trivial = "N_tau <= m: exponents 1 in m and 0 in R";
  c.measured =
      "weighted log-log fit of exact counts over at least five widths and five radii with a free "
      "first-order term in R^2 m^(-1/3), bootstrap intervals and a lack-of-fit test; the "
      "gradient's "
      "exponent is that of m less 1/3, as kappa = m^(-1/3)";
  c.derivation = "flips_leading_order: the quotient is 1 - R^2 m^(-1/3)/12 + ...";
  c.not_checked = "the limit itself: finitely many cells";
  return c;
}

ClaimInfo uniform_flips() {
  ClaimInfo c = base("uniform_flips", Kind::upper_bound, "the flip count, uniformly over X");
  c.statement =
      "with probability at least 1 - p over the initialization, N_tau(x) is for all x in X at most "
      "the lesser of (1 + theta/2) R m^(5/6)/sqrt(pi) + (2/(theta R)) m^(2/3) (sqrt d + "
      "sqrt(ln(1/p))), at the best theta, and mu + h/2 + sqrt(h mu + h^2/4) with mu = R "
      "m^(5/6)/sqrt(pi), h = 4 (ln S + ln(4/p)), S = C(4m-1, d-2) + sum_{k <= d-2} C(4m, k)";
  c.latex =
      R"(\sup_{x\in X}N_\tau(x)\le\min\Big\{\Big(1+\frac\theta2\Big)\mu+\frac{2m^{2/3}}{\theta R}\big(\sqrt d+\sqrt{\ln(1/p)}\big),\;\mu+\frac h2+\sqrt{h\mu+\frac{h^2}4}\Big\},\quad\mu=\frac{R\,m^{5/6}}{\sqrt\pi})";
  c.source = std::string(kDerived) + "5.3 and 5.4";
  c.constants = {inverse_root_pi()};
  c.assumptions = {kInit};
  c.rests_on = {"gradient_coupling/flips_leading_order"};
  c.twins = {{"no_complexity_term", "N_tau(x) <= 0.9 E N_tau for all x in X",
              "the largest count is at least that at any one x, which concentrates at its mean"}};
  c.trivial = "N_tau <= m";
  c.measured =
      "the exact count at the best x that a search over X finds, the largest over draws of W^0: a "
      "lower bound on the supremum";
  c.derivation =
      "5.3: a trapezoid of slope 1/(theta tau) above the indicator, symmetrization, the one-sided "
      "contraction, Gaussian concentration with Lipschitz constant sqrt 2/(theta tau). 5.4: "
      "relative deviations of a class with S patterns on 2m neurons";
  c.not_checked = "x that the search does not find; hence at best not-refuted";
  return c;
}

}  // namespace

const claim::LemmaInfo& lemma_info() {
  static const claim::LemmaInfo info{
      "gradient_coupling",
      "Gradient coupling: how many neurons can change sign, and what that does to the gradient",
      kPaper,
      {{R"(N_\tau(x))", "number of neurons with |z_r(x)| <= tau"},
       {R"(|\cdot|_{2,1})", "sum over neurons of the Euclidean norms of the columns"},
       {R"(\kappa)", "output scale |a_r| = m^(-1/3)"},
       {R"(\tau)", "radius per neuron, R m^(-2/3)"},
       {R"(\mu)", "R m^(5/6)/sqrt(pi), the leading order of E N_tau"}}};
  return info;
}

std::span<const ClaimInfo> claim_infos() {
  static const std::vector<ClaimInfo> all{flip_bound(),    flips_leading_order(), mean_flips(),
                                          mean_gradient(), flip_rate(),           uniform_flips()};
  return all;
}

const ClaimInfo& claim_info(const char* name) {
  for (const ClaimInfo& c : claim_infos())
    if (c.id == std::string("gradient_coupling/") + name) return c;
  throw std::logic_error(std::string("no claim ") + name);
}

}  // namespace proofgauge::gradient_coupling
