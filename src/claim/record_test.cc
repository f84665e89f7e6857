#include "claim/record.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "claim/error.h"

using namespace proofgauge;
using namespace proofgauge::claim;

namespace {

ClaimInfo upper_claim() {
  ClaimInfo info;
  info.id = "demo/bound";
  info.statement = "x <= y";
  info.source = "derived";
  info.scope = Scope::instance;
  info.twins = {{"half", "x <= y/2", "x is 0.8 y"}};
  info.constants = {{"c", "1/8", 0.125, "derived", "derived", true}};
  info.rests_on = {"demo/other"};
  info.trivial = "everything is below 10";
  return info;
}

Measurement measured(double x, double bound) {
  Measurement m;
  m.finding.evidence = Evidence::exact;
  m.finding.comparisons = {{"x", Range::point(x), Range::point(bound), std::nullopt}};
  m.finding.trials.decisive = 1;
  m.trivial.value = 10;
  m.result = {{"x", {x, x}}, {"log10_M0", {40, 4000, true}}};
  m.point = x;
  m.worst = Worst{1, 2, "row 3"};
  m.series = {{"t", {0.1, 0.2}}};
  m.notes = {"a note"};
  return m;
}

Record demo() {
  Parameters cell;
  cell.set_integer("m", 4096);
  cell.set_number("R", "1/3", 1.0 / 3);
  cell.set("data", "fashion-mnist");
  return make_record(upper_claim(), "", cell, 7, 0.005, measured(0.8, 1));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(record)

BOOST_AUTO_TEST_CASE(json_reads_back_to_the_same_json) {
  const Record r = demo();
  const auto j = to_json(r);
  const auto text = j.dump();
  BOOST_CHECK_EQUAL(to_json(record_from_json(nlohmann::ordered_json::parse(text))).dump(), text);
  BOOST_CHECK_EQUAL(j["verdict"], "verified");
  BOOST_CHECK_EQUAL(j["result"]["log10_M0"]["log10"][1], 4000);
  BOOST_CHECK_EQUAL(j["replay"],
                    "proofgauge verify demo/bound --m 4096 --R 1/3 --data fashion-mnist --seed 7 "
                    "--alpha 0.0050000000000000001");
  BOOST_CHECK(r.log10_bound_over_trivial && *r.log10_bound_over_trivial == -1);
}

BOOST_AUTO_TEST_CASE(options_of_a_command_are_read_back) {
  BOOST_CHECK_EQUAL(option_words("center", "true"), " --center");
  BOOST_CHECK_EQUAL(option_words("data", "true"), " --data true");
  BOOST_CHECK_EQUAL(option_words("data", "-x.csv"), " --data=-x.csv");
  BOOST_CHECK_EQUAL(option_words("data", "-it's"), " --data='-it'\\''s'");
  BOOST_CHECK_EQUAL(option_words("R", "1/2"), " --R 1/2");
}

BOOST_AUTO_TEST_CASE(bound_no_better_than_trivial_is_vacuous_and_no_pass) {
  const Record r = make_record(upper_claim(), "", {}, 1, 0.01, measured(0.8, 10));
  BOOST_CHECK(r.vacuous && r.verdict.status() == Status::inconclusive);
  BOOST_CHECK(*r.log10_bound_over_trivial == 0);
  ClaimInfo lower = upper_claim();
  lower.kind = Kind::lower_bound;
  BOOST_CHECK(!make_record(lower, "", {}, 1, 0.01, measured(12, 11)).vacuous);
  BOOST_CHECK(make_record(lower, "", {}, 1, 0.01, measured(12, 10)).vacuous);
}

BOOST_AUTO_TEST_CASE(twin_is_named_and_states_its_own_falsehood) {
  const Record r = make_record(upper_claim(), "half", {}, 1, 0.01, measured(0.8, 0.5));
  BOOST_CHECK_EQUAL(r.claim, "demo/bound!half");
  BOOST_CHECK_EQUAL(r.statement, "x <= y/2");
  BOOST_CHECK(r.verdict.status() == Status::refuted);
  // A twin that its cell cannot refute never passes.
  BOOST_CHECK(
      make_record(upper_claim(), "half", {}, 1, 0.01, measured(0.3, 0.5)).verdict.status() ==
      Status::inconclusive);
  BOOST_CHECK(r.replay.find("'demo/bound!half'") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(json_that_claims_more_than_its_evidence_is_refused) {
  const auto good = to_json(demo());
  const auto refused = [&](const char* field, const nlohmann::ordered_json& value) {
    auto bad = good;
    bad[field] = value;
    BOOST_CHECK_THROW((void)record_from_json(bad), InputError);
  };
  refused("evidence", "statistical");
  refused("evidence", "search");
  refused("evidence", "guess");
  refused("verdict", "proved");
  refused("verdict", "supported");
  refused("verdict", "refuted");  // has no witness
  refused("vacuous", true);
  refused("trials", {{"decisive", 0}, {"undecided", 0}, {"not_applicable", 0}});
  refused("falsified_twins", {{"n", 1}, {"caught", 0}});
  refused("measured", nullptr);
  refused("trials", {{"decisive", ~0ULL}, {"undecided", 0}, {"not_applicable", 0}});
  refused("falsified_twins", {{"n", ~0U}, {"caught", ~0U}});
  refused("trials", 3);
  refused("bound", "small");
  auto missing = good;
  missing.erase("scope");
  BOOST_CHECK_EXCEPTION((void)record_from_json(missing), InputError,
                        [](const InputError& e) { return e.field() == "scope"; });
}

BOOST_AUTO_TEST_CASE(unknown_ends_are_null_and_read_back_as_infinite) {
  const Range r = Range::at_least(2);
  const auto j = to_json(r);
  BOOST_CHECK(j["upper"].is_null());
  BOOST_CHECK(range_from_json(j, "x") == r);
  BOOST_CHECK(to_json(Range{}).is_null());
  BOOST_CHECK(!range_from_json(nullptr, "x").valid());
}

BOOST_AUTO_TEST_CASE(worst_is_by_status_then_by_ratio) {
  const Record near = make_record(upper_claim(), "", {}, 1, 0.01, measured(0.9, 1));
  const Record far = make_record(upper_claim(), "", {}, 1, 0.01, measured(0.1, 1));
  const Record failed = make_record(upper_claim(), "", {}, 1, 0.01, measured(2, 1));
  BOOST_CHECK(worse(near, far) && !worse(far, near) && worse(failed, near));
}

BOOST_AUTO_TEST_SUITE_END()
