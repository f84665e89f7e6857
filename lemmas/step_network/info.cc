#include "step_network/info.h"

#include <vector>

namespace proofgauge::step_network {
namespace {

using claim::ClaimInfo;
using claim::Kind;
using claim::Scope;

constexpr const char* kDerived = "derived; lemmas/step_network/statement.md, Proof";

const claim::Assumption kRadius{"H3", "0 < rho < delta/2"};
const claim::Assumption kSeen{"H6", "0.2 <= delta <= 1, where the empirical constants were seen"};

ClaimInfo radius() {
  ClaimInfo c;
  c.id = "step_network/radius";
  c.kind = Kind::existence;
  c.title = "the sharp radius t* of the step function";
  c.statement =
      "at this (delta, rho, eps1) there is h(alpha, beta) with |h| <= t, t the upper end of the "
      "enclosure, such that |F_h(u)| <= eps1 for all u in [-1/2, A] and |F_h(u) - 1| <= eps1 for "
      "all "
      "u in [B, 1]; and no h with |h| below the lower end does the same";
  c.latex =
      R"(t^*=\min\Bigl\{|h|_\infty:\;|F_h|\le\epsilon_1\text{ on }[-\tfrac12,A],\;|F_h-1|\le\epsilon_1\text{ on }[B,1]\Bigr\},\qquad F_h(u)=\mathbb E\,h(\alpha,\beta)\,\Phi\Bigl(\frac{u\alpha+\beta}{\sqrt{1-u^2}}\Bigr))";
  c.source = kDerived;
  c.scope = Scope::box;
  c.assumptions = {kRadius};
  c.twins = {{"h_halved", "h/2 has |F - y| <= eps1 on both intervals",
              "F of h/2 is near 1/2 on the right interval"}};
  c.trivial = "h = 0 is off by 1 on the right interval";
  c.measured =
      "the greatest |F_h - y| over both intervals, for an explicit h that is constant on cells: "
      "F_h "
      "is enclosed for every u; beside it the dual value of an explicit measure, which bounds t* "
      "from below";
  c.derivation =
      "dF_h/d ln tan(theta/2) is a finite sum of exp times normal probabilities and analytic in a "
      "strip; Chebyshev panels with proved remainders enclose F_h on whole intervals. From below: "
      "t* >= (int y dmu - eps1 |mu|)/E|int psi_u dmu|, where the expectation is exact on cells on "
      "which the integrand's sign is proved and bounded on the others.";
  c.not_checked =
      "double-precision exp and erfc are assumed to be within 2^-45 (tests compare them with "
      "MPFR); "
      "proofgauge-check re-proves the lower side without them where eps1 >= 0.1 and rho/delta <= "
      "0.25";
  return c;
}

ClaimInfo two_atom() {
  ClaimInfo c;
  c.id = "step_network/two_atom";
  c.kind = Kind::lower_bound;
  c.title = "a closed form below t*";
  c.statement =
      "t* >= (1 - 2 eps1) pi / (2 asin(sin((theta_A - theta_B)/2)/sqrt 2)), theta_A = arccos A, "
      "theta_B = arccos B";
  c.latex =
      R"(t^*\ge\frac{(1-2\epsilon_1)\,\pi}{2\arcsin\bigl(\sin\frac{\theta_A-\theta_B}2/\sqrt2\bigr)})";
  c.source = kDerived;
  c.scope = Scope::instance;
  c.assumptions = {kRadius};
  c.rests_on = {"step_network/radius"};
  c.twins = {{"attained", "the closed form is at least t*",
              "more than two atoms give a larger lower bound"}};
  c.trivial = "a sup norm is at least 0";
  c.measured = "the enclosure of t* against the closed form";
  c.derivation =
      "mu = delta_B - delta_A in the dual: the numerator is 1 - 2 eps1, and E|psi_B - psi_A| is "
      "the "
      "probability that two half-spaces differ, angle/pi; their normals (cos, sin, 1)/sqrt 2 "
      "enclose "
      "2 asin(sin((theta_A - theta_B)/2)/sqrt 2).";
  c.not_checked = "that the bound holds at other (delta, rho, eps1) is the proof in prose";
  return c;
}

ClaimInfo direction() {
  ClaimInfo c;
  c.id = "step_network/direction";
  c.kind = Kind::existence;
  c.title = "displacing along x_1 instead of 2 e_d";
  c.statement =
      "at this (delta, rho, eps1) there is h with |h| <= t' such that |u F_h(u)| <= eps1 on [-1/2, "
      "A] and |u F_h(u) - 1| <= eps1 on [B, 1]; t' <= 2 t*, so the radius R = n t' for "
      "displacements "
      "along the x_i is at most R = 2 n t* along 2 e_d";
  c.latex =
      R"(t'=\min\bigl\{|h|_\infty:\;|uF_h|\le\epsilon_1\text{ on }[-\tfrac12,A],\;|uF_h-1|\le\epsilon_1\text{ on }[B,1]\bigr\}\le2t^*)";
  c.source = kDerived;
  c.scope = Scope::box;
  c.assumptions = {kRadius};
  c.rests_on = {"step_network/radius"};
  c.twins = {{"h_halved", "h/2 has |u F - y| <= eps1 on both intervals",
              "u F of h/2 is near 1/2 on the right interval"}};
  c.trivial = "h = 0 is off by 1 on the right interval";
  c.measured = "as for the radius, with features u psi_u; t' and t* are both enclosed";
  c.derivation = "<W_r - W_r^0, x> = h <x_1, x> sgn(a_r) m^(-2/3) has mean response u F_h(u).";
  c.not_checked =
      "the best direction in the plane of e_d and x_1; that t' <= 2 t* at other parameters";
  return c;
}

ClaimInfo delta_scaling() {
  ClaimInfo c;
  c.id = "step_network/delta_scaling";
  c.kind = Kind::upper_bound;
  c.title = "delta t* at fixed rho/delta";
  c.statement =
      "at this rho/delta and eps1, delta t* varies by a factor of at most 3/2 over these delta <= "
      "1, "
      "while 1/gamma varies like 1/delta^2";
  c.latex =
      R"(\frac{\max_\delta\,\delta\,t^*(\delta)}{\min_\delta\,\delta\,t^*(\delta)}\le\frac32)";
  c.source = kDerived;
  c.scope = Scope::finite_set;
  c.assumptions = {kRadius, kSeen};
  c.rests_on = {"step_network/radius"};
  c.constants = {
      {"c_spread", "3/2", 1.5, "empirical: the limit is approached like delta^2", "derived", true}};
  c.twins = {{"one_over_gamma",
              "gamma log t* varies by at most that factor: log t* grows like 1/gamma",
              "log t* grows like log(1/delta) only"}};
  c.trivial = "nothing is known of delta t* without the claim";
  c.measured = "max/min of delta t* over the values of delta, from enclosures";
  c.derivation =
      "for small delta the features depend on s/k alone up to k t, and the program becomes one in "
      "the single variable s/delta, whose density is delta phi(0): delta t* tends to its value.";
  c.not_checked = "other delta; the limit";
  return c;
}

ClaimInfo exponent_scaling() {
  ClaimInfo c;
  c.id = "step_network/exponent_scaling";
  c.kind = Kind::upper_bound;
  c.title = "the exponent of 1/eps1 in t* as gamma falls";
  c.statement =
      "at this rho/delta the local exponent c = d log t*/d log(1/eps1) at the smallest eps1 varies "
      "by a factor of at most 6/5 over these delta <= 1: it is not of order 1/gamma";
  c.latex =
      R"(c=\frac{d\log t^*}{d\log(1/\epsilon_1)},\qquad\frac{\max_\delta c}{\min_\delta c}\le\frac65)";
  c.source = kDerived;
  c.scope = Scope::finite_set;
  c.assumptions = {kRadius, kSeen};
  c.rests_on = {"step_network/radius"};
  c.constants = {{"c_exponent", "6/5", 1.2, "empirical; the published form has c of order 1/gamma",
                  "derived", true}};
  c.twins = {{"one_over_gamma", "gamma c varies by at most that factor: c grows like 1/gamma",
              "c stays put as gamma falls"}};
  c.trivial = "nothing is known of the exponent without the claim";
  c.measured =
      "max/min over delta of the difference quotient of the last two eps1, from enclosures";
  c.derivation = "see delta_scaling: the limit program depends on rho/delta and eps1 only.";
  c.not_checked = "other delta and eps1; the limit eps1 -> 0";
  return c;
}

ClaimInfo exponent() {
  ClaimInfo c;
  c.id = "step_network/exponent";
  c.kind = Kind::rate;
  c.title = "the conjectured exponent arccot(S)/arctan(S)";
  c.statement =
      "conjecture: as eps1 -> 0 at fixed rho/delta, d log t*/d log(1/eps1) tends to c = "
      "arccot(S)/arctan(S), S = gamma/(2 rho (delta - rho))";
  c.latex =
      R"(\lim_{\epsilon_1\to0}\frac{d\log t^*}{d\log(1/\epsilon_1)}=\frac{\operatorname{arccot}S}{\arctan S},\qquad S=\frac{\gamma}{2\rho(\delta-\rho)})";
  c.source = "conjecture; lemmas/step_network/statement.md";
  c.scope = Scope::all;
  c.assumptions = {kRadius, kSeen};
  c.rests_on = {"step_network/radius"};
  c.twins = {{"one_over_gamma", "between two values of delta the exponent changes like 1/gamma",
              "it stays put as gamma falls"}};
  c.trivial = "nothing is known of the exponent without the claim";
  c.measured = "difference quotients of enclosures between neighbouring eps1";
  c.derivation = "none: a conjecture";
  c.not_checked = "the limit: finitely many eps1 say nothing of it, so the verdict is inconclusive";
  return c;
}

}  // namespace

const claim::LemmaInfo& lemma_info() {
  static const claim::LemmaInfo info{
      "step_network",
      "ReLU networks near initialization approximate the step",
      "Zhang, Plevrakis, Du, Li, Song, Arora, NeurIPS 2020, arXiv 2002.06668",
      {{"t^*", "least sup norm of h for displacements along 2 e_d; R = 2 n t*"},
       {"t'", "the same along x_1; R = n t'"},
       {"F_h", "mean response of the displaced network: E h Phi((u alpha + beta)/sqrt(1 - u^2))"},
       {R"(\epsilon_1)", "error allowed per point, eps/n"},
       {"S", "gamma/(2 rho (delta - rho))"}}};
  return info;
}

std::span<const claim::ClaimInfo> radius_claims() {
  static const std::vector<ClaimInfo> infos{radius(),        two_atom(),         direction(),
                                            delta_scaling(), exponent_scaling(), exponent()};
  return infos;
}

}  // namespace proofgauge::step_network
