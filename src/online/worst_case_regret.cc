#include "online/worst_case_regret.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "claim/stop.h"

namespace proofgauge::online {

using numeric::Rational;

Rational planar_regret(const PlanarSequence& g, const Rational& D, const Rational& eta,
                       const std::stop_token& stop) {
  Rational along = 0, across = 0, sum = 0;  // W_t = (along, across s)
  for (std::size_t t = 0; t < g.along.size(); ++t) {
    check_stop(stop, "inside a game");
    sum += g.along[t] * (along + D) + g.across[t] * across * g.s2;
    along -= eta * g.along[t];
    across -= eta * g.across[t];
  }
  return sum;
}

Rational largest_square(const PlanarSequence& g) {
  Rational most = 0;
  for (std::size_t t = 0; t < g.along.size(); ++t)
    most =
        std::max(most, Rational(g.along[t] * g.along[t] + (g.across[t] == 0 ? Rational(0) : g.s2)));
  return most;
}

PlanarSequence constant_gradient(const Rational& M, std::uint64_t T) {
  return {std::vector<Rational>(T, M), std::vector<int>(T, 0), 0};
}

PlanarSequence alternating(const Rational& along, const Rational& M, std::uint64_t T) {
  if (abs(along) > M) throw std::invalid_argument("the component along W* exceeds the norm");
  PlanarSequence g{std::vector<Rational>(T, along), std::vector<int>(T), M * M - along * along};
  for (std::size_t t = 0; t < T; ++t) g.across[t] = t % 2 == 0 ? 1 : -1;
  return g;
}

PlanarSequence extremal(const Rational& D, const Rational& M, const Rational& eta,
                        std::uint64_t T) {
  if (T < 2) throw std::invalid_argument("the worst case needs two rounds");
  const Rational length = D / eta;
  if (length >= M * T) return constant_gradient(M, T);
  // An odd T starts with one gradient straight along; the other T - 1 alternate, so that nothing
  // is left across.
  const bool odd = T % 2 == 1;
  PlanarSequence g = alternating(odd ? Rational((length - M) / (T - 1)) : Rational(length / T), M,
                                 odd ? T - 1 : T);
  if (odd) {
    g.along.insert(g.along.begin(), M);
    g.across.insert(g.across.begin(), 0);
  }
  return g;
}

double adversarial_search(double D, double M, double eta, std::uint64_t T, std::size_t dimension,
                          unsigned restarts, const stats::Stream& stream) {
  constexpr int kSweeps = 2000;
  double best = 0;
  for (unsigned start = 0; start < restarts; ++start) {
    stats::Sequence random(stream, start);
    std::vector<double> g(T * dimension), sum(dimension, 0.0);
    const auto scale_row = [&](double* row) {
      double squares = 0;
      for (std::size_t k = 0; k < dimension; ++k) squares += row[k] * row[k];
      for (std::size_t k = 0; k < dimension; ++k)
        row[k] = squares > 0 ? row[k] * (M / std::sqrt(squares)) : (k == 0 ? M : 0.0);
    };
    for (double& x : g) x = random.normal();
    for (std::size_t t = 0; t < T; ++t) {
      scale_row(g.data() + t * dimension);
      for (std::size_t k = 0; k < dimension; ++k) sum[k] += g[t * dimension + k];
    }
    // sum_t <g_t, W_t - W*> = D <e, sum g> - eta sum_{s<t} <g_s, g_t>: in g_t alone the slope is
    // D e - eta (sum of the others).
    for (int sweep = 0; sweep < kSweeps; ++sweep) {
      double moved = 0;
      for (std::size_t t = 0; t < T; ++t) {
        double* row = g.data() + t * dimension;
        std::vector<double> next(dimension);
        for (std::size_t k = 0; k < dimension; ++k)
          next[k] = (k == 0 ? D : 0.0) - eta * (sum[k] - row[k]);
        scale_row(next.data());
        for (std::size_t k = 0; k < dimension; ++k) {
          moved = std::max(moved, std::abs(next[k] - row[k]));
          sum[k] += next[k] - row[k];
          row[k] = next[k];
        }
      }
      if (moved < 1e-14 * M) break;
    }
    double regret = 0;
    std::vector<double> w(dimension, 0.0);
    for (std::size_t t = 0; t < T; ++t)
      for (std::size_t k = 0; k < dimension; ++k) {
        const double x = g[t * dimension + k];
        regret += x * (w[k] + (k == 0 ? D : 0.0));
        w[k] -= eta * x;
      }
    best = std::max(best, regret);
  }
  return best;
}

}  // namespace proofgauge::online
