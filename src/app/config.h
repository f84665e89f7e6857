// Defaults: the embedded profiles, a --config file, and what the command line says on top of them.
#pragma once

#include <string>
#include <vector>

#include "app/options.h"
#include "claim/profile.h"
#include "claim/registry.h"

namespace proofgauge::app {

/// Values by table: `[real_vs_pseudo]` for a lemma, `["real_vs_pseudo/uniform_bound"]` for one
/// claim, top-level keys seed, alpha, timeout and memory for the run. Numbers may be TOML numbers
/// or strings in the command line's notation.
class Defaults {
 public:
  /// The profile's own values, then those of `config` over them. An unknown key is an InputError
  /// with file and table.
  [[nodiscard]] static Defaults load(const Options&);

  /// What one file says of a claim, the user's or the profile: the claim's table wins over the
  /// lemma's; empty if it says nothing.
  [[nodiscard]] std::string value(bool of_user, const std::string& claim_id,
                                  const std::string& key) const;
  /// A top-level value, the user's before the profile's, and the field to name in an error.
  struct Said {
    std::string text, field;
  };
  [[nodiscard]] Said top(const std::string& key) const;

  struct Entry {
    std::string table, key, text, file;
    bool of_user;
  };

 private:
  std::vector<Entry> entries_;
};

/// The request for one selected claim: command line over the user's file over the profile, letters
/// checked. Where one of them names a source of points (data or synthetic) or one of two ways to
/// say the same thing, what those below it say of the other source or way does not apply.
[[nodiscard]] claim::Request request_for(const claim::Selection&, const claim::Lemma&,
                                         const Options&, const Defaults&);

/// Every letter and word typed must be read by at least one of the chosen lemmas; else an
/// InputError that says who would read it.
void check_options_are_used(const Options&, const std::vector<const claim::Lemma*>& chosen);

[[nodiscard]] unsigned long long seed_of(const Options&, const Defaults&);
[[nodiscard]] double alpha_of(const Options&, const Defaults&);
/// Seconds; infinite when not given.
[[nodiscard]] double timeout_of(const Options&, const Defaults&);
/// --memory in bytes; infinite when not given.
[[nodiscard]] double memory_of(const Options&, const Defaults&);

}  // namespace proofgauge::app
