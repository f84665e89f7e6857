// Centring, projection on principal axes, and the test for zero rows.
#pragma once

#include <cstddef>
#include <vector>

#include "data/dataset.h"

namespace proofgauge::data {

/// The mean row. From bytes: the exact integer sum, rounded once. From reals: a compensated sum,
/// scaled by a power of two against overflow; its error is at most 2 eps |mean_j| + n eps^2 max_i
/// |v_ij| in column j.
[[nodiscard]] std::vector<double> mean_row(const Dataset& set);

/// Subtracts the mean row (one rounding per entry); the data become reals. Afterwards zero_norm is
/// 0 for data that were bytes: v_ij - mean_j is zero or at least 1/n in size, so rounding cannot
/// hide a zero or make one. For reals it is 4 eps sqrt(sum_j max_i v_ij^2), above the error of mean
/// and difference. Centring twice is refused by nobody and harmless. A difference that overflows is
/// an InputError that names the row.
void center(Dataset& set);

/// Centres and projects on the `k` leading eigenvectors of the p x p covariance, in descending
/// order of variance; of each axis the largest entry in size (the first of equals) is positive.
/// From bytes the covariance is exact up to one rounding. 1 <= k <= min(n - 1, p) and p <= 8192,
/// else an InputError for --pca. Equal rows stay equal. Afterwards zero_norm is 4 sqrt(k) p eps
/// max_i |v_i - mean|: a computed product of p terms errs by at most p eps |v|, an eigenvector of a
/// p x p matrix by a comparable backward error. Results do not depend on the number of threads.
void project(Dataset& set, std::size_t k);

/// InputError naming the source row of the first row whose norm is at most zero_norm: such a row
/// has no direction.
void check_nonzero_rows(const Dataset& set);

/// Euclidean norm of n numbers, without overflow or underflow on the way; relative error below 3
/// eps.
[[nodiscard]] double norm(const double* v, std::size_t n);

namespace detail {
/// k axes of length p as rows; exposed for tests.
[[nodiscard]] std::vector<double> principal_axes(const Dataset& set, std::size_t k);
}  // namespace detail

}  // namespace proofgauge::data
