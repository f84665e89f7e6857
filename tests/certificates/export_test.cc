#define BOOST_TEST_MODULE export
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "../report/fake.h"
#include "claim/error.h"
#include "numeric/export.h"
#include "report/process.h"

namespace {

using namespace proofgauge;
using numeric::ratio;
using numeric::Rational;

/// Coefficients of a nearly best polynomial of degree 11 for delta 1, rho 1/4, lo -1/2, rounded to
/// four places: its error is 0.0096603.
numeric::StepPolynomialClaim eleven(const Rational& eps1) {
  numeric::StepPolynomialClaim c{{}, ratio(-1, 2), ratio(23, 32), ratio(31, 32), eps1};
  for (const long long x : {-975180, 1879952, -1660248, 1357289, -1010394, 687270, -419376, 226585,
                            -106279, 40505, -12181, 1961})
    c.coefficients.push_back(ratio(x, 10000));
  return c;
}

numeric::StepPolynomialClaim good() { return eleven(ratio(1, 100)); }
/// A little below the achieved error: false.
numeric::StepPolynomialClaim tightened() { return eleven(ratio(95, 10000)); }

report::ProcessResult run(const std::string& program, const std::string& argument,
                          const std::string& text) {
  const test::TemporaryDirectory dir;
  std::ofstream(dir.path() / argument) << text;
  return report::run_process(program, {argument}, "", "", dir.path());
}

bool interval_tactic() {
  if (!test::have_program("coqc", "--version")) return false;
  if (run("coqc", "have.v", "From Interval Require Import Tactic.\n").status == 0) return true;
  const char* ci = std::getenv("CI");
  if (ci != nullptr && std::string(ci) == "true")
    throw std::runtime_error("libcoq-interval is needed under CI=true");
  std::cout << "SKIPPED: coqc has no Interval library here" << std::endl;
  return false;
}

BOOST_AUTO_TEST_CASE(coq_accepts_the_bound_and_refuses_a_tightened_one) {
  if (!interval_tactic()) return;
  const auto accepted = run("coqc", "good.v", numeric::export_coq(good()));
  BOOST_TEST(accepted.status == 0, accepted.out << accepted.err);
  const auto refused = run("coqc", "bad.v", numeric::export_coq(tightened()));
  BOOST_TEST(refused.status != 0);
  BOOST_TEST(refused.err.find("failed to conclude") != std::string::npos, refused.err);
}

BOOST_AUTO_TEST_CASE(coq_checks_that_the_powers_of_z_are_the_chebyshev_sum) {
  if (!interval_tactic()) return;
  std::string text = numeric::export_coq(good());
  const auto at = text.find("(-975180) * T 0 z");
  BOOST_REQUIRE(at != std::string::npos);
  text.replace(at, 9, "(-975181)");
  const auto refused = run("coqc", "bad.v", text);
  BOOST_TEST(refused.status != 0);
  BOOST_TEST(refused.err.find("not a valid ring equation") != std::string::npos, refused.err);
}

BOOST_AUTO_TEST_CASE(sollya_confirms_the_bound_and_not_a_tightened_one) {
  if (!test::have_program("sollya", "--version")) return;
  const auto proved = run("sollya", "good.sollya", numeric::export_sollya(good()));
  BOOST_TEST(proved.out.ends_with("\nverdict: proved\n"), proved.out << proved.err);
  const auto refused = run("sollya", "bad.sollya", numeric::export_sollya(tightened()));
  BOOST_TEST(refused.out.ends_with("\nverdict: not proved\n"), refused.out << refused.err);
  BOOST_TEST(proved.out.find("Warning") == std::string::npos, proved.out);
}

BOOST_AUTO_TEST_CASE(claims_that_make_no_sense_are_input_errors) {
  auto empty = good();
  empty.coefficients.clear();
  BOOST_CHECK_THROW((void)numeric::export_coq(empty), InputError);
  auto crossed = good();
  crossed.A = crossed.B;
  BOOST_CHECK_THROW((void)numeric::export_sollya(crossed), InputError);
  auto zero = good();
  zero.eps1 = 0;
  BOOST_CHECK_THROW((void)numeric::export_coq(zero), InputError);
}

BOOST_AUTO_TEST_CASE(constants_and_lines_are_exported_too) {
  numeric::StepPolynomialClaim line{
      {ratio(1, 2), ratio(1, 2)}, ratio(-1, 1), ratio(-9, 10), ratio(9, 10), ratio(1, 19)};
  numeric::StepPolynomialClaim half{
      {ratio(1, 2)}, ratio(-1, 1), ratio(-9, 10), ratio(9, 10), ratio(1, 19)};
  if (interval_tactic()) {
    BOOST_TEST(run("coqc", "a.v", numeric::export_coq(line)).status == 0);
  }
  if (test::have_program("sollya", "--version")) {
    BOOST_TEST(run("sollya", "a", numeric::export_sollya(line)).out.ends_with("verdict: proved\n"));
    const auto refused = run("sollya", "b", numeric::export_sollya(half));
    BOOST_TEST(!refused.out.ends_with("verdict: proved\n"));
  }
}

}  // namespace
