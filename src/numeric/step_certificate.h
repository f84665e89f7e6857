// The certificate file of step_polynomial: what is in it, how it is written and read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "numeric/step_minimax.h"

namespace proofgauge::numeric {

enum class Geometry { chord, exact };

/// B = 1 - rho^2/2 and A (theory 1.2): chord 1 - (delta - rho)^2/2; exact 1/4 + 3/4 cos(theta_delta
/// - theta_rho) = 1/4 + 3/4 (1 - 2 delta^2/3)(1 - 2 rho^2/3) + delta rho sqrt((1 - delta^2/3)(1 -
/// rho^2/3)), where irrational rounded down and up to multiples of 2^-bits, at most two apart. 0 <=
/// rho <= delta <= sqrt 3.
[[nodiscard]] StepIntervals step_intervals(const Rational& lo, const Rational& delta,
                                           const Rational& rho, Geometry, unsigned bits = 64);

struct CertificateUpper {
  int degree = 0;
  Rational A, B;
  std::vector<Rational> coefficients;  ///< Chebyshev on [-1, 1], degree + 1
};

struct CertificateLower {
  int degree = 0;
  Rational A, B;
  std::vector<Rational> points;  ///< degree + 2
  std::vector<Rational>
      residuals;  ///< of y - p, alternating, each > eps1 and at most the level in size
};

/// |q| <= eps1 on [lo, A] and |q - 1| <= eps1 on [B, 1] for the polynomial of `upper`; no
/// polynomial of degree lower.degree does it.
struct StepCertificate {
  Rational delta, rho, lo, eps1;
  Geometry geometry = Geometry::chord;
  std::optional<CertificateUpper> upper;
  std::optional<CertificateLower> lower;
};

/// From what least_degree proved; `intervals` as given to it.
[[nodiscard]] StepCertificate step_certificate(const Rational& delta, const Rational& rho, Geometry,
                                               const StepIntervals& intervals, const Rational& eps1,
                                               const LeastDegree&);
[[nodiscard]] CertificateLower certificate_lower(const StepLower&, const StepIntervals&,
                                                 const Rational& eps1);

/// JSON of `proofgauge-check`, one line per entry, ending in a newline. Rationals are strings "p/q"
/// or "p" in lowest terms: reading gives the same numbers back.
[[nodiscard]] std::string to_json(const StepCertificate&);
/// Anything that is not such a certificate is an InputError that names the field.
[[nodiscard]] StepCertificate parse_step_certificate(std::string_view json);

}  // namespace proofgauge::numeric
