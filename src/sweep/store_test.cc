#include "sweep/store.h"

#include <sqlite3.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "claim/error.h"
#include "sweep/test_support.h"
#include "sweep/where.h"

namespace {

using namespace proofgauge;
using namespace proofgauge::sweep::testing;
using sweep::Condition;
using sweep::Store;
namespace fs = std::filesystem;

std::string bytes(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool names_option(const InputError& e) { return e.field() == "--store"; }

BOOST_AUTO_TEST_SUITE(store)

BOOST_AUTO_TEST_CASE(what_is_put_is_found_again) {
  const Folder folder;
  const claim::Record r = record(1024, 0.3);
  {
    Store s(folder.path / "a.db", Store::Mode::write);
    BOOST_TEST(s.size() == 0U);
    // In write-ahead mode from its first byte on: no kill can leave a rollback journal.
    BOOST_TEST(bytes(folder.path / "a.db").substr(18, 2) == "\x02\x02");
    s.put(r, origin());
    s.put(r, origin());  // the same key: replaced, not doubled
    BOOST_TEST(s.size() == 1U);
  }
  const Store s(folder.path / "a.db", Store::Mode::read);
  const auto found = s.find(r.replay, origin());
  BOOST_REQUIRE(found.has_value());
  BOOST_TEST((to_json(*found) == to_json(r)));
  BOOST_TEST(s.find_cell(r, origin()).has_value());
  BOOST_TEST(!s.find(r.replay, origin("build 2")).has_value());
  BOOST_TEST(!s.find_cell(r, origin("build 2")).has_value());
  BOOST_TEST(!s.find_cell(record(1024, 0.3, 2), origin()).has_value());  // another seed
  BOOST_TEST(!s.find_cell(record(1, 0.3), origin()).has_value());
}

BOOST_AUTO_TEST_CASE(another_build_or_constant_is_another_row) {
  const Folder folder;
  Store s(folder.path / "a.db", Store::Mode::write);
  sweep::Origin other = origin();
  other.constants = "C=2;";
  s.put(record(2, 1), origin());
  s.put(record(2, 1), origin("build 2"));
  s.put(record(2, 1), other);
  BOOST_TEST(s.size() == 3U);
}

BOOST_AUTO_TEST_CASE(conditions_choose_rows) {
  const Folder folder;
  Store s(folder.path / "a.db", Store::Mode::write);
  for (unsigned long long m = 1; m <= 8; ++m)
    s.put(record(m, 0.5, 1, m == 8 ? 2.0 : 0.5), origin());
  const auto count = [&](const char* where) { return s.select(Condition::parse(where)).size(); };
  BOOST_TEST(count("m >= 2^2") == 5U);
  BOOST_TEST(count("m>=4 and m<8") == 4U);
  BOOST_TEST(count("claim = 'fake/even'") == 4U);
  BOOST_TEST(count("lemma = fake and not (m = 1 or m = 2)") == 6U);
  BOOST_TEST(count("verdict = refuted") == 1U);
  BOOST_TEST(count("verdict != refuted and R = 1/2") == 7U);
  BOOST_TEST(count("claim ~ odd") == 4U);
  BOOST_TEST(count("d = 3") == 0U);   // no cell has a d
  BOOST_TEST(count("d != 3") == 0U);  // nor does the absence of one meet a condition on it
  BOOST_TEST(count("seed = 1 and ratio > 1") == 1U);
  BOOST_TEST(s.select(Condition::claims({"fake/odd"})).size() == 4U);
  BOOST_TEST(s.select(Condition::claims({"fake"}).both(Condition::parse("m = 3"))).size() == 1U);
}

BOOST_AUTO_TEST_CASE(values_are_never_sql) {
  const Folder folder;
  Store s(folder.path / "a.db", Store::Mode::write);
  s.put(record(1, 1), origin());
  BOOST_TEST(s.select(Condition::parse("claim = 'x) or (1 = 1'")).empty());
  BOOST_TEST(s.size() == 1U);
}

BOOST_AUTO_TEST_CASE(bad_conditions_name_the_place) {
  for (const auto& [text, place] : std::initializer_list<std::pair<const char*, const char*>>{
           {"", "character 1"},
           {"m", "character 2"},
           {"m >= ", "character 6"},
           {"m >= x", "character 6"},
           {"m = 'x", "character 7"},
           {"(m = 1", "character 7"},
           {"m = 1 )", "character 7"},
           {"m = 1 and", "character 10"},
           {"seed = one", "character 8"},
           {"m = 1; DROP TABLE record", "character 6"}})
    BOOST_CHECK_EXCEPTION(Condition::parse(text), InputError, [&](const InputError& e) {
      return e.field() == "--where" && std::string(e.what()).find(place) != std::string::npos;
    });
  BOOST_CHECK_THROW(Condition::parse(std::string(10000, '(')), InputError);
}

BOOST_AUTO_TEST_CASE(rows_come_in_the_order_of_their_numbers) {
  const Folder folder;
  Store s(folder.path / "a.db", Store::Mode::write);
  for (const unsigned long long m : {1000ULL, 8ULL, 64ULL}) s.put(record(m, 1), origin());
  const auto rows = s.select(Condition());
  BOOST_REQUIRE(rows.size() == 3U);
  BOOST_TEST(rows[0].record.parameters.number("m") == 8);
  BOOST_TEST(rows[2].record.parameters.number("m") == 1000);
}

BOOST_AUTO_TEST_CASE(foreign_and_damaged_files_are_refused_and_left_alone) {
  const Folder folder;
  const fs::path good = folder.path / "good.db";
  {
    Store s(good, Store::Mode::write);
    for (unsigned long long m = 1; m < 200; ++m) s.put(record(m, 1), origin());
  }
  const std::string whole = bytes(good);
  std::vector<std::pair<std::string, std::string>> files{
      {"empty", ""},
      {"text", "hello, this is no store"},
      {"truncated", whole.substr(0, whole.size() / 2)}};
  std::string damaged = whole, version = whole;
  std::fill(damaged.begin() + 4096, damaged.begin() + 3 * 4096, 'x');
  version[63] = 9;
  files.emplace_back("damaged", damaged);
  files.emplace_back("version", version);
  {
    sqlite3* db = nullptr;
    sqlite3_open((folder.path / "foreign").c_str(), &db);
    sqlite3_exec(db, "CREATE TABLE t(x)", nullptr, nullptr, nullptr);
    sqlite3_close(db);
  }
  files.emplace_back("foreign", bytes(folder.path / "foreign"));
  for (const auto& [name, content] : files) {
    const fs::path file = folder.path / name;
    std::ofstream(file, std::ios::binary) << content;
    for (const auto mode : {Store::Mode::read, Store::Mode::write})
      BOOST_CHECK_EXCEPTION(Store(file, mode), InputError, names_option);
    BOOST_TEST((bytes(file) == content), name);
  }
  BOOST_CHECK_THROW(Store(folder.path / "missing.db", Store::Mode::read), MissingError);
  BOOST_CHECK_EXCEPTION(Store(folder.path, Store::Mode::write), InputError, names_option);
}

/// Runs SQL on a store as its file's owner may.
void change(const fs::path& file, const std::string& sql) {
  sqlite3* db = nullptr;
  BOOST_REQUIRE_EQUAL(sqlite3_open(file.c_str(), &db), SQLITE_OK);
  BOOST_REQUIRE_EQUAL(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(db);
}

BOOST_AUTO_TEST_CASE(a_schema_of_somebody_elses_is_refused_before_it_runs) {
  const Folder folder;
  const std::string endless =
      "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS id, 'a' AS "
      "claim, 'a' AS json FROM c";
  int k = 0;
  for (const std::string& sql :
       {"DROP TABLE record; CREATE VIEW record AS " + endless, std::string("DROP TABLE parameter"),
        "CREATE VIEW more AS " + endless, std::string("DROP INDEX record_claim"),
        std::string("ALTER TABLE record ADD COLUMN more TEXT AS (hex(json))"),
        std::string("CREATE TRIGGER t AFTER INSERT ON record BEGIN DELETE FROM record; END")}) {
    const fs::path file = folder.path / (std::to_string(k++) + ".db");
    Store(file, Store::Mode::write).put(record(1, 1), origin());
    change(file, sql);
    for (const auto mode : {Store::Mode::read, Store::Mode::write})
      BOOST_CHECK_EXCEPTION(Store(file, mode), InputError, names_option);
  }
  const fs::path analysed = folder.path / "analysed.db";
  Store(analysed, Store::Mode::write).put(record(1, 1), origin());
  change(analysed, "ANALYZE");
  BOOST_TEST(Store(analysed, Store::Mode::read).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_store_in_a_folder_that_takes_no_files_is_read) {
  const Folder folder;
  const fs::path inside = folder.path / "a %?# folder", file = inside / "a.db";
  fs::create_directory(inside);
  {
    Store s(file, Store::Mode::write);
    for (unsigned long long m = 1; m <= 5; ++m) s.put(record(m, 1), origin());
  }
  // Of all, as the group of a user who was root stays the same.
  fs::permissions(file, fs::perms(0444));
  fs::permissions(inside, fs::perms(0555));
  fs::permissions(folder.path, fs::perms(0755));
  constexpr uid_t kNobody = 65534;
  fs::create_symlink(file, folder.path / "link.db");
  const bool root = ::geteuid() == 0;  // whom permissions do not bind
  if (root) BOOST_REQUIRE_EQUAL(::seteuid(kNobody), 0);
  std::uint64_t rows = 0;
  std::string why;
  const fs::path link = folder.path / "link.db";  // the log is not looked for beside it
  try {
    rows = Store(link, Store::Mode::read).select(Condition()).size();
  } catch (const std::exception& e) {
    why = e.what();
  }
  if (root) BOOST_REQUIRE_EQUAL(::seteuid(0), 0);
  fs::permissions(inside, fs::perms::owner_all);
  BOOST_TEST(why == "");
  BOOST_TEST(rows == 5U);
}

BOOST_AUTO_TEST_CASE(a_full_disk_loses_nothing_that_was_stored) {
  const Folder folder;
  const fs::path file = folder.path / "small.db";
  unsigned long long stored = 0;
  {
    Store s(file, Store::Mode::write);
    s.limit_pages(40);
    const auto fill = [&] {
      for (;; ++stored) s.put(record(stored + 1, 1), origin());
    };
    BOOST_CHECK_EXCEPTION(fill(), LimitError, [](const LimitError& e) {
      return std::string(e.what()).find("cannot grow") != std::string::npos;
    });
    BOOST_TEST(stored > 5U);
  }
  Store s(file, Store::Mode::write);
  BOOST_TEST(s.size() == stored);
  s.put(record(stored + 1, 1), origin());  // there is room again
  BOOST_TEST(s.size() == stored + 1);
}

BOOST_AUTO_TEST_CASE(a_store_that_a_kill_left_opens_for_reading_and_for_writing) {
  const Folder folder;
  Store alive(folder.path / "a.db", Store::Mode::write);
  for (unsigned long long m = 1; m <= 20; ++m) alive.put(record(m, 1), origin());
  // What a kill leaves now: the log unread, with or without its index.
  for (const bool index : {true, false})
    for (const auto mode : {Store::Mode::read, Store::Mode::write}) {
      const fs::path killed = folder.path / "killed.db";
      for (const char* end : {"", "-wal", "-shm"}) {
        fs::remove(killed.string() + end);
        if (index || std::string(end) != "-shm")
          fs::copy_file(folder.path / (std::string("a.db") + end), killed.string() + end);
      }
      Store s(killed, mode);
      BOOST_TEST(s.size() == 20U);
      if (mode == Store::Mode::write) s.put(record(21, 1), origin());
    }
}

BOOST_AUTO_TEST_CASE(two_connections_write_side_by_side) {
  const Folder folder;
  Store a(folder.path / "a.db", Store::Mode::write), b(folder.path / "a.db", Store::Mode::write);
  for (unsigned long long m = 1; m <= 20; ++m) (m % 2 == 0 ? a : b).put(record(m, 1), origin());
  BOOST_TEST(a.size() == 20U);
  BOOST_TEST(b.size() == 20U);
}

BOOST_AUTO_TEST_CASE(merging_keeps_equal_rows_once_and_reports_conflicts) {
  const Folder folder;
  Store a(folder.path / "a.db", Store::Mode::write), b(folder.path / "b.db", Store::Mode::write);
  claim::Record slower = record(1, 1);
  slower.wall_s = 9;
  a.put(record(1, 1), origin());
  a.put(record(2, 1), origin());
  b.put(slower, origin());                 // equal but for its time
  b.put(record(2, 1, 1, 0.75), origin());  // another result under the same key
  b.put(record(3, 1), origin());
  const Store::Merge merged = a.merge(b);
  BOOST_TEST(merged.added == 1U);
  BOOST_TEST(merged.equal == 1U);
  BOOST_REQUIRE(merged.conflicts.size() == 1U);
  BOOST_TEST(merged.conflicts[0] == record(2, 1).replay);
  BOOST_TEST(a.find(record(2, 1).replay, origin())->measured.upper == 0.5);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
