#include <proofgauge/numeric/upper_bound.h>

using namespace proofgauge::numeric;

PROOFGAUGE_REGISTER_UPPER_BOUND({
    .id = "gauss_tail/half",
    .title = "tail with the constant 1/2",
    .statement = "P(Z > t) <= exp(-t^2/2)/2 for t >= 0",
    .latex = R"(P(Z>t)\le\tfrac12 e^{-t^2/2})",
    .source = "textbook",
    .letters = {{"t", "threshold", "0.1,0.2"}},
    .measured = [](const Cell& at) { return (1 - erf(at("t") / sqrt(Interval(2)))) / 2; },
    .bound = [](const Cell& at) { return exp(-at("t") * at("t") / 2) / 2; },
    .twin = {"smaller", "the constant is 0.45", "at t = 0 the tail is 1/2", "0.9"},
});
