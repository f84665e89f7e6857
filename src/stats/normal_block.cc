#include "stats/normal_block.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "stats/normal_block_job.h"
#include "stats/normal_block_math.h"

namespace proofgauge::stats {
namespace detail {

float radius(std::uint32_t w) {
  const float v = (static_cast<float>(w >> 16) * 65536.0F + static_cast<float>(w & 0xffffU)) + 0.5F;
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(v) - kSqrtHalfBits;
  const auto e = static_cast<float>(static_cast<std::int32_t>(bits) >> 23);
  const float f = std::bit_cast<float>((bits & kMantissaMask) + kSqrtHalfBits) - 1.0F;
  float p = kLog[8];
  for (int i = 7; i >= 0; --i) p = p * f + kLog[i];
  return std::sqrt((32.0F - e) * kTwoLn2 + f * p);
}

Turn turn(std::uint32_t w) {
  const std::uint32_t shifted = w + (1U << 29);
  const std::uint32_t quadrant = shifted >> 30;
  const float x = static_cast<float>(static_cast<std::int32_t>(w - (quadrant << 30))) * 0x1p-29F;
  const float z = x * x;
  const float s = x * (((kSin[3] * z + kSin[2]) * z + kSin[1]) * z + kSin[0]);
  const float c = ((kCos[3] * z + kCos[2]) * z + kCos[1]) * z + kCos[0];
  switch (quadrant) {
    case 0:
      return {c, s};
    case 1:
      return {-s, c};
    case 2:
      return {-c, -s};
    default:
      return {s, -c};
  }
}

}  // namespace detail

float normal_reference(const Stream& stream, std::uint64_t index, std::uint32_t draw,
                       std::uint32_t k) {
  const auto words = stream.block(index, draw, k / 4);
  const std::size_t pair = k % 4 / 2 * 2;
  const detail::Turn t = detail::turn(words[pair + 1]);
  return detail::radius(words[pair]) * (k % 2 == 0 ? t.cosine : t.sine);
}

void normal_gather(Isa isa, const Stream& stream, std::uint32_t draw, std::uint32_t high,
                   std::span<const std::uint32_t> low, std::size_t count, float* out,
                   std::size_t stride) {
  if (count == 0 || low.empty()) return;
  const NormalJob job{stream.key(), draw, high, low.data(), low.size(), count, out, stride};
  PROOFGAUGE_KERNEL(isa, normal_kernel)(job);
}

void normal_gather(const Stream& stream, std::uint32_t draw, std::uint32_t high,
                   std::span<const std::uint32_t> low, std::size_t count, float* out,
                   std::size_t stride) {
  normal_gather(best_isa(), stream, draw, high, low, count, out, stride);
}

void normal_block(const Stream& stream, std::uint32_t draw, std::uint64_t first, std::size_t n,
                  std::size_t count, float* out, std::size_t stride) {
  std::array<std::uint32_t, 1024> low;
  for (std::size_t i = 0; i < n;) {
    const std::uint64_t index = first + i;
    // A piece stays within one high word.
    const std::uint64_t room = (std::uint64_t{1} << 32) - (index & 0xffffffffU);
    const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>({room, n - i, low.size()}));
    for (std::size_t j = 0; j < piece; ++j)
      low[j] = static_cast<std::uint32_t>(index) + static_cast<std::uint32_t>(j);
    normal_gather(stream, draw, static_cast<std::uint32_t>(index >> 32), {low.data(), piece}, count,
                  out + i, stride);
    i += piece;
  }
}

void sign_block(const Stream& stream, std::uint32_t draw, std::uint64_t first, std::size_t n,
                float* out) {
  std::array<std::uint32_t, 4> words{};
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint64_t r = first + i;
    if (i == 0 || r % 128 == 0) words = stream.block(r / 128, draw, 0);
    out[i] = (words[r % 128 / 32] >> (r % 32) & 1U) != 0 ? 1.0F : -1.0F;
  }
}

}  // namespace proofgauge::stats
