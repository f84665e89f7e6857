#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>
#include <set>

#include "claim/error.h"
#include "claim/stop.h"
#include "data/separation.h"
#include "data/separation_screen.h"
#include "numeric/parallel.h"

namespace proofgauge::data {
namespace {

using Edge = std::pair<std::uint32_t, std::uint32_t>;
constexpr std::size_t kMaxEdges = std::size_t{1} << 25;
constexpr const char* kWhere = "while rows to drop were chosen";

/// Rows whose nearest neighbour is closer than t: only these can be the end of an edge.
std::vector<std::uint32_t> rows_within(const Separation& found, const PairJudge& judge,
                                       const numeric::Rational& t) {
  std::vector<std::uint32_t> rows;
  const double near = numeric::to_double(t);
  for (std::size_t i = 0; i < found.n; ++i) {
    const claim::Range& d = found.nearest[i];
    // to_double rounds by half a unit at most; two units aside the enclosure decides.
    const bool below = d.upper<near*(1 - 0x1p-51), above = d.lower> near * (1 + 0x1p-51);
    if (below || (!above && judge.compare(judge.pair(i, found.neighbour[i]), t) < 0))
      rows.push_back(static_cast<std::uint32_t>(i));
  }
  return rows;
}

/// Finds the pairs of packed rows that are closer than t. A key well above the limit is an edge,
/// one well below is none, and what is within the error of the key is decided exactly.
class EdgeFinder {
 public:
  EdgeFinder(const PackedRows& packed, const std::vector<std::uint32_t>& rows,
             const PairJudge& judge, const numeric::Rational& t)
      : packed_(packed), rows_(rows), judge_(judge), t_(t) {
    const numeric::Rational exact_limit = 1 - 2 * t * t / 3;
    const double limit = numeric::to_double(exact_limit);
    const KeyBound bound = packed.key_bound();
    for (std::size_t i = 0; i < packed.size(); ++i) {
      const double key = limit / packed.row_factor(i);
      const double error =
          2 * (bound.relative * std::abs(key) + bound.absolute) + 0x1p-40 * std::abs(key);
      low_.push_back(std::nextafter(static_cast<float>(key - error), -2e9F));
      high_.push_back(std::nextafter(static_cast<float>(key + error), 2e9F));
    }
  }

  void scan(std::size_t unit_a, std::size_t unit_b, const Products& products,
            std::vector<Edge>& edges) const {
    const std::size_t n = packed_.size(), first_b = unit_b * kUnit;
    for (std::size_t r = 0; r < kUnit && unit_a * kUnit + r < n; ++r) {
      const std::size_t i = unit_a * kUnit + r;
      for (std::size_t c = 0; c < kUnit && first_b + c < n; ++c) {
        const std::size_t j = first_b + c, cell = r * kUnit + c;
        const float key = packed_.key(products, cell, j);
        if (key < low_[i] || i >= j) continue;
        if (key > high_[i] || judge_.compare(judge_.pair(rows_[i], rows_[j]), t_) < 0)
          edges.emplace_back(rows_[i], rows_[j]);
      }
    }
  }

 private:
  const PackedRows& packed_;
  const std::vector<std::uint32_t>& rows_;
  const PairJudge& judge_;
  const numeric::Rational& t_;
  std::vector<float> low_, high_;
};

std::vector<Edge> edges_within(const Dataset& data, const std::vector<std::uint32_t>& rows,
                               const PairJudge& judge, const numeric::Rational& t,
                               const SeparationOptions& options) {
  if (rows.empty()) return {};
  const PackedRows packed(data, rows, options.threads);
  const EdgeFinder finder(packed, rows, judge, t);
  const detail::Blocks blocks(packed.units());
  std::vector<std::pair<std::size_t, std::size_t>> tasks;
  for (std::size_t a = 0; a < blocks.count; ++a)
    for (std::size_t b = a; b < blocks.count; ++b) tasks.emplace_back(a, b);
  std::vector<std::vector<Edge>> found(tasks.size());
  std::atomic<std::size_t> total = 0;
  detail::Watch watch(tasks.size(), options.stop, options.progress);
  numeric::parallel_for(tasks.size(), options.threads, [&](std::size_t task) {
    const auto [block_a, block_b] = tasks[task];
    Products products;
    for (std::size_t b = blocks.first(block_b); b < blocks.last(block_b); ++b)
      for (std::size_t a = blocks.first(block_a); a < blocks.last(block_a) && a <= b; ++a) {
        const std::size_t before = found[task].size();
        packed.multiply(a, b, products);
        finder.scan(a, b, products, found[task]);
        if ((total += found[task].size() - before) > kMaxEdges)
          throw InputError("--prune", numeric::canonical_text(t),
                           "a smaller distance: more than 2^25 pairs of this data set are closer");
      }
    found[task].shrink_to_fit();
    watch.step();
  });
  std::vector<Edge> edges;
  edges.reserve(total);
  for (std::vector<Edge>& part : found) {
    edges.insert(edges.end(), part.begin(), part.end());
    part = {};
  }
  return edges;
}

/// Neighbours of each vertex, in compressed rows.
struct Graph {
  std::vector<std::size_t> start;
  std::vector<std::uint32_t> neighbour;

