// What the kernels that evaluate a few preactivations in double precision take, and where they are.
#pragma once

#include <cstddef>
#include <cstdint>

namespace proofgauge::network {

constexpr std::size_t kDoubleRound = 8;     ///< points are taken so many at a time
constexpr std::size_t kDoubleMultiple = 8;  ///< rows are padded to a multiple of this length

/// Sums over k < length of products with the rows x_i = rows + points[i] * length, i < n. `length`
/// is a multiple of kDoubleMultiple, n of kDoubleRound. `start` plus eight sums of the k that agree
/// modulo 8, each in order, added as ((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7)): the same bits on
/// every instruction set.
struct DoubleKernel {
  /// out[i] = start + sum_k neuron[k] x_i[k].
  void (*dot)(const double* neuron, double start, const double* rows, std::size_t length,
              const std::uint32_t* points, std::size_t n, double* out);
  /// out[i] = start + sum_k (neuron[k] - step[i] x_i[k]) x_i[k].
  void (*moved)(const double* neuron, double start, const double* step, const double* rows,
                std::size_t length, const std::uint32_t* points, std::size_t n, double* out);
};

}  // namespace proofgauge::network

namespace proofgauge::stats::generic {
extern const network::DoubleKernel kDoubleKernel;
}
namespace proofgauge::stats::avx2 {
extern const network::DoubleKernel kDoubleKernel;
}
namespace proofgauge::stats::avx512 {
extern const network::DoubleKernel kDoubleKernel;
}
