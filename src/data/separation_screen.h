// The screening pass over all pairs: for every row the largest key in every block of rows, and from
// these the few pairs that can be a row's nearest neighbour.
//
// A key is a rounded cosine with a proved error bound (PackedRows::key_bound). Whatever is within
// twice the bound of the largest is compared exactly, so rounding decides nothing; which pairs were
// screened out depends on neither threads nor instruction set, because each (row, block) maximum is
// written by exactly one task.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

#include "data/gram.h"
#include "data/separation_exact.h"

namespace proofgauge::data::detail {

/// Blocks of units over which maxima are kept: at most 64, so that n rows need 512 n bytes.
struct Blocks {
  explicit Blocks(std::size_t units)
      : units_all(units), width((units + kMost - 1) / kMost), count((units + width - 1) / width) {}
  [[nodiscard]] std::size_t first(std::size_t block) const { return block * width; }
  [[nodiscard]] std::size_t last(std::size_t block) const {
    return std::min(units_all, (block + 1) * width);
  }

  static constexpr std::size_t kMost = 64;
  std::size_t units_all, width, count;
};

/// Work shared by tasks: counts steps, reports progress (never two calls at once) and notices a
/// request to stop.
class Watch {
 public:
  Watch(std::size_t steps, std::stop_token stop, std::function<void(double)> progress)
      : steps_(static_cast<double>(steps)),
        stop_(std::move(stop)),
        progress_(std::move(progress)) {}
  /// Throws LimitError once a stop was requested.
  void check() const;
  void step();

 private:
  double steps_, done_ = 0;
  std::stop_token stop_;
  std::function<void(double)> progress_;
  std::mutex mutex_;
};

/// Largest keys, row-major n * blocks; a value below kNoKey means that the block holds no such
/// pair.
struct Maxima {
  std::size_t blocks = 0;
  std::vector<float> all, different;
  static constexpr float kNoKey = -10;  ///< true keys are above -2
  [[nodiscard]] const std::vector<float>& of(bool different_labels) const {
    return different_labels ? different : all;
  }
  [[nodiscard]] float largest(std::size_t row, bool different_labels) const;
};

/// Number of (block, block) tasks of screen().
[[nodiscard]] std::size_t screen_steps(const PackedRows& rows);
[[nodiscard]] Maxima screen(const PackedRows& rows, int threads, Watch& watch);

/// The nearest neighbour of one row: the smallest j among the exactly nearest.
struct Nearest {
  std::uint32_t row = 0;
  Pair pair;  ///< pair.i == row
};

/// Exact nearest neighbours of `rows` (ascending), over pairs with different labels if asked; a row
/// without a partner is left out. `examined` grows by the number of pairs that were compared
/// exactly.
[[nodiscard]] std::vector<Nearest> resolve(const PackedRows& packed, const Maxima& maxima,
                                           const std::vector<std::uint32_t>& rows,
                                           bool different_labels, const PairJudge& judge,
                                           int threads, Watch& watch, unsigned long long& examined);

}  // namespace proofgauge::data::detail
