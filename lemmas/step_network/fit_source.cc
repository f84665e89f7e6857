#include "step_network/fit_source.h"

#include <cmath>
#include <sstream>

#include "claim/error.h"
#include "data/points.h"
#include "data/synthetic.h"
#include "step_network/fit.h"

namespace proofgauge::step_network {
namespace {

using claim::Parameter;
using claim::Request;

const std::vector<Parameter>& required(const Request& request, const char* letter,
                                       const std::string& claim) {
  const auto* values = request.values(letter);
  if (values == nullptr || values->empty())
    throw InputError(std::string("--") + letter, "", "at least one value for " + claim);
  return *values;
}

bool is_set(const Request& request, const char* option) {
  const std::string* word = request.word(option);
  return word != nullptr && *word != "false";
}

FitSource planted(const Request& request, const Parameter& n, const Parameter& d,
                  const Parameter& delta) {
  FitSource s;
  const auto count = static_cast<std::size_t>(n.number), dim = static_cast<std::size_t>(d.number);
  s.points = std::make_shared<data::Points>(
      count == 1 ? single_point(dim) : data::synthetic(count, dim, delta.number, request.seed));
  s.delta = numeric::parse_rational(delta.text, "--delta");
  s.words.set("synthetic", "true");
  s.words.set_integer("n", count);
  s.words.set_integer("d", dim);
  s.words.set_number("delta", delta.text, delta.number);
  return s;
}

void add_planted(const Request& request, const std::string& claim, std::vector<FitSource>* all) {
  for (const Parameter& n : required(request, "n", claim))
    for (const Parameter& d : required(request, "d", claim))
      for (const Parameter& delta : required(request, "delta", claim))
        all->push_back(planted(request, n, d, delta));
}

data::Points first_rows(const data::Points& pool, std::size_t n) {
  if (n > pool.n)
    throw InputError("--n", std::to_string(n),
                     "at most the " + std::to_string(pool.n) + " rows of --data");
  data::Points some = pool;
  some.n = n;
  some.x.resize(n * pool.d);
  some.y.resize(n);
  some.source_row.resize(n);
  return some;
}

void add_data(const Request& request, const std::string& claim, const std::string& name,
              const std::string& pca, std::vector<FitSource>* all) {
  data::DataOptions options = data::options_from(request);
  options.spec = name;
  options.pca = std::stoul(pca);
  const data::Points pool = data::load_points(options);
  const auto& sizes = required(request, "n", claim);
  for (const Parameter& n : sizes) {
    if (n.number == 1 && sizes.size() > 1) continue;  // one point is one point, whatever its source
    FitSource s;
    s.points = std::make_shared<data::Points>(first_rows(pool, static_cast<std::size_t>(n.number)));
    const double measured = least_distance(*s.points);
    // One point has no separation: its step is that of --delta.
    if (s.points->n == 1)
      s.delta = numeric::parse_rational(required(request, "delta", claim).front().text, "--delta");
    else
      s.delta = numeric::ratio(static_cast<long long>(std::floor(measured * 100)), 100);
    if (s.delta <= 0)
      throw InputError("--data", name + ": points at distance " + std::to_string(measured),
                       "points at least 0.01 apart");
    s.words.set("data", name);
    for (const char* option : {"classes", "count", "center"})
      if (is_set(request, option)) s.words.set(option, *request.word(option));
    s.words.set("pca", pca);
    s.words.set_integer("n", s.points->n);
    if (s.points->n == 1)
      s.words.set_number("delta", numeric::canonical_text(s.delta), numeric::to_double(s.delta));
    all->push_back(std::move(s));
  }
}

}  // namespace

std::vector<FitSource> fit_sources(const Request& request, const std::string& claim) {
  const std::string* list = request.word("data");
  std::vector<FitSource> all;
  if (is_set(request, "synthetic")) {
    if (list != nullptr) throw InputError("--synthetic", "with --data", "one source of points");
    add_planted(request, claim, &all);
    return all;
  }
  if (list == nullptr)
    throw InputError("--data", "",
                     "a data set (--data fashion-mnist or a path), or --synthetic --n --d --delta");
  std::stringstream names(*list);
  for (std::string name; std::getline(names, name, ',');) {
    if (name == "synthetic") {
      add_planted(request, claim, &all);
    } else if (is_set(request, "pca")) {
      add_data(request, claim, name, *request.word("pca"), &all);
    } else {
      for (const Parameter& d : required(request, "d", claim))
        add_data(request, claim, name, std::to_string(static_cast<std::uint64_t>(d.number) - 1),
                 &all);
    }
  }
  return all;
}

}  // namespace proofgauge::step_network
