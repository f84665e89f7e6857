#include "worst_case/info.h"

#include <vector>

namespace proofgauge::worst_case {
namespace {

using claim::ClaimInfo;
using claim::Kind;
using claim::Scope;

constexpr const char* kDerived = "derived; lemmas/worst_case/statement.md, Proof";

const claim::Assumption kOnX{"H1", "the data point lies in X: |x| = 1 and x_d = 1/2, d >= 3"};
const claim::Assumption kCircle{"H2", "d = 3: X is a circle"};

ClaimInfo ball() {
  ClaimInfo c;
  c.id = "worst_case/ball";
  c.kind = Kind::upper_bound;
  c.title = "the certified worst case of a network around a data point";
  c.statement =
      "for this network and data point, every x~ in B_2(x, rho) and X has a loss of at most U, the "
      "certified worst case; no attack exceeds it";
  c.latex =
      R"(\sup_{\tilde x\in B_2(x,\rho)\cap X}\ell\bigl(f_W(\tilde x),y\bigr)\;\le\;U,\qquad \ell\bigl(f_W(A(x)),y\bigr)\le U\ \text{ for every attack }A)";
  c.source = kDerived;
  c.scope = Scope::box;
  c.assumptions = {kOnX};
  c.twins = {{"no_gain", "no x~ in B_2(x, rho) and X has a larger loss than x itself",
              "f_W is not constant on the ball, and some x~ raises the loss"}};
  c.trivial = "f_W is Lipschitz: the loss is at most l(f_W(x), y) + rho sum |a_r| |W_r|";
  c.measured =
      "the supremum of the loss over the ball, from below by the best of all attacks and of the "
      "points that the certificate visits, each evaluated with its rounding error; from above by "
      "the exact sweep (d = 3) or branch and bound (d >= 4)";
  c.derivation =
      "d = 3: between the sorted angles where a neuron changes sign f_W is P cos + Q sin + C. d >= "
      "4: on a spherical cap neurons of fixed sign are linear, the others are bounded by linear "
      "functions, and a linear function is maximised over the cap in closed form. A convex loss is "
      "largest where f_W is largest or least.";
  c.not_checked =
      "for d > 6 the ball is not subdivided: the certified end is valid and coarse; the rounding "
      "analysis itself is prose (src/adversary/circle.cc, branch.h), tested against 60 digits";
  return c;
}

ClaimInfo gap_supremum() {
  ClaimInfo c;
  c.id = "worst_case/gap_supremum";
  c.kind = Kind::upper_bound;
  c.title = "the supremum of |f_W - g_W| over B(R) and all of X, d = 3";
  c.statement =
      "for this W^0, b, a and R in d = 3: |f_W(x) - g_W(x)| <= U for every W in B(R) and every x "
      "in "
      "X, U being the exact supremum up to rounding";
  c.latex =
      R"(\sup_{x\in X,\;W\in B(R)}|f_W(x)-g_W(x)|=\max_{\pm}\sup_{x\in X}\Bigl(\pm f_{W^0}(x)+\sum_{\pm a_r>0}|a_r|\max(0,\tau-|z_r(x)|)\Bigr)\;\le\;U)";
  c.source = kDerived;
  c.scope = Scope::box;
  c.assumptions = {kCircle};
  c.rests_on = {"real_vs_pseudo/exact_supremum"};
  c.twins = {{"initial_only", "|f_W - g_W| is at most sup |f_{W^0}| over X: moving W adds nothing",
              "neurons with |z_r| < tau add h_tau(z_r) > 0 at the maximiser of |f_{W^0}|"}};
  c.trivial = "h_tau <= tau: at most sup |f_{W^0}| + tau max_sign sum |a_r|";
  c.measured =
      "4.1 is exact in W; over x by a sweep over the sorted angles where some z_r is -tau, 0 or "
      "tau; from below also at sampled points of the circle, by direct evaluation";
  c.derivation =
      "relu(z) + h_tau(z) = relu(z + tau) - relu(z) + relu(z - tau), so 4.1 is a sum of relu terms "
      "on the circle, P cos + Q sin + C between neighbouring breakpoints.";
  c.not_checked = "d > 3, where real_vs_pseudo/uniform_bound searches from below";
  return c;
}

}  // namespace

const claim::LemmaInfo& lemma_info() {
  static const claim::LemmaInfo info{
      "worst_case",
      "The worst-case adversary, certified",
      kDerived,
      {{R"(\rho)", "radius of the adversary's ball"},
       {"A", "an adversary: a map into the ball around each data point"},
       {R"(\ell)", "the loss: absolute, pseudo-huber or hinge"},
       {"U", "the certified worst case, an upper end of an enclosure"},
       {"C", "6.2: sup over X of max_sign sum |a_r| (tau + |z_r|) 1{|z_r| < tau}"}}};
  return info;
}

std::span<const ClaimInfo> claim_infos() {
  static const std::vector<ClaimInfo> all{ball(), gap_supremum()};
  return all;
}

}  // namespace proofgauge::worst_case