  Graph(std::size_t n, const std::vector<Edge>& edges) : start(n + 1), neighbour(2 * edges.size()) {
    for (const auto& [i, j] : edges) ++start[i + 1], ++start[j + 1];
    std::partial_sum(start.begin(), start.end(), start.begin());
    std::vector<std::size_t> next(start.begin(), start.end() - 1);
    for (const auto& [i, j] : edges) neighbour[next[i]++] = j, neighbour[next[j]++] = i;
  }
  [[nodiscard]] std::size_t degree(std::size_t i) const { return start[i + 1] - start[i]; }
  template <class F>
  void each(std::size_t i, F&& visit) const {
    for (std::size_t k = start[i]; k < start[i + 1]; ++k) visit(neighbour[k]);
  }
};

/// Repeatedly takes a row of most uncovered pairs (the first of equals), then gives back rows that
/// turn out to be redundant, last taken first.
std::vector<std::size_t> greedy_cover(const Graph& graph, std::size_t n,
                                      const std::stop_token& stop) {
  std::vector<std::size_t> degree(n), taken;
  std::vector<bool> covered(n);
  std::set<std::pair<std::size_t, std::size_t>>
      queue;  // (n - degree, row): the first entry is the next to take
  const auto key = [&](std::size_t i) { return std::pair{2 * n - degree[i], i}; };
  for (std::size_t i = 0; i < n; ++i)
    if ((degree[i] = graph.degree(i)) > 0) queue.insert(key(i));
  while (!queue.empty()) {
    check_stop(stop, kWhere);
    const std::size_t i = queue.begin()->second;
    queue.erase(queue.begin());
    if (degree[i] == 0) continue;
    covered[i] = true;
    taken.push_back(i);
    graph.each(i, [&](std::size_t j) {
      if (covered[j]) return;
      queue.erase(key(j));
      --degree[j];
      queue.insert(key(j));
    });
    degree[i] = 0;
  }
  for (auto it = taken.rbegin(); it != taken.rend(); ++it) {
    bool needed = false;
    graph.each(*it, [&](std::size_t j) { needed = needed || !covered[j]; });
    if (!needed) covered[*it] = false;
  }
  std::vector<std::size_t> cover;
  for (std::size_t i = 0; i < n; ++i)
    if (covered[i]) cover.push_back(i);
  return cover;
}

/// Rows of few pairs first, each matched with its free neighbour of fewest pairs: maximal, and
/// usually near maximum.
std::vector<std::pair<std::size_t, std::size_t>> greedy_matching(const Graph& graph, std::size_t n,
                                                                 const std::stop_token& stop) {
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return graph.degree(a) < graph.degree(b); });
  std::vector<bool> used(n);
  std::vector<std::pair<std::size_t, std::size_t>> matching;
  for (const std::size_t i : order) {
    check_stop(stop, kWhere);
    std::size_t best = n;
    if (used[i]) continue;
    graph.each(i, [&](std::size_t j) {
      if (!used[j] &&
          (best == n || std::pair{graph.degree(j), j} < std::pair{graph.degree(best), best}))
        best = j;
    });
    if (best == n) continue;
    used[i] = used[best] = true;
    matching.emplace_back(std::min(i, best), std::max(i, best));
  }
  std::sort(matching.begin(), matching.end());
  return matching;
}

}  // namespace

Pruning cover_pairs(std::size_t n, const std::vector<Edge>& pairs, const std::stop_token& stop) {
  Pruning result;
  result.edges = pairs.size();
  const Graph graph(n, pairs);
  result.drop = greedy_cover(graph, n, stop);
  result.matching = greedy_matching(graph, n, stop);
  std::vector<bool> dropped(n);
  for (const std::size_t i : result.drop) dropped[i] = true;
  for (const auto& [i, j] : pairs)
    if (!dropped[i] && !dropped[j]) throw std::logic_error("cover_pairs: a pair is left");
  return result;
}

Pruning prune(const Dataset& data, const Separation& found, const numeric::Rational& t,
              const SeparationOptions& options) {
  if (t < 0) throw InputError("--prune", numeric::canonical_text(t), "a distance of at least 0");
  const auto judge = make_pair_judge(data);
  const std::vector<std::uint32_t> rows = rows_within(found, *judge, t);
  Pruning result = cover_pairs(data.n, edges_within(data, rows, *judge, t, options), options.stop);
  result.t = t;
  return result;
}

}  // namespace proofgauge::data
