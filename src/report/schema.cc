#include "report/schema.h"

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace proofgauge::embedded {
extern const std::string_view results_schema;
}

namespace proofgauge::report {
namespace {

const valijson::Schema& compiled() {
  static const auto schema = [] {
    auto made = std::make_unique<valijson::Schema>();
    const nlohmann::json text = nlohmann::json::parse(embedded::results_schema);
    const valijson::adapters::NlohmannJsonAdapter adapter(text);
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(adapter, *made);
    return made;
  }();
  return *schema;
}

}  // namespace

std::string_view results_schema() { return embedded::results_schema; }

std::vector<std::string> validate(const nlohmann::ordered_json& document) {
  // What is validated is the text as it would be written: there, NaN is null.
  const auto text = document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  const nlohmann::json plain = nlohmann::json::parse(text);
  const valijson::adapters::NlohmannJsonAdapter target(plain);
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  valijson::ValidationResults results;
  std::vector<std::string> wrong;
  if (validator.validate(compiled(), target, &results)) return wrong;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    std::string place;
    for (const std::string& step : error.context) place += step == "<root>" ? "results" : step;
    wrong.push_back(place + ": " + error.description);
  }
  if (wrong.empty()) wrong.emplace_back("results: does not match the schema");
  return wrong;
}

}  // namespace proofgauge::report
