// The claim holds; its twin is refuted; the premise matters; the constant is no looser than stated.
#define BOOST_TEST_MODULE template_lemma
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "claim/registry.h"
#include "numeric/letters.h"
#include "template_lemma/check.h"
#include "template_lemma/claim.h"

using namespace proofgauge;
using namespace proofgauge::template_lemma;
using claim::Record;
using claim::Status;
using numeric::ratio;

namespace {

std::vector<Record> run(const std::string& id, const std::string& t) {
  claim::Request request;
  request.grid.emplace_back("t", numeric::parse_letter("t", t));
  std::vector<Record> records;
  for (const claim::Selection& s : claim::Registry::global().select("template_lemma/" + id))
    for (const claim::Job& job : claim::Registry::global().find("template_lemma")->plan(s, request))
      records.push_back(job.run({}));
  return records;
}

void all_are(Status status, const std::vector<Record>& records) {
  BOOST_REQUIRE(!records.empty());
  for (const Record& r : records)
    BOOST_CHECK_MESSAGE(r.verdict.status() == status, r.claim << " " << r.parameters.key() << ": "
                                                              << to_string(r.verdict.status())
                                                              << " " << r.verdict.reason());
}

}  // namespace

BOOST_AUTO_TEST_CASE(holds_and_sees_its_twin) {
  const auto records = run("quadratic", "1/1000,1/4,1/2,1");
  all_are(Status::verified, records);
  for (const Record& r : records) BOOST_TEST(r.falsified_twins.caught == 1U);
}

BOOST_AUTO_TEST_CASE(negative_control_of_the_constant) {
  all_are(Status::refuted, run("quadratic!taylor", "1/1000,1/4,1"));
}

BOOST_AUTO_TEST_CASE(negative_control_of_the_premise) {
  all_are(Status::outside_assumptions, run("quadratic", "2,0,-1"));
  // And it is no idle premise: at 2 the bound is false.
  BOOST_TEST(std::exp(2.0) > bound(2.0, numeric::to_double(c())));
}

// A second derivation: the parabola meets e^x no closer than where the constant comes from.
BOOST_AUTO_TEST_CASE(the_bound_is_above_and_close_at_1) {
  for (int k = 1; k <= 100; ++k)
    BOOST_TEST(bound(k / 100.0, numeric::to_double(c())) > std::exp(k / 100.0));
  BOOST_TEST(bound(1.0, numeric::to_double(c())) < 1.02 * std::exp(1.0));
}

BOOST_AUTO_TEST_CASE(measured_is_the_series) {
  for (const auto& t : {ratio(1, 4), ratio(1, 1)}) {
    double sum = 0, term = 0.5;
    for (int k = 0; k < 30; ++k) {
      sum += term;
      term *= numeric::to_double(t) / (k + 3);
    }
    const claim::Range c = check_quadratic(t, ratio(1, 1), false).critical_constant;
    BOOST_TEST(std::abs(c.lower - sum) < 1e-15 * 30);
    BOOST_TEST(c.width() < 1e-15);
  }
}
