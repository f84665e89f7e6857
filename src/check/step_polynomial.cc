// claim step_polynomial/least_degree.
//
// upper: a polynomial q is within eps1 of 0 on [lo, A] and of 1 on [B, 1]. On an interval, a
// polynomial lies between its least and its largest Bernstein coefficient, and equals the first and
// the last one at the ends; halving the interval brings them closer. All in integers.
//
// lower: no polynomial of degree k is. For k + 2 points z_i and lambda_i = 1/prod_{j != i}(z_i -
// z_j), sum lambda_i p(z_i) = 0 for every p of degree k, so max |y_i - p(z_i)| >= |sum lambda_i
// y_i| / sum |lambda_i| for any values y_i.
#include <algorithm>

#include "check.h"

namespace proofgauge_check {
namespace {

constexpr std::size_t kLargestDegree = 4000;
constexpr std::size_t kMostBits = std::size_t{1} << 22;   // of all powers of the ends
constexpr std::size_t kMostScale = std::size_t{1} << 17;  // of a common denominator
constexpr int kDeepest = 64;                              // halvings of one interval
constexpr std::size_t kMostSteps = 200'000;               // halvings in all, so that a check ends

Integer numerator_over(const Rational& x, const Integer& common) {
  return numerator(x) * (common / denominator(x));
}

/// The polynomial with these Chebyshev coefficients, times a positive integer `scale`, as monomial
/// coefficients on [-1, 1]. T_{k+1} = 2 z T_k - T_{k-1} has integer coefficients.
struct Scaled {
  std::vector<Integer> coefficients;
  Integer scale = 1;
};

Scaled monomials(const std::vector<Rational>& chebyshev, Work& work) {
  const std::string field = "upper.coefficients";
  Scaled q;
  q.scale = common_denominator(chebyshev, kMostScale, work, field);
  std::size_t longest = msb(q.scale);
  for (const Rational& c : chebyshev) longest = std::max(longest, bits(c) + msb(q.scale));
  const std::size_t n = chebyshev.size();
  // T_k has coefficients of up to 1.3 k bits.
  work.spend(Integer(n) * n * words(longest) * words(2 * n), field);
  Work::hold(bytes(n, longest + 2 * n) + bytes(3 * n, 2 * n), field);
  std::vector<Integer> before(n), now(n), next(n);
  q.coefficients.resize(n);
  now[0] = 1;  // T_0
  for (std::size_t k = 0; k < n; ++k) {
    const Integer c = numerator_over(chebyshev[k], q.scale);
    for (std::size_t j = 0; j <= k; ++j) q.coefficients[j] += c * now[j];
    for (std::size_t j = 0; j < n; ++j) {
      next[j] = (j > 0 ? (k == 0 ? Integer(1) : Integer(2)) * now[j - 1] : Integer(0)) - before[j];
    }
    before.swap(now);
    now.swap(next);
  }
  return q;
}

/// A piece of [left, right]: the Bernstein coefficients there of scale (q - target), and scale
/// eps1. Only their quotients matter, so every piece has its own scale.
struct Piece {
  std::vector<Integer> bernstein;
  Integer bound;
  Rational left, right;
  int depth = 0;
  std::size_t bits = 0;  ///< at least those of each number above
};

std::size_t longest(const std::vector<Integer>& numbers) {
  std::size_t out = 0;
  for (const Integer& x : numbers)
    out = std::max(out, x == 0 ? 0 : std::size_t{msb(Integer(abs(x)))});
  return out;
}

Piece whole(const Scaled& q, const Rational& left, const Rational& right, int target,
            const Rational& eps1, Work& work) {
  // z = (a + w t)/g, t in [0, 1]; Horner's rule gives g^n q as a polynomial in t.
  const std::size_t n = q.coefficients.size() - 1;
  const Integer g = lcm(Integer(denominator(left)), Integer(denominator(right)));
  const Integer a = numerator_over(left, g), w = numerator_over(right, g) - a;
  const std::size_t step = bits(Rational(a, g)) + bits(Rational(w, g)) + 2;
  const std::size_t divisor = msb(denominator(eps1)) + 2 * n;  // `multiple` below, at most
  const std::size_t size =
      std::max<std::size_t>(longest(q.coefficients), msb(q.scale)) + n * step + divisor + n + 64;
  // Horner's rule and Pascal's triangle; then `multiple` and the products with its divisors.
  work.spend(Integer(n) * n * words(size) * words(step), "upper.coefficients");
  work.spend(Integer(n + 1) * words(divisor) * (words(size) + 4 * words(n)), "upper.coefficients");
  Work::hold(bytes(n + 1, size) + bytes(n + 1, n), "upper.coefficients");
  std::vector<Integer> t(n + 1);
  Integer power = 1;  // g^(n - j)
  for (std::size_t j = n + 1; j-- > 0; power *= g) {
    for (std::size_t i = n - j; i > 0; --i) t[i] = t[i] * a + t[i - 1] * w;
    t[0] = t[0] * a + q.coefficients[j] * power;
  }
  Integer scale = q.scale * (power / g);
  // b_i = sum_{j <= i} t_j C(i, j)/C(n, j): divide by C(n, j) over a common multiple, then sum
  // along Pascal's triangle.
  std::vector<Integer> binomial(n + 1, 1);
  Integer multiple = denominator(eps1);
  for (std::size_t j = 1; j <= n; ++j) binomial[j] = binomial[j - 1] * (n + 1 - j) / j;
  for (const Integer& c : binomial) multiple = lcm(multiple, c);
  scale *= multiple;
  for (std::size_t j = 0; j <= n; ++j) t[j] *= multiple / binomial[j];
  for (std::size_t k = 1; k <= n; ++k)
    for (std::size_t i = n; i >= k; --i) t[i] += t[i - 1];
  for (Integer& b : t) b -= target * scale;
  const Integer bound = numerator_over(eps1, denominator(eps1)) * (scale / denominator(eps1));
  const std::size_t most = std::max<std::size_t>(longest(t), msb(bound)) + 1;
  return {std::move(t), bound, left, right, 0, most};
}

/// De Casteljau's halving, times 2^n: `piece` becomes its right half, the left one is returned.
Piece halve(Piece& piece) {
  const std::size_t n = piece.bernstein.size() - 1;
  const Rational middle = (piece.left + piece.right) / 2;
  std::vector<Integer>& c = piece.bernstein;
  std::vector<Integer> left(n + 1);
  left[0] = c[0] << n;
  for (std::size_t k = 1; k <= n; ++k) {
    for (std::size_t i = 0; i + k <= n; ++i) c[i] += c[i + 1];
    left[k] = c[0] << (n - k);
  }
  for (std::size_t i = 0; i <= n; ++i) c[i] <<= i;
  piece.bound <<= n;
  ++piece.depth;
  piece.bits += n;
  Piece first{std::move(left), piece.bound, piece.left, middle, piece.depth, piece.bits};
  piece.left = middle;
  return first;
}

/// What halving `piece` takes, beside `open` others: de Casteljau's sums, and the middle.
void reserve(const Piece& piece, std::size_t open, Work& work) {
  const std::size_t count = piece.bernstein.size(), size = piece.bits + count;
  const Integer ends = words(bits(piece.left) + bits(piece.right));
  work.spend(Integer(count) * count * words(size) + 4 * ends * ends, "upper.coefficients");
  Work::hold((open + 2) * bytes(count, size), "upper.coefficients");
}

/// Empty if |q - target| <= eps1 on [left, right], else why this is false or not proved. `steps`
/// counts the pieces.
std::string violation(const Scaled& q, const Rational& left, const Rational& right, int target,
                      const Rational& eps1, std::size_t& steps, Work& work) {
  const std::string claim = target == 0 ? "|q| <= eps1" : "|q - 1| <= eps1";
  std::vector<Piece> open{whole(q, left, right, target, eps1, work)};
  while (!open.empty()) {
    Piece piece = std::move(open.back());
    open.pop_back();
    ++steps;
    const auto outside = [&](const Integer& b) { return abs(b) > piece.bound; };
    if (outside(piece.bernstein.front())) return claim + " is false at z = " + piece.left.str();
    if (outside(piece.bernstein.back())) return claim + " is false at z = " + piece.right.str();
    if (std::none_of(piece.bernstein.begin(), piece.bernstein.end(), outside)) continue;
    if (piece.depth == kDeepest || steps >= kMostSteps)
      return claim + " is not proved on [" + piece.left.str() + ", " + piece.right.str() +
             "]: " + std::to_string(piece.depth) + " halvings, " + std::to_string(steps) +
             " pieces (limits " + std::to_string(kDeepest) + ", " + std::to_string(kMostSteps) +
             ")";
    reserve(piece, open.size(), work);
    Piece first = halve(piece);
    open.push_back(std::move(piece));
    open.push_back(std::move(first));
  }
  return "";
}

Part check_upper(const Object& part, const Premises& p, Work& work, std::string& theorem) {
  const std::size_t degree = part.count("degree", kLargestDegree);
  const Rational a = p.end_a(part), b = p.end_b(part);
  const std::vector<Rational> coefficients = part.rationals("coefficients", degree + 1);
  const std::string mismatch = p.mismatch(a, b, true);
  if (!mismatch.empty()) return {"upper", Status::rejected, mismatch};
  const std::size_t bits = std::max(msb(Integer(denominator(p.lo))), msb(Integer(denominator(b)))) +
                           msb(Integer(denominator(a)));
  if (degree * bits > kMostBits)
    throw Malformed("degree", std::to_string(degree),
                    "less with intervals' ends of so many digits");
  const Scaled q = monomials(coefficients, work);
  std::size_t steps = 0;
  std::string why = violation(q, p.lo, a, 0, p.eps1, steps, work);
  if (why.empty()) why = violation(q, b, 1, 1, p.eps1, steps, work);
  if (!why.empty()) return {"upper", Status::rejected, why};
  theorem = "the polynomial q of degree " + std::to_string(degree) +
            " with the Chebyshev coefficients of the certificate has |q(z)| <= " + p.eps1.str() +
            " for all z in [" + p.lo.str() + ", " + a.str() +
            "] and |q(z) - 1| <= " + p.eps1.str() + " for all z in [" + b.str() + ", 1]";
  return {"upper", Status::proved,
          "degree " + std::to_string(degree) + ", " + std::to_string(steps) + " pieces"};
}

/// Empty if |sum lambda_i y_i| >= level sum |lambda_i|, y_i = 1 from index `first_one` on. The
/// points increase, so the sign of lambda_i is (-1)^(count - 1 - i). Each |lambda_i| times 2^shift
/// is rounded down to an integer: an error below one unit each, and the comparison pays for it.
std::string level_below(const std::vector<Rational>& points, std::size_t first_one,
                        const Rational& level, Work& work) {
  const std::size_t count = points.size();
  const Integer common = common_denominator(points, kMostBits / count, work, "lower.points");
  // A product of all differences grows to count times their size; the sums have the level's
  // digits, too.
  const std::size_t size = msb(common) + 2, sum_size = count * size + msb(denominator(level)) + 64;
  work.spend(Integer(count) * count * words(count * size) * words(size), "lower.points");
  work.spend(Integer(count) * words(count * size) * words(sum_size - count * size), "lower.points");
  Work::hold(bytes(count, count * size) + bytes(4, sum_size), "lower.points");
  std::vector<Integer> z, product(count, 1);
  for (const Rational& point : points) z.push_back(numerator_over(point, common));
  std::size_t shift = 0;
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < count; ++j)
      if (j != i) product[i] *= abs(Integer(z[i] - z[j]));
    shift = std::max<std::size_t>(shift, msb(product[i]));
  }
  shift += msb(denominator(level)) + 64;
  Integer signed_sum = 0, sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Integer lambda = (Integer(1) << shift) / product[i];
    sum += lambda;
    if (i >= first_one) signed_sum += (count - 1 - i) % 2 == 0 ? lambda : Integer(-lambda);
  }
  const Integer units = count;  // each sum is off by less than this
  if (Rational(abs(signed_sum) - units) >= level * Rational(sum + units)) return "";
  return "the points prove a smaller level than the residual " + level.str();
}

