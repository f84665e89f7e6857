#include "radius/linear_program.h"

#include <coin/Clp_C_Interface.h>

#include <algorithm>
#include <limits>

namespace proofgauge::radius {

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
LinearProgram::Solution LinearProgram::solve(double scale, int iterations) {
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

  const std::unique_ptr<Clp_Simplex, void (*)(Clp_Simplex*)> clp(Clp_newModel(), Clp_deleteModel);
  Clp_setLogLevel(clp.get(), 0);
  Clp_loadProblem(clp.get(), static_cast<int>(n + 1), static_cast<int>(2 * m), start.data(),
                  index.data(), element.data(), column_low.data(), column_high.data(), cost.data(),
                  row_low.data(), row_high.data());
  Clp_scaling(clp.get(), 0);
  Clp_setOptimizationDirection(clp.get(), -1);
  Clp_setPrimalTolerance(clp.get(), 1e-9);
  Clp_setDualTolerance(clp.get(), 1e-9);
  Clp_setMaximumIterations(clp.get(), iterations);
  if (!model_->basis.empty()) {
    // New rows come in with their slacks: dual feasible, so the dual simplex goes on from there.
    std::vector<unsigned char> basis(n + 1 + 2 * m, 1);
    std::copy(model_->basis.begin(), model_->basis.end(), basis.begin());
    Clp_copyinStatus(clp.get(), basis.data());
  }
  const int status = Clp_dual(clp.get(), 0);
  Solution out;
  out.optimal = status == 0 && Clp_status(clp.get()) == 0;
  out.iterations = Clp_numberIterations(clp.get());
  const double* x = Clp_getColSolution(clp.get());
  const double* y = Clp_getRowPrice(clp.get());
  if (x == nullptr || y == nullptr) {
    out.optimal = false;
    return out;
  }
  out.g.assign(x, x + n);
  for (double& v : out.g) v = std::clamp(v, -1.0, 1.0);
  out.tau = x[n] / scale;
  for (std::size_t r = 0; r < m; ++r) out.weight.push_back(-(y[2 * r] + y[2 * r + 1]));
  const unsigned char* basis = Clp_statusArray(clp.get());
  model_->basis.assign(basis, basis + n + 1 + 2 * m);
  return out;
}

}  // namespace proofgauge::radius
