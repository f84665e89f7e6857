// The JSON Schema of the results document, and a validator that does not share the document's own
// reader.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace proofgauge::report {

/// JSON Schema, draft-07. Besides types it states laws: `verified` only on evidence that proves,
/// `supported` only with a confidence, `refuted` only with a witness, nothing vacuous or without a
/// decisive trial passes.
[[nodiscard]] std::string_view results_schema();

/// What is wrong with a results document, each line led by the place; empty when nothing is.
[[nodiscard]] std::vector<std::string> validate(const nlohmann::ordered_json& document);

}  // namespace proofgauge::report
