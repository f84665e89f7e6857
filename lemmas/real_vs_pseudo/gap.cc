// The suprema over x and W: found from below by local search, held against the uniform bounds.
#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <mutex>

#include "network/local_search.h"
#include "numeric/plan.h"
#include "real_vs_pseudo/sampling.h"
#include "stats/binomial.h"

namespace proofgauge::real_vs_pseudo {
namespace {

using numeric::Interval;

/// What the search found in each draw of W^0.
struct Found {
  std::vector<double> lower;  ///< value less its rounding: the supremum is at least this
  std::vector<double>
      at_given;  ///< largest exact supremum over W at the given points alone; empty without any
  std::size_t best_draw = 0;
  std::string where;  ///< in that draw: the start that led there, or the row of the given points
};

struct PointValue {
  double value = 0;
  std::size_t index = 0;
};

bool is_init(Gap gap) { return gap == Gap::init || gap == Gap::init_twin; }

/// f_{W^0} is the case R = 0. It has streams of its own; the two gap claims judge the same search.
const char* stream_claim(Gap gap) {
  return is_init(gap) ? "real_vs_pseudo/init_output" : "real_vs_pseudo/uniform_bound";
}

/// FNV-1a of the coordinates: the same points give the same streams, whatever their file is called.
std::string fingerprint(const std::vector<double>& x) {
  std::uint64_t h = 0xcbf29ce484222325ULL;
  for (const double v : x) h = (h ^ std::bit_cast<std::uint64_t>(v)) * 0x100000001b3ULL;
  return std::to_string(h);
}

std::string search_key(const Cell& cell, Gap gap, const data::Points* given) {
  const std::string from = given == nullptr ? "" : ",x=" + fingerprint(given->x);
  if (is_init(gap))
    return "d=" + std::to_string(cell.d) + ",m=" + std::to_string(cell.width) + from;
  return stream_key(cell) + from;
}

std::vector<double> starts_of(const Cell& cell, const data::Points* given,
                              stats::Sequence& random) {
  std::vector<double> starts;
  const std::size_t from_data = given == nullptr ? 0 : std::min(cell.points, given->n);
  // Data sets are walked through in their own order: which rows are in it was chosen when it was
  // loaded.
  if (given != nullptr)
    starts.assign(given->x.begin(),
                  given->x.begin() + static_cast<std::ptrdiff_t>(from_data * cell.d));
  const std::vector<double> rest = random_points(cell.points - from_data, cell.d, random);
  starts.insert(starts.end(), rest.begin(), rest.end());
  return starts;
}

PointValue largest_at(const network::InitialNetwork& net, const data::Points& given, double t,
                      const network::SupOptions& options) {
  const network::SupValues v =
      network::sup_values(network::sup_sums(net, given.x, given.n, t, options), net.m());
  PointValue largest;
  for (std::size_t i = 0; i < given.n; ++i)
    if (const double value = std::max(v.sup_f_minus_g[i], v.sup_g_minus_f[i]) - v.rounding_sup[i];
        value > largest.value)
      largest = {value, i};
  return largest;
}

Found search(const Cell& cell, const Setting& setting, Gap gap, const data::Points* given) {
  const std::string key = search_key(cell, gap, given);
  const double t = is_init(gap) ? 0 : network::standardised_radius(cell.radius, cell.width);
  const stats::Stream stream(setting.seed, stream_claim(gap), key, stats::Purpose::search);
  Found found;
  for (unsigned k = 0; k < cell.draws; ++k) {
    stats::Sequence random(stream, k);
    const std::vector<double> starts = starts_of(cell, given, random);
    const network::InitialNetwork net(cell.width, cell.d, setting.seed, stream_claim(gap), key, k);
    network::SearchOptions options;
    options.most_iterations = static_cast<int>(cell.steps);
    options.survivors = std::max<std::size_t>(1, cell.points / 4);
    options.sums.threads = setting.context.threads;
    options.sums.stop = setting.context.stop;
    const network::SearchResult r = network::maximise_over_x(net, starts, cell.points, t, options);
    found.lower.push_back(r.value - r.rounding);
    std::string where = "start " + std::to_string(r.start);
    if (given != nullptr) {
      const PointValue p = largest_at(net, *given, t, options.sums);
      found.at_given.push_back(p.value);
      if (p.value > found.lower.back()) {
        found.lower.back() = p.value;
        where = "row " + std::to_string(given->source_row[p.index]);
      }
    }
    if (found.lower.back() >= found.lower[found.best_draw]) {
      found.best_draw = k;
      found.where = std::move(where);
    }
    setting.context.progress(static_cast<double>(k + 1) / cell.draws);
  }
  return found;
}

/// uniform_bound and published_gap ask for the same search on the same cell.
Found search_once(const Cell& cell, const Setting& setting, Gap gap, const data::Points* given);

/// R <= m^(1/6), exactly.
bool radius_below_root(const Cell& c) {
  const numeric::Rational r3 = c.R * c.R * c.R;
  return r3 * r3 <= c.m;
}

Interval bound_of(const Cell& cell, const Constants& k, Gap gap, const numeric::Rational& C) {
  const Interval m = numeric::interval(cell.m), R = numeric::interval(cell.R),
                 p = numeric::interval(cell.p), d = static_cast<int>(cell.d);
  switch (gap) {
    case Gap::uniform:
      return uniform_bound(m, R, d, p, k);
    case Gap::uniform_twin:
      return numeric::interval(twin::nine_tenths()) * mean_main_term(m, R);
    case Gap::published:
      return published_gap(m, R, numeric::interval(C));
    case Gap::published_twin:
      return numeric::interval(numeric::Rational(twin::nine_tenths() / 2)) * leading_order(m, R);
    case Gap::init:
      return init_output_bound(m, d, p, k);
    case Gap::init_twin:
      return numeric::interval(twin::quarter_deviation()) * numeric::power(m, -1, 3);
  }
  return {};
}

Gap twin_of(Gap gap) {
  return gap == Gap::uniform     ? Gap::uniform_twin
         : gap == Gap::published ? Gap::published_twin
                                 : Gap::init_twin;
}

bool is_twin(Gap gap) {
  return gap == Gap::uniform_twin || gap == Gap::published_twin || gap == Gap::init_twin;
}

/// A bound that holds with probability 1 - 2p is refuted when so many draws exceed it that their
/// true share is above 2p at the job's confidence.
bool refuted_by_draws(const Found& found, const claim::Range& bound, double two_p, double alpha,
                      unsigned long long& above) {
  above = static_cast<unsigned long long>(std::count_if(found.lower.begin(), found.lower.end(),
                                                        [&](double v) { return v > bound.upper; }));
  return above > 0 && stats::clopper_pearson_lower(above, found.lower.size(), alpha).lower > two_p;
}

claim::Trivial trivial_of(const Cell& cell, Gap gap) {
  if (is_init(gap))
    return {std::pow(static_cast<double>(cell.width), 1.0 / 6) / std::sqrt(std::acos(-1.0)),
            "a yardstick: with all signs equal f_{W^0}(x) has mean m^(1/6)/sqrt(pi)"};
  return {cell.radius,
          "a yardstick: |g_W(x)| <= kappa m tau = R, so a gap of R or more says no more than "
          "replacing g_W by 0"};
}

}  // namespace

class SearchCache {
 public:
  template <class Make>
  Found get(const std::string& key, const Make& make) {
    {
      const std::lock_guard lock(mutex_);
      if (const auto it = done_.find(key); it != done_.end()) return it->second;
    }
    Found found = make();
    const std::lock_guard lock(mutex_);
    return done_.emplace(key, std::move(found)).first->second;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, Found> done_;
};

std::shared_ptr<SearchCache> make_search_cache() { return std::make_shared<SearchCache>(); }

namespace {

Found search_once(const Cell& cell, const Setting& setting, Gap gap, const data::Points* given) {
  const std::string key = std::string(stream_claim(gap)) + "|" + search_key(cell, gap, given) +
                          "|" + std::to_string(setting.seed) + "|" + std::to_string(cell.draws) +
                          "|" + std::to_string(cell.points) + "|" + std::to_string(cell.steps);
  return setting.searches->get(key, [&] { return search(cell, setting, gap, given); });
}

}  // namespace

claim::Measurement check_gap(const Cell& cell, const Setting& setting, Gap gap,
                             const std::shared_ptr<const data::Points>& given,
                             const numeric::Rational& C) {
  const Found found = search_once(cell, setting, gap, given.get());
  const claim::Range bound = numeric::to_range(bound_of(cell, setting.constants, gap, C));
  const double two_p = 2 * numeric::to_double(cell.p), alpha = setting.context.alpha;
  const double largest = *std::max_element(found.lower.begin(), found.lower.end());
  claim::Measurement out;
  claim::Finding& f = out.finding;
  f.evidence = claim::Evidence::search;
  f.scope = claim::Scope::finite_set;
  f.confidence = 1 - alpha;
  f.assumptions = {{"H2", true, "drawn so"}};
  f.comparisons = {
      {is_init(gap) ? "init_output" : "gap", claim::Range::at_least(largest), bound, std::nullopt}};
  f.trials.decisive = found.lower.size();
  f.witness = search_key(cell, gap, given.get()) + ",draw=" + std::to_string(found.best_draw) +
              "," + found.where + ",seed=" + std::to_string(setting.seed);

  unsigned long long above = 0;
  const bool refuted = refuted_by_draws(found, bound, two_p, alpha, above);
  const std::string draws = std::to_string(found.lower.size());
  if (above > 0 && gap == Gap::published)
    f.undecidable =
        "exceeds the bound at the profile's constant, which the paper hides: see critical_constant";
  else if (above > 0 && !refuted)
    f.undecidable = std::to_string(above) + " of " + draws +
                    " draws exceed the bound: not enough to exclude the allowed share 2p";
  // One draw cannot show a statement of probability false: k of k draws above exclude 2p only from
  // some k on. A single one never does, whatever alpha is.
  const bool could_refute =
      found.lower.size() > 1 &&
      stats::clopper_pearson_lower(found.lower.size(), found.lower.size(), alpha).lower > two_p;
  if (!could_refute)
    f.undecidable =
        numeric::count_of_draws(found.lower.size()) +
        ": too few to refute a statement that may fail with probability 2p; raise --draws";
  const bool needs_small_radius = gap == Gap::published || gap == Gap::published_twin;
  if (needs_small_radius)
    f.assumptions.push_back({"H4", cell.R >= 1, "R = " + numeric::canonical_text(cell.R)});
  if (!is_twin(gap) && (!needs_small_radius || radius_below_root(cell))) {
    const claim::Range twin = numeric::to_range(bound_of(cell, setting.constants, twin_of(gap), C));
    unsigned long long above_twin = 0;
    f.twins = {1, refuted_by_draws(found, twin, two_p, alpha, above_twin) ? 1U : 0U};
  }
  if (gap == Gap::published_twin && !radius_below_root(cell))
    f.assumptions.push_back({"twin premise", false, "the twin is false only where R <= m^(1/6)"});

  const double order =
      cell.radius * cell.radius * std::pow(static_cast<double>(cell.width), -1.0 / 6);
  const double per = is_init(gap) ? std::pow(static_cast<double>(cell.width), -1.0 / 3) : order;
  out.critical_constant = claim::Range::at_least(
      std::nextafter(largest / (per * (1 + 0x1p-50)), 0.0));  // pow errs by a few units
  out.trivial = trivial_of(cell, gap);
  out.worst = claim::Worst{setting.seed, found.best_draw, found.where};
  out.result = {{is_init(gap) ? "init_output" : "gap", claim::Range::at_least(largest)},
                {"draws_above_bound", claim::Range::point(static_cast<double>(above))}};
  if (!found.at_given.empty())
    out.result.emplace_back("at_points", claim::Range::at_least(*std::max_element(
                                             found.at_given.begin(), found.at_given.end())));
  out.series["found_per_draw"] = found.lower;
  return out;
}

}  // namespace proofgauge::real_vs_pseudo
