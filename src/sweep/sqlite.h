// SQLite's C interface with destructors and exceptions; nothing here knows what is stored.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace proofgauge::sweep::detail {

/// A failed call: SQLite's primary result code and its message.
class SqliteError : public std::runtime_error {
 public:
  SqliteError(int code, const std::string& message)
      : std::runtime_error(message), code_(code & 0xff) {}
  [[nodiscard]] int code() const { return code_; }

 private:
  int code_;
};

class Database {
 public:
  Database(const std::filesystem::path& file, int flags);
  void run(const std::string& sql);                           ///< statements without values or rows
  [[nodiscard]] std::string text_of(const std::string& sql);  ///< first column of the first row
  void check(int code) const;  ///< throws SqliteError unless OK, ROW or DONE
  [[nodiscard]] sqlite3* get() const { return db_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
  };
  std::unique_ptr<sqlite3, Close> db_;
};

/// A prepared statement. Values are bound from 1 on by `add`, in order; `reset` makes it new.
class Statement {
 public:
  Statement(const Database& db, const std::string& sql);
  Statement& add(std::string_view text);
  Statement& add(double number);
  Statement& add(std::int64_t number);
  [[nodiscard]] bool step();  ///< whether there is a row
  void finish();              ///< runs a statement that gives no rows, and resets it
  void reset();
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] double number(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
  };
  const Database* db_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int next_ = 1;
};

/// Rolls back unless committed.
class Transaction {
 public:
  explicit Transaction(Database& db) : db_(db) { db_.run("BEGIN IMMEDIATE"); }
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& db_;
  bool open_ = true;
};

}  // namespace proofgauge::sweep::detail
