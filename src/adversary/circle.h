// Sums of neurons over an arc of a circle: exact extremes with a rounding-error bound (theory 8).
//
// A direction p of the plane (|p| = 1) stands for the point (sqrt(3)/2 p, 1/2) of X in d = 3. A sum
//   F(p) = sum_k alpha_k relu(u_k(p)) + sum_k alpha_k l_k(p) 1{u_k(p) >= 0},
//   u_k(p) = s <w_k, p> + c_k,   l_k(p) = s <v_k, p> + e_k,   s = sqrt(3)/2,
// is P p_1 + Q p_2 + C between two neighbouring zeros of the u_k: sorted once, swept once, its
// largest and least values are found in O(m log m).
//
// No trigonometry: a direction is kept as its key in [0, 4), which grows with its angle (the point
// where its ray meets |x| + |y| = 1), and only + - * / sqrt are used, each correctly rounded.
// Rounding (u = 2^-53; derivation in circle.cc): a computed zero is the zero of a neuron that is
// off by at most 64 u (s |w_k| + |c_k|), so a relu term that is taken as active or not on the wrong
// side of it errs by no more than that. All errors together are at most
//   256 u S + (N u)^2 S,   S = sum_k |alpha_k| (s |w_k| + |c_k| + s |v_k| + |e_k|), N numbers
//   added.
// A step term jumps at its zeros, so its zeros are moved by their own uncertainty to the side where
// the sum grows (`Side::above`) or falls (`Side::below`): F_below - error <= F <= F_above + error.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

#include "claim/types.h"

namespace proofgauge::adversary {

using Direction = std::array<double, 2>;  ///< a unit vector of the plane, to rounding

/// The directions within an angle of a centre, or all of them.
class Arc {
 public:
  [[nodiscard]] static Arc circle();
  /// Those of B_2(x, rho) and X, where x has the direction of `centre` (not zero, any length):
  /// half the angle is 2 asin(rho / sqrt 3). rho >= 0.
  [[nodiscard]] static Arc ball(const Direction& centre, double rho);

  /// Keys of both ends, first in [0, 4), last in [first, first + 4].
  [[nodiscard]] double first() const { return first_; }
  [[nodiscard]] double last() const { return last_; }
  [[nodiscard]] const Direction& centre() const { return centre_; }
  /// At least the distance of any of its directions from the centre.
  [[nodiscard]] double reach() const { return reach_; }

 private:
  Direction centre_{1, 0};
  double first_ = 0, last_ = 4, reach_ = 2;
};

/// The extremes of the sum on the arc, up to `error` on either side, and where they are attained.
struct Swept {
  double max = 0, min = 0;
  Direction at_max{1, 0}, at_min{1, 0};
  double error = 0;
  std::size_t breakpoints = 0;
};

enum class Side { above, below };

class CircleSum {
 public:
  /// LimitError from the sum's functions soon after `stop` is asked for.
  explicit CircleSum(const Arc& arc, Side side = Side::above, std::stop_token stop = {})
      : arc_(arc), side_(side), stop_(std::move(stop)) {}

  using Linear = std::array<double, 3>;  ///< w_1, w_2, c: p -> s (w_1 p_1 + w_2 p_2) + c

  // Numbers of at most 1e100 in size; the sweep throws InputError where something overflowed.
  // `doubt` bounds the error of u[2] beyond one rounding of it.
  void relu(double alpha, const Linear& u, double doubt = 0);
  void step(double alpha, const Linear& l, const Linear& u, double doubt = 0);
  /// Sorts and sweeps. Call once.
  [[nodiscard]] Swept sweep();

 private:
  struct Term {
    double p, q, c;
  };
  struct Event {
    double key;
    std::uint32_t term;
    std::int32_t way;  ///< 1: on, -1: off
  };
  struct Compensated {
    double sum = 0, low = 0;
    void add(double x);
    [[nodiscard]] double value() const { return sum + low; }
  };
  struct Zeros;

  /// At the request to stop, once in 2^16 calls.
  void look() {
    if (++looks_ % 0x10000 == 0) heed();
  }
  void heed() const;
  [[nodiscard]] Term scaled(double alpha, const Linear& l) const;
  [[nodiscard]] double unwrapped(double key) const;
  void always(const Term& t);
  void on_arc(const Term& t, double on, double off);
  /// A step term whose u has a sign that the doubt leaves open all along the arc.
  void either(double alpha, const Linear& l);
  /// Applies the events of the key of event i; returns the first event after them.
  std::size_t apply(std::size_t i);
  void evaluate(const Direction& p, Swept& swept) const;
  void critical(double from, double to, Swept& swept) const;

  Arc arc_;
  Side side_;
  Compensated p_, q_, c_;  ///< of the active terms
  std::vector<Term> terms_;
  std::vector<Event> events_;
  double size_ = 0, extra_ = 0;  ///< S, and the bounds that are not in units of it
  std::size_t added_ = 0;
  std::stop_token stop_;
  std::uint64_t looks_ = 0;
};

/// The key of a direction of any length, in [0, 4); 0 for the zero vector.
[[nodiscard]] double key_of(const Direction& v);
/// The unit vector of a key in [0, 8).
[[nodiscard]] Direction direction_of(double key);

}  // namespace proofgauge::adversary
