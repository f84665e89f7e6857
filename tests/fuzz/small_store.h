// Three records in a results store, for the targets that read one.
#pragma once

#include <string>

#include "sweep/store.h"

namespace proofgauge::fuzz {

/// A new store of that name among the scratch files; returns its path.
std::string small_store(const std::string& name);

}  // namespace proofgauge::fuzz
