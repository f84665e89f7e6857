// The single-precision kernels against a plain double-precision net and against finite differences.
#include "online/wide_net.h"

#include <Eigen/Dense>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "claim/error.h"
#include "numeric/ranks_test_support.h"
#include "stats/stream.h"

using namespace proofgauge;
using network::InitialNetwork;
using online::NetKind;
using online::WideNet;

namespace {

constexpr double kFloat = 0x1p-24;

/// n points of X, uniform.
std::vector<double> points_of_x(std::uint64_t seed, std::size_t n, std::size_t d) {
  stats::Sequence random(stats::Stream(seed, "wide_net_test", "points", stats::Purpose::test));
  std::vector<double> points;
  for (std::size_t i = 0; i < n; ++i) {
    Eigen::VectorXd v(static_cast<Eigen::Index>(d - 1));
    for (double& c : v) c = random.normal();
    v *= std::sqrt(0.75) / v.norm();
    points.insert(points.end(), v.begin(), v.end());
    points.push_back(0.5);
  }
  return points;
}

Eigen::VectorXd point(const std::vector<double>& x, std::size_t i, std::size_t d) {
  return Eigen::Map<const Eigen::VectorXd>(x.data() + i * d, static_cast<Eigen::Index>(d));
}

/// One plain step in double: W - eta sum c_i grad, then the projection of every column.
Eigen::MatrixXd slow_step(const network::TwoLayerNet& net, const std::vector<double>& x,
                          const std::vector<double>& c, double eta, double tau, bool pseudo) {
  Eigen::MatrixXd w = net.w();
  for (Eigen::Index r = 0; r < w.cols(); ++r) {
    for (std::size_t i = 0; i < c.size(); ++i) {
      const Eigen::VectorXd xi = point(x, i, static_cast<std::size_t>(w.rows()));
      const double z = (pseudo ? net.w0() : net.w()).col(r).dot(xi) + net.b()(r);
      if (z >= 0) w.col(r) -= eta * c[i] * net.a()(r) * xi;
    }
    Eigen::VectorXd move = w.col(r) - net.w0().col(r);
    if (move.norm() > tau) w.col(r) = net.w0().col(r) + tau / move.norm() * move;
  }
  return w;
}

struct Shape {
  std::uint64_t m;
  std::size_t d, n;
};
// One neuron, one block, a block and a bit, several chunks; remainders of every panel size.
const Shape kShapes[] = {{1, 2, 1}, {192, 3, 3}, {200, 8, 10}, {3500, 5, 7}, {7000, 33, 13}};

/// A net moved by a few steps of slopes +-1/n at random points.
void move(WideNet* net, std::uint64_t seed, double eta, int steps) {
  for (int t = 0; t < steps; ++t) {
    const auto x = points_of_x(seed + static_cast<std::uint64_t>(t), 4, net->d());
    net->step(x, std::vector<double>{0.25, -0.25, 0.25, -0.25}, eta);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(wide_net)

BOOST_AUTO_TEST_CASE(values_are_within_their_rounding_of_the_double_net) {
  for (const stats::Isa isa : stats::usable_isas()) {
    for (const Shape& s : kShapes) {
      WideNet net(InitialNetwork(s.m, s.d, 1, "wide_net_test", "values", 0), NetKind::real, 2, 1,
                  isa);
      move(&net, 10, 0.5, 3);
      const auto x = points_of_x(1, s.n, s.d);
      std::vector<double> f(s.n), by_gradient(s.n), gradient(s.n * s.d);
      net.evaluate(x, f, {});
      net.evaluate(x, by_gradient, gradient);
      const network::TwoLayerNet exact = net.to_double();
      double sizes = 0;  // sum_r kappa (|b_r| + |W_r|): bounds every sum of absolute terms
      for (Eigen::Index r = 0; r < exact.m(); ++r)
        sizes += std::abs(exact.a()(r)) * (exact.w().col(r).norm() + std::abs(exact.b()(r)));
      // Forward product, 768 float additions per lane; |<|W_r|, |x|>| <= |W_r|.
      const double by_gradient_error =
          (768.0 + 2.0 * static_cast<double>(s.d) + 8) * kFloat * 1.5 * sizes;
      for (std::size_t i = 0; i < s.n; ++i) {
        const double expected = exact.f(point(x, i, s.d));
        BOOST_TEST(std::abs(f[i] - expected) <= net.rounding(),
                   stats::to_string(isa) << " m " << s.m << ": " << f[i] << " for " << expected);
        BOOST_TEST(std::abs(by_gradient[i] - expected) <= by_gradient_error);
      }
      BOOST_TEST(net.rounding() < 1e-2);  // it does tell values apart
    }
  }
}

// Between kinks f is linear along a step: the difference quotient in double errs by its rounding
// alone.
BOOST_AUTO_TEST_CASE(gradients_agree_with_finite_differences_of_the_double_net) {
  constexpr std::size_t kD = 6, kN = 9;
  constexpr double kStep = 0x1p-26;
  for (const stats::Isa isa : stats::usable_isas()) {
    WideNet net(InitialNetwork(800, kD, 3, "wide_net_test", "gradient", 0), NetKind::real, 2, 1,
                isa);
    move(&net, 20, 0.5, 3);
    const network::TwoLayerNet exact = net.to_double();
    const auto x = points_of_x(2, kN, kD);
    std::vector<double> f(kN), gradient(kN * kD);
    net.evaluate(x, f, gradient);
    const double sizes = exact.a().cwiseAbs().sum() * exact.w().colwise().norm().maxCoeff();
    const double tolerance = 1000 * kFloat * sizes + 800 * 4 * 0x1p-53 * sizes / kStep;
    std::size_t wrong = 0, opposite = 0;
    for (std::size_t i = 0; i < kN; ++i) {
      for (std::size_t k = 0; k < kD; ++k) {
        Eigen::VectorXd up = point(x, i, kD), down = up;
        up(static_cast<Eigen::Index>(k)) += kStep;
        down(static_cast<Eigen::Index>(k)) -= kStep;
        const double quotient = (exact.f(up) - exact.f(down)) / (2 * kStep);
        wrong += std::abs(gradient[i * kD + k] - quotient) <= tolerance ? 0 : 1;
        opposite += std::abs(gradient[i * kD + k] + quotient) <= tolerance ? 1 : 0;
      }
    }
    BOOST_TEST(wrong == 0U);
    BOOST_TEST(opposite < kN * kD / 4);
  }
}

BOOST_AUTO_TEST_CASE(steps_follow_the_plain_step_and_stay_in_the_ball) {
  for (const stats::Isa isa : stats::usable_isas()) {
    for (const NetKind kind : {NetKind::real, NetKind::pseudo}) {
      for (const Shape& s : kShapes) {
        const InitialNetwork initial(s.m, s.d, 5, "wide_net_test", "steps", 0);
        for (const double radius : {0.05, 1e6}) {  // some neurons clipped, none clipped
          WideNet net(initial, kind, radius, 1, isa);
          network::TwoLayerNet slow = network::materialise(initial);
          const double tau = network::neuron_radius(radius, s.m);
          const double eta = 0.4 / std::cbrt(static_cast<double>(s.m));
          std::size_t moved = 0, apart = 0;
          for (std::uint64_t t = 0; t < 3; ++t) {
            const auto x = points_of_x(100 * s.m + t, s.n, s.d);
            std::vector<double> c(s.n);
            for (std::size_t i = 0; i < s.n; ++i)
              c[i] = (i % 3 == 0 ? -1.0 : 0.7) / static_cast<double>(s.n);
            slow.set_w(slow_step(slow, x, c, eta, tau, kind == NetKind::pseudo));
            const auto result = net.step(x, c, eta);
            const network::TwoLayerNet fast = net.to_double();
            BOOST_TEST(fast.radius_used() <= tau);
            const double used = fast.radius_used() * std::pow(static_cast<double>(s.m), 2.0 / 3);
            BOOST_TEST(std::abs(result.radius_used - used) <= 32 * kFloat * used);
            // A preactivation that rounding puts on the other side of 0 moves its neuron by a whole
            // step: rare, and counted. Everywhere else a few roundings of sums of n steps and D.
            const double scale = eta * slow.a().cwiseAbs().maxCoeff() * 3;
            const double tolerance = (4.0 * static_cast<double>(s.n + s.d) + 32) * kFloat *
                                     std::min(2 * scale, 2 * tau + scale);
            for (Eigen::Index r = 0; r < fast.m(); ++r) {
              moved += (fast.w().col(r) - fast.w0().col(r)).norm() > 0 ? 1 : 0;
              apart += (fast.w().col(r) - slow.w().col(r)).norm() <= tolerance ? 0 : 1;
            }
          }
          BOOST_TEST(moved > 0U);
          BOOST_TEST(apart <= s.m / 200, stats::to_string(isa)
                                             << " m " << s.m << " R " << radius << ": " << apart
                                             << " neurons apart");
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(pseudo_values_are_those_of_g) {
  for (const stats::Isa isa : stats::usable_isas()) {
    WideNet real(InitialNetwork(3500, 7, 2, "wide_net_test", "pseudo", 0), NetKind::real, 3, 1,
                 isa);
    WideNet pseudo(real.initial(), NetKind::pseudo, 3, 1, isa);
    move(&real, 30, 0.05, 4);
    move(&pseudo, 30, 0.05, 4);
    const auto x = points_of_x(7, 11, 7);
    const network::TwoLayerNet real_double = real.to_double(), pseudo_double = pseudo.to_double();
    std::vector<double> g(11), gradient(77);
    pseudo.evaluate(x, g, gradient);
    const auto both = real.compare(x);
    const auto tolerance = [](const network::TwoLayerNet& net) {
      // 768 float additions, and neurons on the wrong side of 0: a share 20 float roundings of all.
      return 1000 * kFloat * net.a().cwiseAbs().sum() * net.radius_used();
    };
    for (std::size_t i = 0; i < 11; ++i) {
      const Eigen::VectorXd xi = point(x, i, 7);
      BOOST_TEST(std::abs(g[i] - pseudo_double.g(xi)) <= tolerance(pseudo_double));
      BOOST_TEST(std::abs(both.pseudo[i] - real_double.g(xi)) <= tolerance(real_double));
      BOOST_TEST(std::abs(both.real[i] - real_double.f(xi)) <= real.rounding());
      const Eigen::VectorXd z0 = real_double.w0().transpose() * xi + real_double.b();
      const Eigen::VectorXd z = real_double.w().transpose() * xi + real_double.b();
      double flips = 0;
      for (Eigen::Index r = 0; r < z.size(); ++r) flips += (z(r) >= 0) != (z0(r) >= 0) ? 1 : 0;
      BOOST_TEST(std::abs(both.flips[i] - flips) <= 1);
      const double tau = network::neuron_radius(3, 3500);
      double plus = 0, minus = 0;
      for (Eigen::Index r = 0; r < z0.size(); ++r) {
        if (std::abs(z0(r)) < tau) (real_double.a()(r) > 0 ? plus : minus) += tau + std::abs(z0(r));
      }
      const double kappa = real_double.a().cwiseAbs().maxCoeff();
      // 48 float additions, and at most one neuron on the other side of tau
      BOOST_TEST(std::abs(both.coupling[i] - kappa * std::max(plus, minus)) <=
                 60 * kFloat * kappa * (plus + minus) + 2 * kappa * tau);
    }
    BOOST_TEST(both.flips[0] + both.flips[1] > 0);
  }
}

BOOST_AUTO_TEST_CASE(nothing_depends_on_threads_or_on_whether_w0_is_kept) {
  // 300,000 x 17 floats of W^0 exceed what is kept; 70 points make the work large enough for
  // threads.
  const InitialNetwork initial(300000, 16, 9, "wide_net_test", "threads", 0);
  WideNet one(initial, NetKind::real, 1, 1), two(initial, NetKind::real, 1, 2);
  const auto x = points_of_x(4, 70, 16);
  const std::vector<double> c(70, 1.0 / 70);
  one.step(x, c, 0.1);
  two.step(x, c, 0.1);
  std::vector<double> f1(70), f2(70), g1(70 * 16), g2(70 * 16);
  one.evaluate(x, f1, g1);
  two.evaluate(x, f2, g2);
  BOOST_TEST((f1 == f2 && g1 == g2));
  one.evaluate(x, f1, {});
  two.evaluate(x, f2, {});
  BOOST_TEST((f1 == f2));
  const network::TwoLayerNet exact = one.to_double();  // the store, from a regenerated W^0
  for (std::size_t i = 0; i < 3; ++i)
    BOOST_TEST(std::abs(f1[i] - exact.f(point(x, i, 16))) <= one.rounding());
}

// 14,000 neurons are five chunks: uneven shards, and more ranks than chunks.
BOOST_AUTO_TEST_CASE(nothing_depends_on_the_number_of_ranks) {
  constexpr std::uint64_t kM = 14000;
  constexpr std::size_t kD = 5, kN = 6;
  const InitialNetwork initial(kM, kD, 9, "wide_net_test", "ranks", 0);
  const auto x = points_of_x(4, kN, kD);
  struct Seen {
    std::vector<double> numbers;
    std::vector<float> displacement;
    bool operator==(const Seen&) const = default;
  };
  const auto run = [&](NetKind kind, const std::shared_ptr<numeric::Ranks>& ranks) {
    WideNet net(initial, kind, 1, 1, {}, ranks);
    Seen seen;
    std::vector<double> f(kN), gradient(kN * kD);
    const auto keep = [&](const std::vector<double>& v) {
      seen.numbers.insert(seen.numbers.end(), v.begin(), v.end());
    };
    for (std::uint64_t t = 0; t < 4; ++t) {
      move(&net, 40 + t, 0.02, 1);
      net.evaluate(x, f, gradient);
      keep(f);
      keep(gradient);
      net.evaluate(x, f, {});
      keep(f);
      keep({net.radius_used()});
      if (kind == NetKind::pseudo) continue;
      keep({net.rounding()});
      const auto c = net.compare(x);
      for (const auto& list : {c.real, c.pseudo, c.flips, c.coupling}) keep(list);
    }
    seen.displacement.resize(kM * kD);
    net.read_displacement(0, kM, seen.displacement.data());
    std::vector<float> some(101 * kD);  // odd, and across the ranks' borders
    net.read_displacement(6101, 101, some.data());
    if (!std::equal(some.begin(), some.end(), seen.displacement.begin() + 6101 * kD))
      throw std::logic_error("a part is not the part of the whole");
    WideNet copy(initial, kind, 1, 1, {}, ranks);
    copy.set_displacement(0, 6000, seen.displacement.data());
    copy.set_displacement(6000, kM - 6000, seen.displacement.data() + 6000 * kD);
    copy.evaluate(x, f, {});
    std::vector<double> again(kN);
    net.evaluate(x, again, {});
    if (f != again) throw std::logic_error("a displacement read and set is another net");
    keep({net.to_double().radius_used()});
    return seen;
  };
  for (const NetKind kind : {NetKind::real, NetKind::pseudo}) {
    const Seen one = run(kind, std::make_shared<numeric::Alone>());
    for (const int count : {2, 3, 7}) {
      std::vector<Seen> all(static_cast<std::size_t>(count));
      numeric::test::on_ranks(count, [&](const auto& ranks) {
        all[static_cast<std::size_t>(ranks->index())] = run(kind, ranks);
      });
      for (const Seen& seen : all) BOOST_TEST((seen == one), count << " ranks differ from one");
    }
  }
}

BOOST_AUTO_TEST_CASE(exchanges_are_those_that_the_header_states) {
  constexpr std::size_t kD = 5, kN = 6;
  using Lengths = std::vector<std::size_t>;
  const auto x = points_of_x(4, kN, kD);
  numeric::test::on_ranks(2, [&](const auto& ranks) {
    WideNet net(InitialNetwork(7000, kD, 9, "wide_net_test", "ranks", 0), NetKind::real, 1, 1, {},
                ranks);
    std::vector<double> f(kN), gradient(kN * kD);
    const auto require = [&](const Lengths& sums, const Lengths& maxima, const char* what) {
      if (ranks->sums != sums || ranks->maxima != maxima) throw std::logic_error(what);
      ranks->sums.clear();
      ranks->maxima.clear();
    };
    require({3}, {1, 1}, "of the constructor");  // one maximum is the agreement that there is room
    net.evaluate(x, f, gradient);
    require({2 * kN * (kD + 1) + 1}, {}, "of values and gradients");
    net.evaluate(x, f, {});
    require({2 * kN + 1}, {}, "of values");
    net.step(x, std::vector<double>(kN, 0.1), 0.01);
    require({}, {1}, "of a step");
    (void)net.compare(x);
    require({2 * kN * (kD + 4) + 1, 2 * kN + 1}, {}, "of a comparison");
  });
}

BOOST_AUTO_TEST_CASE(an_overflow_on_one_rank_shows_on_all) {
  numeric::test::on_ranks(3, [&](const auto& ranks) {
    WideNet net(InitialNetwork(7000, 3, 1, "wide_net_test", "bad", 0), NetKind::real, 1, 1, {},
                ranks);
    const auto x = points_of_x(1, 1, 3);
    const double used = net.step(x, std::vector<double>{1e300}, 1e30).radius_used;
    if (!std::isnan(used)) throw std::logic_error("an infinite step went unseen");
  });
}

BOOST_AUTO_TEST_CASE(a_displacement_read_and_set_is_the_same_net) {
  for (const NetKind kind : {NetKind::real, NetKind::pseudo}) {
    WideNet net(InitialNetwork(500, 4, 1, "wide_net_test", "set", 0), kind, 1);
    move(&net, 3, 0.05, 5);
    std::vector<float> d(500 * 4);
    net.read_displacement(0, 500, d.data());
    WideNet copy(net.initial(), kind, 1);
    copy.set_displacement(0, 200, d.data());
    copy.set_displacement(200, 300, d.data() + 800);
    move(&net, 4, 0.05, 1);
    move(&copy, 4, 0.05, 1);
    const auto x = points_of_x(5, 5, 4);
    std::vector<double> f(5), g(5), df(20), dg(20);
    net.evaluate(x, f, df);
    copy.evaluate(x, g, dg);
    BOOST_TEST((f == g && df == dg));
    d[3] = std::nanf("");
    BOOST_CHECK_THROW(copy.set_displacement(0, 500, d.data()), InputError);
    d[3] = 100;
    BOOST_CHECK_THROW(copy.set_displacement(0, 500, d.data()), InputError);
  }
}

BOOST_AUTO_TEST_CASE(overflow_shows_in_the_radius_and_bad_shapes_are_refused) {
  WideNet net(InitialNetwork(100, 3, 1, "wide_net_test", "bad", 0), NetKind::real, 1);
  const auto x = points_of_x(1, 1, 3);
  BOOST_TEST(std::isnan(net.step(x, std::vector<double>{1e300}, 1e30).radius_used));
  std::vector<double> f(1), wrong(2);
  BOOST_CHECK_THROW(net.evaluate(std::vector<double>{1, 2}, f, {}), InputError);
  BOOST_CHECK_THROW(net.evaluate(x, wrong, {}), InputError);
  BOOST_CHECK_THROW(net.evaluate(x, f, wrong), InputError);
  BOOST_CHECK_THROW(net.step(x, wrong, 1), InputError);
  BOOST_CHECK_THROW(WideNet(net.initial(), NetKind::real, -1), InputError);
  BOOST_CHECK_THROW(WideNet(net.initial(), NetKind::real, std::nan("")), InputError);
  BOOST_CHECK_THROW(
      WideNet(InitialNetwork(std::uint64_t{1} << 40, 3, 1, "t", "", 0), NetKind::real, 1),
      InputError);
}

BOOST_AUTO_TEST_SUITE_END()
