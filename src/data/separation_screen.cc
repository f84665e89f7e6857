#include "data/separation_screen.h"

#include <algorithm>
#include <limits>
#include <span>

#include "claim/error.h"
#include "numeric/parallel.h"

namespace proofgauge::data::detail {
namespace {

constexpr float kNothing = -std::numeric_limits<float>::infinity();
constexpr std::size_t kCacheBytes =
    std::size_t{512} * 1024;  ///< rows of one side that stay in a core's own cache

/// The maxima of the pairs of one block with another. Rows keep lanes, reduced at the end.
struct BlockTask {
  const PackedRows& rows;
  const Blocks& blocks;
  std::size_t block_a, block_b;
  std::vector<float> row_max, row_diff, col_max, col_diff;

  BlockTask(const PackedRows& r, const Blocks& b, std::size_t first, std::size_t second)
      : rows(r), blocks(b), block_a(first), block_b(second) {
    const std::size_t n = blocks.width * kUnit;
    row_max.assign(n * kLanes, kNothing);
    col_max.assign(n, kNothing);
    if (!rows.has_labels()) return;
    row_diff.assign(n * kLanes, kNothing);
    col_diff.assign(n, kNothing);
  }

  void run() {
    const std::size_t step = std::max<std::size_t>(1, kCacheBytes / (kUnit * rows.bytes_per_row()));
    Products products;
    for (std::size_t start = blocks.first(block_a); start < blocks.last(block_a); start += step)
      for (std::size_t b = blocks.first(block_b); b < blocks.last(block_b); ++b)
        for (std::size_t a = start; a < std::min(start + step, blocks.last(block_a)); ++a) {
          if (a > b) break;
          rows.multiply(a, b, products);
          rows.remove_non_pairs(a, b, products);
          raise(a, b, products);
        }
  }

  void raise(std::size_t a, std::size_t b, const Products& products) {
    const std::size_t r = (a - blocks.first(block_a)) * kUnit,
                      c = (b - blocks.first(block_b)) * kUnit;
    const bool labels = rows.has_labels();
    rows.raise_maxima(a, b, products, row_max.data() + r * kLanes, col_max.data() + c,
                      labels ? row_diff.data() + r * kLanes : nullptr,
                      labels ? col_diff.data() + c : nullptr);
  }

  /// The two places of the result that this task owns; on the diagonal they are one.
  void store(const std::vector<float>& row_lanes, const std::vector<float>& cols,
             std::vector<float>& out) const {
    const std::size_t n = rows.size(), first_a = blocks.first(block_a) * kUnit,
                      first_b = blocks.first(block_b) * kUnit;
    const std::size_t rows_a = std::min(n, blocks.last(block_a) * kUnit) - first_a;
    const std::size_t rows_b = std::min(n, blocks.last(block_b) * kUnit) - first_b;
    const auto at = [&](std::size_t row, std::size_t block) -> float& {
      return out[row * blocks.count + block];
    };
    for (std::size_t r = 0; r < rows_a; ++r)
      at(first_a + r, block_b) =
          *std::max_element(row_lanes.begin() + static_cast<std::ptrdiff_t>(r * kLanes),
                            row_lanes.begin() + static_cast<std::ptrdiff_t>((r + 1) * kLanes));
    for (std::size_t c = 0; c < rows_b; ++c)
      at(first_b + c, block_a) =
          block_a == block_b ? std::max(at(first_b + c, block_a), cols[c]) : cols[c];
  }
};

/// The best partner of each listed row within one block.
class BlockResolver {
 public:
  BlockResolver(const PackedRows& rows, const Maxima& maxima, const std::vector<float>& threshold,
                bool different, const PairJudge& judge)
      : rows_(rows),
        maxima_(maxima),
        threshold_(threshold),
        different_(different),
        judge_(judge),
        unit_(rows.gathered()) {}

  void run(const Blocks& blocks, std::size_t block, const std::vector<std::uint32_t>& candidates,
           const Watch& watch) {
    std::vector<std::uint32_t> here;
    const std::vector<float>& key = maxima_.of(different_);
    for (const std::uint32_t i : candidates) {
      const float most = key[i * maxima_.blocks + block];
      if (most > Maxima::kNoKey && most >= threshold_[i]) here.push_back(i);
    }
    for (std::size_t start = 0; start < here.size(); start += kUnit) {
      watch.check();
      const std::span<const std::uint32_t> some =
          std::span(here).subspan(start, std::min(kUnit, here.size() - start));
      rows_.gather(some, unit_);
      best_.assign(some.size(), std::nullopt);
      for (std::size_t b = blocks.first(block); b < blocks.last(block); ++b) {
        rows_.multiply(unit_, b, products_);
        for (std::size_t r = 0; r < some.size(); ++r) scan(some[r], r, b);
      }
      for (std::size_t r = 0; r < some.size(); ++r)
        if (best_[r]) found.push_back({some[r], *best_[r]});
    }
  }

