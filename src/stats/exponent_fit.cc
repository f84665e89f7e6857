#include "stats/exponent_fit.h"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "claim/error.h"
#include "stats/bootstrapped_model.h"
#include "stats/check.h"

namespace proofgauge::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool positive(double x) { return x > 0 && x < kInfinity; }

void require_draws(const FitCell& cell) {
  const std::string where = "cell '" + cell.name + "'";
  if (cell.draws.size() < 2) {
    throw InputError("draws of " + where, std::to_string(cell.draws.size()),
                     "at least 2 independent draws");
  }
  for (std::size_t k = 0; k < cell.draws.size(); ++k) {
    if (!positive(cell.draws[k])) {
      throw InputError(where + ", draw " + std::to_string(k), show(cell.draws[k]),
                       "a positive finite number");
    }
  }
}

void require_cells(std::span<const std::string> regressors, std::span<const FitCell> cells,
                   bool any_sign) {
  if (cells.empty()) throw InputError("cells of a fit", "none", "at least one cell");
  for (const FitCell& cell : cells) {
    const std::string where = "cell '" + cell.name + "'";
    if (cell.x.size() != regressors.size()) {
      throw InputError(where, std::to_string(cell.x.size()) + " regressors",
                       std::to_string(regressors.size()));
    }
    for (std::size_t k = 0; k < cell.x.size(); ++k) {
      const bool fine = any_sign ? std::isfinite(cell.x[k]) : positive(cell.x[k]);
      if (!fine) {
        throw InputError(where + ", regressor " + regressors[k], show(cell.x[k]),
                         any_sign ? "a finite number" : "a positive finite number");
      }
    }
    if (cell.spread.size() != cells[0].spread.size() ||
        !std::all_of(cell.spread.begin(), cell.spread.end(), positive)) {
      throw InputError(where + ", spread", std::to_string(cell.spread.size()) + " values",
                       std::to_string(cells[0].spread.size()) + " positive finite values");
    }
    require_draws(cell);
  }
}

void require_options(const FitOptions& options) {
  require_alpha(options.alpha);
  constexpr unsigned kLeast = 200;  // 20 times the anchor of the tails
  if (options.replicates < kLeast) {
    throw InputError("bootstrap replicates", std::to_string(options.replicates), "at least 200");
  }
}

/// Values closer than one part in 2^20 count as one.
unsigned distinct(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  unsigned count = 0;
  double last = 0;
  for (const double x : values) {
    if (count == 0 || x - last > 0x1p-20 * std::fmax(std::fabs(x), std::fabs(last))) {
      ++count;
      last = x;
    }
  }
  return count;
}

/// Fills in the sizes, and `insufficient` where they do not carry a fit of these columns.
void judge_sizes(Fit& fit, std::span<const std::string> regressors, std::span<const FitCell> cells,
                 const MatrixXd& design) {
  std::vector<double> column(cells.size());
  const auto complain = [&fit](const std::string& what) {
    fit.insufficient += (fit.insufficient.empty() ? "" : "; ") + what;
  };
  for (std::size_t k = 0; k < regressors.size(); ++k) {
    for (std::size_t i = 0; i < cells.size(); ++i) column[i] = cells[i].x[k];
    fit.sizes.push_back({regressors[k], distinct(column), kSizesNeeded});
    if (fit.sizes.back().distinct < kSizesNeeded) {
      complain(regressors[k] + " has " + std::to_string(fit.sizes.back().distinct) +
               " distinct sizes, needs " + std::to_string(kSizesNeeded));
    }
  }
  if (design.rows() <= design.cols()) {
    complain(std::to_string(design.rows()) + " cells, needs " + std::to_string(design.cols() + 1));
  }
  if (!fit.insufficient.empty()) return;
  Eigen::ColPivHouseholderQR<MatrixXd> qr;
  qr.setThreshold(0x1p-20);  // the resolution of `distinct`
  if (qr.compute(design.colwise().normalized()).rank() < design.cols()) {
    complain(
        "the regressors vary together in these cells, so that their exponents cannot be told "
        "apart");
  }
}

