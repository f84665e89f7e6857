#include "numeric/interval.h"

#include <mpfi.h>
#include <mpfr.h>

namespace proofgauge::numeric {
namespace {

mpfi_ptr raw(Interval& x) { return x.backend().data(); }
mpfi_srcptr raw(const Interval& x) { return x.backend().data(); }

}  // namespace

Interval interval(const Rational& value) {
  Interval x;
  mpfi_set_q(raw(x), value.backend().data());
  return x;
}

Interval interval(double lower, double upper) {
  Interval x;
  mpfi_interv_d(raw(x), lower, upper);
  return x;
}

Interval pi() {
  Interval x;
  mpfi_const_pi(raw(x));
  return x;
}

Interval erf(const Interval& x) {
  Interval y;
  mpfr_erf(&raw(y)->left, &raw(x)->left, MPFR_RNDD);
  mpfr_erf(&raw(y)->right, &raw(x)->right, MPFR_RNDU);
  return y;
}

Interval power(const Interval& x, int k, int p) {
  // x^(1/p) is increasing on x >= 0, so the ends map to the ends.
  Interval root;
  mpfr_rootn_ui(&raw(root)->left, &raw(x)->left, static_cast<unsigned long>(p), MPFR_RNDD);
  mpfr_rootn_ui(&raw(root)->right, &raw(x)->right, static_cast<unsigned long>(p), MPFR_RNDU);
  Interval y = 1;
  for (int i = 0; i < std::abs(k); ++i) y *= root;
  return k >= 0 ? y : Interval(1) / y;
}

double lower(const Interval& x) { return mpfr_get_d(&raw(x)->left, MPFR_RNDD); }
double upper(const Interval& x) { return mpfr_get_d(&raw(x)->right, MPFR_RNDU); }
claim::Range to_range(const Interval& x) { return {lower(x), upper(x)}; }

bool certainly_less(const Interval& a, const Interval& b) {
  return mpfr_less_p(&raw(a)->right, &raw(b)->left) != 0;
}

bool certainly_at_most(const Interval& a, const Interval& b) {
  return mpfr_lessequal_p(&raw(a)->right, &raw(b)->left) != 0;
}

Interval hull(const Interval& a, const Interval& b) {
  Interval x;
  mpfi_union(raw(x), raw(a), raw(b));
  return x;
}

}  // namespace proofgauge::numeric
