// One precision of the Remez exchange, for remez.cc. T is double or a Real.
#pragma once

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <vector>

#include "numeric/remez.h"

namespace proofgauge::numeric::detail {

template <class T>
T from_rational(const Rational& x) {
  if constexpr (std::is_same_v<T, double>)
    return to_double(x);
  else
    return T(numerator(x)) / T(denominator(x));
}

template <class T>
Rational to_rational(const T& x) {
  if constexpr (std::is_same_v<T, double>) {
    return Rational(x);
  } else {
    if (x == 0) return 0;
    Integer mantissa;
    const mpfr_exp_t e = mpfr_get_z_2exp(mantissa.backend().data(), x.backend().data());
    return e >= 0 ? Rational(mantissa << static_cast<unsigned long>(e))
                  : Rational(mantissa, Integer(1) << static_cast<unsigned long>(-e));
  }
}

template <class T>
double as_double(const T& x) {
  if constexpr (std::is_same_v<T, double>)
    return x;
  else
    return x.template convert_to<double>();
}

template <class T>
T magnitude(const T& x) {
  return x < 0 ? T(-x) : x;
}

/// The unit roundoff of T as a double.
template <class T>
double roundoff() {
  return as_double(std::numeric_limits<T>::epsilon());
}

/// A point of the union with the error there.
template <class T>
struct Candidate {
  T x{}, e{};
  std::size_t interval = 0;
  int end = 0;  ///< -1: the interval's lower end, 1: its upper end, 2: both (a single point)
};

/// The polynomial that belongs to a reference z_0 < ... < z_{n+1}: f - p = (-1)^i h at z_i. It is
/// kept by its values there and evaluated by the barycentric formula; its level needs no linear
/// system: h = sum (-1)^i |w_i| f_i / sum |w_i|.
template <class T>
class Reference {
 public:
  Reference(const Target& f, std::vector<Candidate<T>> points, const T& length)
      : points_(std::move(points)) {
    const std::size_t m = points_.size();
    z_.resize(m);
    f_.resize(m);
    for (std::size_t i = 0; i < m; ++i) {
      z_[i] = points_[i].x;
      f_[i] = f(z_[i]);
      scale_ = std::max(scale_, std::abs(as_double(f_[i])));
    }
    set_weights(length);
    T top = 0, bottom = 0;
    for (std::size_t i = 0; i < m; ++i) {
      top += w_[i] * f_[i];
      bottom += i % 2 == 0 ? w_[i] : T(-w_[i]);
    }
    h_ = top / bottom;
    p_.resize(m);
    for (std::size_t i = 0; i < m; ++i) {
      points_[i].e = i % 2 == 0 ? h_ : T(-h_);
      p_[i] = f_[i] - points_[i].e;
    }
  }

  [[nodiscard]] const std::vector<Candidate<T>>& points() const { return points_; }
  [[nodiscard]] const T& signed_level() const { return h_; }
  [[nodiscard]] double level() const { return std::abs(as_double(h_)); }
  [[nodiscard]] double scale() const { return scale_; }  ///< largest |f| on the reference

  /// shift - p(x). Subtracting inside the sum keeps the digits of a small difference.
  [[nodiscard]] T below(const T& shift, const T& x) const {
    if constexpr (std::is_same_v<T, double>) {
      return below_double(shift, x);
    } else {
      T top = 0, bottom = 0;
      T r, t;
      for (std::size_t i = 0; i < z_.size(); ++i) {
        r = x - z_[i];
        if (r == 0) return shift - p_[i];
        r = w_[i] / r;
        t = shift - p_[i];
        t *= r;
        top += t;
        bottom += r;
      }
      return top / bottom;
    }
  }

  /// p(x) and how many times larger than a relative rounding error of the values its error can be.
  struct Value {
    T p{};
    double amplification = 1;
  };
  [[nodiscard]] Value value(const T& x) const {
    T top = 0, bottom = 0, size = 0;
    for (std::size_t i = 0; i < z_.size(); ++i) {
      const T d = x - z_[i];
      if (d == 0) return {p_[i], 1};
      const T r = w_[i] / d;
      top += p_[i] * r;
      bottom += r;
      size += magnitude(r);
    }
    return {top / bottom, as_double(T(size / magnitude(bottom)))};
  }

