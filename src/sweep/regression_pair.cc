#include "sweep/regression_pair.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "sweep/regression_statistics.h"

namespace proofgauge::sweep {
namespace {

using claim::Evidence;
using claim::Kind;
using claim::Range;
using claim::Record;
using claim::Status;
using Way = Difference::Way;

/// Narrower than this, relatively, an interval in a sampled record encloses a computed number; it
/// is no sampling error.
constexpr double kComputed = 0x1p-30;

std::string text(const Range& r) {
  if (!r.valid()) return "no value";
  const std::string ends = r.is_point() ? fmt::format("{:.8g}", r.lower)
                                        : fmt::format("{:.8g} .. {:.8g}", r.lower, r.upper);
  return r.log10 ? "10^(" + ends + ")" : ends;
}

std::string join(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& w : words) all += (all.empty() ? "" : "; ") + w;
  return all.empty() ? "none" : all;
}

std::string constants_text(const Record& r) {
  std::vector<std::string> words;
  for (const claim::Constant& c : r.constants)
    words.push_back(c.symbol + " = " + c.expression + " (" + c.profile +
                    (c.confirmed ? ")" : ", unconfirmed)"));
  return join(words);
}

std::string premises_text(const Record& r) {
  std::vector<std::string> words;
  for (const claim::AssumptionResult& a : r.assumptions) words.push_back(a.name);
  return join(words);
}

bool sampled(const Record& r) {
  return r.verdict.evidence() == Evidence::statistical || r.verdict.evidence() == Evidence::fit;
}

/// A one-sided range as the end that is known.
Range known_end(const Range& r) {
  if (r.finite() || !r.valid()) return r;
  const double end = std::isfinite(r.lower) ? r.lower : r.upper;
  return {end, end, r.log10};
}

double centre(const Range& r) { return r.lower + (r.upper - r.lower) / 2; }

/// Allowed between two builds. A logarithm moves by log10(1 + tolerance).
double slack(const Range& a, const Range& b, Platform platform) {
  if (platform == Platform::same) return 0;
  if (a.log10) return std::log10(1 + kBuildTolerance);
  return kBuildTolerance *
         std::max({std::abs(a.lower), std::abs(a.upper), std::abs(b.lower), std::abs(b.upper)});
}

bool disjoint(const Range& was, const Range& is, Platform platform) {
  const double allowed = slack(was, is, platform);
  return is.lower > was.upper + allowed || is.upper < was.lower - allowed;
}

bool overlap(const Range& a, const Range& b) {
  return a.valid() && b.valid() && a.log10 == b.log10 && a.lower <= b.upper && b.lower <= a.upper;
}

Way way_of_measured(Kind kind, const Range& was, const Range& is, const Range& bound) {
  const double before = centre(was), after = centre(is);
  switch (kind) {
    case Kind::upper_bound:
    case Kind::existence:
      return after > before ? Way::worse : Way::better;
    case Kind::lower_bound:
      return after < before ? Way::worse : Way::better;
    case Kind::tight_bound:
    case Kind::identity:
    case Kind::rate:
      if (!bound.finite()) return Way::unknown;
      return std::abs(after - centre(bound)) > std::abs(before - centre(bound)) ? Way::worse
                                                                                : Way::better;
  }
  return Way::unknown;
}

Way way_of_constant(Kind kind, const Range& was, const Range& is) {
  if (kind != Kind::upper_bound && kind != Kind::existence) return Way::unknown;
  return centre(is) > centre(was) ? Way::worse : Way::better;
}

struct Quantity {
  std::string name;
  Range was, is;
  std::optional<double> was_point, is_point;
  bool main = false;  ///< measured; else the critical constant or a named outcome
};

class Comparer {
 public:
  Comparer(const Record& was, const Record& is, Platform platform)
      : was_(was), is_(is), platform_(platform), same_seed_(was.seed == is.seed) {}

  std::vector<Difference> all() {
    verdicts();
    if (sampled(was_) && sampled(is_)) {
      for (const Quantity& q : quantities(is_.verdict.evidence() == Evidence::fit)) sample(q);
    } else if (!same_seed_) {
      note("numbers", "another seed is another instance: not compared");
    } else if (was_.verdict.evidence() == Evidence::search && platform_ != Platform::same) {
      note("numbers", "a search may take another path on another platform: not compared");
    } else if (platform_ == Platform::other_instructions &&
               (was_.verdict.evidence() != Evidence::exact ||
                is_.verdict.evidence() != Evidence::exact)) {
      note("numbers", "other vector instructions can make another instance: not compared");
    } else {
      for (const Quantity& q : quantities(true)) compute(q);
    }
    return std::move(found_);
  }

 private:
  void put(std::string quantity, std::string was, std::string is, Way way,
           std::optional<double> p = {}, bool told_apart = false) {
    found_.push_back({std::move(quantity), std::move(was), std::move(is), way, p, told_apart});
  }
  void note(std::string quantity, std::string what) {
    put(std::move(quantity), "", std::move(what), Way::note);
  }

  template <class Word>
  void rank(const char* quantity, Word was, Word is, bool weaker) {
    put(quantity, std::string(to_string(was)), std::string(to_string(is)),
        weaker ? Way::worse : Way::better, {}, true);
  }

