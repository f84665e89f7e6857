#include "sweep/parcel.h"

#include <functional>
#include <new>
#include <nlohmann/json.hpp>

#include "claim/error.h"

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

/// Calls what fits the exception with it.
struct Cases {
  std::function<void(const InputError&)> input;
  std::function<void(const MissingError&)> missing;
  std::function<void(const LimitError&)> limit;
  std::function<void()> memory;
  std::function<void(const std::string&)> other;
};

void distinguish(const std::exception_ptr& failure, const Cases& cases) {
  try {
    std::rethrow_exception(failure);
  } catch (const InputError& e) {
    cases.input(e);
  } catch (const MissingError& e) {
    cases.missing(e);
  } catch (const LimitError& e) {
    cases.limit(e);
  } catch (const std::bad_alloc&) {
    cases.memory();
  } catch (const std::exception& e) {
    cases.other(e.what());
  } catch (...) {
    cases.other("what is no exception of the standard library");
  }
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
  Json j;
  distinguish(failure, {[&](const InputError& e) {
                          j = {"input", e.field(), e.value(), e.expected()};
                        },
                        [&](const MissingError& e) {
                          j = {"missing", e.missing(), e.how_to_get()};
                        },
                        [&](const LimitError& e) {
                          j = {"limit", e.what()};
                        },
                        [&] { j = Json::array({"memory"}); },
                        [&](const std::string& what) {
                          j = {"other", what};
                        }});
  return bytes_of(j);
}

std::exception_ptr unpack_failure(std::string_view bytes) {
  const Json j = parcel(bytes);
  try {
    const auto text = [&](std::size_t i) { return j.at(i).get<std::string>(); };
    const std::string kind = text(0);
    if (kind == "input") return std::make_exception_ptr(InputError(text(1), text(2), text(3)));
    if (kind == "missing") return std::make_exception_ptr(MissingError(text(1), text(2)));
    if (kind == "limit") return std::make_exception_ptr(LimitError(text(1)));
    if (kind == "memory") return std::make_exception_ptr(std::bad_alloc());
    return std::make_exception_ptr(std::runtime_error(text(1)));
  } catch (const nlohmann::json::exception& e) {
    throw InputError("parcel", std::to_string(bytes.size()) + " bytes", e.what());
  }
}

bool worth_a_retry(const std::exception_ptr& failure) {
  bool worth = true;
  const auto no = [&](const auto&...) { worth = false; };
  distinguish(failure, {no, [](const auto&) {}, no, no, [](const auto&) {}});
  return worth;
}

std::string what_of(const std::exception_ptr& failure) {
  std::string what;
  const auto take = [&](const std::exception& e) { what = e.what(); };
  distinguish(failure, {take, take, take, [&] { what = "out of memory"; },
                        [&](const std::string& text) { what = text; }});
  return what;
}

}  // namespace proofgauge::sweep
