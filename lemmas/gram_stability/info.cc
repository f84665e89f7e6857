#include "gram_stability/info.h"

#include <array>
#include <cmath>
#include <numbers>
#include <string>

#include "gram_stability/claim.h"

namespace proofgauge::gram_stability {
namespace {

using claim::ClaimInfo;
using claim::Kind;
using claim::Scope;

constexpr const char* kPaper =
    "Du, Zhai, Poczos, Singh, ICLR 2019, arXiv 1810.02054: proof of Lemma 3.2 (not checked against "
    "the paper's text)";
constexpr const char* kDerived = "lemmas/gram_stability/statement.md, section ";

const claim::Assumption kUnit{"H1", "|x_i| = 1 for every data point"};
const claim::Assumption kInit{"H2", "w_1(0), ..., w_m(0) are independent N(0, I_d)"};

ClaimInfo flip_probability_info() {
  ClaimInfo c;
  c.id = "gram_stability/flip_probability";
  c.kind = Kind::tight_bound;
  c.title = "a neuron's sign within R of its start";
  c.statement =
      "for every R > 0 and unit x: the sign of <w, x> differs from that of <w_r(0), x> for some w "
      "with |w - w_r(0)| <= R with probability 2 Phi(R) - 1 <= 2 R/sqrt(2 pi), and the quotient "
      "tends to 1 as R tends to 0";
  c.latex =
      R"(\mathbb P\big[\exists w:\ |w-w_r(0)|\le R,\ \operatorname{sgn}\langle w,x\rangle\ne\operatorname{sgn}\langle w_r(0),x\rangle\big]=2\Phi(R)-1\le\frac{2R}{\sqrt{2\pi}})";
  c.source = kPaper;
  c.scope = Scope::all;
  c.assumptions = {kUnit, kInit};
  c.constants = {{.symbol = "c_flip",
                  .expression = "2/sqrt(2 pi)",
                  .value = 2 / std::sqrt(2 * std::numbers::pi),
                  .origin = "1: the length 2 R times the density of N(0, 1) at 0",
                  .profile = "derived",
                  .confirmed = true}};
  c.twins = {{"half_constant", "the probability is at most R/sqrt(2 pi)",
              "the quotient with 2 R/sqrt(2 pi) tends to 1"}};
  c.trivial = "a probability is at most 1";
  c.measured =
      "the largest quotient (2 Phi(R) - 1) / (2 R/sqrt(2 pi)) over all R > 0: enclosed by "
      "subdivision of [1/4, 8], by hand outside, from below at five R";
  c.derivation =
      "<w, x> ranges over z +- R, so the sign can change exactly if |z| <= R up to an event of "
      "probability 0, and z = <w_r(0), x> ~ N(0, 1), whose density is at most 1/sqrt(2 pi)";
  c.not_checked =
      "the reduction to P[|Z| <= R], in prose; outside [1/4, 8] the argument of section 1";
  return c;
}

ClaimInfo gram_drift_info() {
  ClaimInfo c;
  c.id = "gram_stability/gram_drift";
  c.kind = Kind::upper_bound;
  c.title = "how much of the Gram matrix can change";
  c.statement =
      "for all unit x_1, ..., x_n: with N_ij the number of neurons r for which some w with |w - "
      "w_r(0)| <= R changes 1{<w, x_i> >= 0, <w, x_j> >= 0}, E sum_ij |<x_i, x_j>| N_ij/m <= (2 "
      "R/sqrt(2 pi)) sum_ij |<x_i, x_j>|; the sum bounds |H(W) - H(0)| in Frobenius norm for all "
      "such W. The published proof has twice that";
  c.latex =
      R"(\mathbb E\sup_W|H(W)-H(0)|_F\ \le\ \mathbb E\sum_{i,j}|\langle x_i,x_j\rangle|\frac{N_{ij}}m\ \le\ \frac{2R}{\sqrt{2\pi}}\sum_{i,j}|\langle x_i,x_j\rangle|\ \le\ \frac{2n^2R}{\sqrt{2\pi}})";
  c.source = std::string(kPaper) + ", with half its constant: derived, " + kDerived + "2";
  c.scope = Scope::all;
  c.assumptions = {kUnit, kInit};
  c.constants = {{.symbol = "c_drift",
                  .expression = "1",
                  .value = numeric::to_double(c_drift()),
                  .origin = "2: in units of 2 R/sqrt(2 pi) per pair",
                  .profile = "derived",
                  .confirmed = true},
                 {.symbol = "c_published",
                  .expression = "2",
                  .value = numeric::to_double(c_published()),
                  .origin = "the union of the two points' flips: 4 n^2 R/sqrt(2 pi) in all",
                  .profile = "published-form",
                  .confirmed = false}};
  c.rests_on = {"gram_stability/flip_probability"};
  c.twins = {{"half_constant", "half of it is enough: a quarter of the published constant",
              "every pair's share tends to 2 R/sqrt(2 pi) as R tends to 0"}};
  c.trivial = "the whole matrix: sum_ij |<x_i, x_j>|";
  c.measured =
      "per neuron the share of sum_ij |<x_i, x_j>| whose indicator can change, decided exactly for "
      "each pair (the shortest move in the plane of x_i, x_j), at fresh points and neurons; a "
      "confidence sequence for its mean";
  c.derivation =
      "a change needs both preactivations >= -R and not both >= R; G(r) = P[both >= r] has -G'(r) "
      "= 2 phi(r) (1 - Phi(k r)), and the odd part cancels over [-R, R]: G(-R) - G(R) = 2 Phi(R) - "
      "1 whatever <x_i, x_j> is";
  c.not_checked =
      "data sets outside the sample; that |H(W) - H(0)| itself is smaller, as neurons that switch "
      "on and off cancel; Markov's inequality and the step to eigenvalues (section 3)";
  return c;
}

}  // namespace

const claim::LemmaInfo& lemma_info() {
  static const claim::LemmaInfo info{
      "gram_stability",
      "Gram stability",
      kPaper,
      {{"R", "how far a neuron moves, in Euclidean norm: |w_r - w_r(0)| <= R"},
       {"H(W)", "Gram matrix: H_ij = <x_i, x_j> (1/m) sum_r 1{<w_r, x_i> >= 0, <w_r, x_j> >= 0}"},
       {"N_{ij}", "neurons whose term of H_ij can change within R"}}};
  return info;
}

std::span<const ClaimInfo> claim_infos() {
  static const std::array<ClaimInfo, 2> claims{flip_probability_info(), gram_drift_info()};
  return claims;
}

}  // namespace proofgauge::gram_stability
