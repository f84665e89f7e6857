// Where the error of a reference's polynomial is largest, for remez.cc.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "claim/stop.h"
#include "numeric/remez_reference.h"

namespace proofgauge::numeric::detail {

/// Looks for the extrema of f - p.
template <class T>
class Extrema {
 public:
  Extrema(const Target& f, const std::vector<ClosedInterval>& intervals,
          const std::stop_token& stop)
      : f_(f), stop_(stop) {
    for (const ClosedInterval& i : intervals) {
      lo_.push_back(from_rational<T>(i.lo));
      hi_.push_back(from_rational<T>(i.hi));
    }
  }

  [[nodiscard]] T length() const { return hi_.back() - lo_.front(); }
  [[nodiscard]] const std::vector<T>& lo() const { return lo_; }
  [[nodiscard]] const std::vector<T>& hi() const { return hi_; }
  [[nodiscard]] T error(const Reference<T>& p, const T& x) const {
    check_stop(stop_, "inside an exchange");
    return p.below(f_(x), x);
  }

  /// The candidate at x, moved into interval i and marked where it is an end of it.
  [[nodiscard]] Candidate<T> at(T x, std::size_t i) const {
    Candidate<T> c;
    c.interval = i;
    if (!(x > lo_[i])) {
      x = lo_[i];
      c.end = -1;
    }
    if (!(x < hi_[i])) {
      x = hi_[i];
      c.end = c.end == -1 ? 2 : 1;
    }
    c.x = x;
    return c;
  }

  /// All local extrema that a sampling between neighbours of the reference shows, refined.
  [[nodiscard]] std::vector<Candidate<T>> everywhere(const Reference<T>& p) const {
    std::vector<Candidate<T>> out;
    std::size_t first = 0;
    for (std::size_t i = 0; i < lo_.size(); ++i) {
      std::size_t last = first;
      while (last < p.points().size() && p.points()[last].interval == i) ++last;
      in_interval(p, i, first, last, out);
      first = last;
    }
    return out;
  }

  /// One step of a parabola through neighbours at distance `share` of the gap to the next point, at
  /// each point of the reference.
  [[nodiscard]] std::vector<Candidate<T>> nearby(const Reference<T>& p, double share) const {
    std::vector<Candidate<T>> out;
    const auto& z = p.points();
    for (std::size_t i = 0; i < z.size(); ++i) {
      const std::size_t k = z[i].interval;
      if (z[i].end == 2) {
        out.push_back(z[i]);
        continue;
      }
      T gap = hi_[k] - lo_[k];
      if (i > 0 && z[i - 1].interval == k) gap = std::min(gap, T(z[i].x - z[i - 1].x));
      if (i + 1 < z.size() && z[i + 1].interval == k) gap = std::min(gap, T(z[i + 1].x - z[i].x));
      const T step = gap * T(share);
      Candidate<T> middle = z[i];
      if (z[i].end != 0) middle = evaluated(p, T(z[i].end < 0 ? z[i].x + step : z[i].x - step), k);
      if (z[i].end != 0 && magnitude(middle.e) <= magnitude(z[i].e)) {
        out.push_back(z[i]);
        continue;
      }
      out.push_back(parabola_step(p, middle, step, gap));
    }
    return out;
  }

 private:
  [[nodiscard]] Candidate<T> evaluated(const Reference<T>& p, const T& x, std::size_t i) const {
    Candidate<T> c = at(x, i);
    c.e = error(p, c.x);
    return c;
  }

  /// The best of m, its neighbours at distance `step` and the vertex of the parabola through them;
  /// where that is no extremum of m's kind or too far, a point a quarter of `gap` uphill instead.
  [[nodiscard]] Candidate<T> parabola_step(const Reference<T>& p, const Candidate<T>& m,
                                           const T& step, const T& gap) const {
    const T kind = m.e > 0 ? 1 : -1;
    const Candidate<T> a = evaluated(p, T(m.x - step), m.interval),
                       b = evaluated(p, T(m.x + step), m.interval);
    const T slope = kind * (b.e - a.e), curve = kind * (b.e - 2 * m.e + a.e), reach = gap / 4;
    T move = slope < 0 ? T(-reach) : reach;
    if (curve < 0) {
      const T vertex = -step * slope / (2 * curve);
      if (magnitude(vertex) < reach) move = vertex;
    }
    Candidate<T> best = m;
    for (const Candidate<T>& c : {a, b, evaluated(p, T(m.x + move), m.interval)})
      if (kind * c.e > kind * best.e) best = c;
    return best;
  }

