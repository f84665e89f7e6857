// Standard normals and signs in bulk, each a function of its address (see stream.h), vectorised.
//
// Normal number k of index i is made from the words of Stream::block(i, draw, k / 4): pair (0, 1)
// gives k = 0, 1 (mod 4), pair (2, 3) gives 2, 3, by Box-Muller:
//   r = sqrt(-2 ln u), u = (w_0 + 1/2) 2^-32;   theta = 2 pi w_1 2^-32;   r cos(theta), r
//   sin(theta).
//
// Bits. Only + - * sqrt, integer operations and conversions that IEEE 754 fixes, in one order and
// without contraction: the floats are the same on every instruction set and equal normal_reference.
//
// How far the law is from N(0, 1):
// - Missing tail: u has 32 bits and sits at midpoints, so u >= 2^-33 and |n| <= sqrt(66 ln 2) =
//   6.7637 (computed radius at most 6.764). The normal mass beyond it, 2 Phi(-6.7637) = 1.35e-11,
//   is missing; what a b-bit uniform loses is 2 Phi(-sqrt(2 (b + 1) ln 2)). In 2^30 x 33 numbers
//   0.48 of one are expected out there: sums and maxima of that many notice no more.
// - Symmetry is exact: w_1 -> w_1 + 2^31 negates both numbers.
// - Kolmogorov distance below 2e-7: at fixed theta {n <= t} is a half-line in u, which 2^32
// midpoints measure to
//   2^-33, and rounding u to a float (monotone) moves it by at most 2^-25; at fixed r it is an arc
//   of theta, which the grid measures to 2^-32, and rounding the residual angle (relative 2^-24 of
//   at most an eighth of a turn) moves its two ends by at most 2^-26 together; the remaining
//   relative error, at most 8.3 u = 5e-7 with u = 2^-24 (radius 3.8 u, sine and cosine 3.5 u,
//   product u; the test compares with MPFR), moves Phi by at most 5e-7 sup |t| phi(t) = 1.3e-7.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "stats/isa.h"
#include "stats/stream.h"

namespace proofgauge::stats {

/// out[k * stride + i] = normal number k (0 <= k < count) of index first + i (0 <= i < n).
/// Overwrites exactly those. count = 0 or n = 0 writes nothing; stride >= n.
void normal_block(const Stream&, std::uint32_t draw, std::uint64_t first, std::size_t n,
                  std::size_t count, float* out, std::size_t stride);

/// The same for the indices (high << 32) + low[i], in the order given.
void normal_gather(const Stream&, std::uint32_t draw, std::uint32_t high,
                   std::span<const std::uint32_t> low, std::size_t count, float* out,
                   std::size_t stride);
/// On a stated instruction set (at most best_isa()), for tests.
void normal_gather(Isa, const Stream&, std::uint32_t draw, std::uint32_t high,
                   std::span<const std::uint32_t> low, std::size_t count, float* out,
                   std::size_t stride);

/// One number, by plain scalar code: the reference for all kernels.
[[nodiscard]] float normal_reference(const Stream&, std::uint64_t index, std::uint32_t draw,
                                     std::uint32_t k);

/// out[i] = +1 or -1 for index r = first + i: bit r mod 128 of Stream::block(r / 128, draw, 0) (bit
/// b of the block is bit b mod 32 of word b / 32; set means +1). Use a stream of Purpose::signs.
void sign_block(const Stream&, std::uint32_t draw, std::uint64_t first, std::size_t n, float* out);

namespace detail {
/// The two scalar steps, exposed to the test that compares them with MPFR.
[[nodiscard]] float radius(std::uint32_t w);
/// (cos, sin)(2 pi w 2^-32) to float.
struct Turn {
  float cosine, sine;
};
[[nodiscard]] Turn turn(std::uint32_t w);
}  // namespace detail

}  // namespace proofgauge::stats