 private:
  /// w_i = (-1)^i / prod |z_i - z_j|, the largest about 1.
  void set_weights(const T& length) {
    const std::size_t m = z_.size();
    const T unit = T(4) / length;  // the capacity of an interval of length 4 is 1
    w_.assign(m, T(1));
    std::vector<int> exponent(m, 0);
    std::vector<T> scaled(m);
    for (std::size_t i = 0; i < m; ++i) scaled[i] = z_[i] * unit;
    for (std::size_t i = 0; i < m; ++i) {
      for (std::size_t j = 0; j < m; ++j) {
        if (j == i) continue;
        w_[i] *= j < i ? T(scaled[i] - scaled[j]) : T(scaled[j] - scaled[i]);
        if constexpr (std::is_same_v<T, double>) {
          if (j % 8 == 7) {
            int e = 0;
            w_[i] = std::frexp(w_[i], &e);
            exponent[i] += e;
          }
        }
      }
    }
    int least = exponent[0];
    for (std::size_t i = 0; i < m; ++i) least = std::min(least, exponent[i]);
    for (std::size_t i = 0; i < m; ++i) {
      w_[i] = T(1) / w_[i];
      if constexpr (std::is_same_v<T, double>) w_[i] = std::ldexp(w_[i], least - exponent[i]);
      if (i % 2 == 1) w_[i] = -w_[i];
    }
  }

  [[nodiscard]] double below_double(double shift, double x) const {
    constexpr std::size_t kLanes = 8;
    double top[kLanes] = {}, bottom[kLanes] = {};
    const std::size_t m = z_.size(), whole = m - m % kLanes;
    bool hit = false;
    for (std::size_t i = 0; i < whole; i += kLanes)
      for (std::size_t k = 0; k < kLanes; ++k) {
        const double d = x - z_[i + k];
        hit |= d == 0;
        const double r = w_[i + k] / d;
        top[k] += r * (shift - p_[i + k]);
        bottom[k] += r;
      }
    for (std::size_t i = whole; i < m; ++i) {
      const double d = x - z_[i];
      hit |= d == 0;
      const double r = w_[i] / d;
      top[0] += r * (shift - p_[i]);
      bottom[0] += r;
    }
    if (hit)
      for (std::size_t i = 0; i < m; ++i)
        if (x == z_[i]) return shift - p_[i];
    double t = 0, b = 0;
    for (std::size_t k = 0; k < kLanes; ++k) {
      t += top[k];
      b += bottom[k];
    }
    return t / b;
  }

  std::vector<Candidate<T>> points_;
  std::vector<T> z_, f_, w_, p_;
  T h_{};
  double scale_ = 0;
};

/// Looks for the extrema of f - p.
template <class T>
class Extrema {
 public:
  Extrema(const Target& f, const std::vector<ClosedInterval>& intervals) : f_(f) {
    for (const ClosedInterval& i : intervals) {
      lo_.push_back(from_rational<T>(i.lo));
      hi_.push_back(from_rational<T>(i.hi));
    }
  }

  [[nodiscard]] T length() const { return hi_.back() - lo_.front(); }
  [[nodiscard]] const std::vector<T>& lo() const { return lo_; }
  [[nodiscard]] const std::vector<T>& hi() const { return hi_; }
  [[nodiscard]] T error(const Reference<T>& p, const T& x) const { return p.below(f_(x), x); }

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
      Candidate<T> a = evaluated(p, T(middle.x - step), k), b = evaluated(p, T(middle.x + step), k);
      out.push_back(best_of(p, a, middle, b, 1));
    }
    return out;
  }

 private:
  [[nodiscard]] Candidate<T> evaluated(const Reference<T>& p, const T& x, std::size_t i) const {
    Candidate<T> c = at(x, i);
    c.e = error(p, c.x);
    return c;
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
  std::vector<T> lo_, hi_;
};

/// From candidates in increasing order: `wanted` of them whose errors alternate in sign, the
/// largest kept. Fewer where there are no more.
template <class T>
std::vector<Candidate<T>> alternating(std::vector<Candidate<T>> all, std::size_t wanted) {
  std::vector<Candidate<T>> c;
  for (Candidate<T>& x : all) {
    if (x.e == 0) continue;
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
    T least = std::max(magnitude(c.front().e), magnitude(c.back().e));
    for (std::size_t i = 0; i + 1 < c.size(); ++i) {
      const T pair = std::max(magnitude(c[i].e), magnitude(c[i + 1].e));
      if (pair < least) {
        least = pair;
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
