#include "real_vs_pseudo/sampling.h"

#include <atomic>
#include <cmath>

#include "numeric/parallel.h"

namespace proofgauge::real_vs_pseudo {

std::vector<double> random_points(std::size_t n, std::size_t d, stats::Sequence& random) {
  std::vector<double> x(n * d);
  for (std::size_t i = 0; i < n; ++i) {
    double* row = x.data() + i * d;
    double square = 0;
    for (std::size_t k = 0; k + 1 < d; ++k) {
      row[k] = random.normal();
      square += row[k] * row[k];
    }
    const double scale = std::sqrt(0.75 / square);
    for (std::size_t k = 0; k + 1 < d; ++k) row[k] *= scale;
    row[d - 1] = 0.5;
  }
  return x;
}

double main_term_scale(const Cell& cell) { return cell.radius / 2; }

std::vector<MainTermDraw> main_term_draws(const Cell& cell, const char* claim,
                                          const Setting& setting) {
  const std::string key = stream_key(cell);
  const double t = network::standardised_radius(cell.radius, cell.width);
  const stats::Stream point_stream(setting.seed, claim, key, stats::Purpose::points);
  std::vector<MainTermDraw> draws(cell.draws);
  const bool across_draws = cell.draws >= 2U * static_cast<unsigned>(setting.context.threads);
  std::atomic<unsigned> finished{0};

  const auto one_draw = [&](std::size_t k) {
    const auto draw = static_cast<std::uint32_t>(k);
    stats::Sequence random(point_stream, draw);
    const std::vector<double> x = random_points(cell.points, cell.d, random);
    network::SupOptions options;
    options.threads = across_draws ? 1 : setting.context.threads;
    options.moments = true;
    options.stop = setting.context.stop;
    const network::InitialNetwork net(cell.width, cell.d, setting.seed, claim, key, draw);
    const network::SupSums sums = network::sup_sums(net, x, cell.points, t, options);
    const network::SupValues values = network::sup_values(sums, cell.width);
    // main = kappa m^(-1/2) sum h / 2, so sum h/T = main / (R/2) * m.
    const double to_sum =
        static_cast<double>(cell.width) / main_term_scale(cell) / static_cast<double>(cell.points);
    MainTermDraw& out = draws[k];
    for (std::size_t p = 0; p < cell.points; ++p) {
      out.h_mean += values.main[p] * to_sum;
      out.h_error += values.rounding_main[p] * to_sum;
      out.h_square += sums.h_squared[p] / (t * t) / static_cast<double>(cell.points);
    }
    setting.context.progress(static_cast<double>(++finished) / cell.draws);
  };
  if (across_draws)
    numeric::parallel_for(cell.draws, setting.context.threads, one_draw);
  else
    for (std::size_t k = 0; k < cell.draws; ++k) one_draw(k);
  return draws;
}

}  // namespace proofgauge::real_vs_pseudo
