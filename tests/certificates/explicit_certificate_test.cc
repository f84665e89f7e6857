// Certificates of the explicit polynomial, judged by proofgauge-check.
#define BOOST_TEST_MODULE explicit_certificate
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "../report/fake.h"
#include "report/process.h"
#include "step_polynomial/explicit.h"

namespace {

using namespace proofgauge;
using numeric::ratio;
using numeric::Rational;

/// What proofgauge-check says of the explicit polynomial of degree N for delta 1, rho 1/4.
report::ProcessResult judge(const Rational& lo, const Rational& eps1, int N) {
  const step_polynomial::Ends ends{lo, ratio(23, 32), ratio(31, 32)};
  const auto q = step_polynomial::rounded_kernel(ends, N, step_polynomial::rounding_bits(eps1));
  const test::TemporaryDirectory dir;
  const auto path = dir.path() / "certificate.json";
  std::ofstream file(path);
  file
      << R"({"format": "proofgauge-certificate", "version": 1, "claim": "step_polynomial/least_degree",)"
      << R"("delta": "1", "rho": "1/4", "geometry": "chord", "lo": ")" << lo << R"(", "eps1": ")"
      << eps1 << R"(", "upper": {"degree": )" << N
      << R"(, "A": "23/32", "B": "31/32", "coefficients": [)";
  for (std::size_t k = 0; k < q.coefficients.size(); ++k)
    file << (k == 0 ? "\"" : ", \"") << q.coefficients[k] << "\"";
  file << "]}}";
  file.close();
  return report::run_process(PROOFGAUGE_CHECK, {path}, "", "");
}

BOOST_AUTO_TEST_CASE(explicit_polynomials_are_accepted_where_their_error_is_enclosed_below_eps1) {
  for (const auto& [eps1, N] :
       {std::pair{ratio(1, 100), 40}, {ratio(1, 10000), 60}, {ratio(1, 1000000000), 120}}) {
    const auto said = judge(ratio(-1, 2), eps1, N);
    BOOST_TEST(said.status == 0, said.out << said.err);
    BOOST_TEST(said.out.find("of degree " + std::to_string(N)) != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(checker_and_enclosure_agree_on_the_least_working_degree) {
  BOOST_TEST(judge(ratio(-1, 1), ratio(1, 100), 33).status == 0);
  const auto said = judge(ratio(-1, 1), ratio(1, 100), 32);
  BOOST_TEST(said.status == 1);
  BOOST_TEST(said.out.find("is false at z = ") != std::string::npos, said.out);
}

}  // namespace
