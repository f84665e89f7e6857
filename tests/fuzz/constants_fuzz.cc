// The input is a constants profile (TOML).
#include <cmath>

#include "claim/error.h"
#include "claim/profile.h"
#include "fuzz.h"

namespace proofgauge::fuzz {

void constants(Bytes input) {
  try {
    const auto profile = claim::ConstantsProfile::parse(text_of(input), "input");
    for (const auto& [table, c] : profile.list()) {
      require(std::isfinite(c.value), "a constant is a finite number");
      require(c.profile == profile.name(), "a constant names its profile");
      require(profile.has(table, c.symbol), "what is listed can be looked up");
    }
    planted(profile.list().size() == 2 && profile.list()[0].second.value > 3);
    claim::ConstantsProfile mine = claim::ConstantsProfile::built_in();
    mine.override_with(profile);
    for (const auto& [table, c] : profile.list())
      require(mine.has(table, c.symbol), "an override is of a known constant");
  } catch (const InputError&) {
  }
}

}  // namespace proofgauge::fuzz
