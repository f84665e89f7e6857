// claim step_network/radius.
//
// t* is the least sup |h| of a function h(alpha, beta) with |F_h| <= eps1 on [lo, A] and |F_h - 1|
// <= eps1 on [B, 1], F_h(u) = E h Phi((u alpha + beta)/sqrt(1 - u^2)), alpha and beta independent
// standard normals. Two lower bounds of it are proved; what else a certificate holds is not.
//
// With k = tan(theta/2), u = cos theta = (1 - k^2)/(1 + k^2), and s, t = (alpha +- beta)/sqrt 2,
// again independent standard normals, the feature is Phi(x), x = (s/k - k t)/sqrt 2, and 1{s > 0}
// at k = 0. For masses m_i at k_i, y_i = 0 on the left and 1 on the right, and G = sum m_i
// Phi(x_i),
//   sum m_i y_i - eps1 sum |m_i| <= sum m_i F_h(u_i) = E h G <= sup |h| E |G| .
#include <algorithm>

#include "check.h"
#include "gauss.h"

namespace proofgauge_check {
namespace {

constexpr std::size_t kMostAtoms = 1000, kMostCuts = 20'000, kMostCorners = 20'000'000;
/// Of the masses' common denominator; that of a double has up to 1074.
constexpr std::size_t kMostBits = std::size_t{1} << 14;
/// One value of the normal law: some sixty terms of short integers.
constexpr std::uint64_t kNormal = 50'000;

/// F_h(u_B) - F_h(u_A) >= 1 - 2 eps1. The features are the probabilities of half-spaces whose unit
/// normals (cos theta, sin theta, 1)/sqrt 2 enclose w, cos w = (1 + cos(theta_A - theta_B))/2, so
/// the difference is at most sup |h| w/pi: t* >= (1 - 2 eps1) pi/w. Proves t <= this, that is w <=
/// omega = (1 - 2 eps1) pi/t, by cos omega <= cos w.
Part check_two_atoms(const Object& part, const Premises& p, std::string& theorem) {
  const Rational a = p.end_a(part), b = p.end_b(part), t = part.rational("t");
  part.require(t > 0, "t", "a positive number");
  const std::string mismatch = p.mismatch(a, b, false);
  if (!mismatch.empty()) return {"two_atoms", Status::rejected, mismatch};
  const Rational cos_difference = a * b + root_below((1 - a * a) * (1 - b * b));
  const Rational omega = round_down((1 - 2 * p.eps1) * pi_below() / t);
  if (omega < 3 && cosine_above(omega) > (1 + cos_difference) / 2)
    return {"two_atoms", Status::rejected, "the closed form is below t, or within 1e-30 of it"};
  theorem = "t* >= " + t.str() + " (two points)";
  return {"two_atoms", Status::proved, "t* >= " + t.str()};
}

/// The corners of a grid of cells, and for each cell bounds of E|G|'s parts, in units of 2^-kBits.
class Grid {
 public:
  Grid(std::vector<Rational> s, std::vector<Rational> t)
      : s_(std::move(s)),
        t_(std::move(t)),
        g_(s_.size() * t_.size()),
        bend_((s_.size() - 1) * (t_.size() - 1)) {}

  /// Adds mass Phi(x) to G at the corners, and to each cell's `bend` a bound of |second
  /// derivatives| h^2/8 in s and t: phi'(x) times 1/(2 k^2) and k^2/2.
  void add(const Rational& k, const Integer& mass) {
    if (k == 0) {
      step_ += mass;
      return;
    }
    const std::size_t rows = s_.size(), columns = t_.size();
    std::vector<Rational> y(rows * columns);  // sqrt 2 x
    std::vector<Integer> slope(rows * columns);
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t j = 0; j < columns; ++j) {
        const std::size_t at = i * columns + j;
        y[at] = s_[i] / k - k * t_[j];
        const Normal x = normal(y[at], y[at] * y[at] / 4, half_root_inverse_pi());
        g_[at] = g_[at] + mass * x.distribution;
        slope[at] = x.slope;
      }
    const Integer size = abs(mass);
    const Rational in_s = 1 / (16 * k * k), in_t = k * k / 16;
    for (std::size_t i = 0; i + 1 < rows; ++i)
      for (std::size_t j = 0; j + 1 < columns; ++j) {
        // y grows with s and falls with t: its range is between two corners.
        const std::size_t least = i * columns + j + 1, most = (i + 1) * columns + j;
        const Rational near = y[least] > 0  ? y[least]
                              : y[most] < 0 ? Rational(-y[most])
                                            : Rational(0);
        const Integer bound = near * near < 2 ? largest_slope()
                              : y[least] > 0  ? slope[least]
                                              : slope[most];
        const Rational ds = s_[i + 1] - s_[i], dt = t_[j + 1] - t_[j];
        bend_[i * (columns - 1) + j] +=
            size * ceiling(Rational(bound) * (ds * ds * in_s + dt * dt * in_t));
      }
  }