  void in_interval(const Reference<T>& p, std::size_t i, std::size_t first, std::size_t last,
                   std::vector<Candidate<T>>& out) const {
    std::vector<Candidate<T>> s;
    s.push_back(evaluated(p, lo_[i], i));
    const auto window = [&](const T& to, int samples) {
      const T from = s.back().x;
      for (int k = 1; k <= samples; ++k)
        s.push_back(evaluated(p, T(from + (to - from) * T(k) / T(samples + 1)), i));
    };
    for (std::size_t j = first; j < last; ++j) {
      if (!(p.points()[j].x > s.back().x)) continue;
      window(p.points()[j].x, j == first ? 6 : 3);
      s.push_back(p.points()[j]);
    }
    if (hi_[i] > s.back().x) {
      window(hi_[i], first == last ? 24 : 6);
      s.push_back(evaluated(p, hi_[i], i));
    }
    for (std::size_t j = 0; j < s.size(); ++j) {
      const bool up = s[j].e > 0;
      const auto beats = [&](const Candidate<T>& other) {
        return up ? s[j].e >= other.e : s[j].e <= other.e;
      };
      if (j > 0 && !beats(s[j - 1])) continue;
      if (j + 1 < s.size() && !beats(s[j + 1])) continue;
      out.push_back(j > 0 && j + 1 < s.size() ? best_of(p, s[j - 1], s[j], s[j + 1], 2) : s[j]);
    }
  }

  /// Parabola steps from a < m < b; the point with the largest error of m's sign.
  [[nodiscard]] Candidate<T> best_of(const Reference<T>& p, Candidate<T> a, Candidate<T> m,
                                     Candidate<T> b, int steps) const {
    const bool up = m.e > 0;
    const auto larger = [&](const Candidate<T>& x, const Candidate<T>& y) {
      return up ? x.e > y.e : x.e < y.e;
    };
    for (int k = 0; k < steps; ++k) {
      const T l = m.x - a.x, r = b.x - m.x;
      if (!(l > 0 && r > 0)) break;
      const T sl = (m.e - a.e) / l, sr = (b.e - m.e) / r;
      const T curve = sr - sl;
      if (curve == 0) break;
      // Vertex of the parabola: where the slope, linear between the two midpoints, is 0.
      T x = (a.x + m.x) / 2 - sl * (l + r) / (2 * curve);
      if (!(x > a.x - l && x < b.x + r)) break;
      if (x == m.x || x == a.x || x == b.x) break;
      const Candidate<T> c = evaluated(p, x, m.interval);
      if (larger(c, m)) {
        if (c.x > m.x) {
          if (c.x < b.x) {
            a = m;
            m = c;
          } else {
            a = m;
            m = c;
            break;
          }
        } else {
          b = m;
          const bool outside = !(c.x > a.x);
          m = c;
          if (outside) break;
        }
      } else if (c.x > m.x) {
        if (c.x < b.x) b = c;
      } else if (c.x > a.x) {
        a = c;
      }
    }
    if (larger(a, m)) m = a;
    if (larger(b, m)) m = b;
    return m;
  }

  const Target& f_;
  const std::stop_token& stop_;
  std::vector<T> lo_, hi_;
};

/// From candidates in increasing order: `wanted` of them whose errors alternate in sign, none below
/// `level` (the old points reach it, and so the next level is no lower), the largest among them.
/// Fewer where there are no more.
template <class T>
std::vector<Candidate<T>> alternating(std::vector<Candidate<T>> all, const T& level,
                                      std::size_t wanted) {
  std::vector<Candidate<T>> c;
  const T least = level * T(999) / T(1000);
  for (Candidate<T>& x : all) {
    if (x.e == 0 || magnitude(x.e) < least) continue;
    if (!c.empty() && (c.back().e > 0) == (x.e > 0)) {
      if (magnitude(x.e) > magnitude(c.back().e)) c.back() = std::move(x);
    } else {
      c.push_back(std::move(x));
    }
  }
  while (c.size() > wanted) {
    if (c.size() == wanted + 1) {
      c.erase(magnitude(c.front().e) < magnitude(c.back().e) ? c.begin() : c.end() - 1);
      break;
    }
    // Two at a time keeps the signs alternating: the neighbours whose larger error is smallest, or
    // one from each end.
    std::size_t at = c.size();
    T smallest = std::max(magnitude(c.front().e), magnitude(c.back().e));
    for (std::size_t i = 0; i + 1 < c.size(); ++i) {
      const T pair = std::max(magnitude(c[i].e), magnitude(c[i + 1].e));
      if (pair < smallest) {
        smallest = pair;
        at = i;
      }
    }
    if (at == c.size()) {
      c.erase(c.begin());
      c.pop_back();
    } else {
      c.erase(c.begin() + static_cast<std::ptrdiff_t>(at),
              c.begin() + static_cast<std::ptrdiff_t>(at) + 2);
    }
  }
  return c;
}

}  // namespace proofgauge::numeric::detail
