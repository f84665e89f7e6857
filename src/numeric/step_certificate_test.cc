#include "numeric/step_certificate.h"

#include <boost/test/unit_test.hpp>

#include "claim/error.h"
#include "numeric/interval.h"

using namespace proofgauge;
using namespace proofgauge::numeric;

namespace {

StepCertificate example(Geometry geometry) {
  const Rational delta = 1, rho = ratio(1, 4), eps1 = ratio(1, 50);
  const StepIntervals s = step_intervals(ratio(-1, 2), delta, rho, geometry);
  return step_certificate(delta, rho, geometry, s, eps1, least_degree(s, eps1));
}

void check_equal(const StepCertificate& a, const StepCertificate& b) {
  BOOST_CHECK(a.delta == b.delta && a.rho == b.rho && a.lo == b.lo && a.eps1 == b.eps1);
  BOOST_CHECK(a.geometry == b.geometry);
  BOOST_REQUIRE_EQUAL(a.upper.has_value(), b.upper.has_value());
  BOOST_REQUIRE_EQUAL(a.lower.has_value(), b.lower.has_value());
  if (a.upper) {
    BOOST_CHECK_EQUAL(a.upper->degree, b.upper->degree);
    BOOST_CHECK(a.upper->A == b.upper->A && a.upper->B == b.upper->B);
    BOOST_CHECK(a.upper->coefficients == b.upper->coefficients);
  }
  if (a.lower) {
    BOOST_CHECK_EQUAL(a.lower->degree, b.lower->degree);
    BOOST_CHECK(a.lower->A == b.lower->A && a.lower->B == b.lower->B);
    BOOST_CHECK(a.lower->points == b.lower->points && a.lower->residuals == b.lower->residuals);
  }
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  BOOST_REQUIRE_NE(at, std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(step_certificates)

BOOST_AUTO_TEST_CASE(exact_geometry_encloses_the_trigonometric_value) {
  for (const auto& [delta, rho] : {std::pair{ratio(1, 1), ratio(1, 4)},
                                   {ratio(17, 10), ratio(1, 100)},
                                   {ratio(1, 10), ratio(9, 200)},
                                   {ratio(1, 1), ratio(1, 2)}}) {
    const StepIntervals s = step_intervals(-1, delta, rho, Geometry::exact);
    const auto angle = [](const Rational& c) {
      return Interval(2 * asin(interval(c) / sqrt(Interval(3))));
    };
    const Interval truth = (1 + 3 * cos(Interval(angle(delta) - angle(rho)))) / 4;
    BOOST_CHECK(!certainly_less(truth, interval(s.A_down)));
    BOOST_CHECK(!certainly_less(interval(s.A_up), truth));
    BOOST_CHECK_LE(s.A_up - s.A_down, Rational(Integer(1), Integer(1) << 63));
    // The chord inequality can only overestimate the maximum.
    const StepIntervals c = step_intervals(-1, delta, rho, Geometry::chord);
    BOOST_CHECK_GE(c.A_down, s.A_down);
    BOOST_CHECK_EQUAL(c.A_down, 1 - (delta - rho) * (delta - rho) / 2);
    BOOST_CHECK_EQUAL(c.B, 1 - rho * rho / 2);
  }
  const StepIntervals still = step_intervals(-1, 1, 0, Geometry::exact);  // rational: no rounding
  BOOST_CHECK_EQUAL(still.A_down, ratio(1, 2));
  BOOST_CHECK_EQUAL(still.A_up, ratio(1, 2));
  BOOST_CHECK_THROW((void)step_intervals(-1, 2, 1, Geometry::chord), InputError);
  BOOST_CHECK_THROW((void)step_intervals(-1, 1, 2, Geometry::chord), InputError);
}

BOOST_AUTO_TEST_CASE(written_and_read_back_is_the_same) {
  for (const Geometry g : {Geometry::chord, Geometry::exact}) {
    StepCertificate c = example(g);
    const std::string text = to_json(c);
    check_equal(parse_step_certificate(text), c);
    BOOST_CHECK_EQUAL(to_json(parse_step_certificate(text)), text);
    c.upper.reset();
    check_equal(parse_step_certificate(to_json(c)), c);
    c.lower.reset();
    check_equal(parse_step_certificate(to_json(c)), c);
  }
}

BOOST_AUTO_TEST_CASE(residuals_alternate_between_eps1_and_the_level) {
  const Rational eps1 = ratio(1, 50);
  const StepIntervals s = step_intervals(ratio(-1, 2), 1, ratio(1, 4), Geometry::chord);
  const LeastDegree found = least_degree(s, eps1);
  const CertificateLower lower = certificate_lower(*found.lower, s, eps1);
  BOOST_REQUIRE_EQUAL(lower.residuals.size(), lower.points.size());
  for (std::size_t i = 0; i < lower.residuals.size(); ++i) {
    BOOST_CHECK_GT(abs(lower.residuals[i]), eps1);
    BOOST_CHECK_LE(abs(lower.residuals[i]), found.lower->level);
    if (i > 0) BOOST_CHECK((lower.residuals[i] > 0) != (lower.residuals[i - 1] > 0));
  }
  // Neighbours across the gap: the value jumps by 1, so y - p goes from below to above.
  for (std::size_t i = 1; i < lower.points.size(); ++i)
    if (lower.points[i - 1] <= s.A_down && lower.points[i] >= s.B)
      BOOST_CHECK(lower.residuals[i - 1] < 0 && lower.residuals[i] > 0);
}

BOOST_AUTO_TEST_CASE(numbers_in_any_lowest_or_other_terms_are_read_exactly) {
  const std::string text = to_json(example(Geometry::chord));
  BOOST_CHECK_EQUAL(parse_step_certificate(replaced(text, "\"1/50\"", "\"-004/0080\"")).eps1,
                    ratio(-1, 20));
  for (const char* bad : {"\"0.02\"", "\"1/0\"", "\"1/\"", "\"/2\"", "\"\"", "\"+1\"", "\"1e-2\"",
                          "\" 1\"", "\"1/-2\"", "\"0x1\"", "0.02", "1", "null", "[]"})
    BOOST_CHECK_EXCEPTION((void)parse_step_certificate(replaced(text, "\"1/50\"", bad)), InputError,
                          [](const InputError& e) { return e.field() == "eps1"; });
}

BOOST_AUTO_TEST_CASE(malformed_files_name_the_field) {
  const std::string text = to_json(example(Geometry::chord));
  const auto fails = [&](const std::string& from, const std::string& to, const std::string& field) {
    BOOST_CHECK_EXCEPTION((void)parse_step_certificate(replaced(text, from, to)), InputError,
                          [&](const InputError& e) {
                            if (e.field() != field) BOOST_TEST_MESSAGE(e.what());
                            return e.field() == field;
                          });
  };
  fails("proofgauge-certificate", "other", "format");
  fails("\"version\": 1", "\"version\": 2", "version");
  fails("least_degree", "coefficient_growth", "claim");
  fails("\"chord\"", "\"flat\"", "geometry");
  fails("\"delta\"", "\"epsilon\"", "delta");
  fails("\"coefficients\"", "\"numbers\"", "upper.coefficients");
  fails("\"coefficients\": [", "\"coefficients\": [\"1\",", "upper.coefficients");
  fails("\"points\": [", "\"points\": [\"x\",", "lower.points");
  fails("\"residuals\": [", "\"residuals\": 3, \"rest\": [", "lower.residuals");
  for (const char* bad : {"", "{", "[]", "3", "nonsense"})
    BOOST_CHECK_THROW((void)parse_step_certificate(bad), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
