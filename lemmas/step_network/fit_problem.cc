// Points and targets as the data of W*.
#include <bit>
#include <cmath>

#include "claim/error.h"
#include "step_network/fit.h"
#include "step_network/fit_points.h"

namespace proofgauge::step_network {
namespace {

/// FNV-1a of coordinates and targets: the same points give the same streams, whatever their file is
/// called.
std::uint64_t fingerprint(const std::vector<double>& x, std::uint64_t h) {
  for (const double v : x) h = (h ^ std::bit_cast<std::uint64_t>(v)) * 0x100000001b3ULL;
  return h;
}

}  // namespace

data::Points single_point(std::size_t d) {
  data::Points one;
  one.name = "one point";
  one.provenance = "x = (sqrt(3)/2, 0, ..., 0, 1/2), y = +1";
  one.n = 1;
  one.d = d;
  one.x.assign(d, 0.0);
  one.x.front() = std::sqrt(0.75);
  one.x.back() = 0.5;
  one.y = {1.0};
  one.source_row = {0};
  return one;
}

double least_distance(const data::Points& points) {
  double least = points.n > 1 ? 4 : 0;
  for (std::size_t i = 0; i < points.n; ++i)
    for (std::size_t j = i + 1; j < points.n; ++j) {
      double squares = 0;
      for (std::size_t k = 0; k < points.d; ++k) {
        const double difference = points.point(i)[k] - points.point(j)[k];
        squares += difference * difference;
      }
      least = std::min(least, std::sqrt(squares));
    }
  return least;
}

Problem make_problem(const data::Points& points, std::shared_ptr<const Step> step,
                     const numeric::Rational& delta, const numeric::Rational& rho,
                     const numeric::Rational& eps1) {
  if (points.d < 3)
    throw InputError("--d", std::to_string(points.d), "at least 3: for d = 2, X is two points");
  if (points.y.size() != points.n)
    throw InputError("y", std::to_string(points.y.size()) + " targets", std::to_string(points.n));
  Problem p;
  p.w.n = points.n;
  p.w.d = points.d;
  p.w.x = points.x;
  p.w.y = points.y;
  p.w.sup_h = step->h.sup();
  p.w.h = [step](std::size_t n, const double* alpha, const double* beta, double* out) {
    step->table.evaluate(n, alpha, beta, out);
  };
  p.delta = delta;
  p.rho = rho;
  p.eps1 = eps1;
  p.separation = least_distance(points);
  p.key = "n=" + std::to_string(points.n) + ",d=" + std::to_string(points.d) + ",x=" +
          std::to_string(fingerprint(points.y, fingerprint(points.x, 0xcbf29ce484222325ULL))) +
          ",rho=" + numeric::canonical_text(rho) + ",eps1=" + numeric::canonical_text(eps1);
  p.step = std::move(step);
  return p;
}

}  // namespace proofgauge::step_network