  std::vector<Nearest> found;
  unsigned long long examined = 0;

 private:
  void scan(std::uint32_t i, std::size_t r, std::size_t unit_b) {
    const std::size_t first = unit_b * kUnit, count = std::min(kUnit, rows_.size() - first);
    for (std::size_t c = 0; c < count; ++c) {
      const std::size_t j = first + c, cell = r * kUnit + c;
      if (rows_.key(products_, cell, j) < threshold_[i] || i == j) continue;
      if (different_ && rows_.label(i) == rows_.label(j)) continue;
      ++examined;
      Pair pair{i, j, rows_.exact() ? products_.exact[cell] : 0};
      if (!rows_.exact()) pair = judge_.pair(i, j);
      // Ascending j and "closer" only: ties keep the smallest.
      if (!best_[r] || judge_.compare(pair, *best_[r]) < 0) best_[r] = pair;
    }
  }

  const PackedRows& rows_;
  const Maxima& maxima_;
  const std::vector<float>& threshold_;
  bool different_;
  const PairJudge& judge_;
  GatheredUnit unit_;
  Products products_;
  std::vector<std::optional<Pair>> best_;
};

}  // namespace

void Watch::check() const {
  if (stop_.stop_requested()) throw LimitError("stopped before all pairs were compared");
}

void Watch::step() {
  check();
  const std::lock_guard lock(mutex_);
  done_ += 1;
  if (progress_) progress_(std::min(1.0, done_ / steps_));
}

float Maxima::largest(std::size_t row, bool different_labels) const {
  const std::vector<float>& keys = of(different_labels);
  const auto first = keys.begin() + static_cast<std::ptrdiff_t>(row * blocks);
  return *std::max_element(first, first + static_cast<std::ptrdiff_t>(blocks));
}

std::size_t screen_steps(const PackedRows& rows) {
  const std::size_t blocks = Blocks(rows.units()).count;
  return blocks * (blocks + 1) / 2;
}

Maxima screen(const PackedRows& rows, int threads, Watch& watch) {
  const Blocks blocks(rows.units());
  Maxima maxima;
  maxima.blocks = blocks.count;
  maxima.all.resize(rows.size() * blocks.count);
  if (rows.has_labels()) maxima.different.resize(maxima.all.size());
  std::vector<std::pair<std::size_t, std::size_t>> tasks;
  for (std::size_t a = 0; a < blocks.count; ++a)
    for (std::size_t b = a; b < blocks.count; ++b) tasks.emplace_back(a, b);
  numeric::parallel_for(tasks.size(), threads, [&](std::size_t t) {
    BlockTask task(rows, blocks, tasks[t].first, tasks[t].second);
    task.run();
    task.store(task.row_max, task.col_max, maxima.all);
    if (rows.has_labels()) task.store(task.row_diff, task.col_diff, maxima.different);
    watch.step();
  });
  return maxima;
}

std::vector<Nearest> resolve(const PackedRows& packed, const Maxima& maxima,
                             const std::vector<std::uint32_t>& rows, bool different_labels,
                             const PairJudge& judge, int threads, Watch& watch,
                             unsigned long long& examined) {
  const Blocks blocks(packed.units());
  const KeyBound bound = packed.key_bound();
  std::vector<float> threshold(packed.size(), std::numeric_limits<float>::infinity());
  for (const std::uint32_t i : rows)
    if (const float most = maxima.largest(i, different_labels); most > Maxima::kNoKey)
      threshold[i] = bound.threshold(most);
  std::vector<std::vector<Nearest>> found(blocks.count);
  std::vector<unsigned long long> counts(blocks.count);
  numeric::parallel_for(blocks.count, threads, [&](std::size_t block) {
    BlockResolver resolver(packed, maxima, threshold, different_labels, judge);
    resolver.run(blocks, block, rows, watch);
    found[block] = std::move(resolver.found);
    counts[block] = resolver.examined;
    watch.step();
  });
  std::vector<std::optional<Pair>> best(packed.size());
  for (std::size_t block = 0; block < blocks.count; ++block) {
    examined += counts[block];
    for (const Nearest& near : found[block])
      if (!best[near.row] || judge.compare(near.pair, *best[near.row]) < 0)
        best[near.row] = near.pair;
  }
  std::vector<Nearest> all;
  for (const std::uint32_t i : rows)
    if (best[i]) all.push_back({i, *best[i]});
  return all;
}

}  // namespace proofgauge::data::detail
