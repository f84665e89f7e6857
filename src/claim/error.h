// What proofgauge throws. A mathematical outcome ("this lemma is false here") is never an
// exception: it is a Verdict. An exception means misuse, and names the field, the offending value
// and what was expected.
#pragma once

#include <stdexcept>
#include <string>

namespace proofgauge {

/// Bad input: an option, row or field with a value that is not acceptable. The command exits
/// with 2.
class InputError : public std::runtime_error {
 public:
  InputError(std::string field, std::string value, std::string expected)
      : std::runtime_error(field + ": got " + (value.empty() ? "nothing" : value) + ", expected " +
                           expected),
        field_(std::move(field)),
        value_(std::move(value)),
        expected_(std::move(expected)) {}

  [[nodiscard]] const std::string& field() const { return field_; }
  [[nodiscard]] const std::string& value() const { return value_; }
  [[nodiscard]] const std::string& expected() const { return expected_; }

 private:
  std::string field_, value_, expected_;
};

/// A file or an external tool that is needed and not there; `how_to_get` says what to do. Exit 3.
class MissingError : public std::runtime_error {
 public:
  MissingError(std::string what, std::string how_to_get)
      : std::runtime_error(what + " not found; " + how_to_get),
        what_(std::move(what)),
        how_(std::move(how_to_get)) {}

  [[nodiscard]] const std::string& missing() const { return what_; }
  [[nodiscard]] const std::string& how_to_get() const { return how_; }

 private:
  std::string what_, how_;
};

/// A time or memory limit was reached, or the run was interrupted; what was finished is kept.
/// Exit 4.
class LimitError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace proofgauge
