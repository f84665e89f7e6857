#include <proofgauge/numeric/simple_lemma.h>

using namespace proofgauge;
using numeric::Interval;

struct GaussTail : numeric::SimpleLemma {
  GaussTail()
      : SimpleLemma({"gauss_tail", "The normal tail", "textbook", {{"t", "threshold"}}},
                    {.id = "gauss_tail/half",
                     .title = "tail with the constant 1/2",
                     .statement = "P(Z > t) <= exp(-t^2/2)/2 for t >= 0",
                     .latex = R"(P(Z>t)\le\tfrac12 e^{-t^2/2})",
                     .source = "textbook",
                     .scope = claim::Scope::instance,
                     .twins = {{"smaller", "the constant is 0.45", "at t = 0 the tail is 1/2"}}},
                    {{"t", "0.1,0.2"}}) {}
  claim::Measurement measure(const claim::Parameters& cell, const std::string& twin,
                             unsigned long long, const claim::RunContext&) const override {
    const Interval t = numeric::interval(numeric::rational_of(*cell.find("t"))), one = 1;
    const Interval bound = exp(Interval(-t * t / 2)) * (twin.empty() ? 50 : 45) / 100,
                   tail = (one - numeric::erf(Interval(t / sqrt(Interval(2))))) / 2;
    return {.finding = {
                .evidence = claim::Evidence::enclosure,
                .comparisons = {{"tail", numeric::to_range(tail), numeric::to_range(bound), {}}},
                .trials = {1, 0, 0},
                .witness = "t = " + cell.text("t")}};
  }
};
PROOFGAUGE_REGISTER_LEMMA(GaussTail);
