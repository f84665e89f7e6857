// What the parts of proofgauge-check share: exact numbers, reading a certificate, the outcome.
//
// This folder is one small program. It includes no header of the rest of the tree and links nothing
// but GMP (through Boost.Multiprecision) and a JSON reader: whoever trusts a verdict of it has to
// read these files and no others. There is no floating point in it.
#pragma once

#include <boost/multiprecision/gmp.hpp>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace proofgauge_check {

using Integer =
    boost::multiprecision::number<boost::multiprecision::gmp_int, boost::multiprecision::et_off>;
using Rational = boost::multiprecision::number<boost::multiprecision::gmp_rational,
                                               boost::multiprecision::et_off>;
using Json = nlohmann::json;

/// The certificate is not what the format says: exit 2. The message names the field, the value and
/// what was expected.
struct Malformed : std::runtime_error {
  Malformed(const std::string& field, const std::string& got, const std::string& expected);
};
/// The file cannot be read: exit 3.
struct Unreadable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The text of a file as JSON. A name given twice in one object is Malformed, like any other text
/// that is not JSON.
Json read_certificate(const std::string& path);

/// A certificate is a stranger's: what checking it takes is estimated before each stage, in
/// operations on machine words (about a nanosecond each) and in bytes, and bounded.
class Work {
 public:
  static constexpr std::uint64_t kMost = 200'000'000'000;
  static constexpr std::uint64_t kMostBytes = 150'000'000;
  /// Malformed, for `field`, when more than kMost have been spent in all.
  void spend(const Integer& operations, const std::string& field);
  /// Malformed, for `field`, when a stage's numbers would take more than kMostBytes.
  static void hold(const Integer& bytes, const std::string& field);

 private:
  Integer spent_ = 0;
};
/// Machine words of a number of so many bits.
inline Integer words(std::size_t bits) { return Integer(bits / 64 + 1); }
/// Bytes of `count` numbers of so many bits, with what GMP and the allocator add.
inline Integer bytes(std::size_t count, std::size_t bits) { return count * (8 * words(bits) + 40); }
/// Of numerator and denominator together.
std::size_t bits(const Rational&);
/// Malformed, for `field`, when it has more than `most` bits.
Integer common_denominator(const std::vector<Rational>&, std::size_t most, Work&,
                           const std::string& field);

/// An object of a certificate and where it stands ("" or "upper."), for messages.
struct Object {
  const Json& json;
  std::string prefix;

  [[nodiscard]] bool has(const std::string& name) const { return json.contains(name); }
  [[nodiscard]] std::string text(const std::string& name) const;
  [[nodiscard]] Rational rational(const std::string& name) const;  ///< "p" or "p/q", q > 0
  [[nodiscard]] std::size_t count(const std::string& name, std::size_t largest) const;
  [[nodiscard]] std::vector<Rational> rationals(const std::string& name, std::size_t size) const;
  [[nodiscard]] const Json& array(const std::string& name) const;
  [[nodiscard]] Object object(const std::string& name) const;
  /// Malformed unless `holds`.
  void require(bool holds, const std::string& name, const std::string& expected) const;

 private:
  [[nodiscard]] const Json& member(const std::string& name, const std::string& expected) const;
};

/// One rational from a JSON value; `field` is for messages.
Rational parse_rational(const Json& value, const std::string& field);

enum class Status { absent, proved, not_checked, rejected };
struct Part {
  std::string name;
  Status status = Status::absent;
  std::string reason;  ///< what was proved, or where it fails
};
/// `theorem` states all that was proved, in one line.
struct Outcome {
  std::vector<Part> parts;
  std::string theorem;
};

/// delta, rho, the interval ends they give, eps1 and lo: premises are checked on reading.
struct Premises {
  explicit Premises(const Object& certificate);
  Rational delta, rho, eps1, lo, b;  ///< b = 1 - rho^2/2
  bool exact_geometry = false;

  /// Empty if the A and B of a part fit: B equal to b; A equal to the chord value 1 - (delta -
  /// rho)^2/2 or, with the exact geometry, on the safe side of 1/4 + 3/4 cos(theta_delta -
  /// theta_rho), which is irrational (`above`: not below it, else not above it). Else the reason.
  [[nodiscard]] std::string mismatch(const Rational& part_a, const Rational& part_b,
                                     bool above) const;
  /// A and B of a part: as it gives them or, with the chord geometry, recomputed.
  [[nodiscard]] Rational end_a(const Object& part) const;
  [[nodiscard]] Rational end_b(const Object& part) const;
  [[nodiscard]] std::string text() const;

 private:
  [[nodiscard]] Rational chord_end() const;
  /// Sign of a minus the exact end.
  [[nodiscard]] int beside_exact_end(const Rational& a) const;
};

Outcome check_step_polynomial(const Object& certificate);
Outcome check_step_network(const Object& certificate);

}  // namespace proofgauge_check
