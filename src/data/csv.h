// Comma separated rows of numbers.
#pragma once

#include <string>

#include "data/dataset.h"

namespace proofgauge::data {

/// Reads a CSV file, plain or gzip. Lines end in LF or CRLF; empty lines at the end are ignored.
/// The first line is a header if none of its fields is a number, or if one of them is named `label`
/// or `y`. In a header, the column of that name (`label` before `y`; case does not matter) holds
/// integer labels; all others are features. Numbers are read to the nearest double; a pair of
/// double quotes around a field is dropped.
///
/// Rows count from 0 and the header is no row; messages name the line (from 1) too. InputErrors: an
/// empty file, no rows, ragged rows, a field that is no number (or NaN, infinite, out of range), a
/// label that is no integer.
[[nodiscard]] Dataset read_csv(const std::string& path);

/// Writes a data set so that read_csv gives the same numbers back: a header (label, x0, x1, ...),
/// then the rows with the shortest digits that are read back exactly. The file appears complete or
/// not at all (written beside, then renamed). A path that cannot be written is an InputError.
void write_csv(const Dataset& set, const std::string& path);

}  // namespace proofgauge::data