  /// At least E|G|. On a cell |G| is at most the bilinear interpolant of its corners' |G| plus the
  /// bend; outside the grid at most `total` = sum |m_i|.
  [[nodiscard]] Rational mean_above(const Integer& total) const {
    const auto ws = weights(s_), wt = weights(t_);
    const std::size_t columns = t_.size();
    Integer sum = 0, inside_s = 0, inside_t = 0;
    for (const Weight& w : ws) inside_s += w.probability.lo;
    for (const Weight& w : wt) inside_t += w.probability.lo;
    for (std::size_t i = 0; i + 1 < s_.size(); ++i)
      for (std::size_t j = 0; j + 1 < columns; ++j) {
        const auto corner = [&](std::size_t di, std::size_t dj) {
          Enclosure g = g_[(i + di) * columns + j + dj];
          if (s_[i] >= 0) g = g + step_ * Enclosure{one(), one()};
          return std::max(abs(g.lo), abs(g.hi));
        };
        const Integer left = wt[j].left * corner(0, 0) + wt[j].right * corner(0, 1);
        const Integer right = wt[j].left * corner(1, 0) + wt[j].right * corner(1, 1);
        sum += ws[i].left * left + ws[i].right * right +
               ws[i].probability.hi * wt[j].probability.hi * bend_[i * (columns - 1) + j];
      }
    const Integer outside = one() * one() - inside_s * inside_t;  // units 2^-2 kBits
    return Rational(sum + outside * total * one(), one() * one() * one());
  }

 private:
  /// For a standard normal X and a cell [a, b]: P[X in it], and at least E[(b - X)/(b - a); X in
  /// it] and E[(X - a)/(b - a); X in it], the weights of the two corners.
  struct Weight {
    Enclosure probability;
    Integer left, right;
  };
  static std::vector<Weight> weights(const std::vector<Rational>& cuts) {
    std::vector<Weight> out;
    const auto at = [](const Rational& x) { return normal(x, x * x / 2, root_inverse_two_pi()); };
    Normal a = at(cuts[0]);
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
      const Normal b = at(cuts[i + 1]);
      const Enclosure p = b.distribution - a.distribution;
      // E[X; cell] = phi(a) - phi(b).
      const Enclosure mean = a.density - b.density;
      const Rational width = cuts[i + 1] - cuts[i];
      out.push_back({{std::max(p.lo, Integer(0)), p.hi},
                     ceiling((cuts[i + 1] * (cuts[i + 1] > 0 ? p.hi : p.lo) - mean.lo) / width),
                     ceiling((mean.hi - cuts[i] * (cuts[i] > 0 ? p.lo : p.hi)) / width)});
      out.back().left = std::max(out.back().left, Integer(0));
      out.back().right = std::max(out.back().right, Integer(0));
      a = b;
    }
    return out;
  }

  std::vector<Rational> s_, t_;
  std::vector<Enclosure> g_;   ///< of G's continuous part at the corners
  std::vector<Integer> bend_;  ///< by cell
  Integer step_ = 0;           ///< mass at k = 0
};

std::vector<Rational> read_cuts(const Object& part, const std::string& name) {
  const std::size_t count = part.array(name).size();
  part.require(count >= 2 && count <= kMostCuts, name, "2 to 20000 cuts");
  std::vector<Rational> cuts = part.rationals(name, count);
  for (std::size_t i = 1; i < count; ++i)
    part.require(cuts[i - 1] < cuts[i], name, "increasing numbers");
  return cuts;
}

std::size_t longest(const std::vector<Rational>& numbers) {
  std::size_t out = 0;
  for (const Rational& x : numbers) out = std::max(out, bits(x));
  return out;
}

/// Work and memory of a Grid with these cuts to which atoms at these k, with masses of so many
/// bits, are added.
void reserve(const std::vector<Rational>& s, const std::vector<Rational>& t,
             const std::vector<Rational>& k, std::size_t mass, Work& work) {
  const std::string field = "lower.atoms";
  const std::size_t corners = s.size() * t.size();
  // Of x = s/k - k t, squared; of a sum of 1000 masses times a probability; of such a sum times
  // the squares of a cell's sides, over and times k^2.
  const std::size_t argument = 2 * (std::max(longest(s), longest(t)) + 2 * longest(k));
  const std::size_t sum = mass + kBits + 16, bend = sum + argument;
  const Integer length = words(argument);
  work.spend(
      Integer(corners) * k.size() * (kNormal + 20 * length * length + (24 + length) * words(sum)),
      field);
  work.spend(Integer(corners) * 100 * words(bend), field);
  Work::hold(bytes(2 * corners, sum) + bytes(corners, bend) +           // the sums
                 bytes(2 * corners, argument) + bytes(corners, kBits),  // of one atom
             field);
}

