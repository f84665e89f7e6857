// The state of a run as JSON. Text is written straight into a string: values of the JSON library
// allocate where they are destroyed, which ends a program that has run out of memory.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>

#include "online/run_state.h"

namespace proofgauge::online {

/// Adds `"name": [...]` to the text of an object that is not empty; each number reads back as
/// itself.
void add_numbers(std::string* object, const char* name, std::span<const double> numbers);
void add_numbers(std::string* object, const char* name, std::span<const float> numbers);
/// Adds `"name": json`.
void add_member(std::string* object, const char* name, const std::string& json);

[[nodiscard]] std::string text_of(const RunState& state);

/// InputError names the member that is missing, ill-typed or out of range.
[[nodiscard]] RunState state_from(const nlohmann::ordered_json& json);

}  // namespace proofgauge::online
