// Data sets and slow oracles for the tests of the separation.
#pragma once

#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "stats/stream.h"

namespace proofgauge::data::test {

/// Sets PROOFGAUGE_ISA while it lives.
class Isa {
 public:
  explicit Isa(const std::string& isa) { setenv("PROOFGAUGE_ISA", isa.c_str(), 1); }
  ~Isa() { unsetenv("PROOFGAUGE_ISA"); }
  Isa(const Isa&) = delete;
  Isa& operator=(const Isa&) = delete;
};

inline std::vector<std::string> available_isas() {
  std::vector<std::string> isas{"generic"};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) isas.emplace_back("avx2");
  if (__builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw"))
    isas.emplace_back("avx512");
#endif
  return isas;
}

inline stats::Sequence sequence(std::uint64_t seed) {
  return stats::Sequence(stats::Stream(seed, "separation_test", "", stats::Purpose::test));
}

/// Features in 0..most, no zero rows, labels 0..3.
inline Dataset random_bytes(std::size_t n, std::size_t p, std::uint64_t seed, unsigned most) {
  auto random = sequence(seed);
  Dataset data;
  data.name = "random";
  data.n = n;
  data.p = p;
  for (std::size_t i = 0; i < n * p; ++i)
    data.bytes.push_back(static_cast<std::uint8_t>(random.below(most + 1)));
  for (std::size_t i = 0; i < n; ++i) {
    if (data.bytes[i * p] == 0) data.bytes[i * p] = 1;
    data.labels.push_back(static_cast<std::int32_t>(random.below(4)));
    data.source_row.push_back(i);
  }
  return data;
}

inline Dataset random_reals(std::size_t n, std::size_t p, std::uint64_t seed) {
  auto random = sequence(seed);
  Dataset data;
  data.name = "random";
  data.n = n;
  data.p = p;
  for (std::size_t i = 0; i < n * p; ++i) data.reals.push_back(random.normal());
  for (std::size_t i = 0; i < n; ++i) {
    data.labels.push_back(static_cast<std::int32_t>(random.below(3)));
    data.source_row.push_back(i);
  }
  return data;
}

inline Dataset as_reals(Dataset data) {
  data.reals.assign(data.bytes.begin(), data.bytes.end());
  data.bytes.clear();
  return data;
}

/// In long double: off by less than (p + 4) 2^-64.
inline long double cosine(const Dataset& data, std::size_t i, std::size_t j) {
  long double g = 0, a = 0, b = 0;
  for (std::size_t k = 0; k < data.p; ++k) {
    const long double x = data.feature(i, k), y = data.feature(j, k);
    g += x * y;
    a += x * x;
    b += y * y;
  }
  return g / (std::sqrt(a) * std::sqrt(b));
}

/// From the difference of unit vectors: a formula of its own, without cancellation; relative error
/// below (p + 8) 2^-63 for pairs farther than 2^-20 or so.
inline long double distance(const Dataset& data, std::size_t i, std::size_t j) {
  long double a = 0, b = 0, square = 0;
  for (std::size_t k = 0; k < data.p; ++k) {
    const long double x = data.feature(i, k), y = data.feature(j, k);
    a += x * x;
    b += y * y;
  }
  a = std::sqrt(a);
  b = std::sqrt(b);
  for (std::size_t k = 0; k < data.p; ++k) {
    const long double d = data.feature(i, k) / a - data.feature(j, k) / b;
    square += d * d;
  }
  return std::sqrt(0.75L * square);
}

}  // namespace proofgauge::data::test
