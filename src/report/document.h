// The results document: what one run found, with what made it. `results.json` is this and nothing
// else.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "claim/record.h"

namespace proofgauge::report {

struct Tool {
  std::string version, commit, compiler, flags;
};

struct Document {
  static constexpr int kSchemaVersion = 1;
  Tool tool;
  std::string machine;  ///< processor, cores, memory, system: words for a reader
  std::string command;  ///< without -j, output paths and the mpirun prefix
  std::string profile = "standard";
  unsigned long long seed = 1;
  double alpha = 0.01;
  std::string started;  ///< ISO 8601 with zone
  double wall_s = 0;
  std::vector<claim::Record> records;
};

[[nodiscard]] nlohmann::ordered_json to_json(const Document&);
/// An InputError names the field, and for a record its place: `records[3].evidence`.
[[nodiscard]] Document document_from_json(const nlohmann::ordered_json&);

/// Reads a results file. A file that is not there is a MissingError, one that is no JSON an
/// InputError.
[[nodiscard]] Document read_document(const std::filesystem::path&);
/// A results file: two spaces of indent, numbers that read back exactly.
[[nodiscard]] std::string text_of(const Document&);
void write_document(const Document&, const std::filesystem::path&);

/// As a whole (claim/output_file.h); an InputError names `field`.
void write_file(const std::filesystem::path& path, std::string_view content,
                const std::string& field = "output");

}  // namespace proofgauge::report
