// The finite linear program behind one exchange step, solved by CLP. Its answer is a proposal: the
// certificates do not trust it.
#pragma once

#include <cstddef>
#include <memory>
#include <stop_token>
#include <vector>

namespace proofgauge::radius {

/// max tau subject to -1 <= g <= 1, tau >= 0 and, for each row r,
///   low_r tau <= <a_r, g> + c_r <= high_r tau.
class LinearProgram {
 public:
  explicit LinearProgram(std::size_t columns);
  ~LinearProgram();
  LinearProgram(const LinearProgram&) = delete;
  LinearProgram& operator=(const LinearProgram&) = delete;

  /// Adds a row; `a` has one entry per column. Rows keep their order.
  void add_row(std::vector<double> a, double c, double low, double high);

  struct Solution {
    bool optimal = false;
    double tau = 0;
    std::vector<double> g;
    std::vector<double> weight;  ///< per row: its multiplier, positive for the lower side
    int iterations = 0;
  };
  /// `scale`: an estimate of 1/tau, at most twice too small; rows are multiplied by it. At most
  /// `iterations` simplex steps. Starts from the last solution's basis. LimitError once `stop` is
  /// asked for: it is looked at after every step.
  [[nodiscard]] Solution solve(double scale, int iterations, const std::stop_token& stop = {});

 private:
  struct Model;
  std::unique_ptr<Model> model_;
};

}  // namespace proofgauge::radius
