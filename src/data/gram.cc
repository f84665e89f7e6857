#include "data/gram.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>

#include "claim/error.h"
#include "numeric/parallel.h"

namespace proofgauge::data {
namespace {

bool supports(std::string_view isa) {
  if (isa == "generic") return true;
#ifdef PROOFGAUGE_GRAM_X86
  __builtin_cpu_init();
  if (isa == "avx2") return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (isa == "avx512")
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vnni");
#endif
  return false;
}

const GramKernels& kernels_of(std::string_view isa) {
#ifdef PROOFGAUGE_GRAM_X86
  if (isa == "avx512") return kGramAvx512;
  if (isa == "avx2") return kGramAvx2;
#endif
  return isa == "generic" ? kGramGeneric : kGramGeneric;
}

/// Below every key: inner products of bytes are >= 0 and cosines are >= -1.1 after rounding.
constexpr std::int32_t kNoExact = std::numeric_limits<std::int32_t>::min();
constexpr float kNoRounded = -1e6F;

std::string row_name(const Dataset& data, std::size_t row) {
  return "row " + std::to_string(row < data.source_row.size() ? data.source_row[row] : row) +
         (data.name.empty() ? "" : " of " + data.name);
}

[[noreturn]] void zero_row(const Dataset& data, std::size_t row) {
  throw InputError(row_name(data, row), "a zero vector",
                   "at least one feature that is not zero: it has no direction");
}

}  // namespace

const GramKernels& gram_kernels() {
  if (const char* wanted = std::getenv("PROOFGAUGE_ISA"); wanted != nullptr && *wanted != '\0') {
    if (!supports(wanted))
      throw InputError("PROOFGAUGE_ISA", "'" + std::string(wanted) + "'",
                       "generic, avx2 or avx512, and one that this processor has");
    return kernels_of(wanted);
  }
  for (const char* isa : {"avx512", "avx2"})
    if (supports(isa)) return kernels_of(isa);
  return kGramGeneric;
}

float KeyBound::threshold(float largest) const {
  // The winner's key is at least (t - e) with t >= the true key of the entry whose key is
  // `largest`, so twice the bound separates them; the factor 2.5 covers what the bound itself and
  // this line round.
  const double key = largest;
  return std::nextafter(static_cast<float>(key - 2.5 * (relative * std::abs(key) + absolute)),
                        -2e9F);
}

PackedRows::PackedRows(const Dataset& data, std::span<const std::uint32_t> rows, int threads)
    : kernels_(gram_kernels()),
      n_(rows.size()),
      p_(data.p),
      groups_((data.p + 3) / 4),
      exact_(data.is_integer() && data.p <= kMaxByteColumns) {
  const std::size_t padded = units() * kUnit;
  scale_.assign(padded, 1);
  inverse_length_.assign(padded, 1);
  offset_.assign(padded, 0);
  if (!data.labels.empty()) {
    labels_.assign(padded, 0);
    for (std::size_t i = 0; i < n_; ++i) labels_[i] = data.labels[rows[i]];
  }
  if (exact_)
    bytes_ = AlignedArray<std::uint8_t>(padded * groups_ * 4);
  else
    floats_ = AlignedArray<float>(padded * p_);
  numeric::parallel_for(units(), threads, [&](std::size_t unit) {
    if (exact_)
      pack_bytes(data, rows, unit);
    else
      pack_floats(data, rows, unit);
  });
}

void PackedRows::pack_bytes(const Dataset& data, std::span<const std::uint32_t> rows,
                            std::size_t unit) {
  std::uint8_t* out = bytes_.data() + unit * kUnit * groups_ * 4;
  std::memset(out, 0, kUnit * groups_ * 4);
  for (std::size_t r = 0; r < kUnit && unit * kUnit + r < n_; ++r) {
    const std::size_t at = unit * kUnit + r;
    const std::uint8_t* row = data.bytes.data() + rows[at] * p_;
    std::int64_t sum = 0, square = 0;
    for (std::size_t k = 0; k < p_; ++k) {
      sum += row[k];
      square += row[k] * row[k];
    }
    if (square == 0) zero_row(data, rows[at]);
    for (std::size_t k = 0; k + 4 <= p_; k += 4)
      std::memcpy(out + (k / 4 * kUnit + r) * 4, row + k, 4);
    if (p_ % 4 != 0) std::memcpy(out + (p_ / 4 * kUnit + r) * 4, row + p_ / 4 * 4, p_ % 4);
    offset_[at] = static_cast<std::int32_t>(128 * sum);
    inverse_length_[at] = 1 / std::sqrt(static_cast<double>(square));
    scale_[at] = static_cast<float>(inverse_length_[at]);
  }
}

void PackedRows::pack_floats(const Dataset& data, std::span<const std::uint32_t> rows,
                             std::size_t unit) {
  float* out = floats_.data() + unit * kUnit * p_;
  std::fill(out, out + kUnit * p_, 0.0F);
  for (std::size_t r = 0; r < kUnit && unit * kUnit + r < n_; ++r) {
    const std::size_t row = rows[unit * kUnit + r];
    double largest = 0;
    for (std::size_t k = 0; k < p_; ++k) {
      const double x = std::abs(data.feature(row, k));
      if (!std::isfinite(x)) throw InputError(row_name(data, row), "not finite", "finite features");
      largest = std::max(largest, x);
    }
    if (largest == 0) zero_row(data, row);
    // A power of two brings the row to size 1 without rounding, so that its square can neither
    // overflow nor vanish.
    const int shift = -std::ilogb(largest);
    double square = 0;
    for (std::size_t k = 0; k < p_; ++k) {
      const double x = std::ldexp(data.feature(row, k), shift);
      square += x * x;
    }
    const double inverse = 1 / std::sqrt(square);
    for (std::size_t k = 0; k < p_; ++k)
      out[k * kUnit + r] = static_cast<float>(std::ldexp(data.feature(row, k), shift) * inverse);
  }
}

KeyBound PackedRows::key_bound() const {
  constexpr double u = 0x1p-24;
  // Bytes: the conversion of the integer, 1 / |v_j| (a double, then a float) and their product:
  // three roundings.
  if (exact_) return {3.01 * u, 0};
  // Floats. Each entry of a unit vector x is rounded by u (its length, in double, is off by less
  // than (p + 4) 2^-53), so sum |x^ y^ - x y| <= 2 u + ..., and a sum in chains of kChain terms
  // costs at most gamma_k sum |x^ y^| with k = min(p, kChain) + ceil(p / kChain), fused or not; sum
  // |x y| <= 1. Entries below the normal range add at most 2^-149 each. The last factor covers
  // products of these small terms.
  const double p = static_cast<double>(p_);
  const double k =
      std::min(p, static_cast<double>(kChain)) + std::ceil(p / static_cast<double>(kChain));
  const double gamma = k * u / (1 - k * u);
  return {0, (gamma + 2 * u + 2 * (p + 4) * 0x1p-53 + p * 0x1p-147) * (1 + 1e-3)};
}

void PackedRows::multiply(std::size_t unit_a, std::size_t unit_b, Products& out) const {
  if (exact_) {
    const std::size_t stride = kUnit * groups_ * 4;
    kernels_.bytes(bytes_.data() + unit_a * stride, bytes_.data() + unit_b * stride,
                   offset_.data() + unit_a * kUnit, groups_, out.exact);
  } else {
    const std::size_t stride = kUnit * p_;
    kernels_.floats(floats_.data() + unit_a * stride, floats_.data() + unit_b * stride, p_,
                    out.rounded);
  }
}

void PackedRows::remove_non_pairs(std::size_t unit_a, std::size_t unit_b, Products& out) const {
  const std::size_t last = units() - 1;
  if (unit_a != unit_b && unit_a != last && unit_b != last) return;
  for (std::size_t r = 0; r < kUnit; ++r)
    for (std::size_t c = 0; c < kUnit; ++c) {
      const std::size_t i = unit_a * kUnit + r, j = unit_b * kUnit + c;
      if (i != j && i < n_ && j < n_) continue;
      if (exact_)
        out.exact[r * kUnit + c] = kNoExact;
      else
        out.rounded[r * kUnit + c] = kNoRounded;
    }
}

void PackedRows::raise_maxima(std::size_t unit_a, std::size_t unit_b, const Products& products,
                              float* row_max, float* col_max, float* row_diff,
                              float* col_diff) const {
  const std::size_t a = unit_a * kUnit, b = unit_b * kUnit;
  const bool labels = has_labels();
  const KeyUnit unit{scale_.data() + a,
                     scale_.data() + b,
                     labels ? labels_.data() + a : nullptr,
                     labels ? labels_.data() + b : nullptr,
                     row_max,
                     col_max,
                     row_diff,
                     col_diff};
  if (exact_)
    kernels_.max_bytes(products.exact, unit);
  else
    kernels_.max_floats(products.rounded, unit);
}

GatheredUnit PackedRows::gathered() const {
  GatheredUnit unit;
  if (exact_)
    unit.bytes = AlignedArray<std::uint8_t>(kUnit * groups_ * 4);
  else
    unit.floats = AlignedArray<float>(kUnit * p_);
  return unit;
}

void PackedRows::gather(std::span<const std::uint32_t> rows, GatheredUnit& unit) const {
  // Lanes beyond rows.size() repeat the first row: their products are not looked at.
  for (std::size_t r = 0; r < kUnit; ++r) {
    const std::size_t i = rows[r < rows.size() ? r : 0];
    const std::size_t from = i / kUnit * kUnit, lane = i % kUnit;
    unit.offset[r] = offset_[i];
    for (std::size_t g = 0; exact_ && g < groups_; ++g)
      std::memcpy(unit.bytes.data() + (g * kUnit + r) * 4,
                  bytes_.data() + (from * groups_ + g * kUnit + lane) * 4, 4);
    for (std::size_t k = 0; !exact_ && k < p_; ++k)
      unit.floats.data()[k * kUnit + r] = floats_.data()[from * p_ + k * kUnit + lane];
  }
}

void PackedRows::multiply(const GatheredUnit& a, std::size_t unit_b, Products& out) const {
  if (exact_)
    kernels_.bytes(a.bytes.data(), bytes_.data() + unit_b * kUnit * groups_ * 4, a.offset, groups_,
                   out.exact);
  else
    kernels_.floats(a.floats.data(), floats_.data() + unit_b * kUnit * p_, p_, out.rounded);
}

}  // namespace proofgauge::data
