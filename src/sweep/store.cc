#include "sweep/store.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <thread>

#include "claim/error.h"
#include "claim/json_field.h"
#include "numeric/parallel.h"
#include "sweep/sqlite.h"
#include "sweep/store_file.h"
#include "sweep/where.h"

namespace proofgauge::sweep {
namespace {

namespace fs = std::filesystem;
using detail::Database;
using detail::SqliteError;
using detail::Statement;
using detail::Transaction;

/// Bytes of a file name that are no UTF-8 are replaced, as in results.json.
std::string text_of(const claim::Record& r) {
  return to_json(r).dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string lemma_of(const std::string& claim) { return claim.substr(0, claim.find('/')); }

nlohmann::ordered_json without_time(const claim::Record& r) {
  nlohmann::ordered_json j = to_json(r);
  j.erase("wall_s");
  j.erase("certificate");
  return j;
}

/// By claim, then the cell's values in their order (numbers as numbers), then seed and row.
bool before(const Stored& a, const Stored& b) {
  if (a.record.claim != b.record.claim) return a.record.claim < b.record.claim;
  const auto& x = a.record.parameters.list();
  const auto& y = b.record.parameters.list();
  for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
    if (x[i].name != y[i].name) return x[i].name < y[i].name;
    if (x[i].is_number && y[i].is_number && x[i].number != y[i].number)
      return x[i].number < y[i].number;
    if (x[i].text != y[i].text) return x[i].text < y[i].text;
  }
  if (x.size() != y.size()) return x.size() < y.size();
  return a.record.seed != b.record.seed ? a.record.seed < b.record.seed : a.id < b.id;
}

/// The statements of `put`, prepared once: preparing costs more than running them.
struct Writers {
  explicit Writers(const Database& db)
      : remove(db, "DELETE FROM record WHERE replay = ? AND build = ? AND constants = ?"),
        row(db,
            "INSERT INTO record(claim, lemma, kind, verdict, evidence, scope, seed, cell, replay, "
            "build, constants, profile, vacuous, ratio, alpha, started, wall_s, json) "
            "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
        letter(db, "INSERT INTO parameter(record, name, number, text) VALUES(?,?,?,?)") {}
  Statement remove, row, letter;
};

}  // namespace

struct Store::Impl {
  Impl(fs::path path, Mode mode, const std::string& option)
      : file(detail::existing_store(path, mode == Mode::write, option)),
        db(mode == Mode::read ? detail::open_for_reading(file)
                              : Database(file, SQLITE_OPEN_READWRITE)) {
    if (mode == Mode::read) return;
    db.run("PRAGMA synchronous = NORMAL");
    // Moving the log into the file waits for the disk: once every 32 MiB, not every 4.
    db.run("PRAGMA wal_autocheckpoint = 8000");
    db.run("PRAGMA foreign_keys = ON");
  }

  template <class Action>
  auto guarded(Action action) const {
    try {
      return action();
    } catch (const SqliteError& e) {
      const bool full = e.code() == SQLITE_FULL || e.code() == SQLITE_IOERR;
      throw LimitError("the results store " + file.string() +
                       (full ? " cannot grow: " : " could not be used: ") + e.what() +
                       "; what was stored before is kept");
    }
  }

  [[nodiscard]] static claim::Record record_of(const std::string& json) {
    return claim::record_from_json(claim::parse_json(json, "a record of the store"));
  }

  /// Inside a transaction.
  void insert(const claim::Record& r, const Origin& origin, const std::string& json) {
    Writers& write = writers();
    write.remove.add(r.replay).add(origin.build).add(origin.constants).finish();
    Statement& row = write.row;
    row.add(r.claim).add(lemma_of(r.claim)).add(to_string(r.kind));
    row.add(to_string(r.verdict.status())).add(to_string(r.verdict.evidence()));
    row.add(to_string(r.verdict.scope())).add(static_cast<double>(r.seed));
    row.add(r.parameters.key()).add(r.replay).add(origin.build).add(origin.constants);
    row.add(origin.profile).add(r.vacuous ? "true" : "false").add(r.ratio.upper);
    row.add(origin.alpha).add(origin.started).add(r.wall_s).add(json).finish();
    const std::int64_t id = sqlite3_last_insert_rowid(db.get());
    for (const claim::Parameter& p : r.parameters.list())
      write.letter.add(id)
          .add(p.name)
          .add(p.is_number ? p.number : std::nan(""))
          .add(p.text)
          .finish();
  }

