// How D* grows as the separation shrinks: the exponent in delta, row by row of a grid.
#include <fmt/format.h>

#include <Eigen/QR>
#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <mutex>
#include <numeric>
#include <set>

#include "claim/stop.h"
#include "numeric/interval.h"
#include "numeric/parallel.h"
#include "step_polynomial/check.h"
#include "step_polynomial/claim.h"

namespace proofgauge::step_polynomial {
namespace {

using claim::Range;
using numeric::Rational;

constexpr double kMostScale = 280;  ///< of ln(n/eps)/(delta - 2 rho): beyond it D* may pass 400
constexpr std::size_t kSizes = 5;   ///< separations that a row needs
constexpr std::size_t kRows = 5;
constexpr double kResolution = 0.25;  ///< a wider interval could not tell one power from another
constexpr double kMostConfidence = 0.99;

/// One row of the grid: rho/delta and eps1 fixed.
using Row = std::pair<Rational, Rational>;

struct Point {
  double delta = 0, degree = 0;
};

/// D* as a real number: between D* - 1 and D* the error is interpolated geometrically to eps1.
/// Without it the step from one integer to the next would drown a slope over small degrees.
double real_degree(const numeric::LeastDegree& found, const Rational& eps1) {
  const double target = std::log(numeric::to_double(eps1));
  const double above = std::log(numeric::to_double(found.lower->level));
  const double below = std::log(numeric::to_double(found.upper->error_upper));
  const double share = above > below ? (above - target) / (above - below) : 1;
  return found.at_most - 1 + std::clamp(share, 0.0, 1.0);
}

/// e of log D = c + e log(1/delta) + k delta^2 by least squares: the first correction at finite
/// delta is of second order (statement.md, Scaling).
double exponent(const std::vector<Point>& row) {
  const auto n = static_cast<Eigen::Index>(row.size());
  Eigen::MatrixXd x(n, 3);
  Eigen::VectorXd y(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const Point& p = row[static_cast<std::size_t>(i)];
    x.row(i) << 1, -std::log(p.delta), p.delta * p.delta;
    y[i] = std::log(p.degree);
  }
  return x.colPivHouseholderQr().solve(y)[1];
}

double scale_of(const Cell& cell) {
  return std::log(1 / numeric::to_double(cell.eps1)) /
         numeric::to_double(cell.delta - 2 * cell.rho);
}

/// The cells of the fit, dearest first, so that threads end together.
std::vector<std::size_t> admitted(const std::vector<Cell>& cells) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (cells[i].admissible() && scale_of(cells[i]) <= kMostScale) order.push_back(i);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(-scale_of(cells[a]), a) < std::pair(-scale_of(cells[b]), b);
  });
  return order;
}

void solve_all(const std::vector<Cell>& cells, const std::vector<std::size_t>& order,
               const Setting& setting) {
  double total = 0;
  for (const std::size_t i : order) total += scale_of(cells[i]) * scale_of(cells[i]);
  std::mutex mutex;
  double done = 0;
  numeric::parallel_for(order.size(), setting.context.threads, [&](std::size_t k) {
    check_stop(setting.context.stop, "between cells");
    const Cell& cell = cells[order[k]];
    (void)setting.degrees.get(cell, setting.context.stop);
    const std::lock_guard lock(mutex);
    done += scale_of(cell) * scale_of(cell);
    setting.context.progress(done / total);
  });
}

}  // namespace

claim::Measurement measure_scaling(const std::vector<Cell>& cells, const Setting& setting,
                                   bool twin) {
  claim::Measurement m;
  claim::Finding& f = m.finding;
  f.evidence = claim::Evidence::fit;
  f.scope = claim::Scope::finite_set;
  const std::vector<std::size_t> order = admitted(cells);
  f.trials.not_applicable = cells.size() - order.size();
  solve_all(cells, order, setting);

  std::map<Row, std::vector<Point>> rows;
  double most = 0, most_gamma = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Cell& cell = cells[i];
    if (!cell.admissible() || scale_of(cell) > kMostScale) continue;
    const auto found = setting.degrees.get(cell, setting.context.stop);
    if (!found->decided()) {
      ++f.trials.undecided;
      continue;
    }
    ++f.trials.decisive;
    const double delta = numeric::to_double(cell.delta), D = found->at_most;
    const double ratio = numeric::to_double(cell.rho / cell.delta);
    rows[{cell.rho / cell.delta, cell.eps1}].push_back({delta, real_degree(*found, cell.eps1)});
    m.series["delta"].push_back(delta);
    m.series["ratio"].push_back(ratio);
    m.series["eps1"].push_back(numeric::to_double(cell.eps1));
    m.series["D"].push_back(D);
    m.series["D_over_scale"].push_back(D / scale_of(cell));
    m.series["D_gamma_over_log"].push_back(D / scale_of(cell) * delta);
    most = std::max(most, m.series["D_over_scale"].back());
    most_gamma = std::max(most_gamma, m.series["D_gamma_over_log"].back());
  }
  std::vector<double> exponents;
  for (const auto& [row, points] : rows) {
    if (points.size() < kSizes) continue;
    exponents.push_back(exponent(points));
    m.series["row_ratio"].push_back(numeric::to_double(row.first));
    m.series["row_eps1"].push_back(numeric::to_double(row.second));
    m.series["row_exponent"].push_back(exponents.back());
  }
  m.notes.push_back(fmt::format(
      "{} of {} cells decided; {} beyond ln(n/eps)/(delta - 2 rho) = {}, {} undecided; {} rows of "
      "fixed rho/delta and eps1 with at least {} separations",
      f.trials.decisive, cells.size(), f.trials.not_applicable, kMostScale, f.trials.undecided,
      exponents.size(), kSizes));
  if (exponents.size() < kRows) {
    f.undecidable = fmt::format(
        "a fit needs at least {} rows of fixed rho/delta and eps1 with {} separations; these cells "
        "have {}. Add e.g. --delta 0.2..1:5 --ratio 0.1,0.25,0.4 --eps1 0.01,0.001",
        kRows, kSizes, exponents.size());
    return m;
  }
  const auto [least, largest] = std::minmax_element(exponents.begin(), exponents.end());
  const Range in_delta{*least, *largest}, in_gamma{*least / 2, *largest / 2};
  std::nth_element(exponents.begin(),
                   exponents.begin() + static_cast<std::ptrdiff_t>(exponents.size() / 2),
                   exponents.end());
  m.point = exponents[exponents.size() / 2];
  // Rows taken as exchangeable, the hull of J of them misses their median with probability 2^(1-J).
  f.confidence =
      std::min(kMostConfidence, 1 - std::exp2(1 - static_cast<double>(exponents.size())));
  f.comparisons = {{"exponent_delta", in_delta, Range::point(twin ? 2 : 1), kResolution}};
  if (!twin) f.twins = {1, in_delta.contains(2) ? 0U : 1U};
  f.witness = fmt::format("the {} rows of the fit", exponents.size());
  m.result = {{"exponent_delta", in_delta},
              {"exponent_gamma", in_gamma},
              {"D_over_scale_max", Range::point(most)},
              {"D_gamma_over_log_max", Range::point(most_gamma)}};
  m.notes.push_back(
      fmt::format("law (delta - 2 rho)^-1: exponent [{:.4f}, {:.4f}], claimed 1; law gamma^-1: "
                  "exponent [{:.4f}, "
                  "{:.4f}], claimed 1 by the published form",
                  in_delta.lower, in_delta.upper, in_gamma.lower, in_gamma.upper));
  return m;
}

}  // namespace proofgauge::step_polynomial
