// The parameters of one cell: theory letters and their values, kept as the text that the command
// line takes.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace proofgauge::claim {

/// One value as typed (`2^14`, `0.2`, `1/3`, `2^14..2^22`, `fashion-mnist`). Texts are canonical,
/// so that two spellings of one value make one cell: numeric::canonical_text gives the canonical
/// form of a number.
struct Parameter {
  std::string name;   ///< a letter of the theory sheet or an option name, without dashes
  std::string text;   ///< accepted by the option of that name
  double number = 0;  ///< nearest double, where is_number
  bool is_number = false;

  friend bool operator==(const Parameter& a, const Parameter& b) {
    return a.name == b.name && a.text == b.text;
  }
};

/// `text` as one word of a command line: in single quotes where a shell would otherwise see more in
/// it.
[[nodiscard]] std::string shell_word(const std::string& text);

/// " --name text" for a shell, as the command line reads it back: a switch of the data (center,
/// synthetic) that is on has no text, and a text that begins with a dash does not stand alone.
[[nodiscard]] std::string option_words(const std::string& name, const std::string& text);

/// An ordered list of named values. Order is the order of insertion and is the order of every
/// output.
class Parameters {
 public:
  void set(std::string name, std::string text);                       ///< a word, list or range
  void set_number(std::string name, std::string text, double value);  ///< one number
  void set_integer(std::string name, unsigned long long value);

  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  [[nodiscard]] const Parameter* find(std::string_view name) const;
  /// The number or word of that name; a missing one is a std::logic_error (a defect of the lemma,
  /// not of the user).
  [[nodiscard]] double number(std::string_view name) const;
  [[nodiscard]] const std::string& text(std::string_view name) const;
  [[nodiscard]] const std::vector<Parameter>& list() const { return list_; }

  /// `d=16,m=16384,R=0.2`: the key of the cell's random streams and of stored records.
  [[nodiscard]] std::string key() const;
  /// ` --d 16 --m 16384 --R 0.2 --center`: the cell as options.
  [[nodiscard]] std::string command_line() const;

  friend bool operator==(const Parameters&, const Parameters&) = default;

 private:
  void put(Parameter p);
  std::vector<Parameter> list_;
};

}  // namespace proofgauge::claim
