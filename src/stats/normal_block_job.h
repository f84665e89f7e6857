// What the kernels of normal_block take, and where they are.
#pragma once

#include <cstddef>
#include <cstdint>

namespace proofgauge::stats {

/// `count` normals for each of the n indices (high << 32) + low[i]: out[k * stride + i].
struct NormalJob {
  std::uint64_t key;
  std::uint32_t draw, high;
  const std::uint32_t* low;
  std::size_t n, count;
  float* out;
  std::size_t stride;
};

namespace generic {
void normal_kernel(const NormalJob&);
}
namespace avx2 {
void normal_kernel(const NormalJob&);
}
namespace avx512 {
void normal_kernel(const NormalJob&);
}

}  // namespace proofgauge::stats
