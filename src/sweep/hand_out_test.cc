#include "sweep/hand_out.h"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>

#include "claim/error.h"
#include "claim/failure.h"
#include "ranks/test_support.h"
#include "sweep/parcel.h"
#include "sweep/test_support.h"

namespace {

using namespace proofgauge;
using sweep::Ask;
using sweep::Desk;

/// What rank 0 was told.
struct Told {
  std::map<std::size_t, std::string> results;
  std::map<std::size_t, int> computed_by;
  std::vector<std::string> failures;  ///< "cell what again"
  std::vector<int> failed_on, absent;
  bool stop = false;

  Desk desk(std::size_t cells) {
    Desk d;
    d.cells = cells;
    d.build = "build";
    d.stop = [this] { return stop; };
    d.wanted = [](std::size_t) { return true; };
    d.finished = [this](std::size_t cell, int rank, const std::string& result) {
      BOOST_TEST(results.emplace(cell, result).second);
      computed_by[cell] = rank;
    };
    d.failed = [this](std::size_t cell, int rank, const std::exception_ptr& e, bool again) {
      failures.push_back(std::to_string(cell) + " " + what_of(e) + (again ? " again" : ""));
      failed_on.push_back(rank);
      if (!again) stop = true;
    };
    d.absent = [this](int rank, const std::exception_ptr&) { absent.push_back(rank); };
    d.answer = [](const std::string& question) { return "re: " + question; };
    return d;
  }
};

std::string square(std::size_t cell) { return std::to_string(cell * cell); }

/// Every rank computes with compute(rank, cell, ask); rank 0 is told.
using RankCompute = std::function<std::string(int rank, std::size_t cell, const Ask&)>;
void share(int ranks, const Desk& desk, const RankCompute& compute) {
  ranks::testing::on_threads(ranks, [&](ranks::Team& team) {
    const sweep::Compute mine = [&](std::size_t cell, const Ask& ask) {
      return compute(team.index(), cell, ask);
    };
    if (team.index() > 0) {
      sweep::take_part(team, "build", mine);
      return;
    }
    sweep::Foreman foreman(team);
    foreman.hand_out(desk, mine);
  });
}

BOOST_AUTO_TEST_SUITE(hand_out)

BOOST_AUTO_TEST_CASE(every_cell_is_computed_once_whatever_the_number_of_ranks) {
  for (const int ranks : {1, 2, 3, 8}) {
    Told told;
    std::array<std::atomic<int>, 100> times{};
    share(ranks, told.desk(times.size()), [&](int, std::size_t cell, const Ask&) {
      ++times[cell];
      return square(cell);
    });
    BOOST_TEST(told.results.size() == times.size());
    for (const auto& [cell, result] : told.results) BOOST_TEST(result == square(cell));
    for (const auto& n : times) BOOST_TEST(n == 1);
  }
}

BOOST_AUTO_TEST_CASE(whoever_is_free_gets_the_next_cell) {
  Told told;
  share(3, told.desk(12), [](int rank, std::size_t cell, const Ask&) {
    // Two ranks are busy with one cell each for far longer than the third needs for the rest.
    if (rank > 0) std::this_thread::sleep_for(std::chrono::milliseconds(500));
    return square(cell);
  });
  std::map<int, int> shares;
  for (const auto& [cell, rank] : told.computed_by) ++shares[rank];
  BOOST_TEST(shares[0] >= 8);
}

BOOST_AUTO_TEST_CASE(a_cell_that_fails_is_run_again_by_another_rank) {
  for (const int ranks : {2, 3}) {
    Told told;
    std::atomic<int> first = -1, second = -1;
    share(ranks, told.desk(20), [&](int rank, std::size_t cell, const Ask&) {
      if (cell != 7) return square(cell);
      if (first == -1) {
        first = rank;
        throw std::runtime_error("a cosmic ray");
      }
      second = rank;
      return square(cell);
    });
    BOOST_TEST(told.results.size() == 20U);
    BOOST_TEST((told.failures == std::vector<std::string>{"7 a cosmic ray again"}));
    BOOST_TEST(told.failed_on.front() == first);
    BOOST_TEST(second != -1);
    BOOST_TEST(second != first);
  }
}

BOOST_AUTO_TEST_CASE(a_cell_that_fails_everywhere_ends_the_run_after_two_tries) {
  for (const int ranks : {1, 2, 3}) {
    Told told;
    std::atomic<int> tries = 0;
    share(ranks, told.desk(1000), [&](int, std::size_t cell, const Ask&) -> std::string {
      if (cell == 7 && ++tries > 0) throw std::logic_error("a defect");
      return square(cell);
    });
    BOOST_TEST(tries == 2);
    BOOST_TEST((told.failures == std::vector<std::string>{"7 a defect again", "7 a defect"}));
    BOOST_TEST((ranks == 1) == (told.failed_on[0] == told.failed_on[1]));
    BOOST_TEST(told.results.size() >= 7U);  // and what was finished is there
    BOOST_TEST(told.results.size() < 1000U);
  }
}

BOOST_AUTO_TEST_CASE(bad_input_and_limits_are_not_tried_again) {
  const std::vector<std::exception_ptr> kinds{
      std::make_exception_ptr(InputError("--m", "7", "an even number")),
      std::make_exception_ptr(LimitError("no more memory")),
      std::make_exception_ptr(std::bad_alloc())};
  for (const std::exception_ptr& kind : kinds) {
    Told told;
    std::atomic<int> tries = 0;
    share(3, told.desk(20), [&](int, std::size_t cell, const Ask&) -> std::string {
      if (cell == 3 && ++tries > 0) std::rethrow_exception(kind);
      return square(cell);
    });
    BOOST_TEST(tries == 1);
    BOOST_TEST((told.failures == std::vector<std::string>{"3 " + what_of(kind)}));
  }
}

BOOST_AUTO_TEST_CASE(a_stop_lets_every_rank_finish_what_it_has) {
  Told told;
  std::atomic<int> begun = 0;
  Desk desk = told.desk(1000);
  desk.stop = [&] { return begun >= 3; };
  share(3, desk, [&](int, std::size_t cell, const Ask&) {
    ++begun;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return square(cell);
  });
  BOOST_TEST(told.results.size() == static_cast<std::size_t>(begun));
  BOOST_TEST(begun < 10);
}

BOOST_AUTO_TEST_CASE(questions_are_answered_while_cells_are_computed) {
  Told told;
  share(3, told.desk(30), [](int, std::size_t cell, const Ask& ask) {
    return ask("a" + std::to_string(cell)) + ", " + ask("b" + std::to_string(cell));
  });
  BOOST_TEST(told.results.size() == 30U);
  for (const auto& [cell, result] : told.results)
    BOOST_TEST(result == "re: a" + std::to_string(cell) + ", re: b" + std::to_string(cell));
}

BOOST_AUTO_TEST_CASE(what_an_answer_throws_is_thrown_where_it_was_asked) {
  Told told;
  Desk desk = told.desk(3);
  desk.answer = [](const std::string&) -> std::string { throw LimitError("a full disk"); };
  share(2, desk,
        [](int, std::size_t cell, const Ask& ask) { return cell == 1 ? ask("?") : square(cell); });
  BOOST_TEST((told.failures == std::vector<std::string>{"1 a full disk"}));
}

BOOST_AUTO_TEST_CASE(cells_that_are_there_already_are_not_handed_out) {
  Told told;
  Desk desk = told.desk(50);
  desk.wanted = [](std::size_t cell) { return cell % 5 == 0; };
  share(3, desk, [](int, std::size_t cell, const Ask&) { return square(cell); });
  BOOST_TEST(told.results.size() == 10U);
}

BOOST_AUTO_TEST_CASE(a_rank_that_cannot_or_must_not_take_part_is_named_and_done_without) {
  Told told;
  const Desk desk = told.desk(20);
  ranks::testing::on_threads(4, [&](ranks::Team& team) {
    const sweep::Compute compute = [&](std::size_t cell, const Ask&) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      return square(cell);
    };
    if (team.index() == 1)
      sweep::stand_by(team, std::make_exception_ptr(MissingError("a data set", "get it")));
    else if (team.index() == 2)
      sweep::take_part(team, "another build", compute);
    else if (team.index() == 3)
      sweep::take_part(team, "build", compute);
    else
      sweep::Foreman(team).hand_out(desk, compute);
  });
  std::sort(told.absent.begin(), told.absent.end());
  BOOST_TEST((told.absent == std::vector<int>{1, 2}));
  BOOST_TEST(told.results.size() == 20U);
  for (const auto& [cell, rank] : told.computed_by) BOOST_TEST((rank == 0 || rank == 3));
}

