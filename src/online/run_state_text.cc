#include "online/run_state_text.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>

#include "claim/error.h"
#include "claim/json_field.h"

namespace proofgauge::online {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kMostRounds = std::uint64_t{1} << 53;  ///< exact in every JSON

Json scalars_of(const RunState& s) {
  return {{"next_round", s.next_round},
          {"best_round", s.best_round},
          {"best_loss", s.best_loss},
          {"best_rounding", s.best_rounding},
          {"last_loss", s.last_loss},
          {"last_rounding", s.last_rounding},
          {"early_loss", s.early_loss},
          {"loss_sum", s.loss_sum},
          {"loss_lost", s.loss_lost},
          {"start_sum", s.start_sum},
          {"start_rounds", s.start_rounds},
          {"radius_used", s.radius_used},
          {"net_radius_used", s.net_radius_used},
          {"best_radius_used", s.best_radius_used},
          {"reached", s.reached},
          {"flips", s.flips},
          {"flips_most", s.flips_most},
          {"gap_most", s.gap_most},
          {"coupling_most", s.coupling_most},
          {"log_bytes", s.log_bytes}};
}

/// An infinite rounding bound (of a pseudo-net) is null in JSON.
double bound_from(const Json& j) {
  return j.is_null() ? std::numeric_limits<double>::infinity()
                     : claim::value_of<double>(j, "rounding");
}

template <class T>
void read(const Json& j, const char* name, T* value) {
  *value = claim::value_of<T>(claim::member_of(j, name), name);
}

/// The shortest text that reads back as the same double; JSON has none for what is not finite.
void append(std::string* text, double x) {
  if (!std::isfinite(x))
    *text += "null";
  else if (x == 0 && std::signbit(x))
    *text += "-0.0";  // readers take -0 for an integer, which has no sign
  else
    fmt::format_to(std::back_inserter(*text), "{}", x);
}

template <class T>
void add_list(std::string* object, const char* name, std::span<const T> numbers) {
  constexpr std::size_t kLongest = 25;  // of a double and a comma
  object->reserve(object->size() + kLongest * numbers.size() + 64);
  object->pop_back();
  *object += fmt::format(",\n\"{}\": [", name);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0) *object += ',';
    append(object, static_cast<double>(numbers[i]));
  }
  *object += "]}";
}

}  // namespace

void add_numbers(std::string* object, const char* name, std::span<const double> numbers) {
  add_list(object, name, numbers);
}

void add_numbers(std::string* object, const char* name, std::span<const float> numbers) {
  add_list(object, name, numbers);
}

void add_member(std::string* object, const char* name, const std::string& json) {
  object->pop_back();
  *object += fmt::format(",\n\"{}\": {}}}", name, json);
}

std::string text_of(const RunState& state) {
  std::string text = scalars_of(state).dump();
  add_numbers(&text, "best_points", state.best_points);
  add_numbers(&text, "visited", state.visited);
  return text;
}

RunState state_from(const Json& j) {
  RunState s;
  read(j, "next_round", &s.next_round);
  read(j, "best_round", &s.best_round);
  read(j, "best_loss", &s.best_loss);
  s.best_rounding = bound_from(claim::member_of(j, "best_rounding"));
  read(j, "last_loss", &s.last_loss);
  s.last_rounding = bound_from(claim::member_of(j, "last_rounding"));
  read(j, "early_loss", &s.early_loss);
  read(j, "loss_sum", &s.loss_sum);
  read(j, "loss_lost", &s.loss_lost);
  read(j, "start_sum", &s.start_sum);
  read(j, "start_rounds", &s.start_rounds);
  read(j, "radius_used", &s.radius_used);
  read(j, "net_radius_used", &s.net_radius_used);
  read(j, "best_radius_used", &s.best_radius_used);
  read(j, "reached", &s.reached);
  read(j, "flips", &s.flips);
  read(j, "flips_most", &s.flips_most);
  read(j, "gap_most", &s.gap_most);
  read(j, "coupling_most", &s.coupling_most);
  read(j, "log_bytes", &s.log_bytes);
  read(j, "best_points", &s.best_points);
  read(j, "visited", &s.visited);
  if (s.next_round < 1 || s.next_round > kMostRounds || s.best_round >= s.next_round)
    throw InputError("next_round", std::to_string(s.next_round),
                     "a round of at most 2^53 after the best one, " + std::to_string(s.best_round));
  return s;
}

}  // namespace proofgauge::online
