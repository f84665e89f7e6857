#include "main_theorem/info.h"

#include <stdexcept>
#include <string>
#include <vector>

namespace proofgauge::main_theorem {
namespace {

using claim::ClaimInfo;
using claim::Kind;
using claim::Scope;

constexpr const char* kPaper =
    "Zhang, Plevrakis, Du, Li, Song, Arora, NeurIPS 2020, arXiv 2002.06668: main theorem";
constexpr const char* kDerived = "derived; lemmas/main_theorem/statement.md, section ";

const claim::Assumption kSeparated{"H1", "the points are separated: 0 < rho < delta/2"};
const claim::Assumption kInit{"H2",
                              "W^0, b, a are drawn as in section 0: a_r = +-m^(-1/3) at equal "
                              "odds, W_r^0 ~ N(0, I/m), b_r ~ N(0, 1/m)"};
const claim::Assumption kLoss{"H3", "the loss is convex and L-Lipschitz in f, and l(y, y) = 0"};
const claim::Assumption kWidth{"H4", "m >= M_0 of the derived form"};

ClaimInfo radius() {
  ClaimInfo c;
  c.id = "main_theorem/radius";
  c.kind = Kind::existence;
  c.title = "a certified h, hence an upper end of t* or t'";
  c.statement =
      "the h that was found, constant on cells, has |F_h| <= eps1 on [-1/2, A] and |F_h - 1| <= "
      "eps1 on [B, 1] (u F_h along x_i), so t* (t') is at most its sup norm";
  c.latex = R"(|u^pF_h(u)-y(u)|\le\varepsilon_1\ \text{on}\ [-\tfrac12,A]\cup[B,1])";
  c.source = std::string(kDerived) + "9.1";
  c.scope = Scope::box;
  c.assumptions = {kSeparated};
  c.rests_on = {"separability/geometry"};
  c.twins = {{"h_halved", "the same h divided by 2 is within eps1 of the step as well",
              "at u = 1 it is off by about 1/2"}};
  c.trivial = "h = 0 is off by 1 on the right interval";
  c.measured =
      "the largest distance of F_h from the step over both intervals, enclosed, for a "
      "cell-constant "
      "h from a linear program on a coarse grid";
  c.derivation = "step_network, 3.1: the same enclosure with fewer cells";
  c.not_checked = "how far above t* the sup norm is: `width` of the record bounds it";
  return c;
}

ClaimInfo composition() {
  ClaimInfo c;
  c.id = "main_theorem/composition";
  c.kind = Kind::upper_bound;
  c.title = "the bounds of 6.2, 3.3 and 4.3 add up to at most eps at M_0";
  c.statement =
      "with eps1, R, T, eta and theta as stated, the bounds of 6.2, 3.4 (3.3 and 4.3) add up to at "
      "most eps at every width m >= M_0";
  c.latex =
      R"(\frac{R^2m^{-1/3}}{2\eta T}+\frac{\eta L^2m^{1/3}}2+L\,C(m)+L\,\big(n\varepsilon_1+E_{3.3}(m)+E_{4.3}(m)\big)\le\varepsilon\qquad(m\ge M_0))";
  c.source = std::string(kDerived) + "9.2";
  c.scope = Scope::box;
  c.assumptions = {kSeparated};
  c.rests_on = {"main_theorem/radius",           "step_network/radius",
                "step_network/direction",        "step_network/finite_width",
                "real_vs_pseudo/uniform_bound",  "online_regret/convex_regret",
                "online_regret/coupling_uniform"};
  c.twins = {
      {"less_width",
       "at the same eps1, eps_r and theta a width smaller by the factor 100/101 is enough as well",
       "M_0 is the least width for this split: the coupling falls like m^(-1/6)"}};
  c.trivial = "the zero net has robust loss at most L";
  c.measured = "the sum of the bounds at m = M_0, in outward-rounded arithmetic";
  c.derivation =
      "each term falls in m (3.3 from m = 2(d+1) on), so what holds at M_0 holds beyond; the split "
      "is chosen, then proved";
  c.not_checked =
      "the bounds themselves, which are the leaves' claims: this is arithmetic on them. The form "
      "`sharp` keeps leading terms alone and the published form hides constants: both `assumed`";
  return c;
}

ClaimInfo theorem() {
  ClaimInfo c;
  c.id = "main_theorem/theorem";
  c.kind = Kind::upper_bound;
  c.title = "the theorem at a width: is its premise met?";
  c.statement =
      "if m >= M_0, then with probability at least 1 - p over W^0, min over t <= T of L_A(W_t) is "
      "at most eps, for every adversary A";
  c.latex =
      R"(m\ge M_0\;\Rightarrow\;\Pr\big[\min_{t\le T}L_{\mathcal A}(W_t)\le\varepsilon\big]\ge1-p)";
  c.source = kPaper;
  c.scope = Scope::all;
  c.assumptions = {kSeparated, kInit, kLoss, kWidth};
  c.rests_on = {"main_theorem/composition", "step_network/real_net_fit",
                "online_regret/real_network"};
  c.twins = {{"premise_dropped", "the composed bound is at most eps at this width already",
              "below M_0 its coupling term alone exceeds eps"}};
  c.trivial = "the zero net has robust loss at most L";
  c.measured = "nothing: the premise is compared with m; log10_missing is the missing factor M_0/m";
  c.derivation =
      "mean of L_t(W_t) <= mean of L_t(W*) + regret + L C (6.2), and L_t(W*) <= L times 3.4";
  c.not_checked = "the conclusion: no width that runs meets the premise";
  return c;
}

ClaimInfo vacuous_below() {
  ClaimInfo c;
  c.id = "main_theorem/vacuous_below";
  c.kind = Kind::lower_bound;
  c.title = "along 2 e_d the composed bound exceeds eps for all data of n >= 2 points";
  c.statement =
      "along 2 e_d, existence needs a radius R (two atoms, n points at the largest separation) "
      "above the one at which the coupling's leading term is eps/L: at width m the composition is "
      "vacuous for all data sets of n points";
  c.latex =
      R"(2n\,t_{\text{two atoms}}(\sqrt3,0,\varepsilon/(nL))\;\ge\;\Big(\frac{4\sqrt\pi\,\varepsilon\,m^{1/6}}{3L}\Big)^{1/2})";
  c.source = std::string(kDerived) + "9.3";
  c.scope = Scope::box;
  c.assumptions = {{"H5", "n >= 2: there is a second point to tell apart"}};
  c.rests_on = {"step_network/two_atom", "online_regret/coupling_leading_order"};
  c.twins = {{"wide",
              "the same at width 2^600 and more: the radius needed is above the one allowed",
              "the allowed radius grows like m^(1/12)"}};
  c.trivial = "a radius is at least 0";
  c.measured = "the radius needed, from the closed form; the bound is the radius allowed";
  c.derivation =
      "t* >= two atoms, which falls in delta, grows in rho and falls in eps1 <= eps/(L n); the "
      "coupling is at least its leading term";
  c.not_checked = "directions x_i, for which no closed lower bound is known";
  return c;
}

}  // namespace

const claim::LemmaInfo& lemma_info() {
  static const claim::LemmaInfo info{
      "main_theorem",
      "The main theorem with explicit constants: the ledger",
      kPaper,
      {{R"(M_0)", "the least width for which the composed bound is at most eps"},
       {R"(\varepsilon_1)", "error per point that existence may use, before the factor n"},
       {R"(\varepsilon_r)", "the regret's share of eps"},
       {R"(\theta)", "the free parameter of the uniform coupling 6.2"}}};
  return info;
}

std::span<const ClaimInfo> claim_infos() {
  static const std::vector<ClaimInfo> all{radius(), composition(), theorem(), vacuous_below()};
  return all;
}

const ClaimInfo& claim_info(const char* name) {
  for (const ClaimInfo& c : claim_infos())
    if (c.id == std::string("main_theorem/") + name) return c;
  throw std::logic_error(std::string("no claim ") + name);
}

}  // namespace proofgauge::main_theorem
