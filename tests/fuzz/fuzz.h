// What the fuzz targets share. A target reads one input with one of the project's readers: input
// that is refused (InputError, MissingError) is fine, input that is accepted must keep the reader's
// promises. Anything else, a broken promise, a sanitizer report, too much time or memory, is a
// finding.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "claim/record.h"
#include "data/dataset.h"

namespace proofgauge::fuzz {

using Bytes = std::span<const std::uint8_t>;

// The targets. The first byte or line steers some of them; each source file says how.
void csv(Bytes);
void idx(Bytes);
void npy(Bytes);
void network(Bytes);
void record(Bytes);
void constants(Bytes);
void config(Bytes);
void numbers(Bytes);
void certificate(Bytes);
void checkpoint(Bytes);
void where(Bytes);
void parcel(Bytes);
void store(Bytes);
void replay(Bytes);

/// Aborts with the promise that was broken.
void require(bool holds, const char* promise);

/// A bug on purpose behind a reader's acceptance: aborts if `reached` and the environment has
/// PROOFGAUGE_FUZZ_PLANTED. A fuzzer that does not find it could not find anything.
void planted(bool reached);

/// A file of this process with that content, in a directory of its own; overwritten by the next
/// call with the same name. Returns its path.
std::string scratch_file(const std::string& name, Bytes content);
/// A path in the same directory.
std::string scratch_path(const std::string& name);

inline std::string_view text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The laws of the contract, said again: no file may talk its way around them.
void require_laws(const claim::Record&);

/// n rows of p finite features in exactly one of the two arrays, and a row number and perhaps a
/// label for each row.
void require_data_set(const data::Dataset& set);

/// What main does after a reader: the sphere map; and a CSV file holds the same numbers.
void use_data_set(const data::Dataset& set);

}  // namespace proofgauge::fuzz
