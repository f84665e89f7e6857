#include "sweep/sqlite.h"

namespace proofgauge::sweep::detail {
namespace {

/// Another process may hold the file for as long as one record takes to write.
constexpr int kBusyMilliseconds = 30000;
constexpr int kLongestValue = 1 << 28;

}  // namespace

Database::Database(const std::filesystem::path& file, int flags) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &raw, flags, nullptr);
  db_.reset(raw);
  if (code != SQLITE_OK)
    throw SqliteError(code, raw == nullptr ? "out of memory" : sqlite3_errmsg(raw));
  sqlite3_busy_timeout(raw, kBusyMilliseconds);
  // A store may be a stranger's: what its schema defines runs no function, view or trigger, and no
  // value in it is longer than any record.
  check(sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr));
  check(sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr));
  check(sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr));
  check(sqlite3_db_config(raw, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr));
  sqlite3_limit(raw, SQLITE_LIMIT_LENGTH, kLongestValue);
}

void Database::check(int code) const {
  if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE)
    throw SqliteError(code, sqlite3_errmsg(db_.get()));
}

void Database::run(const std::string& sql) {
  check(sqlite3_exec(db_.get(), sql.c_str(), nullptr, nullptr, nullptr));
}

std::string Database::text_of(const std::string& sql) {
  Statement s(*this, sql);
  return s.step() ? s.text(0) : std::string();
}

Statement::Statement(const Database& db, const std::string& sql) : db_(&db) {
  sqlite3_stmt* raw = nullptr;
  db.check(sqlite3_prepare_v2(db.get(), sql.c_str(), static_cast<int>(sql.size()), &raw, nullptr));
  statement_.reset(raw);
}

Statement& Statement::add(std::string_view text) {
  db_->check(sqlite3_bind_text(statement_.get(), next_++, text.data(),
                               static_cast<int>(text.size()), SQLITE_TRANSIENT));
  return *this;
}

Statement& Statement::add(double number) {
  db_->check(sqlite3_bind_double(statement_.get(), next_++, number));
  return *this;
}

Statement& Statement::add(std::int64_t number) {
  db_->check(sqlite3_bind_int64(statement_.get(), next_++, number));
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  db_->check(code);
  return code == SQLITE_ROW;
}

void Statement::finish() {
  const int code = sqlite3_step(statement_.get());
  const std::string why = sqlite3_errmsg(db_->get());  // before reset changes it
  reset();
  if (code != SQLITE_DONE && code != SQLITE_ROW) throw SqliteError(code, why);
}

void Statement::reset() {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
  next_ = 1;
}

std::string Statement::text(int column) const {
  const auto* text = sqlite3_column_text(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return text == nullptr
             ? std::string()
             : std::string(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

double Statement::number(int column) const {
  return sqlite3_column_double(statement_.get(), column);
}

Transaction::~Transaction() {
  if (open_) sqlite3_exec(db_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  db_.run("COMMIT");
  open_ = false;
}

}  // namespace proofgauge::sweep::detail
