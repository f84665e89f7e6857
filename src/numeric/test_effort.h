// How deep the tests of this folder go.
#pragma once

#include <algorithm>
#include <cstdlib>

namespace proofgauge::numeric {

/// PROOFGAUGE_TEST_EFFORT, at least 1.
[[nodiscard]] inline int test_effort() {
  const char* const text = std::getenv("PROOFGAUGE_TEST_EFFORT");
  return text == nullptr ? 1 : std::clamp(std::atoi(text), 1, 1000);
}

}  // namespace proofgauge::numeric
