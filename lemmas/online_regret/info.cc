#include "online_regret/info.h"

#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>
#include <vector>

namespace proofgauge::online_regret {
namespace {

using claim::ClaimInfo;
using claim::Kind;
using claim::Scope;

constexpr const char* kPaper =
    "Zhang, Plevrakis, Du, Li, Song, Arora, NeurIPS 2020, arXiv 2002.06668: online learning";
constexpr const char* kDerived = "derived; lemmas/online_regret/statement.md, section ";

const claim::Assumption kConvex{"H1", "the losses are convex, with subgradients of norm at most G"};
const claim::Assumption kInside{"H2", "W_1 = W^0 and W* lies in B(R)"};
const claim::Assumption kFree{"H3", "T >= 2, dimension >= 2, no step is clipped"};
const claim::Assumption kInit{"H4",
                              "W^0, b, a are drawn as in section 0: a_r = +-m^(-1/3) at equal "
                              "odds, W_r^0 ~ N(0, I/m), b_r ~ N(0, 1/m)"};

claim::Constant c_coupling() {
  return {"c_C",
          "3/(4 sqrt(pi))",
          0.75 / std::sqrt(std::numbers::pi),
          "6.2: int over |z| < tau of (tau + |z|) is 3 tau^2",
          "derived",
          true};
}

ClaimInfo base(const char* name, Kind kind, const char* title) {
  ClaimInfo c;
  c.id = std::string("online_regret/") + name;
  c.kind = kind;
  c.title = title;
  return c;
}

ClaimInfo descent_identity() {
  ClaimInfo c = base("descent_identity", Kind::identity, "the identity behind 6.1");
  c.statement =
      "with A = W_t - W*, h = eta g_t, B = W_{t+1} - W*: |A|^2 - |B|^2 + |h|^2 - 2 <h, A> = |A - h "
      "- B|^2 + 2 <A - h - B, B>, whose right side is nonnegative for a projected step; summed "
      "over "
      "t it is 6.1 for every T, every convex loss and every adversary";
  c.latex = R"(|A|^2-|B|^2+|h|^2-2\langle h,A\rangle=|A-h-B|^2+2\langle A-h-B,B\rangle\ge0)";
  c.source = std::string(kDerived) + "6.1";
  c.scope = Scope::all;
  c.assumptions = {kConvex, kInside};
  c.twins = {{"no_square", "the same without |h|^2 on the left: no cost of the step's length",
              "at A = B = 0 the left side is then 0 and the right side |h|^2"}};
  c.trivial = "none: an identity";
  c.measured = "the six coefficients of both quadratic forms in (A, h, B), as rationals";
  c.derivation = "expand; the projection's variational inequality makes <A - h - B, B> >= 0";
  c.not_checked =
      "in prose: the subgradient inequality, the variational inequality of the projection, the "
      "sum over t";
  return c;
}

ClaimInfo convex_regret() {
  ClaimInfo c =
      base("convex_regret", Kind::upper_bound, "regret of projected descent, in every run");
  c.statement =
      "in each of these runs of projected online gradient descent the mean regret (1/T) sum "
      "[L_t(W_t) - L_t(W*)] is at most D_0^2/(2 eta T) + eta G^2/2, D_0 = |W^0 - W*|_F, G the "
      "largest gradient norm";
  c.latex =
      R"(\frac1T\sum_{t=1}^T\big[L_t(W_t)-L_t(W^*)\big]\le\frac{D_0^2}{2\eta T}+\frac{\eta G^2}2)";
  c.source = kPaper;
  c.scope = Scope::finite_set;
  c.assumptions = {kConvex, kInside};
  c.rests_on = {"online_regret/descent_identity"};
  c.twins = {
      {"ten_eta",
       "the mean regret is at most D_0 G/sqrt(T), the bound at the best step, with ten times "
       "that step",
       "gradients that alternate across the way to W* cost eta G^2/2 each: about five times "
       "that bound"}};
  c.trivial = "G times the diameter of B(R)";
  c.measured =
      "games on a product of four balls in R^3: random, adaptive, absolute and drifting losses, "
      "three steps and three comparators, every number enclosed at 128 bits";
  c.derivation = "sum descent_identity over t and divide by 2 eta T";
  c.not_checked = "runs that were not played: for them descent_identity speaks";
  return c;
}

ClaimInfo tight_instance() {
  ClaimInfo c = base("tight_instance", Kind::identity, "an instance that attains 6.1");
  c.statement =
      "for a constant gradient of norm G and eta G T = D_0 the mean regret equals the bound "
      "D_0^2/(2 "
      "eta T) + eta G^2/2 = D_0 G/2 + eta G^2/2";
  c.latex =
      R"(\eta GT=D_0:\quad\frac1T\sum_t\big[L_t(W_t)-L_t(W^*)\big]=\frac{D_0G}2+\frac{\eta G^2}2)";
  c.source = std::string(kDerived) + "6.1t";
  c.scope = Scope::instance;
  c.assumptions = {kConvex, kInside};
  c.twins = {{"half_square", "the mean regret is D_0^2/(2 eta T) + eta G^2/4",
              "the instance attains the full second term"}};
  c.trivial = "2 G D_0";
  c.measured = "the run in exact rationals; beside it the same run by the program in doubles";
  c.derivation = "W_t - W* = (D_0 - (t-1) eta G) e: an arithmetic series";
  c.not_checked = "nothing at this T and D_0";
  return c;
}

ClaimInfo worst_case() {
  ClaimInfo c = base("worst_case", Kind::tight_bound, "the exact worst case of the regret");
  c.statement =
      "at this T >= 2, D and eta, over all sequences of T convex losses with gradients at most M = "
      "1, at distance D "
      "and step eta, without clipping in dimension >= 2, the largest regret sum is D^2/(2 eta) + "
      "eta T "
      "M^2/2 for eta >= D/(M T) and M T D - eta M^2 T(T-1)/2 below";
  c.latex =
      R"(\max\sum_t\langle g_t,W_t-W^*\rangle=\begin{cases}\frac{D^2}{2\eta}+\frac{\eta TM^2}2&\eta\ge\frac D{MT}\\MTD-\frac{\eta M^2T(T-1)}2&\text{otherwise}\end{cases})";
  c.source = std::string(kDerived) + "6.1w";
  c.scope = Scope::box;
  c.assumptions = {kConvex, kFree};
  c.rests_on = {"online_regret/descent_identity"};
  c.twins = {{"constant_0.9", "the largest regret sum is 0.9 times that",
              "the extremal sequence reaches the whole of it"}};
  c.trivial = "M (D + eta M T) per round";
  c.measured =
      "lower end: an explicit sequence, run in exact rationals; upper end: the reduction to |sum "
      "g_t| (statement), maximised in rationals; beside it a coordinate-ascent search over all "
      "sequences in R^3 for T <= 64";
  c.derivation =
      "without clipping descent_identity is an equality: the sum is [D^2 - |W_{T+1} - W*|^2]/(2 "
      "eta) + (eta/2) sum |g_t|^2 <= D |S| + (eta/2)(T M^2 - |S|^2), S = sum g_t, |S| <= T M";
  c.not_checked = "the reduction, in prose";
  return c;
}

ClaimInfo coupling_leading_order() {
  ClaimInfo c =
      base("coupling_leading_order", Kind::tight_bound, "the coupling's mean, leading order");
  c.statement =
      "for every m and R the mean at one x of kappa sum over one sign of (tau + |z_r|) 1{|z_r| < "
      "tau} is at most 3 R^2 m^(-1/6)/(4 sqrt pi), and the quotient tends to 1 as R m^(-1/6) tends "
      "to 0";
  c.latex =
      R"(\frac{\kappa m}2\,\mathbb E\,(\tau+|z|)\mathbf 1\{|z|<\tau\}\le\frac{3R^2m^{-1/6}}{4\sqrt\pi})";
  c.source = std::string(kDerived) + "6.2";
  c.scope = Scope::all;
  c.assumptions = {kInit};
  c.constants = {c_coupling()};
  c.twins = {{"constant_0.9", "the mean is at most 0.9 times that",
              "the quotient tends to 1, so it exceeds 0.9 wherever R < m^(1/6)"}};
  c.trivial = "each neuron costs at most 2 tau: the mean is at most R";
  c.measured =
      "the largest quotient over all u > 0: from above by subdivision of the coded formula on "
      "[1/4, 8] and by hand outside, from below at five u";
  c.derivation = "the quotient is int_0^1 (2/3)(1 + t) exp(-u^2 t^2/2) dt, 1 - 7 u^2/36 + ...";
  c.not_checked = "that z_r(x) is normal with variance 2/m is section 0";
  return c;
}

ClaimInfo coupling_constant() {
  ClaimInfo c = base("coupling_constant", Kind::identity, "the coupling's mean, measured");
  c.statement =
      "at every x in X the sum kappa sum_{a_r of one sign} (tau + |z_r|) 1{|z_r| < tau} has mean "
      "(kappa m/2) [tau (2 Phi(tau/s) - 1) + 2 s (phi(0) - phi(tau/s))], at most 3 R^2 m^(-1/6)/(4 "
      "sqrt pi) (coupling_leading_order)";
  c.latex =
      R"(\mathbb E\,\kappa\!\!\sum_{a_r=+\kappa}\!(\tau+|z_r|)\mathbf 1\{|z_r|<\tau\}=\frac{\kappa m}2\Big[\tau\big(2\Phi(\tau/s)-1\big)+2s\big(\varphi(0)-\varphi(\tau/s)\big)\Big])";
  c.source = std::string(kDerived) + "6.2";
  c.scope = Scope::all;
  c.assumptions = {kInit};
  c.constants = {c_coupling()};
  c.rests_on = {"online_regret/coupling_leading_order"};
  c.twins = {{"constant_0.9", "the mean is 0.9 times the formula", "the formula is exact"}};
  c.trivial = "each neuron costs at most 2 tau: the mean is at most R";
  c.measured =
      "the sums of both signs at fresh random x and fresh draws of W^0; interval: a confidence "
      "sequence, one observation per neuron";
  c.derivation = "z ~ N(0, s^2)";
  c.not_checked = "points x outside the sample; the generator's distance to N(0, 1)";
  return c;
}

ClaimInfo coupling_uniform() {
  ClaimInfo c = base("coupling_uniform", Kind::upper_bound, "the coupling, uniformly over X");
  c.statement =
      "with probability at least 1 - 2p, C = sup_x kappa max_sign sum (tau + |z_r|) 1{|z_r| < tau} "
      "is at most (3 + 4 theta) R^2 m^(-1/6)/(4 sqrt pi) (1 + sqrt(2 ln(2/p)/m)) + (2/theta) "
      "m^(-1/3) (sqrt d + sqrt(ln(2/p))), at the best theta in (0, 1]";
  c.latex =
      R"(C\le\frac{(3+4\theta)R^2m^{-1/6}}{4\sqrt\pi}\Big(1+\sqrt{\tfrac{2\ln(2/p)}m}\Big)+\frac2\theta m^{-1/3}\big(\sqrt d+\sqrt{\ln(2/p)}\big))";
  c.source = std::string(kDerived) + "6.2u";
  c.scope = Scope::all;
  c.assumptions = {kInit};
  c.constants = {c_coupling()};
  c.rests_on = {"online_regret/coupling_leading_order"};
  c.twins = {{"no_complexity_term", "C is at most 0.9 of the mean of one sign's sum",
              "C is at least that sum at any one x"}};
  c.trivial = "each of the m neurons costs at most 2 tau: C <= 2 R";
  c.measured =
      "the sum at the best x that a search over X finds, the largest over draws: a lower bound";
  c.derivation =
      "above (tau + |z|) 1{|z| <= tau} lies a function of slope 1/theta whose integral is (3 + 4 "
      "theta) tau^2; then as uniform_flips of gradient_coupling, for each sign";
  c.not_checked = "x that the search does not find; hence at best not-refuted";
  return c;
}

ClaimInfo real_network() {
  ClaimInfo c = base("real_network", Kind::upper_bound, "6.2 along runs of the real network");
  c.statement =
      "in each of these runs (1/T) sum [L_t(f_{W_t}) - L_t(f_{W*})] is at most R^2 m^(-1/3)/(2 eta "
      "T) + eta L^2 m^(1/3)/2 + L C, C the coupling at the points that the adversary chose";
  c.latex =
      R"(\frac1T\sum_t\big[L_t(f_{W_t})-L_t(f_{W^*})\big]\le\frac{R^2m^{-1/3}}{2\eta T}+\frac{\eta L^2m^{1/3}}2+L\,C)";
  c.source = std::string(kPaper) + "; " + kDerived + "6.2";
  c.scope = Scope::finite_set;
  c.assumptions = {kConvex,
                   kInside,
                   {"H5", "the adversary's points lie in X"},
                   {"H6", "the points are separated: rho < delta/2"}};
  c.constants = {c_coupling()};
  c.rests_on = {"online_regret/descent_identity"};
  c.twins = {{"no_regret", "the mean loss paid never exceeds a comparator's in hindsight",
              "the comparator knows all losses and the learner begins at W^0"}};
  c.trivial = "|f_W - f_W*| <= 2 R in B(R): the regret is at most 2 L R";
  c.measured =
      "projected descent in doubles against PGD-5, with eta = eps m^(-1/3)/L^2; regret against the "
      "best of three comparators, C from above at the visited points, rounding added to the left "
      "side";
  c.derivation =
      "f_{W_t} - f_{W*} = <grad f_{W_t}, W_t - W*> - sum a_r beta_r with 0 <= beta_r <= (tau + "
      "|z_r|) 1{|z_r| <= tau}; then 6.1 with D_0 <= R m^(-1/6) and G <= L m^(1/6)";
  c.not_checked = "comparators that were not tried";
  return c;
}

}  // namespace

const claim::LemmaInfo& lemma_info() {
  static const claim::LemmaInfo info{
      "online_regret",
      "Online learning: regret of projected gradient descent, its exact worst case, and the real "
      "network",
      kPaper,
      {{"T", "number of rounds"},
       {R"(\eta)", "step size"},
       {"D_0", "distance |W^0 - W*|_F, at most R m^(-1/6) in B(R)"},
       {"G", "bound on gradient norms, L m^(1/6) for the real network"},
       {"C", "coupling sup_x kappa max_sign sum (tau + |z_r|) 1{|z_r| < tau}"},
       {"W^*", "comparator in B(R)"}}};
  return info;
}

std::span<const ClaimInfo> claim_infos() {
  static const std::vector<ClaimInfo> all{
      descent_identity(),       convex_regret(),     tight_instance(),   worst_case(),
      coupling_leading_order(), coupling_constant(), coupling_uniform(), real_network()};
  return all;
}

const ClaimInfo& claim_info(const char* name) {
  for (const ClaimInfo& c : claim_infos())
    if (c.id == std::string("online_regret/") + name) return c;
  throw std::logic_error(std::string("no claim ") + name);
}

}  // namespace proofgauge::online_regret