BOOST_AUTO_TEST_CASE(whatever_rank_0_throws_the_others_are_told_that_it_is_over) {
  Told told;
  Desk desk = told.desk(100);
  desk.finished = [](std::size_t, int, const std::string&) { throw InputError("-o", "x", "y"); };
  const auto run = [&] {
    share(3, desk, [](int, std::size_t cell, const Ask& ask) {
      return ask("?") + std::string(100000, static_cast<char>('a' + cell % 26));
    });
  };
  BOOST_CHECK_THROW(run(), InputError);
  // And before anything was handed out.
  ranks::testing::on_threads(3, [&](ranks::Team& team) {
    if (team.index() > 0)
      sweep::take_part(team, "build", [](std::size_t, const Ask&) { return std::string(); });
    else
      const sweep::Foreman foreman(team);
  });
}

BOOST_AUTO_TEST_CASE(records_and_failures_arrive_as_they_were) {
  claim::Record r = sweep::testing::record(1ULL << 20, 0.1, 18446744073709551615ULL, 1.0 / 3);
  r.parameters.set_number("rho", "1/3", 1.0 / 3);
  r.files["certificate"] = "{\"eps1\": \"1/10\"}\n";
  r.series["curve"] = {0.1, -0.0, 5e-324, std::numeric_limits<double>::quiet_NaN(), 1e308};
  r.notes = {"not UTF-8: \xff", ""};
  r.point = 0.1 + 0.2;
  const claim::Record back = sweep::unpack_record(sweep::pack(r));
  const auto text = [](const claim::Record& x) {
    return to_json(x).dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  };
  BOOST_TEST(text(back) == text(r));
  BOOST_TEST(back.parameters.key() == r.parameters.key());  // which JSON alone would not keep
  BOOST_TEST((back.files == r.files));
  BOOST_TEST(back.notes.front() == r.notes.front());
  BOOST_CHECK_THROW((void)sweep::unpack_record(sweep::pack(r).substr(1)), InputError);
  BOOST_CHECK_THROW((void)sweep::unpack_record(""), InputError);

  const auto there_and_back = [](const auto& error) {
    return sweep::unpack_failure(sweep::pack(std::make_exception_ptr(error)));
  };
  BOOST_CHECK_EXCEPTION(std::rethrow_exception(there_and_back(InputError("--m", "7", "even"))),
                        InputError, [](const InputError& e) {
                          return e.field() == "--m" && e.value() == "7" && e.expected() == "even";
                        });
  BOOST_CHECK_THROW(std::rethrow_exception(there_and_back(MissingError("a", "b"))), MissingError);
  BOOST_CHECK_THROW(std::rethrow_exception(there_and_back(LimitError("a"))), LimitError);
  BOOST_CHECK_THROW(std::rethrow_exception(there_and_back(std::bad_alloc())), std::bad_alloc);
  BOOST_TEST(what_of(there_and_back(std::logic_error("a defect"))) == "a defect");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
