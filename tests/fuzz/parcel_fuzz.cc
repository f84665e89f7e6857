// The first byte: 'r' or 'f', for a record or a failure from another process; the rest is its
// parcel.
#include "sweep/parcel.h"

#include <nlohmann/json.hpp>

#include "claim/error.h"
#include "claim/failure.h"
#include "fuzz.h"

namespace proofgauge::fuzz {
namespace {

/// As a file holds it: there a number that is none is null, and equal to itself.
std::string text_of(const claim::Record& r) {
  return claim::to_json(r).dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

void one_record(std::string_view bytes) {
  const claim::Record r = sweep::unpack_record(bytes);
  require_laws(r);
  const claim::Record again = sweep::unpack_record(sweep::pack(r));
  require(text_of(again) == text_of(r) && again.files == r.files,
          "a record arrives as it was sent");
  const auto& sent = r.parameters.list();
  const auto& arrived = again.parameters.list();
  require(sent.size() == arrived.size(), "no parameter is lost");
  for (std::size_t i = 0; i < sent.size(); ++i)
    require(sent[i].name == arrived[i].name && sent[i].text == arrived[i].text &&
                sent[i].is_number == arrived[i].is_number,
            "parameters arrive as typed");
  planted(r.seed != 1 && !r.files.empty());
}

void one_failure(std::string_view bytes) {
  const std::exception_ptr failure = sweep::unpack_failure(bytes);
  require(failure != nullptr, "a failure is an exception");
  const Failure parts = failure_of(failure);
  require(failure_of(sweep::unpack_failure(sweep::pack(failure))) == parts,
          "a failure arrives as it was sent");
  planted(parts.kind == Failure::Kind::limit && parts.parts[0] != "no room");
  require(!sweep::worth_a_retry(failure) || parts.kind == Failure::Kind::missing ||
              parts.kind == Failure::Kind::other,
          "bad input and limits are not tried again");
}

}  // namespace

void parcel(Bytes input) {
  const std::string_view text = text_of(input);
  if (text.empty()) return;
  try {
    if (text[0] == 'r') one_record(text.substr(1));
    if (text[0] == 'f') one_failure(text.substr(1));
  } catch (const InputError&) {
  }
}

}  // namespace proofgauge::fuzz
