#include "sweep/search.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <set>

#include "claim/error.h"
#include "numeric/rational.h"
#include "sweep/search_margin.h"

namespace proofgauge::sweep {
namespace {

using claim::Evidence;
using claim::Kind;
using claim::Range;

double number(const std::string& text) {
  return numeric::to_double(numeric::parse_rational(text, "test"));
}

const Axis kReal{"R", 0.2, 10, Axis::Values::real, "0.2", "10"};
const Axis kPower{"m", 1024, 65536, Axis::Values::powers_of_two, "1024", "65536"};
const Axis kInteger{"d", 3, 40, Axis::Values::integer, "3", "40"};

stats::Stream stream(std::uint64_t seed = 1) {
  return {seed, "lemma/claim", "falsify", stats::Purpose::search};
}

BOOST_AUTO_TEST_CASE(an_axis_gives_texts_of_the_box) {
  for (const Axis& a : {kReal, kPower, kInteger}) {
    BOOST_TEST(a.logarithmic());
    BOOST_TEST(a.text(0) == a.lower_text);
    BOOST_TEST(a.text(1) == a.upper_text);
    double before = a.lower;
    for (double u = 0; u <= 1; u += 0x1p-7) {
      const double x = number(a.text(u));
      BOOST_TEST(x >= before);
      BOOST_TEST(x <= a.upper);
      before = x;
    }
  }
  BOOST_TEST(kReal.text(0.5) == "1.41");
  BOOST_TEST(kPower.text(0.5) == "8192");
  const Axis narrow{"delta", 1.2341, 1.2343, Axis::Values::real, "1.2341", "1.2343"};
  BOOST_TEST((narrow.text(0.4) == "1.2341" || narrow.text(0.4) == "1.2343"));
  const Axis linear{"delta", 0.5, 1, Axis::Values::real, "1/2", "1"};
  BOOST_TEST(linear.text(0.5) == "0.75");
  BOOST_TEST(linear.text(0) == "1/2");
}

/// A hill whose top, a region of about 1 in 2,000 of the box, is refuted.
Outcome hill(const Cell& cell) {
  const double x = std::log(number(cell[0])) - std::log(3.7), y = std::log2(number(cell[1])) - 13;
  const double height = -x * x - 0.05 * y * y;
  return {height, height > -0.0005};
}

BOOST_AUTO_TEST_CASE(a_small_refutable_region_is_found) {
  const std::vector<Axis> axes{kReal, kPower};
  unsigned worst = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SearchOptions options;
    options.budget = 150;
    std::set<std::uint64_t> seeds;
    const SearchResult r =
        search_box(axes, options, stream(seed), [&](const Cell& c, std::uint64_t s) {
          seeds.insert(s);
          return hill(c);
        });
    BOOST_TEST(r.refuted);
    BOOST_TEST(r.best->outcome.refuted);
    BOOST_TEST(r.until_best == r.evaluations);  // nothing is judged after it
    worst = std::max(worst, r.evaluations);
  }
  BOOST_TEST_MESSAGE("at most " << worst << " evaluations");
}

BOOST_AUTO_TEST_CASE(the_budget_is_kept_and_cells_are_judged_once) {
  const std::vector<Axis> axes{kReal, kPower, kInteger};
  SearchOptions options;
  options.budget = 77;
  std::set<std::pair<Cell, std::uint64_t>> seen;
  std::set<std::uint64_t> seeds;
  unsigned calls = 0;
  const auto evaluate = [&](const Cell& c, std::uint64_t seed) {
    ++calls;
    seeds.insert(seed);
    BOOST_TEST((seen.insert({c, seed}).second));
    Outcome o = hill(c);
    o.refuted = false;
    if (number(c[2]) > 30) o.margin.reset();  // a premise that is not met
    return o;
  };
  const SearchResult r = search_box(axes, options, stream(), evaluate);
  BOOST_TEST(calls == 77U);
  BOOST_TEST(r.evaluations == 77U);
  BOOST_TEST(r.without_value > 0U);
  BOOST_TEST(!r.refuted);
  BOOST_TEST(seeds.size() > 1U);
  BOOST_TEST_REQUIRE(r.best.has_value());
  BOOST_TEST(*r.best->outcome.margin > -0.05);
  BOOST_TEST(number(r.best->cell[2]) <= 30);
  // The same search, the same cells.
  seen.clear();
  const SearchResult again = search_box(axes, options, stream(), evaluate);
  BOOST_TEST((again.best->cell == r.best->cell && again.best->seed == r.best->seed));
}

BOOST_AUTO_TEST_CASE(a_refutation_that_is_not_confirmed_does_not_end_the_search) {
  const std::vector<Axis> axes{kReal};
  SearchOptions options;
  options.budget = 40;
  unsigned asked = 0;
  options.accept = [&](const Trial&) {
    ++asked;
    return false;
  };
  const SearchResult r = search_box(axes, options, stream(), [](const Cell& c, std::uint64_t) {
    return Outcome{number(c[0]), number(c[0]) > 9};
  });
  BOOST_TEST(!r.refuted);
  BOOST_TEST(asked > 0U);
  BOOST_TEST(r.without_value == 0U);
  BOOST_TEST(number(r.best->cell[0]) <= 9);
}

BOOST_AUTO_TEST_CASE(without_axes_the_seeds_are_searched) {
  SearchOptions options;
  std::set<std::uint64_t> seeds;
  const SearchResult r = search_box({}, options, stream(), [&](const Cell& c, std::uint64_t seed) {
    BOOST_TEST(c.empty());
    seeds.insert(seed);
    return Outcome{0.0, false};
  });
  BOOST_TEST(r.evaluations == options.restarts + 1);
  BOOST_TEST(seeds.size() == options.restarts + 1);
}

BOOST_AUTO_TEST_CASE(stopping_keeps_the_best_and_errors_leave_whole) {
  const std::vector<Axis> axes{kReal};
  SearchOptions options;
  unsigned calls = 0;
  options.stop = [&] { return calls == 9; };
  const auto evaluate = [&](const Cell& c, std::uint64_t) {
    ++calls;
    return Outcome{-number(c[0]), false};
  };
  const SearchResult r = search_box(axes, options, stream(), evaluate);
  BOOST_TEST(r.stopped);
  BOOST_TEST(r.evaluations == 9U);
  BOOST_TEST(r.best->cell.front() == "0.2");
  for (const unsigned at : {1U, 8U}) {
    unsigned n = 0;
    BOOST_CHECK_THROW((void)search_box(axes, SearchOptions{}, stream(),
                                       [&](const Cell&, std::uint64_t) -> Outcome {
                                         if (++n == at) throw InputError("x", "1", "2");
                                         return {1.0, false};
                                       }),
                      InputError);
  }
  const Axis point{"R", 1, 1, Axis::Values::real, "1", "1"};
  BOOST_CHECK_THROW((void)search_box({{point}}, SearchOptions{}, stream(), evaluate),
                    std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_witness_shrinks_while_it_stays_refuted) {
  const std::vector<Axis> axes{kReal, kPower, kInteger};
  const auto evaluate = [](const Cell& c, std::uint64_t) {
    const bool refuted = number(c[0]) > 2.5 && number(c[1]) >= 4096 && number(c[2]) >= 5;
    return Outcome{0.0, refuted};
  };
  const Trial found{{"3.37", "32768", "37"}, 777, {0.0, true}};
  const std::vector<std::uint64_t> seeds{1};
  const Trial t = shrink(
      axes, found, seeds, 100, [] { return false; }, evaluate);
  BOOST_TEST((t.cell == Cell{"3", "4096", "5"}));
  BOOST_TEST(t.seed == 1U);
  BOOST_TEST(t.outcome.refuted);
  const Trial same = shrink(
      axes, found, seeds, 0, [] { return false; }, evaluate);
  BOOST_TEST((same.cell == found.cell));
}

claim::Record record(Kind kind, Range measured, Range bound, std::optional<double> point = {}) {
  claim::ClaimInfo info;
  info.id = "lemma/claim";
  info.kind = kind;
  info.scope = claim::Scope::finite_set;
  claim::Measurement m;
  m.finding.evidence = Evidence::enclosure;
  m.finding.scope = claim::Scope::finite_set;
  m.finding.comparisons = {{"x", measured, bound, std::nullopt}};
  m.finding.trials.decisive = 1;
  m.finding.twins = {1, 1};
  m.point = point;
  return claim::make_record(info, "", {}, 1, 0.01, std::move(m));
}

BOOST_AUTO_TEST_CASE(margins_grow_towards_failing) {
  const auto upper = [](double x) {
    return *margin(record(Kind::upper_bound, Range::at_least(x), Range::point(2)));
  };
  BOOST_TEST(upper(1) == std::log(0.5), boost::test_tools::tolerance(1e-12));
  BOOST_TEST(upper(3) > 0);
  const auto lower = [](double x) {
    return *margin(record(Kind::lower_bound, {x, 9}, Range::point(2), x));
  };
  BOOST_TEST(lower(4) < 0);
  BOOST_TEST(lower(1) > 0);
  const auto identity = [](double x) {
    return *margin(record(Kind::identity, {x - 0.1, x + 0.1}, Range::point(2)));
  };
  BOOST_TEST(identity(2.3) > 0);
  BOOST_TEST(identity(1.7) > 0);
  BOOST_TEST(identity(2.05) < 0);
  BOOST_TEST(std::isfinite(identity(2)));
  const Range low{3, 3, true}, high{4, 4, true};
  BOOST_TEST(*margin(record(Kind::upper_bound, low, high)) == -std::log(10.0),
             boost::test_tools::tolerance(1e-12));
  BOOST_TEST(*margin(record(Kind::upper_bound, Range::point(-1), Range::point(2))) == -3);
  BOOST_TEST(!margin(record(Kind::rate, {0, 1}, Range::point(1))));
  BOOST_TEST(!margin(record(Kind::upper_bound, {}, Range::point(1))));
  BOOST_TEST(!margin(record(Kind::upper_bound, Range::point(1), Range::at_least(1))));
}

}  // namespace
}  // namespace proofgauge::sweep
