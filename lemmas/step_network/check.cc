#include "step_network/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <map>
#include <mutex>

#include "claim/error.h"
#include "numeric/parallel.h"
#include "step_network/claim.h"

namespace proofgauge::step_network {
namespace {

using claim::Measurement;
using claim::Range;
using numeric::Interval;
using numeric::Rational;
using radius::Enclosure;

std::string text_of(const Cell& c) {
  return fmt::format("delta={},rho={},eps1={},{},p={}", numeric::canonical_text(c.delta),
                     numeric::canonical_text(c.rho), numeric::canonical_text(c.eps1),
                     c.exact_geometry ? "exact" : "chord", c.p);
}

claim::AssumptionResult radius_assumption(const Cell& c) {
  return {"H3", admissible(c),
          fmt::format("rho = {}, delta = {}", numeric::canonical_text(c.rho),
                      numeric::canonical_text(c.delta))};
}

/// What stands in the way of a verdict on the enclosure; empty: nothing.
std::string obstacle(const Cell& c, const Enclosure& e) {
  if (!e.trouble.empty())
    return fmt::format("{}: {} <= {} <= {}", e.trouble, e.t.lower, c.p == 0 ? "t*" : "t'",
                       e.t.upper);
  const auto promise = promised(c);
  if (promise && !(e.width() <= numeric::to_double(*promise)))
    return fmt::format("width {:.3g} % is over the promised {:.3g} %: {} <= t <= {}",
                       100 * e.width(), 100 * numeric::to_double(*promise), e.t.lower, e.t.upper);
  return {};
}

Range times(const Range& t, const Interval& factor) {
  return {numeric::lower(Interval(Interval(t.lower) * factor)),
          std::isinf(t.upper) ? t.upper : numeric::upper(Interval(Interval(t.upper) * factor))};
}

void add_notes(const Enclosure& e, Measurement& m) {
  m.notes.push_back(fmt::format(
      "h takes {} values on {} strips; mu has {} atoms; linear programs: {} rounds, {} "
      "columns, {} simplex steps",
      [&] {
        std::size_t n = 0;
        for (const auto& s : e.h.strips()) n += s.value.size();
        return n;
      }(),
      e.h.strips().size(), e.measure.size(), e.rounds, e.columns, e.iterations));
  std::vector<double> k, weight;
  for (const radius::Atom& a : e.measure) {
    k.push_back(a.k);
    weight.push_back(a.weight);
  }
  m.series["atom_k"] = k;
  m.series["atom_weight"] = weight;
}

}  // namespace

std::optional<Rational> promised(const Cell& c) {
  for (const Promise& p : {promise_fine(), promise_coarse()})
    if (c.rho <= p.ratio * c.delta && c.eps1 >= p.eps1) return p.width;
  return std::nullopt;
}

bool admissible(const Cell& c) { return c.rho > 0 && 2 * c.rho < c.delta; }

radius::Program program_of(const Cell& c) {
  const Interval delta = numeric::interval(c.delta), rho = numeric::interval(c.rho);
  Interval a = c.exact_geometry ? A_exact(delta, rho)
                                : numeric::interval(Rational(A_chord<Rational>(c.delta, c.rho)));
  // Certificates state an irrational A by its neighbouring doubles.
  if (c.exact_geometry) a = numeric::interval(numeric::lower(a), numeric::upper(a));
  return radius::make_program(numeric::interval(lo()), a,
                              numeric::interval(Rational(B<Rational>(c.rho))), c.eps1, c.p);
}

void require_resolved(const Cell& c, const std::string& option, const std::string& text) {
  if (!admissible(c)) return;
  try {
    (void)program_of(c);
  } catch (const InputError&) {
    throw InputError(option, text, "a rho at which -1/2 < A < B < 1 can be told at 40 digits");
  }
}

struct Enclosures::Store {
  std::mutex mutex;
  std::map<std::string, std::shared_future<std::shared_ptr<const Enclosure>>> made;
};

Enclosures::Enclosures() : store_(std::make_unique<Store>()) {}
Enclosures::~Enclosures() = default;

std::shared_ptr<const Enclosure> Enclosures::get(const Cell& c,
                                                 const claim::RunContext& context) const {
  std::promise<std::shared_ptr<const Enclosure>> mine;
  std::shared_future<std::shared_ptr<const Enclosure>> other;
  {
    const std::lock_guard lock(store_->mutex);
    const auto [at, is_new] = store_->made.try_emplace(text_of(c));
    if (is_new)
      at->second = mine.get_future().share();
    else
      other = at->second;
  }
  if (other.valid()) return other.get();
  try {
    radius::EnclosureOptions options;
    options.threads = context.threads;
    options.stop = context.stop;
    auto made = std::make_shared<const Enclosure>(radius::enclose(program_of(c), options));
    mine.set_value(made);
    return made;
  } catch (...) {
    // Whoever waits fails as well; the next one to ask starts again.
    mine.set_exception(std::current_exception());
    const std::lock_guard lock(store_->mutex);
    store_->made.erase(text_of(c));
    throw;
  }
}

void Enclosures::prepare(const std::vector<Cell>& cells, const claim::RunContext& context) const {
  claim::RunContext one = context;
  one.threads = 1;
  numeric::parallel_for(cells.size(), context.threads, [&](std::size_t i) {
    if (admissible(cells[i])) (void)get(cells[i], one);
  });
}

bool Enclosures::has(const Cell& c) const {
  const std::lock_guard lock(store_->mutex);
  return store_->made.count(text_of(c)) > 0;
}

void Enclosures::put(const Cell& c, radius::Enclosure enclosure) const {
  std::promise<std::shared_ptr<const Enclosure>> made;
  made.set_value(std::make_shared<const Enclosure>(std::move(enclosure)));
  const std::lock_guard lock(store_->mutex);
  store_->made.try_emplace(text_of(c), made.get_future().share());
}

Measurement measure_radius(const Cell& c, const Enclosures& enclosures,
                           const claim::RunContext& context, const std::string& twin) {
  Measurement m;
  m.finding.evidence = claim::Evidence::enclosure;
  m.finding.scope = claim::Scope::box;
  m.finding.assumptions = {radius_assumption(c)};
  m.trivial = {1, "h = 0 is off by 1 on the right interval"};
  if (!admissible(c)) {
    m.finding.trials.not_applicable = 1;
    return m;
  }
  const auto e = enclosures.get(c, context);
  const std::string symbol = c.p == 0 ? "|F_h - y|" : "|u F_h - y|";
  const Range eps1 = numeric::to_range(numeric::interval(c.eps1));
  m.finding.trials.decisive = 1;
  m.finding.undecidable = obstacle(c, *e);
  const bool certified = std::isfinite(e->t.upper);
  if (certified) {
    const radius::Images image{e->right, e->left};
    const radius::Images half =
        radius::images(program_of(c), e->h.scaled(numeric::to_double(twin::half())),
                       context.threads, context.stop);
    if (twin.empty()) {
      m.finding.comparisons = {{symbol, image.distance(), eps1, std::nullopt}};
      m.finding.twins = {1, half.distance().lower > eps1.upper ? 1U : 0U};
    } else {
      m.finding.comparisons = {{symbol + " of h/2", half.distance(), eps1, std::nullopt}};
      m.finding.undecidable.clear();
    }
    m.finding.witness =
        fmt::format("u = 1: F of h/2 is in [{}, {}]", half.right.lower, half.right.upper);
  }
  m.worst = claim::Worst{0, 0, "all u of both intervals"};
  const Interval delta = numeric::interval(c.delta);
  m.result = {{c.p == 0 ? "t" : "t_prime", e->t}};
  if (c.p == 0) m.result.emplace_back("two_atom", Range::at_least(e->two_atom));
  m.result.emplace_back("delta_t", times(e->t, delta));
  m.result.emplace_back("width", Range::point(e->width()));
  m.result.emplace_back("ratio", numeric::to_range(numeric::interval(Rational(c.rho / c.delta))));
  m.result.emplace_back(
      "gamma", numeric::to_range(numeric::interval(Rational(gamma<Rational>(c.delta, c.rho)))));
  add_notes(*e, m);
  if (c.p == 1) {
    Cell other = c;
    other.p = 0;
    const auto t = enclosures.get(other, context);
    const Range twice = times(t->t, Interval(2));
    if (twin.empty() && certified)
      m.finding.comparisons.push_back({"t'", e->t, twice, std::nullopt});
    m.result.emplace_back("t", t->t);
    m.result.emplace_back("t_prime_over_t", claim::ratio(e->t, t->t));
    m.result.emplace_back("R_over_R", claim::ratio(e->t, twice));
  } else if (certified && twin.empty()) {
    m.files["certificate"] = certificate(c, *e);
  }
  return m;
}

Measurement measure_two_atom(const Cell& c, const Enclosures& enclosures,
                             const claim::RunContext& context, const std::string& twin) {
  Measurement m;
  m.finding.evidence = claim::Evidence::enclosure;
  m.finding.scope = claim::Scope::instance;
  m.finding.assumptions = {radius_assumption(c)};
  m.trivial = {0, "a sup norm is at least 0"};
  if (!admissible(c)) {
    m.finding.trials.not_applicable = 1;
    return m;
  }
  const auto e = enclosures.get(c, context);
  const Interval delta = numeric::interval(c.delta), rho = numeric::interval(c.rho);
  const Interval a = c.exact_geometry ? A_exact(delta, rho) : A_chord(delta, rho);
  const Range closed = numeric::to_range(two_atom(a, B(rho), numeric::interval(c.eps1)));
  m.finding.trials.decisive = 1;
  // Without the closed form, from which e->t.lower starts: the claim must be able to fail.
  const Range t{e->dual, e->t.upper};
  if (twin.empty()) {
    m.finding.comparisons = {{"t*", t, closed, std::nullopt}};
    m.finding.twins = {1, closed.upper < t.lower ? 1U : 0U};
    if (std::isinf(t.upper)) m.finding.undecidable = obstacle(c, *e);
  } else {
    m.finding.comparisons = {{"closed form", closed, t, std::nullopt}};
  }
  m.finding.witness = fmt::format("mu of {} atoms gives t* >= {}", e->measure.size(), e->dual);
  m.worst = claim::Worst{0, 0, "one cell"};
  m.result = {{"t", t}, {"two_atom", closed}, {"t_over_two_atom", claim::ratio(t, closed)}};
  return m;
}

}  // namespace proofgauge::step_network