/// Columns 1 and the logarithms of the values that `of` picks.
template <class Pick>
MatrixXd log_columns(std::span<const FitCell> cells, Pick of) {
  MatrixXd columns(static_cast<Index>(cells.size()), static_cast<Index>(of(cells[0]).size()) + 1);
  for (Index i = 0; i < columns.rows(); ++i) {
    columns(i, 0) = 1;
    const std::vector<double>& values = of(cells[static_cast<std::size_t>(i)]);
    for (Index k = 1; k < columns.cols(); ++k)
      columns(i, k) = std::log(values[static_cast<std::size_t>(k - 1)]);
  }
  return columns;
}

void run(Fit& fit, detail::Model& model, std::span<const FitCell> cells,
         const std::vector<std::string>& names, const FitOptions& options, const Stream& stream) {
  if (!cells[0].spread.empty())
    model.noise = log_columns(cells, [](const FitCell& c) { return c.spread; });
  for (const FitCell& cell : cells) model.draws.emplace_back(cell.draws);
  const detail::Bootstrap boot =
      detail::bootstrap_model(model, options.replicates, options.threads, stream);
  if (!boot.varies) {
    fit.insufficient = "the draws of every cell are all equal: no noise to judge an interval by";
    return;
  }
  const auto parameters = static_cast<double>(names.size());
  const double tail = options.alpha / (options.joint ? 2 * parameters : 2);
  for (std::size_t j = 0; j < names.size(); ++j) {
    const auto column = static_cast<Index>(j);
    const std::span<const double> t(boot.t.col(column).data(), options.replicates);
    const double value = boot.theta(column), se = boot.se(column);
    fit.estimates.push_back({names[j],
                             value,
                             se,
                             {value - detail::tail_quantile(t, tail, true) * se,
                              value - detail::tail_quantile(t, tail, false) * se}});
  }
  fit.lack_of_fit = {boot.q, fit.cells - static_cast<unsigned>(names.size()),
                     detail::upper_p_value(boot.q_star, boot.q)};
}

}  // namespace

const Estimate& Fit::at(std::string_view name) const {
  for (const Estimate& e : estimates) {
    if (e.name == name) return e;
  }
  throw std::logic_error("no estimate named " + std::string(name));
}

Fit fit_exponents(std::span<const std::string> regressors, std::span<const FitCell> cells,
                  const FitOptions& options, const Stream& bootstrap) {
  require_options(options);
  if (regressors.empty()) throw InputError("regressors of a fit", "none", "at least one");
  require_cells(regressors, cells, false);
  Fit fit;
  fit.cells = static_cast<unsigned>(cells.size());
  detail::Model model;
  model.design = log_columns(cells, [](const FitCell& c) { return c.x; });
  model.noise = model.design;
  model.response = detail::Response::logarithm;
  judge_sizes(fit, regressors, cells, model.design);
  if (!fit.sufficient()) return fit;
  std::vector<std::string> names{"log_constant"};
  names.insert(names.end(), regressors.begin(), regressors.end());
  run(fit, model, cells, names, options, bootstrap);
  return fit;
}

Fit fit_constant(const std::string& regressor, std::span<const FitCell> cells,
                 const FitOptions& options, const Stream& bootstrap) {
  require_options(options);
  const std::string regressors[] = {regressor};
  require_cells(regressors, cells, true);
  Fit fit;
  fit.cells = static_cast<unsigned>(cells.size());
  detail::Model model;
  model.design.resize(static_cast<Index>(cells.size()), 2);
  for (Index i = 0; i < model.design.rows(); ++i) {
    model.design(i, 0) = 1;
    model.design(i, 1) = cells[static_cast<std::size_t>(i)].x[0];
  }
  model.noise = model.design;
  model.response = detail::Response::identity;
  model.ratio_to_first = true;
  judge_sizes(fit, regressors, cells, model.design);
  if (!fit.sufficient()) return fit;
  run(fit, model, cells, {"constant", "slope"}, options, bootstrap);
  if (fit.sufficient() && fit.estimates[0].interval.contains(0))
    fit.estimates[1].interval = {-kInfinity, kInfinity};
  return fit;
}

}  // namespace proofgauge::stats
