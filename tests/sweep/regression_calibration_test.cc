// The rate of false alarms and the power of `regress` on a claim that samples: identical truth
// under other seeds, and the same with a constant shifted by 5 %.
#define BOOST_TEST_MODULE sweep_regression_calibration
#include <boost/math/distributions/binomial.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <vector>

#include "claim/registry.h"
#include "numeric/letters.h"
#include "sweep/regression.h"

namespace proofgauge {
namespace {

using claim::Record;
using sweep::Change;

constexpr double kAlpha = 0.05;  ///< of each comparison
constexpr unsigned kComparisons = 1000;
constexpr double kChance = 1e-6;  ///< that a calibrated procedure fails this test

/// The records of one run of a sampled claim: a cell per width.
std::vector<Record> run(const std::string& id, const std::string& m, unsigned long long seed) {
  const claim::Selection selection = claim::Registry::global().select(id).front();
  claim::Request request;
  request.seed = seed;
  for (const auto& [letter, text] : {std::pair<std::string, std::string>{"m", m},
                                     {"R", "0.4"},
                                     {"d", "4"},
                                     {"draws", "64"},
                                     {"points", "4"}})
    request.grid.emplace_back(letter, numeric::parse_letter(letter, text));
  std::vector<Record> records;
  const auto jobs = claim::Registry::global().find("gradient_coupling")->plan(selection, request);
  for (const claim::Job& job : jobs) {
    claim::RunContext context;
    context.alpha = 0.01 / static_cast<double>(jobs.size());
    records.push_back(job.run(context));
  }
  return records;
}

/// Whether a comparison raised an alarm: anything but `not distinguishable`.
bool alarmed(const std::vector<Record>& was, const std::vector<Record>& is) {
  const sweep::Regression r = sweep::compare_runs({was, "", ""}, {is, "", ""}, kAlpha);
  BOOST_TEST_REQUIRE(r.records.size() == was.size());
  BOOST_TEST_REQUIRE(r.tests >= was.size());
  return r.count(Change::indistinguishable) != r.records.size();
}

double most_alarms(double rate, unsigned n) {
  using boost::math::binomial;
  return quantile(complement(binomial(n, rate), kChance));
}

void scale(claim::Range& r, double factor) {
  r.lower *= factor;
  r.upper *= factor;
}

/// The same sample of a quantity whose constant is 5 % larger.
std::vector<Record> shifted(std::vector<Record> records) {
  for (Record& r : records) {
    for (claim::Range* range : {&r.measured, &r.critical_constant, &r.ratio}) scale(*range, 1.05);
    *r.point *= 1.05;
  }
  return records;
}

/// Seeds 1 to 5, fixed before any count was seen, each the base of its share of the comparisons.
template <class Judge>
unsigned count(unsigned comparisons, const std::string& id, const std::string& m,
               const Judge& judge) {
  unsigned hits = 0;
  for (unsigned long long base = 1; base <= 5; ++base)
    for (unsigned k = 0; k < comparisons / 5; ++k) {
      const unsigned long long seed = base * 1000000 + 2 * k;
      hits += judge(run(id, m, seed), run(id, m, seed + 1)) ? 1U : 0U;
    }
  return hits;
}

BOOST_AUTO_TEST_CASE(identical_truth_under_other_seeds_alarms_no_more_than_declared) {
  const unsigned alarms = count(kComparisons, "gradient_coupling/mean_flips", "256,512", alarmed);
  BOOST_TEST_MESSAGE("alarms: " << alarms << " of " << kComparisons << " at " << kAlpha);
  BOOST_TEST(alarms <= most_alarms(kAlpha, kComparisons));
}

BOOST_AUTO_TEST_CASE(a_constant_shifted_by_five_percent_is_caught) {
  constexpr unsigned n = 50;
  const unsigned caught =
      count(n, "gradient_coupling/mean_flips", "16384", [](const auto& was, const auto& is) {
        const std::vector<Record> moved = shifted(is);
        const sweep::Regression r = sweep::compare_runs({was, "", ""}, {moved, "", ""}, kAlpha);
        return r.count(Change::regressed) == r.records.size();
      });
  BOOST_TEST_MESSAGE("a shift of 5 % caught: " << caught << " of " << n);
  BOOST_TEST(caught >= 49U);
}

BOOST_AUTO_TEST_CASE(what_does_not_vary_is_seen_to_alarm_more_often_than_declared) {
  // The planted violation: intervals narrowed to a tenth, as if alpha were misread.
  const unsigned alarms = count(100, "gradient_coupling/mean_flips", "256",
                                [](std::vector<Record> was, std::vector<Record> is) {
                                  for (auto* records : {&was, &is})
                                    for (Record& r : *records) {
                                      const double half = r.measured.width() / 20;
                                      r.measured = {*r.point - half, *r.point + half};
                                    }
                                  return alarmed(was, is);
                                });
  BOOST_TEST_MESSAGE("alarms of intervals that are too narrow: " << alarms << " of 100");
  BOOST_TEST(alarms > most_alarms(kAlpha, 100));
}

}  // namespace
}  // namespace proofgauge
