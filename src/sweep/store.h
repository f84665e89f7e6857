// The results store: one SQLite file, one row per record with its full JSON.
//
// Write-ahead log, so that readers never block a writer; a record is committed as soon as the one
// before it is (writer.h), so that a killed run loses at most the cells in flight. With synchronous
// = NORMAL a power cut may undo the last commits, never corrupt the file: cells can be run again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "claim/record.h"

namespace proofgauge::sweep {

/// What made a record, apart from its own cell.
struct Origin {
  std::string build;      ///< version, commit, compiler and flags in one line
  std::string constants;  ///< constants_key of the record's constants; see below
  std::string profile, started;
  double alpha = 0.01;  ///< of the whole run
};

/// Symbols and exact expressions of a record's constants: records that differ here are different
/// results even on one cell.
[[nodiscard]] std::string constants_key(const claim::Record&);

struct Stored {
  std::int64_t id = 0;  ///< the row
  claim::Record record;
  Origin origin;
};

class Condition;  // where.h

/// One open file. Not to be shared between threads; several processes may have the file open.
class Store {
 public:
  static constexpr int kSchemaVersion = 1;
  enum class Mode { read, write };

  /// `write` makes the file if it is not there, `read` throws MissingError. A file that is no
  /// SQLite database, another program's, of another schema version, or damaged is an InputError of
  /// `option`, and its bytes are not touched.
  Store(const std::filesystem::path& file, Mode mode, std::string option = "--store");
  ~Store();
  Store(Store&&) noexcept;
  Store& operator=(Store&&) = delete;

  /// Adds the record, or replaces the one with the same key (replay line, build, constants). A full
  /// disk is a LimitError; nothing that was stored before is lost.
  void put(const claim::Record&, const Origin&);
  /// All of them in one transaction, or none.
  void put(std::span<const std::pair<claim::Record, Origin>> records);

  /// The record with this replay line, made by this build with these constants.
  [[nodiscard]] std::optional<claim::Record> find(const std::string& replay,
                                                  const Origin& origin) const;
  /// The newest record with the claim, cell and seed of `key`, whatever its share of alpha, made
  /// by this build with these constants.
  [[nodiscard]] std::optional<claim::Record> find_cell(const claim::Record& key,
                                                       const Origin& origin) const;

  /// Rows that meet the condition, in the order: claim, cell, seed, row.
  [[nodiscard]] std::vector<Stored> select(const Condition& where) const;
  [[nodiscard]] std::uint64_t size() const;

  /// What `merge` found: rows taken over, rows that were here already with equal content (time
  /// aside), and the replay lines of those that differ, of which this store keeps its own.
  struct Merge {
    std::uint64_t added = 0, equal = 0;
    std::vector<std::string> conflicts;
  };
  [[nodiscard]] Merge merge(const Store& other);

  /// For tests: no page beyond `pages` may be used, as if the disk were full.
  void limit_pages(int pages);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Equal in everything but the time it took and where its certificate lies.
[[nodiscard]] bool same_result(const claim::Record& a, const claim::Record& b);

}  // namespace proofgauge::sweep
