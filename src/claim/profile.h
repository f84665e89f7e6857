// Constants profiles: numbers that the user may edit, with their origin and whether they were
// checked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "claim/claim.h"

namespace proofgauge::claim {

/// A TOML file of the form
///   profile = "published-form"
///   [real_vs_pseudo.C]
///   expression = "1"            # decimal or p/q
///   origin = "Lemma ..., hidden in O(.)"
///   confirmed = false
/// Every constant is addressed as (table, symbol).
class ConstantsProfile {
 public:
  /// Throws InputError with the file name, the line and what was expected.
  [[nodiscard]] static ConstantsProfile parse(std::string_view toml, const std::string& file);

  /// The embedded profiles: `published-form` and `derived` together; symbols are unique per table.
  [[nodiscard]] static const ConstantsProfile& built_in();

  /// Constants of `other` replace those of the same table and symbol; one that is not known here is
  /// an InputError.
  void override_with(const ConstantsProfile& other);

  [[nodiscard]] const std::string& name() const { return name_; }
  /// The constant, or an InputError that names the file, the table and the symbol.
  [[nodiscard]] const Constant& get(std::string_view table, std::string_view symbol) const;
  [[nodiscard]] bool has(std::string_view table, std::string_view symbol) const;
  [[nodiscard]] const std::vector<std::pair<std::string, Constant>>& list() const {
    return constants_;
  }

 private:
  std::string name_, file_;
  std::vector<std::pair<std::string, Constant>> constants_;  ///< table, constant
};

}  // namespace proofgauge::claim
