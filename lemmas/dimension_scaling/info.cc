#include "dimension_scaling/info.h"

#include <string>
#include <vector>

namespace proofgauge::dimension_scaling {
namespace {

using claim::ClaimInfo;
using claim::Kind;
using claim::Scope;

constexpr const char* kPaper =
    "Zhang, Plevrakis, Du, Li, Song, Arora, NeurIPS 2020, arXiv 2002.06668: width polynomial in d; "
    "against Gao et al. 2019, arXiv 1906.07916: width exponential in d";
constexpr const char* kMeasured =
    "per dimension and seed (data set with planted delta, W^0) the least width of a grid with "
    "factors sqrt 2 whose run against PGD-5 reaches eps within T rounds, by bisection; the 0.9 "
    "quantile over seeds; ";

ClaimInfo base(const char* name, const char* title) {
  ClaimInfo c;
  c.id = std::string("dimension_scaling/") + name;
  c.kind = Kind::upper_bound;
  c.title = title;
  c.source = kPaper;
  c.scope = Scope::finite_set;
  c.assumptions = {{"H1", "the points are separated: rho < delta/2"},
                   {"H2",
                    "a_r = +-m^(-1/3) at equal odds, W_r^0 ~ N(0, I/m), b_r ~ N(0, 1/m), drawn "
                    "anew for each dimension and seed"}};
  c.rests_on = {"adversarial_training/critical_width"};
  c.trivial = "none: no width is known a priori to be enough";
  c.not_checked =
      "dimensions and widths between those of the grid, other n, R, delta, rho and eps, and the "
      "limit";
  return c;
}

ClaimInfo exponent() {
  ClaimInfo c = base("exponent", "the critical width grows no faster in d than the derived one");
  c.statement =
      "on these dimensions the fitted exponent of m*(d), at fixed n, R, delta, rho and eps, is at "
      "most 3/2, the power of d in the derived width";
  c.latex = R"(m^*(d)\approx c\,d^{\,e},\qquad e\le\tfrac32)";
  c.twins = {{"sign", "the exponent is at most -3/2",
              "the derived exponent with its sign turned: the width would fall below 1"}};
  c.measured =
      std::string(kMeasured) + "the slope of log m* against log d, with a bootstrap interval";
  c.derivation =
      "4.3 and 6.2 ask for m^(-1/3) sqrt(d) of order eps, 3.3 for sqrt(d/m) of order eps/R; the "
      "radius t* of 3.1 does not depend on d";
  return c;
}

ClaimInfo power_law() {
  ClaimInfo c = base("power_law", "the critical width follows a power of d, not an exponential");
  c.statement =
      "on these dimensions a power law describes m*(d) no worse than an exponential: "
      "AICc(power) - AICc(exponential) is at most 0";
  c.latex =
      R"(\mathrm{AICc}\big(\log m^*=a+b\log d\big)-\mathrm{AICc}\big(\log m^*=a+b\,d\big)\le0)";
  c.twins = {{"doubling",
              "an exponential requirement 2^d describes m*(d) no worse than a power law",
              "no width measured doubles with each dimension"}};
  c.measured = std::string(kMeasured) +
               "the difference of AICc with a bootstrap interval, never better than the resolution "
               "of the grid";
  c.derivation = "none: a comparison of two laws on finitely many dimensions";
  return c;
}

}  // namespace

const claim::LemmaInfo& lemma_info() {
  static const claim::LemmaInfo info{
      "dimension_scaling",
      "Dimension scaling: how the width that training needs grows with the input dimension",
      kPaper,
      {{"m^*(d)", "0.9 quantile over seeds of the least width at which training reaches eps"},
       {"d", "input dimension"},
       {"e", "exponent of the power law"}}};
  return info;
}

std::span<const ClaimInfo> claim_infos() {
  static const std::vector<ClaimInfo> all{exponent(), power_law()};
  return all;
}

}  // namespace proofgauge::dimension_scaling
