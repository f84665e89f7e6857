// NumPy array files, format versions 1, 2 and 3.
#pragma once

#include <string>

#include "data/dataset.h"

namespace proofgauge::data {

/// Rows of features from a .npy file, plain or gzip: shape (n) is n rows of one feature, (n, p) n
/// rows of p, and any further dimensions are flattened in C order within each row. C or Fortran
/// order; elements |u1 |i1 |b1, and <, > or = u2 u4 u8 i2 i4 i8 f4 f8. InputErrors name the file:
/// wrong magic or version, a header that does not parse, another dtype (objects are refused: they
/// would have to be unpickled), a shape that promises more than the file holds (before anything is
/// allocated), a file cut short, bytes after the last element; NaN, infinities and 64-bit integers
/// that no double equals name their row. No labels: NPY has none.
[[nodiscard]] Dataset read_npy(const std::string& path);

}  // namespace proofgauge::data
