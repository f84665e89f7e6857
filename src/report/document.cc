#include "report/document.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "claim/error.h"
#include "claim/json_field.h"
#include "claim/output_file.h"
#include "claim/text_file.h"

namespace proofgauge::report {

using Json = nlohmann::ordered_json;

namespace {

template <class T>
T field(const Json& j, const std::string& at, const char* name) {
  return claim::value_of<T>(claim::member_of(j, name, at), at + name);
}

/// Everything but the records.
Json head_of(const Document& d) {
  Json j;
  j["schema_version"] = Document::kSchemaVersion;
  j["tool"] = {{"version", d.tool.version},
               {"commit", d.tool.commit},
               {"compiler", d.tool.compiler},
               {"flags", d.tool.flags}};
  j["machine"] = d.machine;
  j["command"] = d.command;
  j["profile"] = d.profile;
  j["seed"] = d.seed;
  j["alpha"] = d.alpha;
  j["started"] = d.started;
  j["wall_s"] = d.wall_s;
  return j;
}

/// Names of data sets may hold bytes that are no UTF-8: they are replaced rather than allowed to
/// stop a report.
std::string dumped(const Json& j) { return j.dump(2, ' ', false, Json::error_handler_t::replace); }

}  // namespace

Json to_json(const Document& d) {
  Json j = head_of(d);
  j["records"] = Json::array();
  for (const claim::Record& r : d.records) j["records"].push_back(claim::to_json(r));
  return j;
}

std::string text_of(const Document& d) {
  std::string text = dumped(head_of(d));
  text.resize(text.size() - 2);  // "\n}"
  text += ",\n  \"records\": [";
  // One record at a time: all of them as one JSON value would take some ten times the text.
  for (std::size_t i = 0; i < d.records.size(); ++i) {
    text += i > 0 ? ",\n    " : "\n    ";
    for (const char c : dumped(claim::to_json(d.records[i]))) {
      text += c;
      if (c == '\n') text += "    ";
    }
  }
  text += d.records.empty() ? "]\n}\n" : "\n  ]\n}\n";
  return text;
}

Document document_from_json(const Json& j) {
  if (!j.is_object()) throw InputError("results", claim::shown(j), "a JSON object");
  const auto version = field<unsigned>(j, "", "schema_version");
  if (version != static_cast<unsigned>(Document::kSchemaVersion))
    throw InputError("schema_version", std::to_string(version),
                     std::to_string(Document::kSchemaVersion));
  Document d;
  const Json& tool = claim::member_of(j, "tool");
  d.tool = {
      field<std::string>(tool, "tool.", "version"), field<std::string>(tool, "tool.", "commit"),
      field<std::string>(tool, "tool.", "compiler"), field<std::string>(tool, "tool.", "flags")};
  d.machine = field<std::string>(j, "", "machine");
  d.command = field<std::string>(j, "", "command");
  if (j.contains("profile")) d.profile = field<std::string>(j, "", "profile");
  d.seed = field<unsigned long long>(j, "", "seed");
  if (j.contains("alpha")) d.alpha = field<double>(j, "", "alpha");
  d.started = field<std::string>(j, "", "started");
  d.wall_s = field<double>(j, "", "wall_s");
  const Json& records = claim::member_of(j, "records");
  if (!records.is_array())
    throw InputError("records", claim::shown(records), "an array of records");
  for (std::size_t i = 0; i < records.size(); ++i) {
    try {
      d.records.push_back(claim::record_from_json(records[i]));
    } catch (const InputError& e) {
      throw InputError("records[" + std::to_string(i) + "]." + e.field(), e.value(), e.expected());
    }
  }
  return d;
}

Document read_document(const std::filesystem::path& path) {
  constexpr std::uint64_t kLargest = std::uint64_t{1} << 31;  // some 600,000 records
  const std::string text = claim::read_text_file(
      path, kLargest, "run `proofgauge report` or `proofgauge verify -o` first");
  // Its records take less than the values they are made from.
  return document_from_json(claim::parse_json(text, path.string(), claim::json_bytes(text)));
}

void write_document(const Document& d, const std::filesystem::path& path) {
  write_file(path, text_of(d));
}

void write_file(const std::filesystem::path& path, std::string_view content,
                const std::string& field) {
  claim::OutputFile file(field, path);
  file.write(content);
  file.commit();
}

}  // namespace proofgauge::report
