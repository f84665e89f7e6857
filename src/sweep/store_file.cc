#include "sweep/store_file.h"

#include <unistd.h>

#include <array>
#include <fstream>

#include "claim/error.h"
#include "sweep/store.h"

namespace proofgauge::sweep::detail {
namespace {

namespace fs = std::filesystem;
constexpr int kSchemaVersion = Store::kSchemaVersion;

/// "pgau" in the file's header tells a store from every other SQLite file.
constexpr std::uint32_t kApplicationId = 0x70676175;

constexpr const char* kSchema = R"(
CREATE TABLE record(
  id INTEGER PRIMARY KEY, claim TEXT NOT NULL, lemma TEXT NOT NULL, kind TEXT NOT NULL,
  verdict TEXT NOT NULL, evidence TEXT NOT NULL, scope TEXT NOT NULL, seed REAL NOT NULL,
  cell TEXT NOT NULL, replay TEXT NOT NULL, build TEXT NOT NULL, constants TEXT NOT NULL,
  profile TEXT NOT NULL, vacuous TEXT NOT NULL, ratio REAL, alpha REAL NOT NULL,
  started TEXT NOT NULL, wall_s REAL NOT NULL, json TEXT NOT NULL,
  UNIQUE(replay, build, constants));
CREATE TABLE parameter(record INTEGER NOT NULL REFERENCES record(id) ON DELETE CASCADE,
  name TEXT NOT NULL, number REAL, text TEXT NOT NULL);
CREATE INDEX record_claim ON record(claim, cell);
CREATE INDEX parameter_record ON parameter(record, name);
)";

std::uint32_t big_endian(const std::array<char, 100>& header, std::size_t at) {
  std::uint32_t x = 0;
  for (std::size_t i = 0; i < 4; ++i) x = x << 8 | static_cast<unsigned char>(header[at + i]);
  return x;
}

/// From the file's own bytes, before SQLite opens it: application id and schema version stand in
/// the header from the moment a store gets its name.
void check_header(const fs::path& file, const std::string& option) {
  if (!fs::is_regular_file(file)) throw InputError(option, file.string(), "a file");
  std::array<char, 100> header{};
  std::ifstream in(file, std::ios::binary);
  in.read(header.data(), header.size());
  const bool sqlite =
      in.gcount() == 100 && std::string_view(header.data(), 15) == "SQLite format 3";
  if (!sqlite)
    throw InputError(option, file.string(), "a results store; this file is no SQLite database");
  if (big_endian(header, 68) != kApplicationId)
    throw InputError(option, file.string(), "a results store; another program made this database");
  if (const auto version = big_endian(header, 60); version != kSchemaVersion)
    throw InputError(option, file.string(),
                     "a results store of schema version " + std::to_string(kSchemaVersion) +
                         "; this one has version " + std::to_string(version));
}

/// "type name sql" of what a schema defines, in the order of their names.
std::string schema_of(Database& db) {
  std::string all;
  Statement s(db,
              "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master ORDER BY name");
  while (s.step()) {
    // Statistics that ANALYZE keeps.
    if (s.text(0) == "table" && s.text(1).starts_with("sqlite_stat")) continue;
    for (int column = 0; column < 4; ++column) all += s.text(column) + (column < 3 ? " " : ";\n");
  }
  return all;
}

/// A schema is code: a view in the place of a table would run its maker's query, without end if
/// that has none.
void check_schema(Database& db, const fs::path& file, const std::string& option) {
  Database fresh(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  fresh.run(kSchema);
  if (schema_of(db) != schema_of(fresh))
    throw InputError(option, file.string(),
                     "a results store as this program makes it, with the tables record and "
                     "parameter, their indexes and nothing else");
}

/// The path as SQLite's URIs have it.
std::string uri_of(const fs::path& file) {
  std::string uri = "file:";
  for (const char c : fs::absolute(file).string()) {
    if (c == '%' || c == '?' || c == '#') {
      constexpr std::string_view kHex = "0123456789ABCDEF";
      uri += '%';
      uri += kHex[static_cast<unsigned char>(c) >> 4U];
      uri += kHex[static_cast<unsigned char>(c) & 15U];
    } else {
      uri += c;
    }
  }
  return uri;
}

/// Where nothing can be written, SQLite cannot even read a file in write-ahead mode, whose readers
/// share an index on the disk. Without a log, or with an empty one, the file is all there is.
bool is_closed(const fs::path& file) {
  std::error_code none;
  const std::string log = file.string() + "-wal";
  if (!fs::exists(log, none)) return !none;
  return fs::file_size(log, none) == 0 && !none;
}

/// Reads every page, without writing any.
void check_pages(const fs::path& file, const std::string& option) {
  std::string found;
  try {
    Database db = open_for_reading(file);
    check_schema(db, file, option);
    found = db.text_of("PRAGMA quick_check(1)");
  } catch (const SqliteError& e) {
    if (e.code() == SQLITE_CANTOPEN || e.code() == SQLITE_READONLY || e.code() == SQLITE_BUSY)
      throw InputError(option, file.string(),
                       std::string("a file that can be opened: ") + e.what());
    found = e.what();
  }
  if (found != "ok")
    throw InputError(
        option, file.string(),
        "an undamaged results store (" + found.substr(0, 120) + "); it was left as it is");
}

/// Under a temporary name first: a store that has its name is complete. A link, unlike a rename,
/// fails if another process was faster; then that store is the one.
void create(const fs::path& file, const std::string& option) {
  const fs::path fresh = file.string() + ".new-" + std::to_string(getpid());
  std::error_code ignored;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), ignored);
  fs::remove(fresh, ignored);
  try {
    Database db(fresh, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    db.run("PRAGMA application_id = " + std::to_string(kApplicationId));
    db.run("PRAGMA user_version = " + std::to_string(kSchemaVersion));
    db.run(std::string("BEGIN;") + kSchema + "COMMIT");
    // Before it has its name: a kill while the mode changes would leave a rollback journal behind.
    db.run("PRAGMA journal_mode = WAL");
  } catch (const SqliteError& e) {
    fs::remove(fresh, ignored);
    if (e.code() == SQLITE_FULL)
      throw LimitError("no room for a results store at " + file.string() + ": " + e.what());
    throw InputError(option, file.string(),
                     std::string("a path where a store can be made: ") + e.what());
  }
  std::error_code failed;
  fs::create_hard_link(fresh, file, failed);
  fs::remove(fresh, ignored);
  if (failed && !fs::exists(file))
    throw InputError(option, file.string(),
                     "a path where a store can be made: " + failed.message());
}

}  // namespace

const fs::path& existing_store(const fs::path& file, bool make, const std::string& option) {
  std::error_code unknown;
  const bool there = fs::exists(file, unknown);
  if (unknown)
    throw InputError(option, file.string(), "a path that can be read: " + unknown.message());
  if (!there) {
    if (!make)
      throw MissingError(file.string(), "`proofgauge sweep` and `proofgauge verify` write a store");
    create(file, option);
  }
  check_header(file, option);
  check_pages(file, option);
  return file;
}

Database open_for_reading(const fs::path& named) {
  std::error_code failed;
  fs::path file = fs::canonical(named, failed);  // the log stands beside it, not beside a link
  if (failed) file = named;
  try {
    Database db(file, SQLITE_OPEN_READWRITE);
    db.check(sqlite3_db_config(db.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr));
    db.run("PRAGMA query_only = ON");
    (void)db.text_of("SELECT count(*) FROM sqlite_master");  // opens the log
    return db;
  } catch (const SqliteError& e) {
    if ((e.code() != SQLITE_READONLY && e.code() != SQLITE_CANTOPEN) || !is_closed(file)) throw;
  }
  return {uri_of(file) + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI};
}

}  // namespace proofgauge::sweep::detail
