// What is measured for each claim (but radius: leaf.h).
#pragma once

#include "main_theorem/forms.h"

namespace proofgauge::main_theorem {

/// composition under `form` (derived, sharp, published-form). `twin`: "" or less_width.
[[nodiscard]] claim::Measurement measure_composition(const Question&, const std::string& form,
                                                     const claim::ConstantsProfile&,
                                                     const claim::RunContext&,
                                                     const std::string& twin);
/// The same from a form that was made; `derived` stands behind it unless it is the published one.
[[nodiscard]] claim::Measurement composition_of(const Question&, const claim::LedgerForm&,
                                                const Derived* derived, const std::string& twin);
/// theorem at width m. `twin`: "" or premise_dropped.
[[nodiscard]] claim::Measurement measure_theorem(const Question&, const numeric::Rational& m,
                                                 const claim::RunContext&, const std::string& twin);
/// vacuous_below for n points at width m (the twin: at 2^600).
[[nodiscard]] claim::Measurement measure_vacuous(const numeric::Rational& n,
                                                 const numeric::Rational& m,
                                                 const numeric::Rational& eps,
                                                 const numeric::Rational& L,
                                                 const std::string& twin);

}  // namespace proofgauge::main_theorem
