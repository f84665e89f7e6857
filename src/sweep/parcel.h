// Records and failures as bytes that one process sends to another.
#pragma once

#include <exception>
#include <string>
#include <string_view>

#include "claim/record.h"

namespace proofgauge::sweep {

/// The record's JSON in binary form (RFC 8949), with what JSON leaves out: its files, and its
/// parameters as typed. Reading it back gives the same JSON, bit for bit.
[[nodiscard]] std::string pack(const claim::Record&);
/// InputError as record_from_json, or if the bytes are no such parcel.
[[nodiscard]] claim::Record unpack_record(std::string_view bytes);

/// What was thrown, in the terms of claim/error.h; anything else keeps its text alone.
[[nodiscard]] std::string pack(const std::exception_ptr&);
[[nodiscard]] std::exception_ptr unpack_failure(std::string_view bytes);

/// Whether another rank might do better: not after bad input, nor where a limit was reached.
[[nodiscard]] bool worth_a_retry(const std::exception_ptr&);

}  // namespace proofgauge::sweep
