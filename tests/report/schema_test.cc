#include "report/schema.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "fake.h"

namespace {

using namespace proofgauge;
using nlohmann::ordered_json;

ordered_json good() { return report::to_json(test::fake_document()); }

/// The first record with this verdict.
ordered_json& with_verdict(ordered_json& j, const std::string& verdict) {
  for (ordered_json& r : j["records"])
    if (r["verdict"] == verdict) return r;
  throw std::logic_error("no record is " + verdict);
}

template <class Change>
bool accepted_after(const std::string& verdict, Change change) {
  ordered_json j = good();
  change(with_verdict(j, verdict));
  return report::validate(j).empty();
}

BOOST_AUTO_TEST_SUITE(schema)

BOOST_AUTO_TEST_CASE(our_documents_are_accepted) {
  for (const std::string& wrong : report::validate(good())) BOOST_ERROR(wrong);
  BOOST_TEST(nlohmann::json::parse(report::results_schema())["$schema"] ==
             "http://json-schema.org/draft-07/schema#");
}

BOOST_AUTO_TEST_CASE(every_verdict_is_among_them) {
  ordered_json j = good();
  for (const char* v : {"verified", "supported", "not-refuted", "inconclusive", "assumed",
                        "outside-assumptions", "refuted"})
    BOOST_CHECK_NO_THROW(with_verdict(j, v));
}

BOOST_AUTO_TEST_CASE(verified_needs_evidence_that_proves) {
  for (const char* e : {"statistical", "fit", "search", "assumed"})
    BOOST_TEST(!accepted_after("verified", [&](ordered_json& r) { r["evidence"] = e; }), e);
  for (const char* e : {"exact", "enclosure"})
    BOOST_TEST(accepted_after("verified", [&](ordered_json& r) { r["evidence"] = e; }), e);
}

BOOST_AUTO_TEST_CASE(supported_needs_a_confidence) {
  BOOST_TEST(!accepted_after("supported", [](ordered_json& r) { r["confidence"] = nullptr; }));
  BOOST_TEST(!accepted_after("supported", [](ordered_json& r) { r["confidence"] = 1; }));
  BOOST_TEST(!accepted_after("supported", [](ordered_json& r) { r["evidence"] = "search"; }));
  BOOST_TEST(accepted_after("supported", [](ordered_json& r) { r["confidence"] = 0.5; }));
}

BOOST_AUTO_TEST_CASE(refuted_needs_a_witness_and_its_confidence) {
  BOOST_TEST(!accepted_after("refuted", [](ordered_json& r) { r["reason"] = ""; }));
  BOOST_TEST(!accepted_after("refuted", [](ordered_json& r) { r["confidence"] = nullptr; }));
  BOOST_TEST(accepted_after("refuted", [](ordered_json& r) {
    r["evidence"] = "exact";
    r["confidence"] = nullptr;
  }));
}

BOOST_AUTO_TEST_CASE(nothing_vacuous_undecided_or_empty_passes) {
  for (const char* v : {"verified", "supported", "not-refuted"}) {
    BOOST_TEST(!accepted_after(v, [](ordered_json& r) { r["vacuous"] = true; }), v);
    BOOST_TEST(!accepted_after(v, [](ordered_json& r) { r["trials"]["decisive"] = 0; }), v);
    BOOST_TEST(!accepted_after(v, [](ordered_json& r) { r["measured"] = nullptr; }), v);
    BOOST_TEST(!accepted_after(v, [](ordered_json& r) { r["assumptions"][0]["met"] = false; }), v);
  }
  BOOST_TEST(accepted_after("inconclusive", [](ordered_json& r) { r["vacuous"] = true; }));
}

BOOST_AUTO_TEST_CASE(open_verdicts_say_why) {
  for (const char* v : {"inconclusive", "outside-assumptions"})
    BOOST_TEST(!accepted_after(v, [](ordered_json& r) { r["reason"] = ""; }), v);
}

BOOST_AUTO_TEST_CASE(structure_is_strict) {
  ordered_json j = good();
  j["extra"] = 1;
  BOOST_TEST(!report::validate(j).empty());
  j = good();
  j.erase("seed");
  BOOST_TEST(!report::validate(j).empty());
  BOOST_TEST(!accepted_after("supported", [](ordered_json& r) { r["extra"] = 1; }));
  BOOST_TEST(!accepted_after("supported", [](ordered_json& r) { r.erase("scope"); }));
  BOOST_TEST(!accepted_after("supported", [](ordered_json& r) { r["kind"] = "theorem"; }));
  BOOST_TEST(!accepted_after("supported", [](ordered_json& r) { r["scope"] = "everything"; }));
  BOOST_TEST(!accepted_after("supported", [](ordered_json& r) { r["measured"]["lower"] = "0"; }));
  BOOST_TEST(!accepted_after("supported", [](ordered_json& r) { r["bound"] = {{"log10", {1}}}; }));
  BOOST_TEST(accepted_after("supported", [](ordered_json& r) {
    r["bound"] = {{"log10", {1, nullptr}}};
  }));
  BOOST_TEST(!accepted_after("supported", [](ordered_json& r) { r["claim"] = "no slash"; }));
  BOOST_TEST(!accepted_after("supported", [](ordered_json& r) { r["replay"] = ""; }));
}

BOOST_AUTO_TEST_CASE(complaints_name_the_place) {
  ordered_json j = good();
  j["records"][2]["scope"] = "everything";
  bool named = false;
  for (const std::string& wrong : report::validate(j))
    named = named || wrong.find("[records][2][scope]") != std::string::npos;
  BOOST_TEST(named);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
