// Training runs shared by several ranks: the bits of one process, whoever stops, fails or resumes.
#include <array>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <mutex>

#include "claim/error.h"
#include "data/synthetic.h"
#include "numeric/ranks_test_support.h"
#include "online/test_support.h"
#include "online/trainer.h"

using namespace proofgauge;
using online::NetKind;
using online::train;
using online::TrainOptions;
using namespace online::test;

namespace {

/// What a run leaves behind: its result, its files and what its hooks saw.
struct Traces {
  online::TrainResult result;
  std::vector<float> last, best;
  std::vector<double> seen;
  std::string log, checkpoint;
};

Traces traces_of(const data::Points& points, TrainOptions o, const std::filesystem::path& folder,
                 const std::shared_ptr<numeric::Ranks>& ranks, std::uint64_t stop_after = 0) {
  Traces t;
  o.ranks = ranks;
  o.log = folder / "log.csv";
  o.checkpoint = folder / "checkpoint";
  online::TrainHooks hooks;
  hooks.round = [&](const online::RoundView& v) {
    t.seen.insert(t.seen.end(), {v.robust_loss, v.best, v.radius_used, v.flips});
    t.seen.insert(t.seen.end(), v.points.begin(), v.points.end());
    t.seen.insert(t.seen.end(), v.f.begin(), v.f.end());
  };
  hooks.stop = [&, asked = std::uint64_t{0}]() mutable {
    // Only one rank is told, and not the one whose clock counts.
    return ++asked == stop_after && ranks->index() == ranks->count() - 1;
  };
  t.result = train(points, o, hooks);
  const auto displacement_of = [](const online::WideNet& net) {
    std::vector<float> d(static_cast<std::size_t>(net.m()) * net.d());
    net.read_displacement(0, static_cast<std::size_t>(net.m()), d.data());
    return d;
  };
  t.last = displacement_of(*t.result.last);
  if (t.result.best) t.best = displacement_of(*t.result.best);
  t.log = bytes_of(*o.log);
  t.checkpoint = bytes_of(*o.checkpoint);
  return t;
}

/// Empty, or the first thing in which two runs differ.
std::string difference(const Traces& a, const Traces& b) {
  const auto numbers = [](const online::TrainResult& r) {
    return std::vector<double>{static_cast<double>(r.rounds_run),
                               static_cast<double>(r.best_round),
                               r.best_loss,
                               r.best_rounding,
                               r.last_loss,
                               r.last_rounding,
                               r.early_loss,
                               r.mean_loss,
                               r.radius_used,
                               r.flips_most,
                               r.gap_most,
                               r.coupling_most,
                               r.reached_stop ? 1.0 : 0.0,
                               r.interrupted ? 1.0 : 0.0};
  };
  if (numbers(a.result) != numbers(b.result)) return "a number of the result";
  if (a.result.best_points != b.result.best_points || a.result.visited != b.result.visited)
    return "points of the result";
  if (a.seen != b.seen) return "what the hooks saw";
  if (a.last != b.last || a.best != b.best) return "W";
  if (a.log != b.log) return "the log";
  return a.checkpoint == b.checkpoint ? "" : "the checkpoint";
}

void require_no_difference(const Traces& a, const Traces& b) {
  const std::string found = difference(a, b);
  if (!found.empty()) throw std::logic_error("runs differ in " + found);
}

struct Shared {
  std::uint64_t m, rounds;
  NetKind kind;
};
// 16,000 neurons are six chunks; of 2,000 all but one rank have none. Checkpoints of 70,000 neurons
// are binary, the others JSON.
const Shared kShared[] = {{16000, 12, NetKind::real},
                          {2000, 30, NetKind::real},
                          {70000, 5, NetKind::pseudo},
                          {70000, 5, NetKind::real}};

TrainOptions shared_run(const Shared& s) {
  TrainOptions o = small_run(s.rounds);
  o.m = s.m;
  o.kind = s.kind;
  o.detail_every = 3;
  o.checkpoint_seconds = 0;
  return o;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(shared_training)

BOOST_AUTO_TEST_CASE(any_number_of_ranks_leaves_the_traces_of_one) {
  const Folder folder;
  const auto points = data::synthetic(7, 4, 0.5, 1);
  for (const Shared& s : kShared) {
    const TrainOptions o = shared_run(s);
    const Traces one = traces_of(points, o, folder.path, std::make_shared<numeric::Alone>());
    BOOST_TEST(one.result.rounds_run == s.rounds);
    for (const int count : {2, 3, 8}) {
      numeric::test::on_ranks(count, [&](const auto& ranks) {
        require_no_difference(one, traces_of(points, o, folder.path, ranks));
      });
    }
  }
}

BOOST_AUTO_TEST_CASE(a_run_of_some_ranks_resumes_on_others) {
  const Folder folder;
  const auto points = data::synthetic(7, 4, 0.5, 1);
  constexpr std::array<std::array<int, 2>, 4> kFromTo{{{1, 3}, {3, 1}, {2, 3}, {3, 2}}};
  for (const Shared& s : kShared) {
    TrainOptions o = shared_run(s);
    const Traces whole = traces_of(points, o, folder.path, std::make_shared<numeric::Alone>());
    for (const auto& [from, to] : kFromTo) {
      o.resume = false;
      numeric::test::on_ranks(from, [&](const auto& ranks) {
        const Traces part = traces_of(points, o, folder.path, ranks, 3);
        if (!part.result.interrupted || part.result.rounds_run != 3)
          throw std::logic_error("one rank's stop did not stop all after round 3");
      });
      o.resume = true;
      numeric::test::on_ranks(to, [&](const auto& ranks) {
        Traces rest = traces_of(points, o, folder.path, ranks);
        const auto skipped = static_cast<std::ptrdiff_t>(whole.seen.size() - rest.seen.size());
        rest.seen.insert(rest.seen.begin(), whole.seen.begin(), whole.seen.begin() + skipped);
        require_no_difference(whole, rest);
      });
    }
  }
}

// Whoever fails, all end with the same error: none of the others waits (the test's ranks give up
// after a minute).
BOOST_AUTO_TEST_CASE(what_one_rank_meets_ends_all_ranks) {
  const Folder folder;
  const auto points = data::synthetic(7, 4, 0.5, 1);
  const TrainOptions o = shared_run(kShared[1]);
  std::mutex mutex;
  const auto ends = [&](const std::string& word, const auto& act) {
    int ended = 0;
    numeric::test::on_ranks(3, [&](const auto& ranks) {
      try {
        act(ranks);
      } catch (const InputError& e) {
        const std::lock_guard lock(mutex);
        ended += std::string(e.what()).find(word) != std::string::npos ? 1 : 0;
      }
    });
    BOOST_TEST(ended == 3, word << ": " << ended << " of 3 ranks ended with it");
  };
  ends("run", [&](const auto& ranks) {  // other options
    TrainOptions own = o;
    own.ranks = ranks;
    own.eta *= 1 + ranks->index() / 2;
    (void)train(points, own);
  });
  ends("rho", [&](const auto& ranks) {  // bad ones on one rank
    TrainOptions own = o;
    own.ranks = ranks;
    if (ranks->index() == 1) own.rho = -1;
    (void)train(points, own);
  });
  std::ofstream(folder.path / "file") << "no folder";
  ends("--log", [&](const auto& ranks) {
    TrainOptions own = o;
    own.ranks = ranks;
    own.log = folder.path / "file" / "log.csv";
    (void)train(points, own);
  });
  ends("--checkpoint", [&](const auto& ranks) {
    TrainOptions own = o;
    own.ranks = ranks;
    own.checkpoint = folder.path / "file" / "checkpoint";
    (void)train(points, own);
  });
  if (std::filesystem::exists("/dev/full")) {
    ends("--log", [&](const auto& ranks) {  // in the middle of the run, on rank 0 alone
      TrainOptions own = o;
      own.ranks = ranks;
      own.rounds = 2000;
      own.log = "/dev/full";
      (void)train(points, own);
    });
  }
  ends("told", [&](const auto& ranks) {  // a hook of one rank
    TrainOptions own = o;
    own.ranks = ranks;
    online::TrainHooks hooks;
    hooks.round = [&](const online::RoundView& v) {
      if (v.t == 4 && ranks->index() == 2) throw InputError("hook", "told", "silence");
    };
    (void)train(points, own, hooks);
  });
  for (const Shared& s : {kShared[1], kShared[3]}) {  // JSON and binary
    TrainOptions damaged = shared_run(s);
    damaged.checkpoint = folder.path / "damaged";
    (void)train(points, damaged);
    std::filesystem::resize_file(*damaged.checkpoint,
                                 std::filesystem::file_size(*damaged.checkpoint) * 3 / 4);
    damaged.resume = true;
    ends("damaged", [&](const auto& ranks) {
      TrainOptions own = damaged;
      own.ranks = ranks;
      (void)train(points, own);
    });
  }
}

BOOST_AUTO_TEST_CASE(a_round_exchanges_what_the_header_states) {
  const auto points = data::synthetic(7, 4, 0.5, 1);
  numeric::test::on_ranks(2, [&](const auto& ranks) {
    TrainOptions o = small_run(50);
    o.ranks = ranks;
    std::vector<std::size_t> sums, maxima;
    online::TrainHooks hooks;
    hooks.round = [&](const online::RoundView& v) {
      if (v.t == 10) {
        sums = ranks->sums;
        maxima = ranks->maxima;
      }
      ranks->sums.clear();
      ranks->maxima.clear();
    };
    o.detail_every = 50;
    (void)train(points, o, hooks);
    const std::size_t step = 2 * 7 * (4 + 1) + 1, judged = 2 * 7 + 1;
    if (sums != std::vector<std::size_t>{step, step, step, judged})
      throw std::logic_error("sums of a round of PGD-3");
    if (maxima != std::vector<std::size_t>{1, 3}) throw std::logic_error("maxima of a round");
  });
}

BOOST_AUTO_TEST_SUITE_END()
