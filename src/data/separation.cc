#include "data/separation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "claim/error.h"
#include "data/separation_screen.h"
#include "data/transform.h"
#include "numeric/parallel.h"

namespace proofgauge::data {
namespace {

/// Rows that may belong to the closest pair with different labels: a cosine is key * row_factor,
/// and the largest is known within the error of a key.
std::vector<std::uint32_t> closest_different_rows(const PackedRows& packed,
                                                  const detail::Maxima& maxima) {
  std::vector<float> cosine(packed.size(), detail::Maxima::kNoKey);
  float most = detail::Maxima::kNoKey;
  for (std::size_t i = 0; i < packed.size(); ++i) {
    const float key = maxima.largest(i, true);
    if (key <= detail::Maxima::kNoKey) continue;
    cosine[i] = static_cast<float>(key * packed.row_factor(i));
    most = std::max(most, cosine[i]);
  }
  std::vector<std::uint32_t> rows;
  if (most <= detail::Maxima::kNoKey) return rows;
  KeyBound bound = packed.key_bound();
  bound.relative += 0x1p-23;  // the row factor and the rounding of the product
  for (std::size_t i = 0; i < packed.size(); ++i)
    if (cosine[i] >= bound.threshold(most)) rows.push_back(static_cast<std::uint32_t>(i));
  return rows;
}

/// Rows ascend and each has its first nearest partner, so the first row that reaches the least
/// distance gives the first closest pair in the order of (i, j).
std::optional<PairDistance> closest_of(const std::vector<detail::Nearest>& nearest,
                                       const PairJudge& judge) {
  const detail::Nearest* best = nullptr;
  for (const detail::Nearest& near : nearest)
    if (best == nullptr || judge.compare(near.pair, best->pair) < 0) best = &near;
  if (best == nullptr) return std::nullopt;
  const auto [i, j] = std::minmax(best->pair.i, best->pair.j);
  return PairDistance{i, j, judge.distance(best->pair)};
}

/// Being the same point is an equivalence, and the first nearest neighbour of a duplicate is the
/// first other row of its group: the group's first row for all but that row itself.
std::vector<std::vector<std::size_t>> duplicate_groups(const Separation& s) {
  std::vector<std::vector<std::size_t>> group_of(s.n);
  for (std::size_t i = 0; i < s.n; ++i)
    if (s.nearest[i].upper == 0) group_of[std::min<std::size_t>(i, s.neighbour[i])].push_back(i);
  std::vector<std::vector<std::size_t>> groups;
  for (auto& group : group_of)
    if (!group.empty()) groups.push_back(std::move(group));
  return groups;
}

}  // namespace

std::size_t Separation::duplicate_rows() const {
  std::size_t rows = 0;
  for (const auto& group : duplicates) rows += group.size() - 1;
  return rows;
}

claim::Range Separation::fraction_farther(double t) const {
  std::size_t surely = 0, possibly = 0;
  for (const claim::Range& d : nearest) {
    surely += d.lower > t ? 1 : 0;
    possibly += d.upper > t ? 1 : 0;
  }
  return {static_cast<double>(surely) / static_cast<double>(n),
          static_cast<double>(possibly) / static_cast<double>(n)};
}

std::vector<double> Separation::sorted_nearest() const {
  std::vector<double> d(n);
  std::transform(nearest.begin(), nearest.end(), d.begin(),
                 [](const claim::Range& r) { return r.lower + (r.upper - r.lower) / 2; });
  std::sort(d.begin(), d.end());
  return d;
}

Separation separation(const Dataset& data, const SeparationOptions& options) {
  if (data.n < 2)
    throw InputError(data.name.empty() ? "data set" : data.name, std::to_string(data.n) + " rows",
                     "at least 2 rows");
  check_nonzero_rows(data);
  std::vector<std::uint32_t> rows(data.n);
  std::iota(rows.begin(), rows.end(), 0U);
  const PackedRows packed(data, rows, options.threads);
  const auto judge = make_pair_judge(data);
  const std::size_t blocks = detail::Blocks(packed.units()).count;
  const std::size_t resolves = packed.has_labels() ? 2 : 1;
  detail::Watch watch(detail::screen_steps(packed) + resolves * blocks, options.stop,
                      options.progress);
  const detail::Maxima maxima = detail::screen(packed, options.threads, watch);

  Separation s;
  s.n = data.n;
  const auto nearest =
      detail::resolve(packed, maxima, rows, false, *judge, options.threads, watch, s.examined);
  s.closest = closest_of(nearest, *judge).value();
  s.nearest.resize(s.n);
  s.neighbour.resize(s.n);
  constexpr std::size_t kChunk = 512;
  numeric::parallel_for((s.n + kChunk - 1) / kChunk, options.threads, [&](std::size_t chunk) {
    for (std::size_t i = chunk * kChunk; i < std::min(s.n, (chunk + 1) * kChunk); ++i) {
      s.nearest[i] = judge->distance(nearest[i].pair);
      s.neighbour[i] = static_cast<std::uint32_t>(nearest[i].pair.j);
    }
  });
  s.duplicates = duplicate_groups(s);
  if (packed.has_labels())
    s.closest_different =
        closest_of(detail::resolve(packed, maxima, closest_different_rows(packed, maxima), true,
                                   *judge, options.threads, watch, s.examined),
                   *judge);
  const KeyBound bound = packed.key_bound();
  s.key_error = bound.relative + bound.absolute;
  s.method = packed.exact() ? "inner products of bytes as exact 32-bit integers"
                            : "inner products in single precision with a proved error bound";
  return s;
}

}  // namespace proofgauge::data
