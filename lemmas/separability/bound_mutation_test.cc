// What tools/mutate.py found that no other test of this folder would notice.
#include <boost/test/unit_test.hpp>

#include "numeric/rational.h"
#include "separability/claim.h"

namespace proofgauge::separability {

using numeric::ratio;
using numeric::Rational;

BOOST_AUTO_TEST_SUITE(mutations)

// rho_max is the supremum of the admissible radii, itself not admissible.
BOOST_AUTO_TEST_CASE(rho_max_is_where_admissible_radii_end) {
  for (const Rational& delta : {ratio(1, 10), ratio(1, 1), ratio(17, 10)}) {
    const Rational end = rho_max(delta);
    BOOST_TEST((!radius_is_admissible(delta, end)));
    BOOST_TEST((radius_is_admissible(delta, Rational(end * ratio(999, 1000)))));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace proofgauge::separability
