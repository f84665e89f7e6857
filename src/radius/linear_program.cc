#include "radius/linear_program.h"

#include <algorithm>
#include <coin/ClpEventHandler.hpp>
#include <coin/ClpSimplex.hpp>
#include <limits>

#include "claim/error.h"

namespace proofgauge::radius {
namespace {

/// Ends the simplex method between two steps; without a request it changes no step.
class Stopper final : public ClpEventHandler {
 public:
  explicit Stopper(std::stop_token stop) : stop_(std::move(stop)) {}
  int event(Event which) override {
    if (which == endOfIteration && stop_.stop_requested()) return 5;
    return ClpEventHandler::event(which);
  }
  [[nodiscard]] ClpEventHandler* clone() const override { return new Stopper(*this); }

 private:
  std::stop_token stop_;
};

}  // namespace

struct LinearProgram::Model {
  struct Row {
    std::vector<double> a;
    double c, low, high;
  };
  std::size_t columns = 0;
  std::vector<Row> rows;
  std::vector<unsigned char> basis;  ///< of columns, then of rows, from the last solution
};

LinearProgram::LinearProgram(std::size_t columns) : model_(std::make_unique<Model>()) {
  model_->columns = columns;
}
LinearProgram::~LinearProgram() = default;

void LinearProgram::add_row(std::vector<double> a, double c, double low, double high) {
  model_->rows.push_back({std::move(a), c, low, high});
}

// Two rows of CLP per row here, scale <a, g> - low tau' >= -scale c and scale <a, g> - high tau' <=
// -scale c, with tau' = scale tau. CLP's own scaling is off: it turned feasible bases into
// nonsense, and columns are probabilities, which need none.
LinearProgram::Solution LinearProgram::solve(double scale, int iterations,
                                             const std::stop_token& stop) {
  const std::size_t n = model_->columns, m = model_->rows.size();
  constexpr double kFree = std::numeric_limits<double>::max();
  std::vector<CoinBigIndex> start(n + 2);
  std::vector<int> index(2 * m * (n + 1));
  std::vector<double> element(index.size());
  for (std::size_t c = 0; c <= n; ++c) {
    start[c] = static_cast<CoinBigIndex>(2 * m * c);
    for (std::size_t r = 0; r < m; ++r)
      for (std::size_t side = 0; side < 2; ++side) {
        const std::size_t at = 2 * m * c + 2 * r + side;
        const auto& row = model_->rows[r];
        index[at] = static_cast<int>(2 * r + side);
        element[at] = c < n ? scale * row.a[c] : -(side == 0 ? row.low : row.high);
      }
  }
  start[n + 1] = static_cast<CoinBigIndex>(2 * m * (n + 1));
  std::vector<double> column_low(n + 1, -1), column_high(n + 1, 1), cost(n + 1, 0.0);
  column_low[n] = 0;
  column_high[n] = 2;  // without a bound the dual simplex invents one and loses its way
  cost[n] = 1;
  std::vector<double> row_low(2 * m, -kFree), row_high(2 * m, kFree);
  for (std::size_t r = 0; r < m; ++r)
    row_low[2 * r] = row_high[2 * r + 1] = -scale * model_->rows[r].c;

  ClpSimplex clp;
  const Stopper stopper(stop);
  clp.passInEventHandler(&stopper);
  clp.setLogLevel(0);
  clp.loadProblem(static_cast<int>(n + 1), static_cast<int>(2 * m), start.data(), index.data(),
                  element.data(), column_low.data(), column_high.data(), cost.data(),
                  row_low.data(), row_high.data());
  clp.scaling(0);
  clp.setOptimizationDirection(-1);
  clp.setPrimalTolerance(1e-9);
  clp.setDualTolerance(1e-9);
  clp.setMaximumIterations(iterations);
  if (!model_->basis.empty()) {
    // New rows come in with their slacks: dual feasible, so the dual simplex goes on from there.
    std::vector<unsigned char> basis(n + 1 + 2 * m, 1);
    std::copy(model_->basis.begin(), model_->basis.end(), basis.begin());
    clp.copyinStatus(basis.data());
  }
  const int status = clp.dual(0);
  if (stop.stop_requested()) throw LimitError("stopped inside a linear program");
  Solution out;
  out.optimal = status == 0 && clp.status() == 0;
  out.iterations = clp.numberIterations();
  const double* x = clp.primalColumnSolution();
  const double* y = clp.dualRowSolution();
  if (x == nullptr || y == nullptr) {
    out.optimal = false;
    return out;
  }
  out.g.assign(x, x + n);
  for (double& v : out.g) v = std::clamp(v, -1.0, 1.0);
  out.tau = x[n] / scale;
  for (std::size_t r = 0; r < m; ++r) out.weight.push_back(-(y[2 * r] + y[2 * r + 1]));
  const unsigned char* basis = clp.statusArray();
  model_->basis.assign(basis, basis + n + 1 + 2 * m);
  return out;
}

}  // namespace proofgauge::radius