Part check_lower(const Object& part, const Premises& p, Work& work, std::string& theorem) {
  const std::size_t degree = part.count("degree", kLargestDegree), count = degree + 2;
  const Rational a = p.end_a(part), b = p.end_b(part);
  const std::vector<Rational> points = part.rationals("points", count);
  const std::vector<Rational> residuals = part.rationals("residuals", count);
  const auto reject = [](const std::string& why) { return Part{"lower", Status::rejected, why}; };
  const std::string mismatch = p.mismatch(a, b, false);
  if (!mismatch.empty()) return reject(mismatch);
  Rational level = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string index = "[" + std::to_string(i) + "]";
    const Rational& z = points[i];
    if (!((p.lo <= z && z <= a) || (b <= z && z <= 1)))
      return reject("points" + index + " = " + z.str() + " is outside [lo, A] and [B, 1]");
    if (i > 0 && z <= points[i - 1]) return reject("points" + index + " does not increase");
    if (abs(residuals[i]) <= p.eps1) return reject("residuals" + index + " is not beyond eps1");
    if (i > 0 && (residuals[i] > 0) == (residuals[i - 1] > 0))
      return reject("residuals" + index + " does not alternate in sign");
    level = std::max(level, Rational(abs(residuals[i])));
  }
  const auto first_one = std::lower_bound(points.begin(), points.end(), b) - points.begin();
  const std::string why = level_below(points, static_cast<std::size_t>(first_one), level, work);
  if (!why.empty()) return reject(why);
  theorem = "no polynomial of degree " + std::to_string(degree) + " or less is within " +
            p.eps1.str() + " of 0 on [" + p.lo.str() + ", " + a.str() + "] and of 1 on [" +
            b.str() + ", 1]";
  return {"lower", Status::proved,
          "degree " + std::to_string(degree) + ", " + std::to_string(count) + " points"};
}

}  // namespace

Outcome check_step_polynomial(const Object& certificate) {
  const Premises premises(certificate);
  if (!certificate.has("upper") && !certificate.has("lower"))
    throw Malformed("upper, lower", "neither", "at least one part");
  Outcome out;
  std::string upper, lower;
  Work work;
  out.parts.push_back(certificate.has("upper")
                          ? check_upper(certificate.object("upper"), premises, work, upper)
                          : Part{"upper", Status::absent, ""});
  out.parts.push_back(certificate.has("lower")
                          ? check_lower(certificate.object("lower"), premises, work, lower)
                          : Part{"lower", Status::absent, ""});
  out.theorem = upper + (upper.empty() || lower.empty() ? "" : "; ") + lower;
  return out;
}

}  // namespace proofgauge_check
