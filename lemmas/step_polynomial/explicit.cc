#include "step_polynomial/explicit.h"

#include <mpfi.h>
#include <mpfr.h>

#include <queue>

#include "claim/error.h"
#include "claim/stop.h"

namespace proofgauge::step_polynomial {
namespace {

using numeric::Integer;
using numeric::Interval;
using numeric::Rational;

template <class S>
S enclose(const Rational& q) {
  S x;
  mpfi_set_q(x.backend().data(), q.backend().data());
  return x;
}

template <class S>
S circle_constant() {
  S x;
  mpfi_const_pi(x.backend().data());
  return x;
}

void check(const Ends& e) {
  if (!(-1 <= e.lo && e.lo < e.A && e.A < e.B && e.B < 1))
    throw InputError("lo, A, B", e.lo.str() + ", " + e.A.str() + ", " + e.B.str(),
                     "-1 <= lo < A < B < 1");
}

void check_degree(int N) {
  if (N < 1) throw InputError("N", std::to_string(N), "a degree of at least 1");
}

template <class S>
struct Angles {
  S A, B, a, c;
  explicit Angles(const Ends& e)
      : A(acos(enclose<S>(e.A))), B(acos(enclose<S>(e.B))), a((A - B) / 2), c((A + B) / 2) {}
};

/// (T_n, T_{n+1}) at y by doubling, which multiplies errors by about n^2 and not by (|y| + ...)^n.
template <class S>
std::pair<S, S> chebyshev_pair(int n, const S& y) {
  if (n == 0) return {S(1), y};
  const auto [t, u] = chebyshev_pair(n / 2, y);
  const S even = 2 * t * t - 1, odd = 2 * t * u - y;
  if (n % 2 == 0) return {even, odd};
  return {odd, S(2 * u * u - 1)};
}

/// Cosine coefficients of K by the discrete cosine transform on N + 1 nodes, exact for degree N.
template <class S>
std::vector<S> kernel_cosines(int N, const S& a, const std::stop_token& stop = {}) {
  const S pi = circle_constant<S>();
  std::vector<S> cosine;  // of m pi/N
  for (int m = 0; m < 2 * N; ++m) cosine.push_back(cos(S(pi * m / N)));
  const S beta = 2 / (1 + S(cos(a)));
  std::vector<S> values;
  for (int i = 0; i <= N; ++i) {
    const S y = beta * (1 + cosine[static_cast<std::size_t>(i)]) - 1;
    const S value = (1 + chebyshev_pair(N, y).first) / 2;
    values.push_back(i == 0 || i == N ? S(value / 2) : value);
  }
  std::vector<S> k;
  for (int j = 0; j <= N; ++j) {
    check_stop(stop, "inside the explicit kernel");
    S sum = 0;
    for (int i = 0; i <= N; ++i) {
      const auto m = static_cast<long>(i) * j % (2L * N);
      sum += values[static_cast<std::size_t>(i)] * cosine[static_cast<std::size_t>(m)];
    }
    k.push_back(sum * (j == 0 || j == N ? 1 : 2) / N);
  }
  return k;
}

/// Clenshaw's rule at z in [-1, 1].
Interval value(const std::vector<Interval>& c, const Interval& z) {
  Interval b1 = 0, b2 = 0;
  for (std::size_t k = c.size(); k-- > 1;) {
    const Interval b = c[k] + 2 * z * b1 - b2;
    b2 = b1;
    b1 = b;
  }
  return c[0] + z * b1 - b2;
}

double upper_end(const Interval& x) { return numeric::upper(x); }

/// A stretch of one of the two ranges of theta, by its middle and half its length.
struct Stretch {
  Interval middle, half;
  bool right = false;  // on [B, 1], where 1 - q is the error
  double most = 0;     // no error on it is above
  friend bool operator<(const Stretch& x, const Stretch& y) { return x.most < y.most; }
};

/// Largest error, by bisection of the stretch with the highest bound. On both ranges theta +-
/// theta_c stay at least a away from 0 on the circle, where 0 <= K <= 1, so |dq/dtheta| = |K(theta
/// + theta_c) - K(theta - theta_c)|/int K <= 1/int K = slope.
class ErrorSearch {
 public:
  ErrorSearch(const Ends& e, std::vector<Interval> coefficients, const Interval& slope)
      : coefficients_(std::move(coefficients)), slope_(slope) {
    const Angles<Interval> angle(e);
    const Interval last = acos(enclose<Interval>(e.lo));
    // The ends are evaluated: the largest error is often there.
    for (const auto& [theta, right] :
         {std::pair{angle.A, false}, {last, false}, {angle.B, true}, {Interval(0), true}})
      raise(at(theta, right));
    add({(angle.A + last) / 2, (last - angle.A) / 2, false, 0});
    add({angle.B / 2, angle.B / 2, true, 0});
  }

  /// Splits until upper <= lower (1 + tolerance), or the answer to `lower > limit or upper <=
  /// limit` is known.
  Interval enclose_largest(double tolerance, double limit_low, double limit_high) {
    constexpr long kMost = 4'000'000;
    while (true) {
      const double most = std::max(open_.top().most, upper_end(largest_));
      const double least = numeric::lower(largest_);
      if (most <= least * (1 + tolerance) || least > limit_high || most <= limit_low ||
          evaluations_ >= kMost)
        return numeric::hull(largest_, Interval(most));
      const Stretch s = open_.top();
      open_.pop();
      const Interval quarter = s.half / 2;
      add({s.middle - quarter, quarter, s.right, 0});
      add({s.middle + quarter, quarter, s.right, 0});
    }
  }
  [[nodiscard]] long evaluations() const { return evaluations_; }