  void verdicts() {
    const Status before = was_.verdict.status(), after = is_.verdict.status();
    if (before != after) {
      const auto undecided = [](const Record& r) {
        return r.verdict.is_pass() || r.verdict.status() == Status::inconclusive;
      };
      const bool excused = !same_seed_ && undecided(was_) && undecided(is_) &&
                           is_.measured.valid() && was_.measured.valid();
      if (excused)
        note("verdict", std::string(to_string(before)) + " under one seed, " +
                            std::string(to_string(after)) + " under the other");
      else
        rank("verdict", before, after, after > before);
      return;
    }
    if (was_.verdict.evidence() != is_.verdict.evidence())
      rank("evidence", was_.verdict.evidence(), is_.verdict.evidence(),
           is_.verdict.evidence() > was_.verdict.evidence());
    if (was_.verdict.scope() != is_.verdict.scope())
      rank("scope", was_.verdict.scope(), is_.verdict.scope(),
           is_.verdict.scope() < was_.verdict.scope());
    if (same_seed_ && was_.falsified_twins.caught != is_.falsified_twins.caught)
      put("twins caught", std::to_string(was_.falsified_twins.caught),
          std::to_string(is_.falsified_twins.caught),
          is_.falsified_twins.caught < was_.falsified_twins.caught ? Way::worse : Way::better, {},
          true);
  }

  [[nodiscard]] std::vector<Quantity> quantities(bool outcomes) const {
    std::vector<Quantity> list{
        {"measured", was_.measured, is_.measured, was_.point, is_.point, true}};
    list.push_back(
        {"critical_constant", was_.critical_constant, is_.critical_constant, {}, {}, false});
    if (!outcomes) return list;
    for (const auto& [symbol, before] : was_.result) {
      const auto after = std::find_if(is_.result.begin(), is_.result.end(),
                                      [&](const auto& r) { return r.first == symbol; });
      if (after == is_.result.end()) {
        list.push_back({symbol, before, {}, {}, {}, false});
      } else if (before != was_.measured || after->second != is_.measured) {
        list.push_back({symbol, before, after->second, {}, {}, false});
      }
    }
    return list;
  }

  /// Whether there is anything to compare; a value that is gone counts as worse.
  bool present(const Quantity& q) {
    if (!q.was.valid()) return false;
    if (q.is.valid() && q.is.log10 == q.was.log10) return true;
    put(q.name, text(q.was), text(q.is), Way::worse, {}, true);
    return false;
  }

  [[nodiscard]] Way way(const Quantity& q, const Range& was, const Range& is,
                        const Range& bound) const {
    if (q.main) return way_of_measured(is_.kind, was, is, bound);
    return q.name == "critical_constant" ? way_of_constant(is_.kind, was, is) : Way::unknown;
  }

  void sample(const Quantity& q) {
    if (!present(q)) return;
    // Where the bound belongs to the instance, its multiple is what two seeds have in common.
    const bool relative = q.main && !same_seed_ && !overlap(was_.bound, is_.bound);
    if (relative && (!was_.ratio.valid() || !is_.ratio.valid())) {
      note(q.name, "the bound belongs to the instance: not compared");
      return;
    }
    SampledValue a{q.was, q.was_point, was_.verdict.confidence().value_or(0), was_.trials.decisive};
    SampledValue b{q.is, q.is_point, is_.verdict.confidence().value_or(0), is_.trials.decisive};
    if (relative) {
      a.interval = was_.ratio;
      b.interval = is_.ratio;
      a.point = b.point = std::nullopt;
    }
    const auto noisy = [](const SampledValue& v) {
      return v.usable() && v.interval.width() > kComputed * std::abs(v.centre());
    };
    if (!noisy(a) || !noisy(b)) return;
    const Range bound = relative ? Range::point(1) : is_.bound;
    put(relative ? "measured/bound" : q.name, text(a.interval), text(b.interval),
        way(q, Range::point(a.centre()), Range::point(b.centre()), bound), same_value_p(a, b));
  }

  void compute(const Quantity& q) {
    if (!present(q)) return;
    const bool one_sided = !q.was.finite() || !q.is.finite();
    const Range before = known_end(q.was), after = known_end(q.is);
    if (!disjoint(before, after, platform_)) return;
    const bool search = is_.verdict.evidence() == Evidence::search;
    put(q.name, text(q.was), text(q.is),
        q.main && one_sided && search ? Way::worse : way(q, before, after, is_.bound), {}, true);
  }

  const Record& was_;
  const Record& is_;
  Platform platform_;
  bool same_seed_;
  std::vector<Difference> found_;
};

}  // namespace

std::vector<Difference> structure_of(const Record& was, const Record& is, Platform platform) {
  std::vector<Difference> edits;
  const auto edit = [&](const char* what, const std::string& a, const std::string& b) {
    if (a != b) edits.push_back({what, a, b, Way::note, {}, true});
  };
  edit("statement", was.statement, is.statement);
  edit("kind", std::string(to_string(was.kind)), std::string(to_string(is.kind)));
  edit("source", was.source, is.source);
  edit("constants", constants_text(was), constants_text(is));
  edit("assumptions", premises_text(was), premises_text(is));
  edit("rests_on", join(was.rests_on), join(is.rests_on));
  const bool of_one_instance =
      platform != Platform::other_instructions || is.verdict.evidence() == Evidence::exact;
  if (was.seed == is.seed && of_one_instance && was.bound.valid() &&
      (!is.bound.valid() || was.bound.log10 != is.bound.log10 ||
       disjoint(was.bound, is.bound, platform)))
    edits.push_back({"bound", text(was.bound), text(is.bound), Way::note, {}, true});
  return edits;
}

std::vector<Difference> differences_of(const Record& was, const Record& is, Platform platform) {
  return Comparer(was, is, platform).all();
}

bool has_moved(const Record& was, const Record& is, Platform platform) {
  if (platform != Platform::same || was.seed != is.seed) return false;
  // An interval may differ in its last digit where a job's share of alpha was rounded otherwise.
  if (was.point && is.point) return *was.point != *is.point;
  return was.measured.valid() && is.measured.valid() && was.measured != is.measured;
}

}  // namespace proofgauge::sweep
