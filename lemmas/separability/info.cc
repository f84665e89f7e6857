#include "separability/info.h"

#include <vector>

namespace proofgauge::separability {
namespace {

using claim::ClaimInfo;
using claim::Kind;
using claim::Scope;

const claim::Assumption kNonzero{
    "H1", "no row of the data is zero, so that x = (sqrt(3)/2 v/|v|, 1/2) is defined"};
const claim::Assumption kDistinct{"H2", "the points are distinct: delta > 0"};
const claim::Assumption kRadius{"H3",
                                "0 < rho < delta/2 (for the data set itself: where rho is given)"};

ClaimInfo separation() {
  ClaimInfo c;
  c.id = "separability/separation";
  c.kind = Kind::lower_bound;
  c.title = "the points of a data set are more than 2 rho apart";
  c.statement =
      "the points of this data set, mapped to X, are distinct; where rho is given, every two of "
      "them are more than 2 rho apart: delta > 2 rho";
  c.latex =
      R"(\delta=\min_{i\ne j}|x_i-x_j|_2>2\rho,\qquad x_i=\bigl(\tfrac{\sqrt3}{2}\,v_i/|v_i|,\tfrac12\bigr))";
  c.source =
      "Zhang, Plevrakis, Du, Li, Song, Arora, NeurIPS 2020, arXiv 2002.06668: the separability "
      "assumption";
  c.scope = Scope::finite_set;
  c.assumptions = {kNonzero, kDistinct, kRadius};
  c.twins = {{"inflated", "every two points of this data set are more than 1.1 delta apart",
              "the closest pair is delta apart"}};
  c.trivial = "any two points are at least 0 apart";
  c.measured =
      "delta, the least distance over all pairs, as an enclosure: all pairs are screened with keys "
      "of proved accuracy, and "
      "every pair that the keys cannot tell from the closest is compared in exact arithmetic";
  c.derivation =
      "|x_i - x_j|^2 = (3/2)(1 - cos(v_i, v_j)). For bytes the inner products are exact integers "
      "and "
      "1 - c = (N_i N_j - G^2)/(s(s + G)), s^2 = N_i N_j, has no cancellation; otherwise keys "
      "carry a forward error bound and "
      "candidates are decided by two-fold sums, then by exact rationals.";
  c.not_checked = "other data from the same source: the verdict speaks of these rows only";
  return c;
}

ClaimInfo geometry() {
  ClaimInfo c;
  c.id = "separability/geometry";
  c.kind = Kind::lower_bound;
  c.title = "how close an adversary at x_i comes to another point x_j";
  c.statement =
      "for all x_i, x_j in X with |x_i - x_j| >= delta and every x~ in X within rho of x_i: 1 - "
      "<x_j, x~> >= (delta - rho)^2/2 = 1 - A, "
      "while <x_i, x~> >= B = 1 - rho^2/2, so that B - A = gamma/2";
  c.latex =
      R"(\langle x_j,\tilde x\rangle\le A=1-\tfrac12(\delta-\rho)^2,\qquad \langle x_i,\tilde x\rangle\ge B=1-\tfrac12\rho^2,\qquad B-A=\tfrac{\gamma}{2}=\tfrac12\delta(\delta-2\rho))";
  c.source = "derived; lemmas/separability/statement.md, Proof";
  c.scope = Scope::all;
  c.assumptions = {kDistinct, kRadius};
  c.constants = {{"c_radius", "sqrt(3)", 1.7320508075688772,
                  "the diameter of X, a sphere of radius sqrt(3)/2", "derived", true}};
  c.twins = {{"no_adversary_move", "1 - <x_j, x~> >= delta^2/2, as if x~ stayed at x_i",
              "an adversary on the great circle towards x_j comes closer than delta"}};
  c.trivial =
      "inner products of unit vectors are at most 1 (Cauchy-Schwarz), so 1 - <x_j, x~> >= 0";
  c.measured =
      "the exact least 1 - <x_j, x~>, i.e. 1 minus the second maximum 1/4 + (3/4) cos(theta_delta "
      "- theta_rho), enclosed at this "
      "(delta, rho); and a box proof of the inequality for all (delta, rho) at once";
  c.derivation =
      "The least angle between x_j and x~ is theta_delta - theta_rho. With p = delta/sqrt 3, q = "
      "rho/sqrt 3 = r p the claim reads "
      "sin(asin p - asin q) >= p - q, equivalent to 1/(1 + sqrt(1-p^2)) >= r/(1 + sqrt(1 - r^2 "
      "p^2)) on 0 <= p <= 1, "
      "0 <= r <= 1/2, which intervals prove.";
  c.not_checked =
      "nothing of the statement; the reduction to two variables is the proof in prose that the box "
      "proof rests on";
  return c;
}

}  // namespace

const claim::LemmaInfo& lemma_info() {
  static const claim::LemmaInfo info{
      "separability",
      "Separability: the assumption, on real data",
      "Zhang, Plevrakis, Du, Li, Song, Arora, NeurIPS 2020, arXiv 2002.06668",
      {{R"(\delta)", "the least distance between two points of the data set"},
       {R"(\rho)", "radius of the ball in which the adversary moves a point"},
       {R"(\gamma)", "delta (delta - 2 rho), the margin of the theory"},
       {R"(\theta_c)", "angle of a chord of length c: 2 asin(c / sqrt 3)"},
       {"A, B", "the largest <x_j, x~> and the least <x_i, x~> that the theory allows for"}}};
  return info;
}

std::span<const claim::ClaimInfo> claim_infos() {
  static const std::vector<ClaimInfo> infos{separation(), geometry()};
  return infos;
}

}  // namespace proofgauge::separability
