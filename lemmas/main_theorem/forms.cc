#include "main_theorem/forms.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "main_theorem/info.h"

#include "claim/error.h"

namespace proofgauge::main_theorem {
namespace {

using claim::LedgerForm;
using claim::LedgerLeaf;
using claim::Range;
using numeric::Rational;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Interval of(const Rational& x) { return numeric::interval(x); }

Range unknown_from(double low) { return {low, kInfinity, true}; }

/// log10 M_0, enclosed: from the width that is not enough to the one that is.
Range log10_of(const LeastWidth& w) {
  if (!w.found) return unknown_from(0);
  return log10_range(Interval(std::max(0.0, w.log_not)), Interval(w.log_m));
}

/// T = ceil(L^2 R^2/eps_r^2): at most one more than the quotient.
Range log10_rounds(const Composition& c) {
  const Interval q = rounds(c.R, c.setting.L, regret_part(c));
  return log10_range(log(q), log(Interval(q + 1)));
}

/// Multiplications of one forward and one backward pass over n points, m neurons of d + 1 numbers,
/// T times; what the adversary does comes on top.
Range log10_work(const Composition& c, const LeastWidth& w) {
  const Interval q = rounds(c.R, c.setting.L, regret_part(c));
  const Interval rest = log(Interval(2 * c.setting.n * (c.setting.d + 1)));
  return log10_range(rest + log(q) + Interval(w.log_not),
                     rest + log(Interval(q + 1)) + Interval(w.log_m));
}

void add_split(const Derived& d, LedgerForm& form) {
  const auto add = [&](const char* name, const Interval& x) {
    form.quantities.emplace_back(name, log10_range(log(x), log(x)));
  };
  const Terms<Interval>& t = d.width.terms;
  add("log10_part_regret", t.regret);
  add("log10_part_coupling", t.coupling);
  add("log10_part_error", t.error);
  if (numeric::upper(t.finite_width) > 0 || d.composition.parts.finite_width)
    add("log10_part_finite_width", t.finite_width);
  add("log10_part_gap", t.gap);
}

void add_quantities(const Derived& d, LedgerForm& form) {
  const Composition& c = d.composition;
  form.quantities.emplace_back("log10_M0", log10_of(d.width));
  form.quantities.emplace_back(
      "log10_R", d.radius.t.finite() ? log10_range(log(c.R), log(c.R)) : unknown_from(-kInfinity));
  if (!d.width.found) {
    form.quantities.emplace_back("log10_T", unknown_from(0));
    form.quantities.emplace_back("log10_work", unknown_from(0));
    return;
  }
  Composition patient = c;  // what the width falls to as the regret's share goes to nothing
  patient.parts.regret = false;
  form.quantities.emplace_back("log10_M0_any_T", log10_of(least_width(patient)));
  form.quantities.emplace_back("log10_T", log10_rounds(c));
  form.quantities.emplace_back("log10_work", log10_work(c, d.width));
  form.quantities.emplace_back("eps1", numeric::to_range(c.eps1));
  form.quantities.emplace_back("eps_regret", numeric::to_range(regret_part(c)));
  form.quantities.emplace_back("log10_theta", log10_range(log(d.width.theta), log(d.width.theta)));
  form.quantities.emplace_back(d.composition.direction == Direction::e_d ? "t" : "t_prime",
                               d.radius.t);
  add_split(d, form);
}

/// M_0 when one leaf alone is replaced by its sharp value.
Range if_sharp(const Derived& d, std::string_view leaf) {
  Composition c = d.composition;
  if (leaf == "radius") {
    if (!(d.radius.t.lower > 0)) return {};  // no certificate from below
    const Interval t(d.radius.t.lower);
    c.R = radius_of(c.direction, c.setting.n, t);
  } else if (leaf == "coupling") {
    c.parts.coupling = Part::leading;
  } else if (leaf == "gap") {
    c.parts.gap = Part::leading;
  } else if (leaf == "finite_width") {
    c.parts.finite_width = false;
  } else {
    return {};
  }
  return log10_of(least_width(c));
}

std::string radius_claim(const Derived& d) {
  return d.composition.direction == Direction::e_d ? "step_network/radius"
                                                   : "step_network/direction";
}

std::vector<LedgerLeaf> waterfall(const Derived& d) {
  std::vector<LedgerLeaf> out;
  Interval before(0);
  for (const Stage& s : stages(d)) {
    LedgerLeaf leaf;
    leaf.claim = s.claim;
    leaf.what = s.what;
    const Interval here(s.width.log_m);
    leaf.log10_factor = log10_range(here - before, here - before);
    before = here;
    const std::string& w = s.what;
    leaf.log10_M0_if_sharp = w.starts_with("radius")         ? if_sharp(d, "radius")
                             : w.starts_with("uniform over") ? if_sharp(d, "coupling")
                             : w.starts_with("f against g")  ? if_sharp(d, "gap")
                             : w.starts_with("finite width") ? if_sharp(d, "finite_width")
                                                             : Range{};
    if (w.starts_with("radius")) leaf.status = d.radius.status;
    out.push_back(leaf);
  }
  return out;
}

/// ln M_0 where the letter is multiplied by `factor`, the shares of eps kept; t* by its slope.
std::optional<double> log_M0_beside(const Question& q, const Derived& d, const std::string& letter,
                                    const Rational& factor) {
  Question beside = q;
  const double by = std::log(numeric::to_double(factor));
  double log_t = 0, log_eps1 = 0;
  if (letter == "n") beside.n *= factor, log_eps1 = -by;
  if (letter == "eps") beside.eps *= factor, log_eps1 = by;
  if (letter == "L") beside.L *= factor, log_eps1 = -by;
  if (letter == "d") beside.d *= factor;
  if (letter == "p") beside.p *= factor;
  if (log_eps1 != 0) log_t += log_eps1 * d.radius.slope_eps1;
  if (std::isnan(log_t) || beside.p >= 1) return std::nullopt;
  Composition c = d.composition;
  c.setting = beside.setting();
  c.eps1 = c.eps1 * exp(Interval(log_eps1));
  c.R = radius_of(c.direction, c.setting.n, Interval(d.radius.t.upper * std::exp(log_t)));
  const LeastWidth w = least_width(c);
  if (!w.found) return std::nullopt;
  return w.log_m;
}

/// The secant of ln M_0 to where t was certified beside, enclosed as far as t is.
/// `t`: the radius at the letter itself.
std::optional<Range> secant(const Derived& d, const Range& t, const std::optional<Beside>& beside) {
  if (!beside || !beside->t.finite() || !(beside->t.lower > 0) || !t.finite() || !(t.lower > 0))
    return std::nullopt;
  const double by = std::log(numeric::to_double(beside->factor));
  Range out{kInfinity, -kInfinity};
  for (const double ratio : {beside->t.lower / t.upper, beside->t.upper / t.lower}) {
    Composition c = d.composition;
    c.R = c.R * Interval(ratio);
    const LeastWidth w = least_width(c);
    if (!w.found) return std::nullopt;
    const double slope = (w.log_m - d.width.log_m) / by;
    out = {std::min(out.lower, slope), std::max(out.upper, slope)};
  }
  return out;
}

void add_sensitivity(const Question& q, const Derived& d, const Range& t, LedgerForm& form) {
  const Rational up = numeric::ratio(21, 20), down = numeric::ratio(20, 21);
  for (const std::string letter : {"n", "d", "delta", "rho", "eps", "L", "p"}) {
    if (letter == "delta" || letter == "rho") {
      const auto slope = secant(d, t, letter == "delta" ? d.delta : d.rho);
      if (slope) form.sensitivity.emplace_back(letter, *slope);
      continue;
    }
    const auto high = log_M0_beside(q, d, letter, up), low = log_M0_beside(q, d, letter, down);
    if (high && low)
      form.sensitivity.emplace_back(
          letter, Range::point((*high - *low) / (2 * std::log(numeric::to_double(up)))));
  }
}

std::vector<std::string> leaves_without_computation(const Derived& d) {
  std::vector<std::string> out{"step_network/finite_width", "real_vs_pseudo/uniform_bound",
                               "online_regret/coupling_uniform"};
  if (d.radius.status != claim::Status::verified) out.push_back(radius_claim(d));
  return out;
}

}  // namespace

Range log10_range(const Interval& low, const Interval& high) {
  const Interval ten = log(Interval(10));
  return {numeric::lower(Interval(low / ten)), numeric::upper(Interval(high / ten)), true};
}

Setting<Interval> Question::setting() const { return {of(n), of(d), of(eps), of(L), of(p)}; }

claim::Parameters Question::parameters() const {
  claim::Parameters out;
  const auto put = [&](const char* name, const Rational& x) {
    out.set_number(name, numeric::canonical_text(x), numeric::to_double(x));
  };
  put("n", n);
  put("d", d);
  put("delta", delta);
  put("rho", rho);
  put("eps", eps);
  put("L", L);
  put("p", p);
  if (exact_geometry) out.set("geometry", "exact");
  if (!direction.empty()) out.set("direction", direction);
  return out;
}

Rational chosen_error_share(const Question& q) {
  if (q.error_share > 0) return q.error_share;
  const double c = step_network::exponent(numeric::to_double(Rational(q.rho / q.delta)));
  // R^14 (1 - share)^(-8) with R like share^(-c): 12 + 2 powers of R, 6 + 2 of the slack.
  const double share = 14 * c / (14 * c + 8);
  return numeric::ratio(std::clamp(std::lround(64 * share), 4L, 60L), 64);
}

namespace {

Rational eps1_of(const Question& q, const Rational& share) {
  const Rational most = numeric::ratio(49, 100);
  Rational eps1(share * q.eps / (q.n * q.L));
  return eps1 > most ? most : eps1;
}

Derived derive_at(const Question& q, Direction direction, const Rational& share,
                  const claim::RunContext& context) {
  Derived d;
  d.eps1 = eps1_of(q, share);
  d.radius = radius_for({q.delta, q.rho, d.eps1, direction, q.exact_geometry}, q.deep, context);
  Composition& c = d.composition;
  c.direction = direction;
  c.setting = q.setting();
  c.eps1 = of(d.eps1);
  c.gap_constants = q.gap_constants;
  c.stop = context.stop;
  if (!d.radius.t.finite()) return d;
  c.R = radius_of(direction, c.setting.n, Interval(d.radius.t.upper));
  c = with_best_regret_share(c);
  d.width = least_width(c);
  return d;
}

/// ln(M_0 T) at another share of the error, if t goes on as its slope says. An estimate, to choose
/// where to certify next.
double expected_log_work(const Question& q, const Derived& d, const Rational& share) {
  Composition c = d.composition;
  const Rational eps1 = eps1_of(q, share);
  const double t =
      d.radius.t.upper * std::pow(numeric::to_double(Rational(eps1 / d.eps1)), d.radius.slope_eps1);
  c.eps1 = of(eps1);
  c.R = radius_of(c.direction, c.setting.n, Interval(t));
  return log_work(c, least_width(c));
}

}  // namespace

Derived derive(const Question& q, Direction direction, const claim::RunContext& context) {
  const Rational first = chosen_error_share(q);
  Derived best = derive_at(q, direction, first, context);
  if (q.error_share > 0 || !best.width.found || std::isnan(best.radius.slope_eps1)) return best;
  // The first share knows the conjectured exponent only; one step follows the slope that was found.
  constexpr double kWorthIt = 0.05 * 2.302585;  // a twentieth of an order of magnitude
  Rational next = first;
  double expected = log_work(best.composition, best.width) - kWorthIt;
  for (int k = 4; k <= 60; k += 4)
    if (const double w = expected_log_work(q, best, numeric::ratio(k, 64)); w < expected)
      expected = w, next = numeric::ratio(k, 64);
  if (next == first) return best;
  Derived other = derive_at(q, direction, next, context);
  const bool better =
      log_work(other.composition, other.width) < log_work(best.composition, best.width);
  return better ? other : best;
}

Derived derive(const Question& q, const claim::RunContext& context) {
  if (q.direction == "x_i") return derive(q, Direction::x_i, context);
  Derived e_d = derive(q, Direction::e_d, context);
  if (q.direction == "e_d") return e_d;
  Derived x_i = derive(q, Direction::x_i, context);
  const bool better = x_i.width.found && (!e_d.width.found || x_i.width.log_m < e_d.width.log_m);
  return better ? x_i : e_d;
}

void look_beside(const Question& q, Derived& d, const claim::RunContext& context) {
  if (!d.width.found) return;
  const auto at = [&](Rational Question::*letter) -> std::optional<Beside> {
    for (const Rational& factor : {numeric::ratio(6, 5), numeric::ratio(5, 6)}) {
      Question other = q;
      other.*letter *= factor;
      if (!other.admissible() || other.delta * other.delta > 3) continue;
      const Direction direction = d.composition.direction;
      return Beside{
          factor,
          radius_for({other.delta, other.rho, d.eps1, direction, q.exact_geometry}, q.deep, context)
              .t};
    }
    return std::nullopt;
  };
  d.delta = at(&Question::delta);
  d.rho = at(&Question::rho);
}

std::vector<Stage> stages(const Derived& d) {
  std::vector<Stage> out;
  if (!d.width.found) return out;
  Composition c = d.composition;
  c.R = Interval(1);
  c.parts = {Part::leading, Part::none, false, false, false};
  const auto add = [&](std::string claim, std::string what) {
    out.push_back({std::move(claim), std::move(what), least_width(c)});
  };
  add("online_regret/coupling_leading_order", "coupling 6.2 at R = 1, mean alone");
  c.R = d.composition.R;
  add(radius_claim(d), c.direction == Direction::e_d ? "radius R = 2 n t*" : "radius R = n t'");
  c.parts.error = true;
  add(radius_claim(d), "error n eps1 taken from eps");
  c.parts.regret = true;
  add("online_regret/convex_regret", "regret taken from eps");
  c.parts.gap = Part::full;
  add("real_vs_pseudo/uniform_bound", "f against g at W*");
  c.parts.coupling = Part::full;
  add("online_regret/coupling_uniform", "uniform over x, theta");
  c.parts.finite_width = true;
  add("step_network/finite_width", "finite width at W*");
  return out;
}

LedgerForm derived_form(const Question& q, const Derived& d) {
  LedgerForm form;
  form.name = "derived";
  form.label = "every constant proved: R from the certified upper end, 3.3, 4.3, 6.2 uniform";
  add_quantities(d, form);
  form.only_assumed = leaves_without_computation(d);
  form.status = claim::weakest(claim::Status::assumed, d.radius.status);
  if (!d.width.found) {
    form.notes.push_back(d.radius.trouble.empty()
                             ? "no width up to 10^58000000 is enough"
                             : "R unknown, and M_0 with it: t* is not certified (" +
                                   d.radius.trouble + ")");
    return form;
  }
  form.waterfall = waterfall(d);
  add_sensitivity(q, d, d.radius.t, form);
  return form;
}

LedgerForm sharp_form(const Question& q, const Derived& d) {
  LedgerForm form;
  form.name = "sharp";
  form.label = "what is left if each lemma were sharp: leading terms alone";
  Derived s = d;
  s.composition.parts = {Part::leading, Part::leading, false, true, true};
  if (!(d.radius.t.lower > 0)) {
    s.width = LeastWidth{};
    form.notes.push_back("no sharp value is known: t has no certificate from below");
  } else if (d.radius.t.finite()) {
    s.radius.t = claim::Range::point(d.radius.t.lower);
    s.composition.R =
        radius_of(d.composition.direction, d.composition.setting.n, Interval(d.radius.t.lower));
    s.width = least_width(s.composition);
  }
  add_quantities(s, form);
  form.only_assumed = leaves_without_computation(d);
  if (d.radius.status == claim::Status::verified) form.only_assumed.push_back(radius_claim(d));
  form.status = claim::Status::assumed;
  if (s.width.found) add_sensitivity(q, s, d.radius.t, form);
  return form;
}

LedgerForm published_form(const Question& q, const claim::ConstantsProfile& constants) {
  LedgerForm form;
  form.name = "published-form";
  form.label = "R = C1 (n/eps)^(c1/gamma), M_0 = C2 d^c2 (n/eps)^(c3/gamma)";
  const auto get = [&](const char* symbol) {
    const claim::Constant& c = constants.get("main_theorem", symbol);
    form.confirmed = form.confirmed && c.confirmed;
    const std::string field = std::string("main_theorem.") + symbol;
    const Rational x = numeric::parse_rational(c.expression, field);
    const bool factor = symbol[0] == 'C';
    if (x < 0 || (factor && x == 0))
      throw InputError(field, c.expression,
                       factor ? "a number above 0" : "an exponent of at least 0");
    return of(x);
  };
  const Published<Interval> f{get("C1"), get("c1"), get("C2"), get("c2"), get("c3"), get("C_T")};
  const Setting<Interval> s = q.setting();
  const Interval gamma = of(Rational(step_network::gamma(q.delta, q.rho)));
  const auto log10_single = [](const Interval& x) { return log10_range(x, x); };
  const Interval M = f.log_M0(s.n, s.d, s.eps, gamma), T = f.log_T(s.n, s.eps, gamma);
  form.quantities = {{"log10_M0", log10_single(M)},
                     {"log10_R", log10_single(f.log_R(s.n, s.eps, gamma))},
                     {"log10_T", log10_single(T)},
                     {"log10_work", log10_single(M + T + log(Interval(2 * s.n * (s.d + 1))))},
                     {"gamma", numeric::to_range(gamma)}};
  const Interval zero(0);
  const auto leaf = [&](const char* what, const Interval& log_factor) {
    LedgerLeaf l;
    l.claim = "published form";
    l.what = what;
    l.log10_factor = log10_single(log_factor);
    form.waterfall.push_back(l);
  };
  leaf("constant C2", log(f.C2));
  leaf("dimension d^c2", Interval(f.c2 * log(s.d)));
  leaf("(n/eps)^(c3/gamma)", Interval(M - log(f.C2) - f.c2 * log(s.d)));
  form.only_assumed = {"every leaf: the constants are those that the paper hides"};
  form.status = claim::Status::assumed;
  if (!form.confirmed)
    form.notes.push_back("confirmed: false. The constants were not checked against the paper");
  const double delta = numeric::to_double(q.delta), rho = numeric::to_double(q.rho);
  const Interval power = f.c3 / gamma, rest = power * log(Interval(s.n / s.eps));
  const auto put = [&](const char* letter, double x) {
    form.sensitivity.emplace_back(letter, Range::point(x));
  };
  const double pw = numeric::upper(power), rs = numeric::upper(rest);
  put("n", pw);
  put("d", numeric::upper(f.c2));
  put("delta", -rs * (2 * delta - 2 * rho) / (delta - 2 * rho));
  put("rho", rs * 2 * rho / (delta - 2 * rho));
  put("eps", -pw);
  return form;
}

}  // namespace proofgauge::main_theorem
