#include "stats/stream.h"

#include <Random123/philox.h>

#include <boost/math/special_functions/erf.hpp>
#include <numbers>

namespace proofgauge::stats {
namespace {

/// FNV-1a over the bytes, then spread by the finaliser of SplitMix64.
std::uint64_t hash(std::string_view text, std::uint64_t h) {
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9ULL;
  h = (h ^ (h >> 27)) * 0x94d049bb133111ebULL;
  return h ^ (h >> 31);
}

constexpr std::uint64_t kFnvOffset = 0xcbf29ce484222325ULL;

}  // namespace

Stream::Stream(std::uint64_t seed, std::string_view claim, std::string_view cell, Purpose purpose) {
  const r123::Philox4x32 philox;
  const std::uint64_t name = hash(cell, hash(claim, kFnvOffset));
  // The seed enters through the cipher itself, so that streams of different seeds are as
  // independent as its outputs.
  const auto mixed =
      philox({{static_cast<std::uint32_t>(name), static_cast<std::uint32_t>(name >> 32),
               static_cast<std::uint32_t>(purpose), 0x70726f6fU}},
             {{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}});
  key_ = mixed[0] | (static_cast<std::uint64_t>(mixed[1]) << 32);
}

std::array<std::uint32_t, 4> Stream::block(std::uint64_t index, std::uint32_t draw,
                                           std::uint32_t part) const {
  const r123::Philox4x32 philox;
  const auto out = philox(
      {{static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32), draw, part}},
      {{static_cast<std::uint32_t>(key_), static_cast<std::uint32_t>(key_ >> 32)}});
  return {out[0], out[1], out[2], out[3]};
}

Sequence::result_type Sequence::operator()() {
  if (used_ == words_.size()) {
    words_ = stream_.block(index_++, draw_, 0);
    used_ = 0;
  }
  return words_[used_++];
}

double Sequence::uniform() {
  const std::uint64_t high = (*this)();
  const std::uint64_t bits = (high << 32 | (*this)()) >> 12;
  return (static_cast<double>(bits) + 0.5) *
         0x1p-52;  // 52 bits and a half are exact: never rounded to 1
}

double Sequence::normal() { return -std::numbers::sqrt2 * boost::math::erfc_inv(2 * uniform()); }

std::uint64_t Sequence::below(std::uint64_t n) {
  const std::uint64_t limit = ~std::uint64_t{0} - (~std::uint64_t{0} % n + 1) % n;
  for (;;) {
    const std::uint64_t high = (*this)();
    const std::uint64_t x = high << 32 | (*this)();
    if (x <= limit) return x % n;
  }
}

}  // namespace proofgauge::stats
