// The interval ends that delta and rho give.
//
// Two points of the unit sphere's section x_d = 1/2 at distance c have inner product 1 - c^2/2 and,
// seen from the section's centre, enclose the angle theta_c with cos theta_c = 1 - 2 c^2/3. So a
// point within rho of x_i has inner product at least B = 1 - rho^2/2 with x_i, and at most
// 1/4 + 3/4 cos(theta_delta - theta_rho) with a point at distance delta or more from x_i; the chord
// triangle inequality gives the larger 1 - (delta - rho)^2/2.
#include "check.h"

namespace proofgauge_check {

Premises::Premises(const Object& certificate)
    : delta(certificate.rational("delta")),
      rho(certificate.rational("rho")),
      eps1(certificate.rational("eps1")),
      lo(certificate.rational("lo")),
      b(1 - rho * rho / 2) {
  certificate.require(delta > 0 && delta * delta <= 3, "delta", "0 < delta <= sqrt 3");
  certificate.require(rho > 0 && 2 * rho < delta, "rho", "0 < rho < delta/2");
  certificate.require(eps1 > 0 && 2 * eps1 < 1, "eps1", "0 < eps1 < 1/2");
  const std::string geometry = certificate.text("geometry");
  certificate.require(geometry == "chord" || geometry == "exact", "geometry", "chord or exact");
  exact_geometry = geometry == "exact";
  certificate.require(lo >= -1 && (exact_geometry ? beside_exact_end(lo) < 0 : lo < chord_end()),
                      "lo", "-1 <= lo < A");
}

Rational Premises::chord_end() const { return 1 - (delta - rho) * (delta - rho) / 2; }

int Premises::beside_exact_end(const Rational& a) const {
  // cos(theta_delta - theta_rho) = cos cos + sin sin with sin theta_c = (2/sqrt 3) c sqrt(1 -
  // c^2/3): the end is rest + sqrt(square), and both `rest` and `square` are rational.
  const Rational d2 = delta * delta, r2 = rho * rho;
  const Rational rest =
      Rational(1, 4) + Rational(3, 4) * (1 - d2 * Rational(2, 3)) * (1 - r2 * Rational(2, 3));
  const Rational square = d2 * r2 * (1 - d2 / 3) * (1 - r2 / 3);
  const Rational root = a - rest;
  return root < 0 ? -1 : Rational(root * root).compare(square);
}

std::string Premises::mismatch(const Rational& part_a, const Rational& part_b, bool above) const {
  if (part_b != b) return "B is " + part_b.str() + ", but rho gives " + b.str();
  if (part_a <= lo) return "A is " + part_a.str() + ", not above lo";
  if (!exact_geometry)
    return part_a == chord_end()
               ? ""
               : "A is " + part_a.str() + ", but delta and rho give " + chord_end().str();
  const int side = beside_exact_end(part_a);
  if (above ? side >= 0 : side <= 0) return "";
  return "A is " + part_a.str() + (above ? ", below" : ", above") + " the exact maximum";
}

Rational Premises::end_a(const Object& part) const {
  return part.has("A") || exact_geometry ? part.rational("A") : chord_end();
}

Rational Premises::end_b(const Object& part) const {
  return part.has("B") || exact_geometry ? part.rational("B") : b;
}

std::string Premises::text() const {
  return "delta = " + delta.str() + ", rho = " + rho.str() + ", eps1 = " + eps1.str() +
         ", lo = " + lo.str() + ", " + (exact_geometry ? "exact" : "chord") + " geometry";
}

}  // namespace proofgauge_check
