// The worst gradient sequences for projected online gradient descent without clipping (theory 6.1),
// built exactly, and a search for worse ones.
//
// Setting: W_1 = 0, W_{t+1} = W_t - eta g_t, |g_t| <= M, comparator W* with |W*| = D. The regret
// sum of the linear losses <g_t, .> is sum_t <g_t, W_t - W*>; losses that are convex have no larger
// one.
#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "numeric/rational.h"
#include "stats/stream.h"

namespace proofgauge::online {

/// g_t = (along_t, across_t s) in a plane, W* = (-D, 0). `along` is rational, `across` integer and
/// only s^2 needs to be rational: every inner product of a run is then an exact rational.
struct PlanarSequence {
  std::vector<numeric::Rational> along;
  std::vector<int> across;
  numeric::Rational s2;
};

/// sum_t <g_t, W_t - W*>, exactly. LimitError once `stop` is asked for.
[[nodiscard]] numeric::Rational planar_regret(const PlanarSequence&, const numeric::Rational& D,
                                              const numeric::Rational& eta,
                                              const std::stop_token& stop = {});
/// max_t |g_t|^2, exactly.
[[nodiscard]] numeric::Rational largest_square(const PlanarSequence&);

/// T equal gradients of norm M along -W*.
[[nodiscard]] PlanarSequence constant_gradient(const numeric::Rational& M, std::uint64_t T);
/// |g_t| = M, component `along` M-units along -W*, the rest alternating + - across.
/// |along| <= M (std::invalid_argument otherwise).
[[nodiscard]] PlanarSequence alternating(const numeric::Rational& along, const numeric::Rational& M,
                                         std::uint64_t T);
/// |g_t| = M and sum_t g_t of length min(D/eta, T M) along -W*: no sequence has a larger regret
/// sum. T >= 2.
[[nodiscard]] PlanarSequence extremal(const numeric::Rational& D, const numeric::Rational& M,
                                      const numeric::Rational& eta, std::uint64_t T);

/// The largest regret sum that coordinate ascent over g_1..g_T in R^dimension finds from `restarts`
/// random starts. The sum is linear in each g_t for fixed others, so each step is exact and it
/// never falls; doubles, within T^2 (D + eta M T) M 2^-50 of a true value of the sum.
[[nodiscard]] double adversarial_search(double D, double M, double eta, std::uint64_t T,
                                        std::size_t dimension, unsigned restarts,
                                        const stats::Stream& stream);

}  // namespace proofgauge::online
