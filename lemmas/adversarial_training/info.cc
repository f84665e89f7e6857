#include "adversarial_training/info.h"

#include <stdexcept>
#include <string>
#include <vector>

namespace proofgauge::adversarial_training {
namespace {

using claim::ClaimInfo;
using claim::Kind;
using claim::Scope;

constexpr const char* kPaper =
    "Zhang, Plevrakis, Du, Li, Song, Arora, NeurIPS 2020, arXiv 2002.06668: convergence of "
    "adversarial training";
constexpr const char* kDerived = "derived; lemmas/adversarial_training/statement.md, section ";

const claim::Assumption kSeparated{"H1", "the points are separated: rho < delta/2"};
const claim::Assumption kInit{"H2",
                              "W^0, b, a are drawn as in section 0: a_r = +-m^(-1/3) at equal "
                              "odds, W_r^0 ~ N(0, I/m), b_r ~ N(0, 1/m)"};
const claim::Assumption kWidth{"H3", "m >= M_0, the width from which the proof speaks"};

ClaimInfo convergence() {
  ClaimInfo c;
  c.id = "adversarial_training/convergence";
  c.kind = Kind::upper_bound;
  c.title = "adversarial training reaches robust loss eps";
  c.statement =
      "with eta = eps m^(-1/3)/L^2 and T = ceil(L^2 R^2/eps^2) the least robust loss of the run, "
      "min over t <= T of L_A(W_t), is at most eps";
  c.latex =
      R"(\min_{t\le T}L_{\mathcal A}(W_t)\le\varepsilon,\qquad\eta=\frac{\varepsilon\,m^{-1/3}}{L^2},\quad T=\Big\lceil\frac{L^2R^2}{\varepsilon^2}\Big\rceil)";
  c.source = kPaper;
  c.scope = Scope::all;
  c.assumptions = {kSeparated, kInit, kWidth};
  c.twins = {{"one_step",
              "one step of size eta is enough: min over t <= 2 of L_A(W_t) is at most eps",
              "one step moves f by at most eta m^(1/3) L = eps/L at any point"}};
  c.trivial = "the robust loss of the zero net, the mean of l(0, y_i)";
  c.measured =
      "min over t of the mean loss at the training adversary's points; the last iterate and "
      "stronger adversaries stand beside it";
  c.derivation =
      "6.2 bounds the average regret by eps plus L C, existence gives a comparator of small loss "
      "in B(R), and the least loss is at most the average";
  c.not_checked =
      "the theorem itself: its premise m >= M_0 is out of reach, so every run is an observation";
  return c;
}

ClaimInfo dual_certificate() {
  ClaimInfo c;
  c.id = "adversarial_training/dual_certificate";
  c.kind = Kind::lower_bound;
  c.title = "what no W in B(R) can do: the dual certificate";
  c.statement =
      "for signed measures lambda_i on B_2(x_i, rho) and X with mass at most 1/n each, the robust "
      "absolute loss of g_W is at least sum_i y_i lambda_i(ball) - (R/m) sum_r |sum_i int 1{z_r(x) "
      ">= 0} x dlambda_i(x)|_2 for every W in B(R)";
  c.latex =
      R"(\frac1n\sum_i\max_{x\in B_2(x_i,\rho)\cap X}|g_W(x)-y_i|\;\ge\;\sum_iy_i\lambda_i-\frac Rm\sum_r\Big|\sum_i\int\mathbf 1\{z_r(x)\ge0\}\,x\,d\lambda_i(x)\Big|_2)";
  c.source = std::string(kDerived) + "7.1";
  c.scope = Scope::all;  // every W: two trained ones do not cover it
  c.assumptions = {kInit};
  c.twins = {{"tenth_of_penalty", "the same with R/10 in place of R in the second term",
              "strong duality: at the true R the best lambda meets the best trained loss, so with "
              "a smaller penalty the value exceeds it"}};
  c.trivial = "the loss is nonnegative: 0";
  c.measured =
      "the loss of a trained g_W in B(R) at the support of lambda, below the robust loss, with its "
      "rounding bound, against the certified value of the best lambda found";
  c.derivation =
      "max over the ball of |g_W - y_i|/n >= int (y_i - g_W) dlambda_i, and sum_i int g_W "
      "dlambda_i "
      "= sum_r a_r <W_r - W_r^0, v_r> <= kappa tau sum_r |v_r|_2 = (R/m) sum_r |v_r|_2";
  c.not_checked = "W that were not trained: for them the proof speaks";
  return c;
}

ClaimInfo critical_radius() {
  ClaimInfo c;
  c.id = "adversarial_training/critical_radius";
  c.kind = Kind::upper_bound;
  c.title = "the critical radius of a data set, enclosed";
  c.statement =
      "for this data set and this W^0, R*_g(eps), the least R for which some W in B(R) has robust "
      "loss of g_W at most eps, lies between the lower end from the dual certificate and the upper "
      "end from a trained g whose worst case on the balls is enclosed (d = 3) or searched";
  c.latex =
      R"(\max_\lambda\frac{\sum_iy_i\lambda_i-\varepsilon}{\frac1m\sum_r|v_r(\lambda)|_2}\;\le\;R^*_g(\varepsilon)\;\le\;\min\{R:\text{a trained }g_W,\ W\in B(R),\text{ has robust loss}\le\varepsilon\})";
  c.source = std::string(kDerived) + "7.1";
  c.scope = Scope::finite_set;
  c.assumptions = {kInit};
  c.rests_on = {"adversarial_training/dual_certificate"};
  c.twins = {{"half_of_upper", "R*_g(eps) is at most half of the upper end",
              "the lower end from the certificate is above that"}};
  c.trivial =
      "a yardstick: with n points along their own directions R = 2 n t* suffices, far above";
  c.measured =
      "lower end: the certificate is affine in R, so each lambda gives the R below which its value "
      "exceeds eps; upper end: a primal W whose worst case over the balls is at most eps, enclosed "
      "in d = 3 and searched by PGD-20 with 2 starts otherwise";
  c.derivation = "7.1 with the value set to eps";
  c.not_checked =
      "for d > 3, points of the balls that the search does not find: the upper end is a search "
      "there";
  return c;
}

ClaimInfo critical_width() {
  ClaimInfo c;
  c.id = "adversarial_training/critical_width";
  c.kind = Kind::existence;
  c.title = "the critical width m*(eps), measured";
  c.statement =
      "the 0.9 quantile over seeds of the least width at which adversarial training at this R "
      "reaches robust loss eps within T rounds is at most the largest width tried";
  c.latex =
      R"(m^*(\varepsilon)=Q_{0.9}\min\{m:\min_{t\le T}L_{\mathcal A}(W_t)\le\varepsilon\}\le m_{\max})";
  c.source = std::string(kDerived) + "7, critical width";
  c.scope = Scope::finite_set;
  c.assumptions = {kSeparated, kInit};
  c.twins = {{"smallest_width", "the smallest width tried is enough",
              "it is chosen too small: too few neurons to tell the points apart"}};
  c.trivial = "none: no width is known a priori to be enough";
  c.measured =
      "per seed (data set and W^0) the least width of the grid whose run against PGD-5 reaches "
      "eps, "
      "by bisection; the quantile over seeds with a bootstrap interval";
  c.derivation = "none: an observation beside M_0 of the composed theorem";
  c.not_checked = "widths between those of the grid, seeds not tried, monotonicity in the width";
  return c;
}

ClaimInfo adversaries() {
  ClaimInfo c;
  c.id = "adversarial_training/adversaries";
  c.kind = Kind::upper_bound;
  c.title = "no attack exceeds the certified worst case";
  c.statement =
      "the robust loss of each of these trained networks under each of six attacks, PGD-100 with "
      "20 "
      "starts among them, is at most its certified worst case (d <= 6)";
  c.latex = R"(L_{\mathcal A}(W)\le L_{\mathcal A^*}(W)\le\text{certified upper end},\qquad d\le6)";
  c.source = std::string(kDerived) + "8";
  c.scope = Scope::finite_set;
  c.assumptions = {kSeparated};
  c.twins = {{"no_adversary", "no attack exceeds the loss at the data points themselves",
              "PGD finds larger losses inside the balls"}};
  c.trivial = "none that needs no network";
  c.measured =
      "a network trained against PGD-5; each attack's points, their losses enclosed; the worst "
      "case "
      "exact on the circle (d = 3) or by branch and bound (d = 4 to 6)";
  c.derivation = "an attack's points lie in the balls over which the worst case is the supremum";
  c.not_checked = "attacks that were not run: for them the certificate speaks";
  return c;
}

ClaimInfo stronger_adversaries() {
  ClaimInfo c;
  c.id = "adversarial_training/stronger_adversaries";
  c.kind = Kind::existence;
  c.title = "what training reaches under stronger adversaries than its own";
  c.statement =
      "on this data set projected gradient descent against PGD-5 finds W in B(R) whose robust loss "
      "under each of the stronger adversaries of the record (PGD-10 and PGD-100 with 20 starts "
      "unless others are named) is at most eps";
  c.latex =
      R"(\exists\,W\in B(R):\quad L_{\mathcal A}(W)\le\varepsilon\quad\text{for }\mathcal A\in\{\text{PGD-10},\ \text{PGD-100, 20 starts}\})";
  c.source = std::string(kDerived) + "8";
  c.scope = Scope::finite_set;
  c.assumptions = {kSeparated};
  c.twins = {{"untrained", "W^0 does already", "W^0 was never shown the targets"}};
  c.trivial = "the robust loss of the zero net, the mean of l(0, y_i)";
  c.measured =
      "the best W of the run under its own adversary, attacked anew by each of the others; the "
      "losses with the rounding bound of single precision";
  c.derivation = "none: an observation on one data set";
  c.not_checked =
      "adversaries that were not run: above d = 6 no worst case is certified, and these losses are "
      "lower bounds of it";
  return c;
}

}  // namespace

const claim::LemmaInfo& lemma_info() {
  static const claim::LemmaInfo info{
      "adversarial_training",
      "Adversarial training end to end: what the algorithm reaches and what no weights can",
      kPaper,
      {{R"(L_{\mathcal A}(W))", "robust loss: mean of l(f_W(A(x_i)), y_i)"},
       {R"(\lambda_i)", "signed measure on the ball of x_i, total mass at most 1/n"},
       {"R^*_g", "critical radius: least R for which some g_W reaches robust loss eps"},
       {"v_r", "sum_i int 1{z_r(x) >= 0} x dlambda_i(x)"}}};
  return info;
}

std::span<const ClaimInfo> claim_infos() {
  static const std::vector<ClaimInfo> all{convergence(),     dual_certificate(),
                                          critical_radius(), critical_width(),
                                          adversaries(),     stronger_adversaries()};
  return all;
}

const ClaimInfo& claim_info(const char* name) {
  for (const ClaimInfo& c : claim_infos())
    if (c.id == std::string("adversarial_training/") + name) return c;
  throw std::logic_error(std::string("no claim ") + name);
}

}  // namespace proofgauge::adversarial_training
