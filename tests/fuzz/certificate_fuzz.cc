// The input is a certificate; the whole checker reads it. What it accepts is looked at again here,
// by other means: the polynomial at some points, and the two parts beside each other.
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "fuzz.h"
#include "numeric/rational.h"

int proofgauge_check_main(int argc, char** argv);

namespace proofgauge::fuzz {
namespace {

using Json = nlohmann::json;
using numeric::Rational;

/// What the checker prints, and where it went before.
class Captured {
 public:
  Captured() : out_(std::cout.rdbuf(text_.rdbuf())), err_(std::cerr.rdbuf(errors_.rdbuf())) {}
  Captured(const Captured&) = delete;
  Captured& operator=(const Captured&) = delete;
  ~Captured() {
    std::cout.rdbuf(out_);
    std::cerr.rdbuf(err_);
  }
  [[nodiscard]] std::string out() const { return text_.str(); }
  [[nodiscard]] std::string err() const { return errors_.str(); }

 private:
  std::ostringstream text_, errors_;
  std::streambuf *out_, *err_;
};

Rational rational(const Json& value) {
  const std::string text = value.get<std::string>();
  const auto slash = text.find('/');
  const auto integer = [](std::string digits) {  // GMP takes a leading 0 for octal
    const bool negative = digits.starts_with('-');
    if (negative) digits.erase(0, 1);
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    const numeric::Integer n(digits);
    return negative ? numeric::Integer(-n) : n;
  };
  if (slash == std::string::npos) return Rational(integer(text));
  return Rational(integer(text.substr(0, slash)), integer(text.substr(slash + 1)));
}

/// sum c_k T_k(z) by the definition of T_k.
Rational value_at(const std::vector<Rational>& c, const Rational& z) {
  Rational before = 1, now = z, sum = c[0];
  for (std::size_t k = 1; k < c.size(); ++k) {
    sum += c[k] * now;
    const Rational next = 2 * z * now - before;
    before = now;
    now = next;
  }
  return sum;
}

void require_upper(const Json& j, const Rational& a, const Rational& b) {
  std::vector<Rational> c;
  for (const Json& x : j.at("upper").at("coefficients")) c.push_back(rational(x));
  if (c.size() > 40) return;
  const Rational eps1 = rational(j.at("eps1")), lo = rational(j.at("lo"));
  for (int k = 0; k <= 8; ++k) {
    const Rational t(k, 8), left = lo + (a - lo) * t, right = b + (1 - b) * t;
    require(abs(value_at(c, left)) <= eps1,
            "an accepted polynomial is within eps1 of 0 on [lo, A]");
    require(abs(Rational(value_at(c, right) - 1)) <= eps1,
            "an accepted polynomial is within eps1 of 1 on [B, 1]");
  }
}

/// Of an accepted certificate for step_polynomial: both parts, by other means.
void require_polynomial(const Json& j, bool upper, bool lower) {
  const Rational delta = rational(j.at("delta")), rho = rational(j.at("rho"));
  const Rational a = 1 - (delta - rho) * (delta - rho) / 2, b = 1 - rho * rho / 2;
  if (j.at("geometry") == "chord" && upper) require_upper(j, a, b);
  if (j.at("geometry") == "chord" && upper && lower)
    require(j.at("upper").at("degree") > j.at("lower").at("degree"),
            "a degree that is enough is above one that is not");
}

}  // namespace

void certificate(Bytes input) {
  std::string name = "proofgauge-check", path = scratch_file("certificate.json", input);
  char* arguments[] = {name.data(), path.data(), nullptr};
  std::string out, err;
  int code = 0;
  {
    const Captured captured;
    code = proofgauge_check_main(2, arguments);
    out = captured.out();
    err = captured.err();
  }
  require(code >= 0 && code <= 2, "the checker accepts, rejects or refuses");
  for (const char c : out + err)
    require(c == '\n' || (c >= ' ' && c <= '~'), "only plain text is printed");
  require((code == 0) == out.ends_with("\naccepted\n"), "accepted is said exactly with exit 0");
  if (code != 0) return;
  require(out.find("theorem: ") != std::string::npos, "what is accepted is a theorem");
  const Json j = Json::parse(text_of(input));
  planted(j.at("eps1") != "2/5" || j.at("lo") != "-1/2");
  if (j.at("claim") == "step_polynomial/least_degree")
    require_polynomial(j, out.find("upper: proved") != std::string::npos,
                       out.find("lower: proved") != std::string::npos);
}

}  // namespace proofgauge::fuzz
