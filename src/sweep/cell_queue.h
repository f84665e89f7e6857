// Which cell a rank gets next.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace proofgauge::sweep {

/// Cells 0 to count-1 in this order, each once; one that failed goes once more, to another rank if
/// there is one.
class CellQueue {
 public:
  explicit CellQueue(std::size_t count) : count_(count) {}

  /// `only_rank`: nobody else could take it.
  [[nodiscard]] std::optional<std::size_t> next(int rank, bool only_rank) {
    for (auto it = again_.begin(); it != again_.end(); ++it)
      if (it->second != rank || only_rank) {
        const std::size_t cell = it->first;
        again_.erase(it);
        return cell;
      }
    if (first_ == count_) return std::nullopt;
    return first_++;
  }

  /// Whether that cell is given out again: it is after its first failure.
  [[nodiscard]] bool failed(std::size_t cell, int rank) {
    if (!failed_.insert(cell).second) return false;
    again_.emplace_back(cell, rank);
    return true;
  }

  /// Whether it was given out before.
  [[nodiscard]] bool retried(std::size_t cell) const { return failed_.count(cell) != 0; }
  [[nodiscard]] bool empty() const { return first_ == count_ && again_.empty(); }

 private:
  std::size_t count_, first_ = 0;
  std::vector<std::pair<std::size_t, int>> again_;  ///< with the rank where it failed
  std::set<std::size_t> failed_;
};

}  // namespace proofgauge::sweep
