// Training runs: against a plain version of the algorithm, and interrupted ones against unbroken
// ones.
#include "online/trainer.h"

#include <Eigen/Dense>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "claim/error.h"
#include "data/synthetic.h"
#include "online/convergence.h"
#include "online/test_support.h"

using namespace proofgauge;
using online::NetKind;
using online::train;
using online::TrainOptions;
using namespace online::test;

namespace {

void require_same(const online::TrainResult& a, const online::TrainResult& b) {
  BOOST_TEST(a.rounds_run == b.rounds_run);
  BOOST_TEST(a.best_round == b.best_round);
  BOOST_TEST(a.best_loss == b.best_loss);
  BOOST_TEST(a.best_rounding == b.best_rounding);
  BOOST_TEST(a.last_loss == b.last_loss);
  BOOST_TEST(a.early_loss == b.early_loss);
  BOOST_TEST(a.mean_loss == b.mean_loss);
  BOOST_TEST(a.radius_used == b.radius_used);
  BOOST_TEST(a.flips_most == b.flips_most);
  BOOST_TEST(a.gap_most == b.gap_most);
  BOOST_TEST(a.coupling_most == b.coupling_most);
  BOOST_TEST((a.best_points == b.best_points));
  std::vector<float> da(a.last->m() * a.last->d()), db(da.size());
  a.last->read_displacement(0, a.last->m(), da.data());
  b.last->read_displacement(0, b.last->m(), db.data());
  BOOST_TEST((da == db));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trainer)

// The algorithm in a dozen lines of double precision, on fixed points (identity adversary).
BOOST_AUTO_TEST_CASE(losses_follow_the_plain_algorithm) {
  for (const NetKind kind : {NetKind::real, NetKind::pseudo}) {
    const auto points = data::synthetic(6, 5, 0.7, 3);
    TrainOptions o = small_run(12);
    o.attack = adversary::parse_attack("identity", "test");
    o.kind = kind;
    network::TwoLayerNet net = network::materialise(online::training_network(o.m, 5, o.seed));
    const double tau = network::neuron_radius(o.radius, o.m);
    online::TrainHooks hooks;
    hooks.round = [&](const online::RoundView& view) {
      Eigen::MatrixXd w = net.w();
      double loss = 0;
      for (std::size_t i = 0; i < 6; ++i) {
        const Eigen::VectorXd x = Eigen::Map<const Eigen::VectorXd>(points.x.data() + i * 5, 5);
        const double f = kind == NetKind::real ? net.f(x) : net.g(x);
        loss += std::abs(f - points.y[i]) / 6;
        const double slope = f > points.y[i] ? 1 : -1;
        for (Eigen::Index r = 0; r < w.cols(); ++r) {
          const auto& gate = kind == NetKind::real ? net.w() : net.w0();
          if (gate.col(r).dot(x) + net.b()(r) >= 0) w.col(r) -= o.eta * slope / 6 * net.a()(r) * x;
        }
      }
      // Every round adds float roundings of W; 12 rounds of at most 1e-5 each in f.
      BOOST_TEST(std::abs(view.robust_loss - loss) <= 1.2e-4,
                 "round " << view.t << ": " << view.robust_loss << " for " << loss);
      for (Eigen::Index r = 0; r < w.cols(); ++r) {
        const Eigen::VectorXd move = w.col(r) - net.w0().col(r);
        if (move.norm() > tau) w.col(r) = net.w0().col(r) + tau / move.norm() * move;
      }
      net.set_w(w);
    };
    const auto result = train(points, o, hooks);
    BOOST_TEST(result.rounds_run == 12U);
    BOOST_TEST(result.best_round == 12U);  // it learns
    BOOST_TEST(result.last->to_double().radius_used() <= tau);
  }
}

BOOST_AUTO_TEST_CASE(an_interrupted_run_resumes_to_the_same_bits) {
  const Folder folder;
  const auto points = data::synthetic(7, 4, 0.5, 1);
  struct Case {
    std::uint64_t m, rounds, stop_after;
    NetKind kind;
  };
  for (const Case& c : {Case{300, 60, 23, NetKind::real}, Case{300, 60, 41, NetKind::pseudo},
                        Case{70000, 6, 3, NetKind::real}}) {  // the last one's checkpoint is binary
    TrainOptions o = small_run(c.rounds);
    o.m = c.m;
    o.kind = c.kind;
    o.detail_every = 7;
    o.log = folder.path / "whole.csv";
    const auto whole = train(points, o);
    o.log = folder.path / "parts.csv";
    o.checkpoint = folder.path / "run.checkpoint";
    std::filesystem::remove(*o.checkpoint);
    online::TrainHooks hooks;
    std::uint64_t rounds = 0;
    hooks.stop = [&] { return ++rounds == c.stop_after; };
    const auto first = train(points, o, hooks);
    BOOST_TEST(first.interrupted);
    BOOST_TEST(first.rounds_run == c.stop_after);
    std::ofstream(*o.log, std::ios::app) << "lines that a killed run wrote after its checkpoint\n";
    o.resume = true;
    const auto resumed = train(points, o);
    require_same(whole, resumed);
    BOOST_TEST(bytes_of(folder.path / "whole.csv") == bytes_of(folder.path / "parts.csv"));
    require_same(whole, train(points, o));  // a finished run resumes to its result
    o.seed = 2;
    BOOST_CHECK_THROW((void)train(points, o), InputError);  // another run's checkpoint
    o.seed = 1;
    std::filesystem::resize_file(*o.checkpoint, std::filesystem::file_size(*o.checkpoint) / 2);
    BOOST_CHECK_THROW((void)train(points, o), InputError);
  }
}

BOOST_AUTO_TEST_CASE(a_small_checkpoint_is_a_network_file) {
  const Folder folder;
  const auto points = data::synthetic(4, 3, 0.5, 1);
  TrainOptions o = small_run(10);
  o.checkpoint = folder.path / "net.json";
  const auto result = train(points, o);
  const auto j = nlohmann::json::parse(bytes_of(*o.checkpoint));
  const network::TwoLayerNet net = result.last->to_double();
  BOOST_TEST(j.at("d").get<int>() == 3);
  BOOST_TEST(j.at("m").get<int>() == 300);
  BOOST_TEST(j.at("rho").get<double>() == 0.15);
  BOOST_TEST(j.at("W").at(2).at(299).get<double>() == net.w()(2, 299));
  BOOST_TEST(j.at("W0").at(0).at(7).get<double>() == net.w0()(0, 7));
  BOOST_TEST(j.at("a").at(5).get<double>() == net.a()(5));
  BOOST_TEST(j.at("b").size() == 300U);
  BOOST_TEST(j.at("points").at(3).at("y").get<double>() == points.y[3]);
  BOOST_TEST(!std::filesystem::exists(o.checkpoint->string() + ".part"));
}

BOOST_AUTO_TEST_CASE(early_stop_ends_at_the_first_round_below_the_target) {
  const auto points = data::synthetic(5, 4, 0.6, 1);
  TrainOptions o = small_run(500);
  const auto whole = train(points, o);
  o.stop_at = (whole.early_loss + whole.best_loss) / 2;
  std::vector<double> losses;
  online::TrainHooks hooks;
  hooks.round = [&](const online::RoundView& v) { losses.push_back(v.robust_loss); };
  const auto stopped = train(points, o, hooks);
  BOOST_TEST(stopped.reached_stop);
  BOOST_TEST(stopped.rounds_run < whole.rounds_run);
  BOOST_TEST(stopped.last_loss + stopped.last_rounding <= *o.stop_at);
  for (std::size_t t = 0; t + 1 < losses.size(); ++t)
    BOOST_REQUIRE(losses[t] + stopped.last_rounding * 2 > *o.stop_at);
}

BOOST_AUTO_TEST_CASE(an_oblivious_sequence_is_used_row_by_row_and_checked) {
  const auto points = data::synthetic(3, 4, 0.6, 1);
  TrainOptions o = small_run(5);
  o.sequence = points.x;
  o.sequence.insert(o.sequence.end(), points.x.begin(), points.x.end());
  // The second row of the sequence turns the first point by a small angle in a coordinate plane.
  double* const x = o.sequence.data() + 12;
  const double a = x[0], b = x[1], angle = 0.1;
  x[0] = std::cos(angle) * a - std::sin(angle) * b;
  x[1] = std::sin(angle) * a + std::cos(angle) * b;
  online::TrainHooks hooks;
  hooks.round = [&](const online::RoundView& v) {
    BOOST_TEST(v.points[0] == (v.t % 2 == 1 ? points.x[0] : x[0]));
  };
  (void)train(points, o, hooks);
  o.rho = 0.01;
  BOOST_CHECK_THROW((void)train(points, o), InputError);
  o.rho = 0.15;
  o.sequence.pop_back();
  BOOST_CHECK_THROW((void)train(points, o), InputError);
}

BOOST_AUTO_TEST_CASE(divergence_stops_with_a_message_and_keeps_the_log) {
  const Folder folder;
  const auto points = data::synthetic(3, 4, 0.6, 1);
  TrainOptions o = small_run(50);
  o.radius = 1e38;
  o.eta = 1e36;
  o.log = folder.path / "log.csv";
  BOOST_CHECK_EXCEPTION((void)train(points, o), online::DivergedError, [](const auto& e) {
    return std::string(e.what()).find("diverged in round") != std::string::npos;
  });
  BOOST_TEST(bytes_of(*o.log).find("\n1,") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(bad_options_are_refused) {
  const auto points = data::synthetic(3, 4, 0.6, 1);
  const auto refused = [&](auto change) {
    TrainOptions o = small_run(5);
    change(o);
    BOOST_CHECK_THROW((void)train(points, o), InputError);
  };
  refused([](auto& o) { o.rounds = 0; });
  refused([](auto& o) { o.eta = 0; });
  refused([](auto& o) { o.eta = std::nan(""); });
  refused([](auto& o) { o.rho = -1; });
  refused([](auto& o) { o.radius = -1; });
  refused([](auto& o) { o.resume = true; });
}

BOOST_AUTO_TEST_CASE(the_paper_s_horizon_and_step) {
  const auto q = [](long long a, long long b) { return numeric::ratio(a, b); };
  BOOST_TEST(online::paper_rounds(1, 30, q(1, 10)) == 90000U);
  BOOST_TEST(online::paper_rounds(2, 3, q(7, 10)) == 74U);  // ceil(36 / 0.49) = ceil(73.47)
  BOOST_TEST(online::paper_rounds(1, q(1, 100), 1) == 1U);
  BOOST_CHECK_THROW((void)online::paper_rounds(1, 1000000, q(1, 100000)), InputError);
  BOOST_TEST(std::abs(online::paper_step(1, 0.1, 4096) - 0.00625) <= 0.00625 * 4 * 0x1p-53);
  // With them the convex part of 6.2 is eps: T eta = R^2 m^(-1/3)/eps.
  BOOST_TEST(std::abs(online::convex_regret_bound(30, 4096, 0.00625, 90000) - 0.1) <= 0x1p-50);
}

BOOST_AUTO_TEST_SUITE_END()