Part check_measure(const Object& part, const Premises& p, std::string& theorem) {
  const Rational a = p.end_a(part), b = p.end_b(part), t = part.rational("t");
  part.require(t > 0, "t", "a positive number");
  const Json& list = part.array("atoms");
  part.require(!list.empty() && list.size() <= kMostAtoms, "atoms", "1 to 1000 atoms");
  std::vector<Rational> k, mass;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string field = part.prefix + "atoms[" + std::to_string(i) + "]";
    if (!list[i].is_object()) throw Malformed(field, list[i].type_name(), "an object {k, mass}");
    const Object atom{list[i], field + "."};
    k.push_back(atom.rational("k"));
    atom.require(k.back() >= 0, "k", "tan(theta/2) >= 0");
    mass.push_back(atom.rational("mass"));
  }
  Work work;
  const Integer common = common_denominator(mass, kMostBits, work, "lower.atoms");
  if (!part.has("s_cuts") && !part.has("t_cuts"))
    return {"lower", Status::not_checked, "t* >= " + t.str() + ": the certificate lists no cells"};
  const std::vector<Rational> s = read_cuts(part, "s_cuts"), tt = read_cuts(part, "t_cuts");
  part.require(s.size() * tt.size() * k.size() <= kMostCorners, "atoms", "fewer atoms or cuts");
  reserve(s, tt, k, longest(mass) + msb(common), work);
  part.require(std::find(s.begin(), s.end(), Rational(0)) != s.end(), "s_cuts", "0 among the cuts");
  const auto reject = [](const std::string& why) { return Part{"lower", Status::rejected, why}; };
  const std::string mismatch = p.mismatch(a, b, false);
  if (!mismatch.empty()) return reject(mismatch);
  Grid grid(s, tt);
  Integer on_right = 0, total = 0;
  for (std::size_t i = 0; i < k.size(); ++i) {
    const Rational u = (1 - k[i] * k[i]) / (1 + k[i] * k[i]);
    const bool right = u >= b;
    if (!right && !(p.lo <= u && u <= a))
      return reject("atoms[" + std::to_string(i) + "] at u = " + u.str() +
                    " is outside [lo, A] and [B, 1]");
    const Integer scaled = numerator(mass[i]) * (common / denominator(mass[i]));
    total += abs(scaled);
    if (right) on_right += scaled;
    grid.add(k[i], scaled);
  }
  const Rational gain = Rational(on_right) - p.eps1 * Rational(total);
  if (gain <= 0)
    return reject("the measure has sum mass y <= eps1 sum |mass|");  // 0 = t 0 is no proof
  const Rational mean = grid.mean_above(total);
  if (gain < t * mean)
    return reject("the measure and the cells prove " + floor(gain / mean * 1000000).str() +
                  "/1000000, not t = " + t.str());
  theorem = "t* >= " + t.str() + " (dual measure of " + std::to_string(k.size()) + " atoms)";
  return {"lower", Status::proved,
          "t* >= " + t.str() + ", " + std::to_string(k.size()) + " atoms, " +
              std::to_string((s.size() - 1) * (tt.size() - 1)) + " cells"};
}

}  // namespace

Outcome check_step_network(const Object& certificate) {
  const Premises premises(certificate);
  Outcome out;
  std::string two, measure;
  out.parts.push_back(certificate.has("two_atoms")
                          ? check_two_atoms(certificate.object("two_atoms"), premises, two)
                          : Part{"two_atoms", Status::absent, ""});
  out.parts.push_back(certificate.has("lower")
                          ? check_measure(certificate.object("lower"), premises, measure)
                          : Part{"lower", Status::absent, ""});
  if (!certificate.has("two_atoms") && !certificate.has("lower"))
    throw Malformed("two_atoms, lower", "neither", "at least one part");
  out.parts.push_back(
      {"upper", certificate.has("upper") ? Status::not_checked : Status::absent, ""});
  out.theorem =
      "every h with |F_h| <= eps1 on [lo, A] and |F_h - 1| <= eps1 on [B, 1] has sup |h| >= t* "
      "with " +
      two + (two.empty() || measure.empty() ? "" : " and ") + measure + ", for " + premises.text();
  return out;
}

}  // namespace proofgauge_check