  Writers& writers() {
    if (!writers_) writers_.emplace(db);
    return *writers_;
  }

  fs::path file;
  Database db;

 private:
  std::optional<Writers> writers_;  // after db: statements go before their database
};

std::string constants_key(const claim::Record& r) {
  std::string key;
  for (const claim::Constant& c : r.constants) key += c.symbol + "=" + c.expression + ";";
  return key;
}

bool same_result(const claim::Record& a, const claim::Record& b) {
  return without_time(a) == without_time(b);
}

Store::Store(const fs::path& file, Mode mode, std::string option) {
  try {
    impl_ = std::make_unique<Impl>(file, mode, option);
  } catch (const SqliteError& e) {
    throw InputError(option, file.string(), std::string("a file that can be opened: ") + e.what());
  }
}

Store::~Store() = default;
Store::Store(Store&&) noexcept = default;

void Store::put(const claim::Record& r, const Origin& origin) {
  const std::string json = text_of(r);
  impl_->guarded([&] {
    Transaction transaction(impl_->db);
    impl_->insert(r, origin, json);
    transaction.commit();
  });
}

void Store::put(std::span<const std::pair<claim::Record, Origin>> records) {
  std::vector<std::string> json;  // before the file is locked
  for (const auto& [r, origin] : records) json.push_back(text_of(r));
  impl_->guarded([&] {
    Transaction transaction(impl_->db);
    for (std::size_t i = 0; i < records.size(); ++i)
      impl_->insert(records[i].first, records[i].second, json[i]);
    transaction.commit();
  });
}

std::optional<claim::Record> Store::find(const std::string& replay, const Origin& origin) const {
  return impl_->guarded([&]() -> std::optional<claim::Record> {
    Statement s(impl_->db,
                "SELECT json FROM record WHERE replay = ? AND build = ? AND constants = ?");
    s.add(replay).add(origin.build).add(origin.constants);
    if (!s.step()) return std::nullopt;
    return Impl::record_of(s.text(0));
  });
}

std::optional<claim::Record> Store::find_cell(const claim::Record& key,
                                              const Origin& origin) const {
  return impl_->guarded([&]() -> std::optional<claim::Record> {
    Statement s(impl_->db,
                "SELECT json FROM record WHERE claim = ? AND cell = ? AND seed = ? AND build = ? "
                "AND constants = ? ORDER BY id DESC LIMIT 1");
    s.add(key.claim).add(key.parameters.key()).add(static_cast<double>(key.seed));
    s.add(origin.build).add(origin.constants);
    if (!s.step()) return std::nullopt;
    return Impl::record_of(s.text(0));
  });
}

std::vector<Stored> Store::select(const Condition& where) const {
  std::vector<Stored> rows = impl_->guarded([&] {
    Statement s(impl_->db,
                "SELECT r.id, r.build, r.constants, r.profile, r.started, r.alpha, r.json "
                "FROM record r WHERE " +
                    where.sql());
    for (const Condition::Value& v : where.values())
      std::visit([&](const auto& x) { s.add(x); }, v);
    std::vector<Stored> found;
    std::vector<std::string> json;
    while (s.step()) {
      Stored& row = found.emplace_back();
      row.id = s.integer(0);
      row.origin = {s.text(1), s.text(2), s.text(3), s.text(4), s.number(5)};
      json.push_back(s.text(6));
    }
    const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    numeric::parallel_for(found.size(), cores, [&](std::size_t i) {
      found[i].record = Impl::record_of(json[i]);
      std::string().swap(json[i]);
    });
    return found;
  });
  std::sort(rows.begin(), rows.end(), before);
  return rows;
}

std::uint64_t Store::size() const {
  return impl_->guarded([&] {
    return static_cast<std::uint64_t>(
        std::stoull(impl_->db.text_of("SELECT count(*) FROM record")));
  });
}

Store::Merge Store::merge(const Store& other) {
  Merge result;
  for (const Stored& theirs : other.select(Condition())) {
    const auto mine = find(theirs.record.replay, theirs.origin);
    if (!mine) {
      put(theirs.record, theirs.origin);
      ++result.added;
    } else if (same_result(*mine, theirs.record)) {
      ++result.equal;
    } else {
      result.conflicts.push_back(theirs.record.replay);
    }
  }
  return result;
}

void Store::limit_pages(int pages) {
  impl_->db.run("PRAGMA max_page_count = " + std::to_string(pages));
}

}  // namespace proofgauge::sweep
