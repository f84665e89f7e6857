#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "claim/error.h"
#include "stats/stream.h"
#include "sweep/regression.h"
#include "sweep/regression_statistics.h"

namespace proofgauge::sweep {
namespace {

using claim::Evidence;
using claim::Kind;
using claim::Range;
using claim::Record;

claim::ClaimInfo info(Kind kind) {
  claim::ClaimInfo i;
  i.id = "lemma/claim";
  i.kind = kind;
  i.statement = "x <= 1";
  i.source = "derived";
  i.scope = claim::Scope::finite_set;
  i.constants = {{"c", "3/4", 0.75, "4.2", "derived", true}};
  return i;
}

/// A record as a lemma makes it, with one twin that was caught.
Record record(Kind kind, Evidence evidence, const Range& measured, const Range& bound,
              unsigned long long seed = 1, double alpha = 1e-3, unsigned cell = 1) {
  claim::Parameters parameters;
  parameters.set_integer("m", cell);
  claim::Measurement m;
  m.finding.evidence = evidence;
  m.finding.scope = claim::Scope::finite_set;
  m.finding.comparisons = {{"x", measured, bound, std::nullopt}};
  m.finding.assumptions = {{"H1", true, ""}};
  m.finding.trials.decisive = 16;
  m.finding.twins = {1, 1};
  if (evidence == Evidence::statistical || evidence == Evidence::fit)
    m.finding.confidence = 1 - alpha;
  return claim::make_record(info(kind), "", parameters, seed, alpha, std::move(m));
}

RecordChange compare(const Record& was, const Record& is, double alpha = 0.05,
                     const std::string& build = "a", const std::string& isa = "generic") {
  const Regression r = compare_runs({{&was, 1}, "generic", "a"}, {{&is, 1}, isa, build}, alpha);
  BOOST_TEST_REQUIRE(r.records.size() == 1U);
  return r.records.front();
}

Change change(const Record& was, const Record& is) { return compare(was, is).change; }

Record exact(double x, Kind kind = Kind::upper_bound) {
  return record(kind, Evidence::exact, Range::point(x), Range::point(1));
}

BOOST_AUTO_TEST_CASE(p_values_agree_with_known_cases) {
  // Two intervals at 95 % that touch at their ends: z = 2 * 1.96/sqrt 2 under the normal law.
  const SampledValue a{{-1, 1}, 0.0, 0.95, 1U << 20}, b{{1, 3}, 2.0, 0.95, 1U << 20};
  BOOST_TEST(same_value_p(a, b) == 0.005574597, boost::test_tools::tolerance(1e-5));
  BOOST_TEST(same_value_p(a, b) == same_value_p(b, a));
  BOOST_TEST(same_value_p(a, a) == 1.0);
  // Few trials, beyond the intervals' own confidence: Student's tail is the larger.
  const SampledValue few{{1, 3}, 2.0, 0.95, 4};
  const boost::math::students_t law(3);
  const double s = 1 / quantile(complement(law, 0.025)),
               t = 1 / quantile(complement(boost::math::students_t((1U << 20) - 1.0), 0.025));
  BOOST_TEST(same_value_p(a, few) == 2 * cdf(complement(law, 2 / std::hypot(s, t))),
             boost::test_tools::tolerance(1e-12));
  BOOST_CHECK_THROW((void)same_value_p(a, {{1, 3}, 2.0, 0, 4}), std::logic_error);
  // The half that looks towards the other one counts.
  const SampledValue skew{{1.9, 12}, 2.0, 0.95, 1U << 20};
  BOOST_TEST(same_value_p(a, skew) < same_value_p(a, b));
}

BOOST_AUTO_TEST_CASE(holm_steps_down_and_stops) {
  const std::vector<double> p{0.04, 0.001, 0.02, std::nan(""), 0.013};
  // Sorted 0.001*5, 0.013*4 > 0.05: only the first.
  BOOST_TEST((holm(p, 0.05) == std::vector<bool>{false, true, false, false, false}));
  const std::vector<double> q{0.01, 0.02, 0.03};
  BOOST_TEST((holm(q, 0.05) == std::vector<bool>{true, true, true}));
  BOOST_TEST(holm({}, 0.05).empty());
}

BOOST_AUTO_TEST_CASE(verdicts_rank) {
  const Record pass = exact(0.5), fails = exact(2);
  BOOST_TEST((change(pass, fails) == Change::regressed));
  BOOST_TEST((change(fails, pass) == Change::improved));
  BOOST_TEST((change(pass, pass) == Change::indistinguishable));
}

BOOST_AUTO_TEST_CASE(exact_numbers_differ_for_certain) {
  const double next = std::nextafter(0.5, 1);
  BOOST_TEST((change(exact(0.5), exact(next)) == Change::regressed));
  BOOST_TEST((change(exact(next), exact(0.5)) == Change::improved));
  const auto lower = [](double x) {
    return record(Kind::lower_bound, Evidence::exact, Range::point(x), Range::point(0.25));
  };
  BOOST_TEST((change(lower(0.5), lower(next)) == Change::improved));
  BOOST_TEST((change(lower(next), lower(0.5)) == Change::regressed));
  // Overlapping enclosures may hold one number; another build is allowed its rounding, a shift
  // of 5 % is not.
  const auto enclosed = [](double a, double b) {
    return record(Kind::upper_bound, Evidence::enclosure, {a, b}, Range::point(1));
  };
  BOOST_TEST((change(enclosed(0.5, 0.6), enclosed(0.55, 0.7)) == Change::indistinguishable));
  BOOST_TEST((compare(exact(0.5), exact(next), 0.05, "b").change == Change::indistinguishable));
  BOOST_TEST((compare(exact(0.5), exact(0.525), 0.05, "b").change == Change::regressed));
  BOOST_TEST(
      (compare(enclosed(0.5, 0.5), enclosed(0.525, 0.525), 0.05, "b").change == Change::regressed));
  // Other vector instructions: another network, but the same exact numbers.
  BOOST_TEST((compare(enclosed(0.5, 0.5), enclosed(0.525, 0.525), 0.05, "a", "avx2").change ==
              Change::indistinguishable));
  BOOST_TEST((compare(exact(0.5), exact(0.525), 0.05, "a", "avx2").change == Change::regressed));
}

BOOST_AUTO_TEST_CASE(other_numbers_under_one_seed_are_said) {
  const auto at = [](double x, unsigned long long seed) {
    return record(Kind::identity, Evidence::statistical, {x - 0.1, x + 0.1}, Range::point(1), seed);
  };
  BOOST_TEST(!compare(at(1, 1), at(1, 1)).moved);
  BOOST_TEST(compare(at(1, 1), at(1.001, 1)).moved);
  BOOST_TEST(!compare(at(1, 1), at(1.001, 2)).moved);
  BOOST_TEST(!compare(at(1, 1), at(1.001, 1), 0.05, "b").moved);
  BOOST_TEST((compare(at(1, 1), at(1.001, 1)).change == Change::indistinguishable));
}

BOOST_AUTO_TEST_CASE(a_value_that_is_gone_is_worse) {
  Record is = exact(0.5);
  is.measured = {};
  BOOST_TEST((change(exact(0.5), is) == Change::regressed));
}

BOOST_AUTO_TEST_CASE(every_edit_is_said_before_the_numbers) {
  const Record was = exact(0.5);
  const auto structural = [&](const char* what, auto edit) {
    Record is = exact(0.6);
    edit(is);
    const RecordChange c = compare(was, is);
    BOOST_TEST_CONTEXT(what) {
      BOOST_TEST((c.change == Change::structural));
      BOOST_TEST_REQUIRE(c.structure.size() == 1U);
      BOOST_TEST(c.structure.front().quantity == what);
    }
  };
  structural("statement", [](Record& r) { r.statement = "x < 1"; });
  structural("source", [](Record& r) { r.source = "4.3"; });
  structural("kind", [](Record& r) { r.kind = Kind::tight_bound; });
  structural("constants", [](Record& r) { r.constants.front().expression = "63/80"; });
  structural("constants", [](Record& r) { r.constants.front().confirmed = false; });
  structural("assumptions", [](Record& r) { r.assumptions.clear(); });
  structural("rests_on", [](Record& r) { r.rests_on = {"lemma/other"}; });
  structural("bound", [](Record& r) { r.bound = Range::point(1.05); });
  // An edit does not hide a verdict that fell.
  Record both = exact(2);
  both.statement = "edited";
  BOOST_TEST((change(was, both) == Change::regressed));
}

BOOST_AUTO_TEST_CASE(searches_are_compared_as_what_was_found) {
  const auto found = [](double x, unsigned long long seed = 1) {
    return record(Kind::upper_bound, Evidence::search, Range::at_least(x), Range::point(1), seed);
  };
  BOOST_TEST((change(found(0.5), found(0.5)) == Change::indistinguishable));
  BOOST_TEST((change(found(0.5), found(0.525)) == Change::regressed));
  BOOST_TEST((change(found(0.5), found(0.4)) == Change::regressed));
  BOOST_TEST((change(found(0.5), found(0.4, 2)) == Change::indistinguishable));
  BOOST_TEST((compare(found(0.5), found(0.4), 0.05, "b").change == Change::indistinguishable));
}

BOOST_AUTO_TEST_CASE(records_are_paired_by_cell_and_seed) {
  const auto at = [](unsigned cell, unsigned long long seed) {
    return record(Kind::upper_bound, Evidence::exact, Range::point(0.5), Range::point(1), seed,
                  0.01, cell);
  };
  const std::vector<Record> was{at(1, 1), at(1, 2), at(2, 1)}, is{at(1, 2), at(1, 3), at(4, 1)};
  const Regression r = compare_runs({was, "", ""}, {is, "", ""}, 0.05);
  BOOST_TEST(r.count(Change::indistinguishable) == 2U);
  BOOST_TEST(r.count(Change::added) == 1U);
  BOOST_TEST(r.count(Change::missing) == 1U);
  BOOST_TEST(r.records.back().cell == "m=2");
  BOOST_CHECK_THROW((void)compare_runs({was, "", ""}, {is, "", ""}, 0), InputError);
}

/// Student's interval of 16 draws of `law` with mean 1, times `truth`.
template <class Law>
Record sampled(stats::Sequence& random, const Law& law, double truth, unsigned long long seed,
               unsigned cell, double alpha) {
  constexpr unsigned n = 16;
  double sum = 0, squares = 0;
  for (unsigned i = 0; i < n; ++i) {
    const double x = truth * law(random);
    sum += x;
    squares += x * x;
  }
  const double mean = sum / n, variance = (squares - sum * mean) / (n - 1);
  const boost::math::students_t t(n - 1);
  const double half = quantile(complement(t, alpha / 2)) * std::sqrt(variance / n);
  return record(Kind::identity, Evidence::statistical, {mean - half, mean + half}, Range::point(1),
                seed, alpha, cell);
}

/// How many of 1,000 runs of three cells each raise an alarm.
template <class Law>
unsigned alarms(const Law& law, double truth, double alpha, double level) {
  unsigned count = 0;
  for (unsigned long long seed = 1; seed <= 5; ++seed) {  // fixed before any count was seen
    const stats::Stream stream(seed, "regression", "calibration", stats::Purpose::test);
    stats::Sequence random(stream);
    for (unsigned run = 0; run < 200; ++run) {
      std::vector<Record> was, is;
      for (unsigned cell = 1; cell <= 3; ++cell) {
        was.push_back(sampled(random, law, 1, 1, cell, alpha));
        is.push_back(sampled(random, law, truth, 2, cell, alpha));
      }
      const Regression r = compare_runs({was, "", ""}, {is, "", ""}, level);
      // Verdicts of `is` may be refuted by chance: that is the run's own alpha, not the numbers'.
      bool alarm = false;
      for (const RecordChange& c : r.records)
        for (const Difference& d : c.differences) alarm = alarm || (d.p && d.told_apart);
      count += alarm ? 1U : 0U;
    }
  }
  return count;
}

BOOST_AUTO_TEST_CASE(identical_truth_alarms_no_more_than_declared) {
  const auto normal = [](stats::Sequence& r) { return 1 + 0.04 * r.normal(); };
  const auto uniform = [](stats::Sequence& r) { return 1 + 0.07 * (2 * r.uniform() - 1); };
  const auto skewed = [](stats::Sequence& r) { return std::exp(0.2 * r.normal() - 0.02); };
  constexpr double level = 0.05;
  const double most = quantile(complement(boost::math::binomial(1000, level), 1e-6));
  for (const double alpha : {0.05, 1e-2, 1e-4}) {
    const unsigned a = alarms(normal, 1, alpha, level), b = alarms(uniform, 1, alpha, level),
                   c = alarms(skewed, 1, alpha, level);
    BOOST_TEST_MESSAGE("of 1000 at " << level << ", intervals at 1 - " << alpha << ": normal " << a
                                     << ", uniform " << b << ", lognormal " << c);
    BOOST_TEST(a <= most);
    BOOST_TEST(b <= most);
    BOOST_TEST(c <= most);
  }
}

BOOST_AUTO_TEST_CASE(a_shift_of_five_percent_is_caught) {
  const auto normal = [](stats::Sequence& r) { return 1 + 0.04 * r.normal(); };  // 1 % per mean
  for (const double alpha : {1e-2, 1e-4}) {
    const unsigned caught = alarms(normal, 1.05, alpha, 0.05);
    BOOST_TEST_MESSAGE("a shift of 5 % caught in " << caught << " of 1000 runs");
    BOOST_TEST(caught >= 900U);
  }
}

}  // namespace
}  // namespace proofgauge::sweep
