#include "sweep/regression_statistics.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace proofgauge::sweep {
namespace {

/// The two-sided tail of |x - y| against the half-widths, if intervals follow `law`.
template <class Law>
double two_sided(const Law& law_a, const Law& law_b, const Law& judge, double difference,
                 double half_a, double half_b, double confidence_a, double confidence_b) {
  using boost::math::complement;
  const double s = half_a / quantile(complement(law_a, (1 - confidence_a) / 2));
  const double t = half_b / quantile(complement(law_b, (1 - confidence_b) / 2));
  return 2 * cdf(complement(judge, difference / std::hypot(s, t)));
}

double freedom(const SampledValue& v) { return static_cast<double>(v.decisive - 1); }

}  // namespace

bool SampledValue::usable() const {
  return interval.valid() && interval.finite() && interval.width() > 0 && confidence > 0 &&
         confidence < 1 && decisive >= 2;
}

double SampledValue::centre() const {
  if (point && interval.contains(*point)) return *point;
  return interval.lower + interval.width() / 2;
}

double same_value_p(const SampledValue& a, const SampledValue& b) {
  if (!a.usable() || !b.usable() || a.interval.log10 != b.interval.log10)
    throw std::logic_error("same_value_p needs two intervals on one scale, with a confidence");
  const SampledValue& low = a.centre() <= b.centre() ? a : b;
  const SampledValue& high = &low == &a ? b : a;
  const double difference = high.centre() - low.centre();
  if (difference == 0) return 1;
  // Towards the other. An estimate at the end of its own interval leaves no width on that side: the
  // whole width stands in.
  const auto towards = [](double half, const SampledValue& v) {
    return half > 0 ? half : v.interval.width();
  };
  const double half_low = towards(low.interval.upper - low.centre(), low);
  const double half_high = towards(high.centre() - high.interval.lower, high);
  const boost::math::normal normal;
  const double by_normal = two_sided(normal, normal, normal, difference, half_low, half_high,
                                     low.confidence, high.confidence);
  const boost::math::students_t t_low(freedom(low)), t_high(freedom(high)),
      t_least(std::min(freedom(low), freedom(high)));
  const double by_student = two_sided(t_low, t_high, t_least, difference, half_low, half_high,
                                      low.confidence, high.confidence);
  return std::min(1.0, std::max(by_normal, by_student));
}

std::vector<bool> holm(std::span<const double> p, double alpha) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto key = [&](std::size_t i) { return std::isnan(p[i]) ? 2.0 : p[i]; };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t i, std::size_t j) { return key(i) < key(j); });
  std::vector<bool> rejected(p.size(), false);
  for (std::size_t k = 0; k < order.size(); ++k) {
    if (!(key(order[k]) * static_cast<double>(p.size() - k) <= alpha)) break;
    rejected[order[k]] = true;
  }
  return rejected;
}

}  // namespace proofgauge::sweep
