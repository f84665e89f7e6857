#include "sweep/parcel.h"

#include <nlohmann/json.hpp>

#include "claim/error.h"
#include "claim/failure.h"

namespace proofgauge::sweep {
namespace {

using Json = nlohmann::ordered_json;

std::string bytes_of(const Json& j) {
  std::string bytes;
  Json::to_cbor(j, bytes);
  return bytes;
}

Json parcel(std::string_view bytes) {
  try {
    return Json::from_cbor(bytes.begin(), bytes.end());
  } catch (const nlohmann::json::exception& e) {
    throw InputError("parcel", std::to_string(bytes.size()) + " bytes", e.what());
  }
}

Json parameters_as_typed(const claim::Parameters& cell) {
  Json list = Json::array();
  for (const claim::Parameter& p : cell.list())
    list.push_back({p.name, p.text, p.is_number ? Json(p.number) : Json()});
  return list;
}

claim::Parameters as_typed(const Json& list) {
  claim::Parameters cell;
  for (const Json& p : list) {
    if (p.at(2).is_null())
      cell.set(p.at(0), p.at(1));
    else
      cell.set_number(p.at(0), p.at(1), p.at(2));
  }
  return cell;
}

}  // namespace

std::string pack(const claim::Record& record) {
  return bytes_of({{"record", to_json(record)},
                   {"parameters", parameters_as_typed(record.parameters)},
                   {"files", record.files}});
}

claim::Record unpack_record(std::string_view bytes) {
  const Json j = parcel(bytes);
  try {
    claim::Record record = claim::record_from_json(j.at("record"));
    record.parameters = as_typed(j.at("parameters"));
    record.files = j.at("files").get<decltype(record.files)>();
    return record;
  } catch (const nlohmann::json::exception& e) {
    throw InputError("parcel", std::to_string(bytes.size()) + " bytes", e.what());
  }
}

std::string pack(const std::exception_ptr& failure) {
  const Failure f = failure_of(failure);
  // A text may quote a file: bytes that are no UTF-8 travel as they are.
  Json parts = Json::array();
  for (const std::string& part : f.parts) parts.push_back(Json::binary({part.begin(), part.end()}));
  return bytes_of({{"kind", static_cast<int>(f.kind)}, {"parts", parts}});
}

std::exception_ptr unpack_failure(std::string_view bytes) {
  const Json j = parcel(bytes);
  Failure f;
  try {
    const int kind = j.at("kind").get<int>();
    if (kind < 0 || kind > static_cast<int>(Failure::Kind::other))
      throw InputError("parcel", std::to_string(kind), "a kind of failure");
    f.kind = static_cast<Failure::Kind>(kind);
    for (std::size_t i = 0; i < f.parts.size(); ++i) {
      const auto& part = j.at("parts").at(i).get_binary();
      f.parts[i].assign(part.begin(), part.end());
    }
  } catch (const nlohmann::json::exception& e) {
    throw InputError("parcel", std::to_string(bytes.size()) + " bytes", e.what());
  }
  try {
    raise(f);
  } catch (...) {
    return std::current_exception();
  }
}

bool worth_a_retry(const std::exception_ptr& failure) {
  const auto kind = failure_of(failure).kind;
  return kind == Failure::Kind::missing || kind == Failure::Kind::other;
}

}  // namespace proofgauge::sweep
