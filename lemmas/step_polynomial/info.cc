#include "step_polynomial/info.h"

#include <vector>

namespace proofgauge::step_polynomial {
namespace {

using claim::ClaimInfo;
using claim::Constant;
using claim::Kind;
using claim::Scope;

const char* const kPaper =
    "Zhang, Plevrakis, Du, Li, Song, Arora, NeurIPS 2020, arXiv 2002.06668: step polynomial";
const claim::Assumption kRadius{"H1", "0 < rho < delta/2"};
const claim::Assumption kGap{"H2", "-eps1 <= q <= 1 + eps1 between the two intervals too"};

Constant unconfirmed(const char* symbol, const char* expression, double value) {
  return {symbol,           expression, value, "hidden in O(.), " + std::string(kPaper),
          "published-form", false};
}

ClaimInfo least_degree() {
  ClaimInfo c;
  c.id = "step_polynomial/least_degree";
  c.kind = Kind::existence;
  c.title = "a polynomial of this degree approximates the step, none of less does";
  c.statement =
      "for this delta, rho, eps1 = eps/n and lo there is a polynomial q of degree D with |q| <= "
      "eps1 "
      "on [lo, A] and |q - 1| <= eps1 on [B, 1]; where D is the least degree D*, no polynomial of "
      "degree D - 1 does it";
  c.latex =
      R"(\exists\,q\in\mathcal P_{D}:\ |q|\le\varepsilon_1\text{ on }[\mathrm{lo},A],\quad |q-1|\le\varepsilon_1\text{ on }[B,1];\qquad \nexists\text{ in }\mathcal P_{D^*-1})";
  c.source = "derived; lemmas/step_polynomial/statement.md, Proof";
  c.scope = Scope::instance;
  c.assumptions = {kRadius};
  c.rests_on = {"separability/geometry"};
  c.twins = {{"one_degree_less", "a polynomial of degree D* - 1 is within eps1 too",
              "the alternation set of the certificate bounds every such polynomial from below"}};
  c.trivial = "the constant 1/2 has error 1/2";
  c.measured =
      "the largest |q - y| of a polynomial with exact rational coefficients, enclosed by "
      "subdivision "
      "of its Bernstein form in integers; and de la Vallee-Poussin's bound on D* + 1 points of the "
      "two intervals for all polynomials of degree D* - 1, in integers";
  c.derivation =
      "Remez exchange in floating point finds the polynomial and the points; what is said of them "
      "is "
      "proved afterwards in exact arithmetic, and proofgauge-check proves it again.";
  c.not_checked = "other delta, rho, eps1 and lo: each cell is an instance";
  return c;
}

ClaimInfo published_degree() {
  ClaimInfo c;
  c.id = "step_polynomial/published_degree";
  c.kind = Kind::upper_bound;
  c.title = "D* against the published degree rule";
  c.statement = "D* <= (C_degree/gamma) ln(c_degree n/eps), here with C_degree = 24, c_degree = 48";
  c.latex =
      R"(D^*\le\frac{C}{\gamma}\ln\frac{c\,n}{\varepsilon},\qquad\gamma=\delta(\delta-2\rho))";
  c.source = kPaper;
  c.scope = Scope::instance;
  c.order_only = true;
  c.assumptions = {kRadius};
  c.constants = {unconfirmed("C_degree", "24", 24), unconfirmed("c_degree", "48", 48)};
  c.rests_on = {"step_polynomial/least_degree"};
  c.twins = {{"hundredth_over_margin", "D* <= ln(c_degree n/eps) / (100 (delta - 2 rho))",
              "D* (delta - 2 rho)/ln(n/eps) is far above 1/100"}};
  c.trivial = "none: without a construction no degree is known to be enough";
  c.measured = "D*, decided by its two certificates";
  c.derivation = "the paper's; only its constants are judged here";
  c.not_checked = "the constants are not confirmed against the paper's text";
  return c;
}

ClaimInfo kernel() {
  ClaimInfo c;
  c.id = "step_polynomial/kernel";
  c.kind = Kind::upper_bound;
  c.title = "the explicit kernel construction and its proved error";
  c.statement =
      "with a = (theta_A - theta_B)/2 and the least N with 2N/cosh^2(N arccosh sec(a/2)) <= eps1, "
      "the "
      "kernel T_N(cos(t/2)/cos(a/2))^2, normalised and convolved with the indicator of |t| <= "
      "theta_c, "
      "is a polynomial of degree N with 0 <= q <= 1 on [-1, 1] and error at most 2N/cosh^2(N "
      "arccosh "
      "sec(a/2)) on [-1, A] and [B, 1]";
  c.latex =
      R"(\sup|q_N-y|\le\frac{2N}{\cosh^2\bigl(N\,\mathrm{arccosh}\sec\frac a2\bigr)}\le\varepsilon_1,\qquad a=\tfrac12(\theta_A-\theta_B)\ge\tfrac12(\delta-2\rho))";
  c.source = "derived; lemmas/step_polynomial/statement.md, Proof";
  c.scope = Scope::instance;
  c.assumptions = {kRadius};
  c.rests_on = {"separability/geometry"};
  c.twins = {{"half_degree", "half that degree is within eps1 as well",
              "the kernel's mass outside |t| <= a grows from e^(-N a) to e^(-N a/2)"}};
  c.trivial = "the constant 1/2 has error 1/2";
  c.measured =
      "the largest |q_N - y| on [-1, A] and [B, 1] of the polynomial with rational coefficients, "
      "enclosed by subdivision of its Bernstein form in integers";
  c.derivation =
      "Riesz: K(t) >= K(0)(1 + cos N t)/2 for |t| <= pi/N, so the integral of K is at least pi "
      "K(0)/N "
      "and the normalised mass outside |t| <= a at most 2N/K(0), K(0) = cosh^2(N arccosh "
      "sec(a/2)).";
  c.not_checked = "the Jackson factor that removes the inner logarithm";
  return c;
}

ClaimInfo coefficients() {
  ClaimInfo c;
  c.id = "step_polynomial/coefficients";
  c.kind = Kind::upper_bound;
  c.title = "coefficients of the optimal polynomial";
  c.statement =
      "the optimal q of degree D* has Chebyshev coefficients on [lo, 1] of at most (2/pi)(1 + 2 "
      "eps1) "
      "beyond the first, and monomial coefficients with absolute sum at most 1 + eps1 + (2/pi)(1 + "
      "2 "
      "eps1) sum_{k=1..D*} r^k, r = s + sqrt(s^2 + 1), s = (3 + lo)/(1 - lo)";
  c.latex =
      R"(\sum_j|a_j|\le1+\varepsilon_1+\tfrac2\pi(1+2\varepsilon_1)\sum_{k=1}^{D^*}r^k,\qquad r=s+\sqrt{s^2+1},\ s=\frac{3+\mathrm{lo}}{1-\mathrm{lo}})";
  c.source = "derived; lemmas/step_polynomial/statement.md, Proof";
  c.scope = Scope::instance;
  c.assumptions = {kRadius, kGap};
  c.rests_on = {"step_polynomial/least_degree"};
  c.twins = {{"slow_growth", "the sum grows like (5/4)^D instead of r^D",
              "the polynomial reaches far above 1 outside [lo, 1]"}};
  c.trivial = "none: coefficients of a bounded polynomial are bounded by theory only";
  c.measured = "the coefficients themselves, exact rationals, converted exactly";
  c.derivation =
      "c_k = (2/pi) times the integral of (q - 1/2) cos k t over [0, pi], |q - 1/2| <= 1/2 + eps1; "
      "the coefficients of T_k on [lo, 1] obey S_{k+1} <= 2 s S_k + S_{k-1}.";
  c.not_checked = "the sums of rounding that a floating-point evaluation would meet";
  return c;
}

ClaimInfo published_coefficients() {
  ClaimInfo c;
  c.id = "step_polynomial/published_coefficients";
  c.kind = Kind::upper_bound;
  c.title = "monomial coefficients against the published form";
  c.statement = "sum_j |a_j| <= (C_sum/gamma) 2^(c_sum D*), here with C_sum = 1, c_sum = 6";
  c.latex = R"(\sum_j|a_j|\le\frac{C}{\gamma}\,2^{6D^*})";
  c.source = kPaper;
  c.scope = Scope::instance;
  c.order_only = true;
  c.assumptions = {kRadius};
  c.constants = {unconfirmed("C_sum", "1", 1), unconfirmed("c_sum", "6", 6)};
  c.rests_on = {"step_polynomial/least_degree"};
  c.twins = {{"slow_growth", "sum_j |a_j| <= 2^(D*/4)",
              "the sum is no less than |q| at -1 and grows faster than that"}};
  c.trivial = "none: coefficients of a bounded polynomial are bounded by theory only";
  c.measured = "the sum of the exact rational coefficients of the optimal polynomial";
  c.derivation = "the paper's; only its constants are judged here";
  c.not_checked = "the constants are not confirmed against the paper's text";
  return c;
}

ClaimInfo scaling() {
  ClaimInfo c;
  c.id = "step_polynomial/scaling";
  c.kind = Kind::rate;
  c.title = "the degree grows like (delta - 2 rho)^-1, not like gamma^-1";
  c.statement =
      "at fixed rho/delta and n/eps the least degree D* grows in proportion to delta^-1, that is "
      "to "
      "(delta - 2 rho)^-1 and to gamma^(-1/2)";
  c.latex =
      R"(D^*\asymp\frac{\ln(n/\varepsilon)}{\delta-2\rho},\qquad D^*\propto\delta^{-1}\ \text{at fixed}\ \rho/\delta,\ n/\varepsilon)";
  c.source = "derived; lemmas/step_polynomial/statement.md, Scaling";
  c.scope = Scope::all;
  c.assumptions = {kRadius};
  c.rests_on = {"step_polynomial/least_degree"};
  c.twins = {{"inverse_gamma", "D* grows like gamma^-1, so like delta^-2",
              "halving delta about doubles the degree, it does not quadruple it"}};
  c.trivial = "none: a power of delta has no trivial value";
  c.measured =
      "per row of fixed rho/delta and eps1 the least-squares exponent e of log D = c + e "
      "log(1/delta) "
      "+ k delta^2, D interpolated between integers by the certified errors; the hull of all rows";
  c.derivation =
      "upper side: the kernel of step_polynomial/kernel; that no smaller power will do is what the "
      "rows show";
  c.not_checked = "delta -> 0 itself: finitely many cells neither prove nor refute a limit";
  return c;
}

ClaimInfo sgn_limit() {
  ClaimInfo c;
  c.id = "step_polynomial/sgn_limit";
  c.kind = Kind::rate;
  c.title = "best approximation of sgn: the limit of Eremenko and Yuditskii";
  c.statement =
      "the least error E_{2k+1} of polynomials of degree 2k+1 for sgn on [-1, -a] and [a, 1] "
      "satisfies "
      "sqrt(k) ((1 + a)/(1 - a))^k E_{2k+1} -> (1 - a)/sqrt(pi a)";
  c.latex =
      R"(\lim_{k\to\infty}\sqrt k\Bigl(\frac{1+a}{1-a}\Bigr)^kE_{2k+1}=\frac{1-a}{\sqrt{\pi a}})";
  c.source = "Eremenko, Yuditskii, J. Anal. Math. 101 (2007): uniform approximation of sgn x";
  c.scope = Scope::all;
  c.assumptions = {};
  c.twins = {{"nine_tenths", "the limit is 0.9 of that", "the extrapolated errors exclude it"}};
  c.trivial = "none: a limit has no trivial value";
  c.measured =
      "E_{2k+1} enclosed by the same exchange and proofs as D*, for k = 3..40, extrapolated in 1/k "
      "to "
      "fourth order; the interval is twice the last correction on either side, and its confidence "
      "comes from the same recipe on shorter sequences";
  c.derivation = "cited; used as a test of the exchange by a result that it had no part in";
  c.not_checked = "the limit itself: finitely many k neither prove nor refute it";
  return c;
}

}  // namespace

const claim::LemmaInfo& lemma_info() {
  static const claim::LemmaInfo info{
      "step_polynomial",
      "Step polynomials: the least degree, certified",
      "Zhang, Plevrakis, Du, Li, Song, Arora, NeurIPS 2020, arXiv 2002.06668",
      {{R"(\varepsilon_1)", "eps/n, the error allowed per data point"},
       {R"(D^*)", "the least degree of a polynomial within eps1 of the step"},
       {"A, B", "ends of the gap: the step is 0 on [lo, A], 1 on [B, 1]"},
       {"N", "degree of the explicit kernel construction"},
       {R"(\theta_A,\theta_B)", "arccos A and arccos B"}}};
  return info;
}

std::span<const claim::ClaimInfo> claim_infos() {
  static const std::vector<ClaimInfo> infos{least_degree(), published_degree(),       kernel(),
                                            coefficients(), published_coefficients(), scaling(),
                                            sgn_limit()};
  return infos;
}

}  // namespace proofgauge::step_polynomial
