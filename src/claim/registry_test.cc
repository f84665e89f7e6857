#include "claim/registry.h"

#include <boost/test/unit_test.hpp>

#include "claim/error.h"

using namespace proofgauge;
using namespace proofgauge::claim;

namespace {

class Demo : public Lemma {
 public:
  explicit Demo(std::string id, std::string claim_id, bool twin = true) {
    info_.id = std::move(id);
    ClaimInfo c;
    c.id = std::move(claim_id);
    if (twin) c.twins = {{"off", "false", "why"}};
    claims_.push_back(c);
  }
  const LemmaInfo& info() const override { return info_; }
  std::span<const ClaimInfo> claims() const override { return claims_; }
  std::vector<std::string> accepts() const override { return {"m"}; }
  std::vector<Job> plan(const Selection&, const Request&) const override { return {}; }

 private:
  LemmaInfo info_;
  std::vector<ClaimInfo> claims_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(registry)

BOOST_AUTO_TEST_CASE(select_takes_a_lemma_a_claim_or_a_twin) {
  Registry r;
  r.add(std::make_unique<Demo>("zeta", "zeta/one"));
  r.add(std::make_unique<Demo>("alpha", "alpha/two"));
  BOOST_CHECK_EQUAL(r.lemmas().front()->info().id, "alpha");
  BOOST_CHECK_EQUAL(r.select("zeta").size(), 1U);
  BOOST_CHECK_EQUAL(r.select("zeta/one").front().twin, "");
  BOOST_CHECK_EQUAL(r.select("zeta/one!off").front().twin, "off");
  BOOST_CHECK_EXCEPTION((void)r.select("zeta/on"), InputError, [](const InputError& e) {
    return e.expected().find("did you mean zeta/one?") != std::string::npos;
  });
}

BOOST_AUTO_TEST_CASE(verified_record_with_a_scope_below_its_claims_is_refused) {
  Registry r;
  r.add(std::make_unique<Demo>("zeta", "zeta/one"));  // a claim about all cases
  Record record;
  record.claim = "zeta/one";
  record.verdict = Verdict::verified<Evidence::exact>(Scope::instance, Scope::instance);
  BOOST_CHECK_THROW(r.check(record), InputError);
  record.verdict = Verdict::verified<Evidence::exact>(Scope::all, Scope::all);
  r.check(record);
}

BOOST_AUTO_TEST_CASE(twice_foreign_or_twinless_claims_are_defects) {
  Registry r;
  r.add(std::make_unique<Demo>("zeta", "zeta/one"));
  BOOST_CHECK_THROW(r.add(std::make_unique<Demo>("zeta", "zeta/three")), std::logic_error);
  BOOST_CHECK_THROW(r.add(std::make_unique<Demo>("eta", "zeta/four")), std::logic_error);
  BOOST_CHECK_THROW(r.add(std::make_unique<Demo>("eta", "eta/five", false)), std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()
