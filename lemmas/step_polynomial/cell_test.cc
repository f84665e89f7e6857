// Cells: what the command line may say, and what it may not.
#define BOOST_TEST_MODULE step_polynomial
#include <boost/test/unit_test.hpp>

#include "claim/error.h"
#include "numeric/letters.h"
#include "step_polynomial/cell.h"

namespace proofgauge::step_polynomial {
namespace {

using numeric::ratio;
using Given = std::vector<std::pair<std::string, std::string>>;

claim::Request request(const Given& letters, const Given& words = {}) {
  claim::Request r;
  for (const auto& [name, text] : letters)
    r.grid.emplace_back(name, numeric::parse_letter(name, text));
  r.words = words;
  return r;
}

std::string refused_field(const Given& letters, const Given& words = {}) {
  try {
    (void)cells_from(request(letters, words), Takes::everything);
  } catch (const InputError& e) {
    return e.field();
  }
  return "accepted";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cells)

BOOST_AUTO_TEST_CASE(numbers_are_exact) {
  const auto cells =
      cells_from(request({{"delta", "0.5"}, {"rho", "0.125"}, {"n", "10"}, {"eps", "0.1"}}),
                 Takes::everything);
  BOOST_REQUIRE_EQUAL(cells.size(), 1U);
  BOOST_TEST(cells[0].eps1 == ratio(1, 100));
  BOOST_TEST(cells[0].lo == ratio(-1, 2));
  BOOST_TEST(cells[0].intervals().A_up == 1 - ratio(9, 64) / 2);
  BOOST_TEST(cells[0].intervals().B == 1 - ratio(1, 64) / 2);
}

BOOST_AUTO_TEST_CASE(a_ratio_is_a_radius) {
  const auto cells = cells_from(request({{"delta", "1,0.5"}, {"ratio", "0.1"}, {"eps1", "0.01"}}),
                                Takes::no_degree);
  BOOST_REQUIRE_EQUAL(cells.size(), 2U);
  BOOST_TEST(cells[0].rho == ratio(1, 10));
  BOOST_TEST(cells[1].rho == ratio(1, 20));
}

BOOST_AUTO_TEST_CASE(the_default_radius_is_a_quarter_of_delta) {
  const auto cells = cells_from(request({{"delta", "0.3"}, {"eps1", "0.01"}}), Takes::no_degree);
  BOOST_TEST(cells.front().rho == ratio(3, 40));
}

BOOST_AUTO_TEST_CASE(exact_geometry_encloses_an_irrational_end) {
  const auto cells = cells_from(
      request({{"delta", "1"}, {"rho", "0.25"}, {"eps1", "0.01"}}, {{"geometry", "exact"}}),
      Takes::everything);
  const numeric::StepIntervals on = cells.front().intervals();
  BOOST_TEST(on.A_down < on.A_up);
  BOOST_TEST(on.A_up < 1 - ratio(9, 16) / 2);  // the chord inequality loses
}

BOOST_AUTO_TEST_CASE(a_radius_of_half_delta_is_a_premise_not_an_error) {
  const auto cells =
      cells_from(request({{"delta", "1"}, {"rho", "0.5"}, {"eps1", "0.01"}}), Takes::everything);
  BOOST_TEST(!cells.front().admissible());
}

BOOST_AUTO_TEST_CASE(contradictions_name_their_option) {
  const Given base{{"delta", "1"}, {"rho", "0.25"}};
  const auto with = [&](Given more) {
    more.insert(more.end(), base.begin(), base.end());
    return more;
  };
  BOOST_TEST(refused_field(with({{"n", "10"}, {"eps", "0.1"}, {"eps1", "0.01"}})) == "accepted");
  BOOST_TEST(refused_field(with({{"n", "10"}, {"eps", "0.1"}, {"eps1", "0.02"}})) == "--eps1");
  BOOST_TEST(refused_field(with({{"n", "10"}})) == "--eps");
  BOOST_TEST(refused_field(with({{"eps", "0.1"}})) == "--n");
  BOOST_TEST(refused_field(with({{"eps", "0.1"}, {"eps1", "0.01"}})) == "--eps1");
  BOOST_TEST(refused_field(with({{"n", "10"}, {"eps1", "0.01"}})) == "accepted");
  BOOST_TEST(refused_field(base) == "--n");
  BOOST_TEST(refused_field(with({{"n", "2"}, {"eps", "1"}})) == "--eps");
  BOOST_TEST(refused_field(with({{"eps1", "0.01"}, {"ratio", "0.2"}})) == "--ratio");
  BOOST_TEST(refused_field(with({{"eps1", "0.01"}, {"lo", "0.8"}})) == "--lo");
  BOOST_TEST(refused_field(with({{"eps1", "0.01"}}), {{"geometry", "round"}}) == "--geometry");
  BOOST_TEST(refused_field(with({{"eps1", "0.01"}}), {{"construction", "best"}}) ==
             "--construction");
  BOOST_TEST(refused_field(with({{"eps1", "0.01"}, {"degree", "9"}}),
                           {{"construction", "explicit"}}) == "--degree");
  BOOST_TEST(refused_field(with({{"degree", "9"}})) == "accepted");
  BOOST_TEST(refused_field({{"rho", "0.1"}, {"eps1", "0.01"}}) == "--delta");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace proofgauge::step_polynomial
