// The input is a results document, or one record (a JSON object without `records`).
#include <cmath>
#include <nlohmann/json.hpp>

#include "claim/error.h"
#include "claim/json_field.h"
#include "fuzz.h"
#include "report/document.h"
#include "report/table.h"

namespace proofgauge::fuzz {

void require_laws(const claim::Record& r) {
  const claim::Verdict& v = r.verdict;
  const bool proves =
      v.evidence() == claim::Evidence::exact || v.evidence() == claim::Evidence::enclosure;
  if (v.status() == claim::Status::verified) require(proves, "verified rests on a proof");
  if (v.status() == claim::Status::supported)
    require(v.confidence() && *v.confidence() > 0 && *v.confidence() < 1,
            "supported has its confidence");
  if (v.status() == claim::Status::refuted) require(!v.reason().empty(), "refuted has its witness");
  if (!v.is_pass()) return;
  require(!r.vacuous, "a vacuous record is no pass");
  require(r.trials.decisive > 0 && r.trials.decisive < 1ULL << 63, "a pass has decisive trials");
  require(r.falsified_twins.caught >= r.falsified_twins.n && r.falsified_twins.n < 1U << 31,
          "a pass caught its twins");
  require(r.measured.valid() && r.bound.valid(), "a pass has its numbers");
}

namespace {

using Json = nlohmann::ordered_json;

void use(const claim::Record& r) {
  require_laws(r);
  const Json first = claim::to_json(r);
  const std::string text = first.dump(-1, ' ', false, Json::error_handler_t::replace);
  const claim::Record again = claim::record_from_json(Json::parse(text));
  require(claim::to_json(again).dump(-1, ' ', false, Json::error_handler_t::replace) == text,
          "a record reads back as it was written");
  for (const report::Format f :
       {report::Format::text, report::Format::markdown, report::Format::latex, report::Format::csv,
        report::Format::html}) {
    const std::string table = report::table({&again, 1}, f);
    if (f == report::Format::html)
      require(table.find("<script") == std::string::npos && table.find("<img") == std::string::npos,
              "no tag of a record reaches a page");
    if (f == report::Format::text)
      require(table.find('\x1b') == std::string::npos, "no terminal escape");
  }
  planted(r.verdict.status() == claim::Status::refuted && r.seed != 1);
}

}  // namespace

void record(Bytes input) {
  const std::string_view text = text_of(input);
  if (text.find("\"records\"") != std::string_view::npos) {
    try {
      const report::Document document = report::read_document(scratch_file("results.json", input));
      for (const claim::Record& r : document.records) use(r);
    } catch (const InputError&) {
    }
    return;
  }
  try {
    use(claim::record_from_json(claim::parse_json(text, "input")));
  } catch (const InputError&) {
  }
}

}  // namespace proofgauge::fuzz
