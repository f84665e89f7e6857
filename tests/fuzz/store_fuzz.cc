// A stranger's results store: a good one, changed by the input. The first byte says how: 'q', the
// rest is SQL that runs on the file with the rights of its maker; 'j', the rest is the JSON of its
// first row; 'b', the rest is changes of bytes, each a place of two bytes (from the end of the file
// where odd) and a value.
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "claim/error.h"
#include "fuzz.h"
#include "small_store.h"
#include "sweep/where.h"

namespace proofgauge::fuzz {
namespace {

namespace fs = std::filesystem;

std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// The good store in one file: no log beside it.
const std::string& good() {
  static const std::string bytes = [] {
    const std::string path = small_store("good.db");
    sqlite3* db = nullptr;
    require(sqlite3_open(path.c_str(), &db) == SQLITE_OK &&
                sqlite3_exec(db, "PRAGMA journal_mode = DELETE; VACUUM", nullptr, nullptr,
                             nullptr) == SQLITE_OK,
            "the good store is written");
    sqlite3_close(db);
    return content(path);
  }();
  return bytes;
}

/// What the maker of a file may do to others is not asked here: no second file, no end of time.
int only_this_file(void*, int action, const char*, const char*, const char*, const char*) {
  return action == SQLITE_ATTACH ? SQLITE_DENY : SQLITE_OK;
}
int enough(void*) { return 1; }

void run_sql(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  if (sqlite3_open(path.c_str(), &db) == SQLITE_OK) {
    sqlite3_set_authorizer(db, only_this_file, nullptr);
    sqlite3_progress_handler(db, 100'000, enough, nullptr);
    sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 1 << 16);
    sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr);
  }
  sqlite3_close(db);
}

void set_json(const std::string& path, std::string_view json) {
  sqlite3* db = nullptr;
  sqlite3_stmt* s = nullptr;
  require(sqlite3_open(path.c_str(), &db) == SQLITE_OK &&
              sqlite3_prepare_v2(db, "UPDATE record SET json = ? WHERE id = 1", -1, &s, nullptr) ==
                  SQLITE_OK,
          "the row is written");
  sqlite3_bind_text(s, 1, json.data(), static_cast<int>(json.size()), SQLITE_TRANSIENT);
  sqlite3_step(s);
  sqlite3_finalize(s);
  sqlite3_close(db);
}

std::string changed_bytes(Bytes changes) {
  std::string bytes = good();
  for (; changes.size() >= 3; changes = changes.subspan(3)) {
    const std::size_t place = changes[0] * 256U + changes[1];
    const std::size_t at = place / 2 % bytes.size();
    bytes[place % 2 == 0 ? at : bytes.size() - 1 - at] = static_cast<char>(changes[2]);
  }
  return bytes;
}

void use(const std::string& path) {
  const std::string before = content(path);
  try {
    const sweep::Store store(path, sweep::Store::Mode::read);
    std::size_t refuted = 0;
    const auto rows = store.select(sweep::Condition());
    require(rows.size() <= store.size(), "a row is read once");
    for (const sweep::Stored& row : rows) {
      require_laws(row.record);
      refuted += row.record.verdict.status() == claim::Status::refuted ? 1 : 0;
    }
    (void)store.select(sweep::Condition::parse("m >= 5 and verdict = verified"));
    planted(refuted == 1 || rows.size() == 2);
  } catch (const InputError&) {
  } catch (const LimitError&) {
  }
  require(content(path) == before, "a store that is read is not changed");
}

}  // namespace

void store(Bytes input) {
  if (input.empty()) return;
  const std::string path = scratch_path("stranger.db");
  for (const char* end : {"-wal", "-shm", "-journal"}) fs::remove(path + end);
  const std::string_view rest = text_of(input.subspan(1));
  const std::string file = input[0] == 'b' ? changed_bytes(input.subspan(1)) : good();
  (void)scratch_file("stranger.db",
                     {reinterpret_cast<const std::uint8_t*>(file.data()), file.size()});
  if (input[0] == 'q') run_sql(path, std::string(rest));
  if (input[0] == 'j') set_json(path, rest);
  use(path);
}

}  // namespace proofgauge::fuzz
