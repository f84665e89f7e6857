// The polynomial of one reference, for remez.cc. T is double or a Real.
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

}  // namespace proofgauge::numeric::detail