 private:
  Interval at(const Interval& theta, bool right) {
    ++evaluations_;
    const Interval q = value(coefficients_, cos(theta));
    return right ? Interval(1 - q) : q;
  }
  void raise(const Interval& error) {
    if (numeric::lower(error) > numeric::lower(largest_)) largest_ = error;
  }
  void add(Stretch s) {
    const Interval error = at(s.middle, s.right);
    raise(error);
    s.most = upper_end(Interval(error + slope_ * s.half));
    open_.push(std::move(s));
  }

  std::vector<Interval> coefficients_;
  Interval slope_, largest_ = 0;
  std::priority_queue<Stretch> open_;
  long evaluations_ = 0;
};

KernelError search_error(const Ends& e, int N, double tolerance, double limit_low,
                         double limit_high) {
  check(e);
  check_degree(N);
  const Angles<Interval> angle(e);
  const Interval k0 = kernel_cosines<Interval>(N, angle.a)[0];
  ErrorSearch search(e, kernel_coefficients<40>(e, N),
                     Interval(1 / (2 * circle_constant<Interval>() * k0)));
  const Interval error = search.enclose_largest(tolerance, limit_low, limit_high);
  return {error, search.evaluations()};
}

}  // namespace

Interval half_gap(const Ends& e) {
  check(e);
  return Angles<Interval>(e).a;
}

int kernel_degree(const Ends& e, const Rational& eps1, int largest) {
  if (!(eps1 > 0 && 2 * eps1 < 1)) throw InputError("eps1", eps1.str(), "0 < eps1 < 1/2");
  const Interval a = half_gap(e), limit = enclose<Interval>(eps1);
  const auto enough = [&](int N) {
    return numeric::certainly_at_most(kernel_error_bound(N, a), limit);
  };
  int high = 1;
  while (!enough(high)) {
    if (high >= largest)
      throw InputError("N", "more than " + std::to_string(largest),
                       "a gap and an eps1 that a smaller degree serves");
    high = std::min(2 * high, largest);
  }
  int low = high / 2;  // not enough (0: no kernel)
  while (high - low > 1) {
    const int middle = low + (high - low) / 2;
    (enough(middle) ? high : low) = middle;
  }
  return high;
}

template <unsigned kDigits>
std::vector<WideInterval<kDigits>> kernel_coefficients(const Ends& e, int N,
                                                       const std::stop_token& stop) {
  using S = WideInterval<kDigits>;
  check(e);
  check_degree(N);
  const Angles<S> angle(e);
  const S pi = circle_constant<S>();
  const std::vector<S> k = kernel_cosines<S>(N, angle.a, stop);
  std::vector<S> c{S(angle.c / pi)};
  for (int j = 1; j <= N; ++j)
    c.push_back(k[static_cast<std::size_t>(j)] * sin(S(angle.c * j)) / (pi * j * k[0]));
  return c;
}

template std::vector<WideInterval<40>> kernel_coefficients<40>(const Ends&, int,
                                                               const std::stop_token&);
template std::vector<WideInterval<120>> kernel_coefficients<120>(const Ends&, int,
                                                                 const std::stop_token&);

KernelError kernel_error(const Ends& e, int N, double tolerance) {
  if (!(tolerance > 0 && tolerance <= 1))
    throw InputError("tolerance", std::to_string(tolerance), "a number in (0, 1]");
  return search_error(e, N, tolerance, -1, 2);
}

WorkingDegree working_degree(const Ends& e, const Rational& eps1) {
  const Interval limit = enclose<Interval>(eps1);
  WorkingDegree out;
  const auto error = [&](int N) {
    return search_error(e, N, 1e-9, numeric::lower(limit), numeric::upper(limit)).error;
  };
  // q is 0 <= q <= 1, so N = 0 (no polynomial) counts as error 1.
  int low = 0;
  out.N = kernel_degree(e, eps1);
  out.error = error(out.N);
  out.error_before = 1;
  while (out.N - low > 1) {
    const int middle = low + (out.N - low) / 2;
    const Interval at_middle = error(middle);
    if (numeric::certainly_at_most(at_middle, limit)) {
      out.N = middle;
      out.error = at_middle;
    } else {
      low = middle;
      out.error_before = at_middle;
    }
  }
  out.decided = numeric::certainly_less(limit, out.error_before);
  return out;
}

unsigned rounding_bits(const Rational& eps1) {
  const Integer inverse = denominator(eps1) / numerator(eps1) + 1;
  return static_cast<unsigned>(msb(inverse)) + 50;
}

RoundedKernel rounded_kernel(const Ends& e, int N, unsigned bits, const std::stop_token& stop) {
  if (bits > 350) throw InputError("bits", std::to_string(bits), "at most 350");
  const auto c = kernel_coefficients<120>(e, N, stop);
  const Rational unit(Integer(1), Integer(1) << bits);
  RoundedKernel out;
  for (auto x : c) {
    mpfi_mul_2ui(x.backend().data(), x.backend().data(), bits);
    Integer low, high;
    mpfr_get_z(low.backend().data(), &x.backend().data()->left, MPFR_RNDD);
    mpfr_get_z(high.backend().data(), &x.backend().data()->right, MPFR_RNDU);
    const Integer middle = (low + high) / 2;
    out.coefficients.push_back(Rational(middle) * unit);
    out.rounding += Rational(high - low) * unit;  // both ends are this near, at most
  }
  return out;
}

}  // namespace proofgauge::step_polynomial
