#include "numeric/step_certificate.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "claim/error.h"

namespace proofgauge::numeric {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kFormat = "proofgauge-certificate";
constexpr std::string_view kClaim = "step_polynomial/least_degree";

/// floor(sqrt(x) 2^bits) / 2^bits for x >= 0.
Rational root_below(const Rational& x, unsigned bits) {
  const Integer scaled = (numerator(x) << (2 * bits)) / denominator(x);
  return Rational(sqrt(scaled), Integer(1) << bits);
}

Integer floor_of(const Rational& x) {
  Integer out;
  const Integer p = numerator(x), q = denominator(x);
  mpz_fdiv_q(out.backend().data(), p.backend().data(), q.backend().data());
  return out;
}

std::string text(const Rational& x) { return x.str(); }

Json texts(const std::vector<Rational>& values) {
  Json out = Json::array();
  for (const Rational& x : values) out.push_back(text(x));
  return out;
}

[[noreturn]] void wrong(const std::string& field, const Json* value, const std::string& expected) {
  throw InputError(field, value == nullptr ? "" : value->dump().substr(0, 60), expected);
}

const Json& member(const Json& object, const std::string& path, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) wrong(path + name, nullptr, "this field");
  return *found;
}

/// "p" or "p/q", decimal digits, q > 0.
Rational read_rational(const Json& value, const std::string& field) {
  const char* const expected = "a string p or p/q of decimal integers, q > 0";
  if (!value.is_string()) wrong(field, &value, expected);
  const auto& s = value.get_ref<const std::string&>();
  const auto digits = [](std::string_view d) {
    return !d.empty() &&
           std::all_of(d.begin(), d.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  // GMP would read a leading 0 as octal.
  const auto integer = [](std::string_view d) {
    const auto nonzero = d.find_first_not_of('0');
    return Integer(nonzero == std::string_view::npos ? "0" : std::string(d.substr(nonzero)));
  };
  std::string_view p = s;
  const bool negative = p.starts_with('-');
  if (negative) p.remove_prefix(1);
  std::string_view q = "1";
  if (const auto slash = p.find('/'); slash != std::string_view::npos) {
    q = p.substr(slash + 1);
    p = p.substr(0, slash);
  }
  if (!digits(p) || !digits(q)) wrong(field, &value, expected);
  const Integer bottom = integer(q);
  if (bottom == 0) wrong(field, &value, expected);
  const Rational x(integer(p), bottom);
  return negative ? Rational(-x) : x;
}

std::vector<Rational> read_list(const Json& value, const std::string& field, std::size_t count) {
  if (!value.is_array() || value.size() != count)
    wrong(field, &value, "a list of " + std::to_string(count) + " rationals");
  std::vector<Rational> out;
  for (std::size_t i = 0; i < count; ++i)
    out.push_back(read_rational(value[i], field + "[" + std::to_string(i) + "]"));
  return out;
}

int read_degree(const Json& part, const std::string& path) {
  const Json& d = member(part, path, "degree");
  if (!d.is_number_integer() || d.get<long long>() < 0 || d.get<long long>() > 1'000'000)
    wrong(path + "degree", &d, "an integer from 0 to 1000000");
  return d.get<int>();
}

const Json& part_of(const Json& top, const char* name) {
  const Json& part = top.at(name);
  if (!part.is_object()) wrong(name, &part, "an object");
  return part;
}

}  // namespace

StepIntervals step_intervals(const Rational& lo, const Rational& delta, const Rational& rho,
                             Geometry geometry, unsigned bits) {
  if (delta < 0 || delta * delta > 3)
    throw InputError("delta", canonical_text(delta), "a number in [0, sqrt 3]");
  if (rho < 0 || rho > delta)
    throw InputError("rho", canonical_text(rho), "a number in [0, delta]");
  StepIntervals out{lo, 0, 0, 1 - rho * rho / 2};
  if (geometry == Geometry::chord) {
    out.A_down = out.A_up = 1 - (delta - rho) * (delta - rho) / 2;
    return out;
  }
  // cos theta_c = 1 - 2 c^2 / 3, sin theta_c = (2 c / sqrt 3) sqrt(1 - c^2 / 3).
  const Rational d2 = delta * delta / 3, r2 = rho * rho / 3;
  const Rational even = ratio(1, 4) + ratio(3, 4) * (1 - 2 * d2) * (1 - 2 * r2);
  const Rational square = 9 * d2 * r2 * (1 - d2) * (1 - r2);  // (delta rho)^2 (1 - d2)(1 - r2)
  const Rational root = root_below(square, bits + 8);
  if (root * root == square) {
    out.A_down = out.A_up = even + root;
    return out;
  }
  const Integer unit = Integer(1) << bits;
  out.A_down = Rational(floor_of((even + root) * unit), unit);
  out.A_up = Rational(floor_of((even + root) * unit + ratio(1, 256)) + 1, unit);
  return out;
}

CertificateLower certificate_lower(const StepLower& lower, const StepIntervals& s,
                                   const Rational& eps1) {
  CertificateLower out{lower.degree, s.A_down, s.B, lower.points, {}};
  // The level to a few bits: coarse where that still exceeds eps1.
  Rational size = lower.level;
  if (size > eps1)
    for (unsigned bits = 4; bits < 4096; bits *= 2) {
      const Integer unit = (Integer(1) << bits) * (denominator(eps1) / numerator(eps1) + 1);
      const Integer floor = numerator(lower.level) * unit / denominator(lower.level);
      size = Rational(floor, unit);
      if (size > eps1) break;
      size = lower.level;
    }
  for (std::size_t i = 0; i < lower.points.size(); ++i)
    out.residuals.push_back((i % 2 == 0) == (lower.sign > 0) ? size : Rational(-size));
  return out;
}

StepCertificate step_certificate(const Rational& delta, const Rational& rho, Geometry geometry,
                                 const StepIntervals& s, const Rational& eps1,
                                 const LeastDegree& found) {
  StepCertificate out{delta, rho, s.lo, eps1, geometry, {}, {}};
  if (found.upper)
    out.upper = CertificateUpper{found.upper->degree, s.A_up, s.B, found.upper->coefficients};
  if (found.lower) out.lower = certificate_lower(*found.lower, s, eps1);
  return out;
}

std::string to_json(const StepCertificate& c) {
  Json out;
  out["format"] = kFormat;
  out["version"] = 1;
  out["claim"] = kClaim;
  out["delta"] = text(c.delta);
  out["rho"] = text(c.rho);
  out["geometry"] = c.geometry == Geometry::chord ? "chord" : "exact";
  out["lo"] = text(c.lo);
  out["eps1"] = text(c.eps1);
  if (c.upper)
    out["upper"] = {{"degree", c.upper->degree},
                    {"A", text(c.upper->A)},
                    {"B", text(c.upper->B)},
                    {"coefficients", texts(c.upper->coefficients)}};
  if (c.lower)
    out["lower"] = {{"degree", c.lower->degree},
                    {"A", text(c.lower->A)},
                    {"B", text(c.lower->B)},
                    {"points", texts(c.lower->points)},
                    {"residuals", texts(c.lower->residuals)}};
  return out.dump(1) + "\n";
}

StepCertificate parse_step_certificate(std::string_view json) {
  const Json top = Json::parse(json, nullptr, false);
  if (!top.is_object()) wrong("certificate", nullptr, "a JSON object");
  if (member(top, "", "format") != kFormat) wrong("format", &top["format"], std::string(kFormat));
  if (member(top, "", "version") != 1) wrong("version", &top["version"], "1");
  if (member(top, "", "claim") != kClaim) wrong("claim", &top["claim"], std::string(kClaim));
  StepCertificate out;
  out.delta = read_rational(member(top, "", "delta"), "delta");
  out.rho = read_rational(member(top, "", "rho"), "rho");
  out.lo = read_rational(member(top, "", "lo"), "lo");
  out.eps1 = read_rational(member(top, "", "eps1"), "eps1");
  const Json& geometry = member(top, "", "geometry");
  if (geometry != "chord" && geometry != "exact") wrong("geometry", &geometry, "chord or exact");
  out.geometry = geometry == "chord" ? Geometry::chord : Geometry::exact;
  const auto ends = [](const Json& part, const std::string& path, auto& into) {
    into.degree = read_degree(part, path);
    into.A = read_rational(member(part, path, "A"), path + "A");
    into.B = read_rational(member(part, path, "B"), path + "B");
    return static_cast<std::size_t>(into.degree);
  };
  if (top.contains("upper")) {
    const Json& part = part_of(top, "upper");
    const std::size_t n = ends(part, "upper.", out.upper.emplace());
    out.upper->coefficients =
        read_list(member(part, "upper.", "coefficients"), "upper.coefficients", n + 1);
  }
  if (top.contains("lower")) {
    const Json& part = part_of(top, "lower");
    const std::size_t n = ends(part, "lower.", out.lower.emplace());
    out.lower->points = read_list(member(part, "lower.", "points"), "lower.points", n + 2);
    out.lower->residuals = read_list(member(part, "lower.", "residuals"), "lower.residuals", n + 2);
  }
  return out;
}

}  // namespace proofgauge::numeric
