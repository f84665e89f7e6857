// m*(d): bisection over widths, one seed at a time.
#include <algorithm>
#include <atomic>
#include <cmath>

#include "data/synthetic.h"
#include "dimension_scaling/check.h"
#include "numeric/parallel.h"
#include "online/critical_width.h"

namespace proofgauge::dimension_scaling {

Scan scan(const Cell& cell, const Setting& setting) {
  Scan least(cell.d.size(), std::vector<double>(cell.seeds));
  const std::size_t runs = cell.d.size() * cell.seeds;
  std::atomic<std::size_t> done{0};
  numeric::parallel_for(runs, setting.context.threads, [&](std::size_t k) {
    // The largest dimension first: it takes longest.
    const std::size_t i = cell.d.size() - 1 - k / cell.seeds, s = k % cell.seeds;
    online::TrainOptions o;
    o.radius = numeric::to_double(cell.R);
    o.rho = numeric::to_double(cell.rho);
    o.rounds = cell.T;
    o.attack = {adversary::Attack::Kind::pgd, 5, 1};
    o.seed = seed_of_draw(setting.seed, cell.d[i], s);
    const data::Points points = data::synthetic(cell.n, cell.d[i], numeric::to_double(cell.delta),
                                                o.seed, setting.context.stop);
    const std::size_t at =
        online::least_reaching(points, o, cell.widths, numeric::to_double(cell.eps),
                               [&] { return setting.context.stop.stop_requested(); });
    least[i][s] = at < cell.widths.size() ? static_cast<double>(cell.widths[at]) : HUGE_VAL;
    setting.context.progress(static_cast<double>(++done) / static_cast<double>(runs));
  });
  return least;
}

}  // namespace proofgauge::dimension_scaling
