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

const Json& child(const Json& j, const std::string& at, const char* name) {
  if (!j.is_object() || !j.contains(name))
    throw InputError(at + name, "", "this field in every results document");
  return j.at(name);
}

template <class T>
T field(const Json& j, const std::string& at, const char* name) {
  return claim::value_of<T>(child(j, at, name), at + name);
}

}  // namespace

Json to_json(const Document& d) {
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
  j["records"] = Json::array();
  for (const claim::Record& r : d.records) j["records"].push_back(claim::to_json(r));
  return j;
}

Document document_from_json(const Json& j) {
  if (!j.is_object()) throw InputError("results", claim::shown(j), "a JSON object");
  const auto version = field<unsigned>(j, "", "schema_version");
  if (version != static_cast<unsigned>(Document::kSchemaVersion))
    throw InputError("schema_version", std::to_string(version),
                     std::to_string(Document::kSchemaVersion));
  Document d;
  const Json& tool = child(j, "", "tool");
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
  const Json& records = child(j, "", "records");
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
  std::ifstream in(path, std::ios::binary);
  if (!in)
    throw MissingError(path.string(), "run `proofgauge report` or `proofgauge verify -o` first");
  constexpr std::uint64_t kLargest = std::uint64_t{1} << 31;
  const std::string text = claim::read_all(in, path.string(), kLargest);
  return document_from_json(claim::parse_json(text, path.string()));
}

void write_document(const Document& d, const std::filesystem::path& path) {
  // Names of data sets may hold bytes that are no UTF-8: they are replaced rather than allowed to
  // stop a report.
  write_file(path, to_json(d).dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

void write_file(const std::filesystem::path& path, std::string_view content,
                const std::string& field) {
  claim::OutputFile file(field, path);
  file.write(content);
  file.commit();
}

}  // namespace proofgauge::report
