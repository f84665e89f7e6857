// From letters and words to training runs.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "claim/error.h"
#include "data/load.h"
#include "data/points.h"
#include "online/convergence.h"
#include "online/regret_bound.h"

namespace proofgauge::online {
namespace {

using claim::Parameter;
using claim::Request;
using numeric::Rational;

const std::vector<Parameter>& required(const Request& request, const char* letter) {
  const auto* values = request.values(letter);
  if (values == nullptr || values->empty())
    throw InputError(std::string("--") + letter, "", "a value: training needs it");
  return *values;
}

/// The values of an optional letter; one empty entry where it is not given.
std::vector<const Parameter*> optional(const Request& request, const char* letter) {
  std::vector<const Parameter*> all;
  if (const auto* values = request.values(letter))
    for (const Parameter& v : *values) all.push_back(&v);
  if (all.empty()) all.push_back(nullptr);
  return all;
}

double least_distance(const data::Points& p) {
  double least = 4;
  for (std::size_t i = 0; i < p.n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      double squares = 0;
      for (std::size_t k = 0; k < p.d; ++k) {
        const double difference = p.x[i * p.d + k] - p.x[j * p.d + k];
        squares += difference * difference;
      }
      least = std::min(least, squares);
    }
  }
  return std::sqrt(least);
}

std::string word_or(const Request& request, const char* option, const char* otherwise) {
  const std::string* const text = request.word(option);
  return text == nullptr ? otherwise : *text;
}

NetKind parse_net(const std::string& text) {
  if (text == "real") return NetKind::real;
  if (text == "pseudo") return NetKind::pseudo;
  throw InputError("--net", "'" + text + "'", "real or pseudo");
}

/// Source and words first, as they were typed: what all cells share.
claim::Parameters shared_parameters(const Request& request) {
  claim::Parameters all;
  for (const char* option : {"data", "pca", "classes", "count", "center", "synthetic"}) {
    if (const std::string* text = request.word(option); text != nullptr && *text != "false")
      all.set(option, *text);
  }
  if (request.word("data") == nullptr) {
    for (const char* letter : {"n", "d", "delta"}) {
      const Parameter& v = required(request, letter).front();
      all.set_number(letter, v.text, v.number);
    }
  }
  for (const char* option : {"loss", "adversary", "judges", "sequence", "net", "stop-at"}) {
    if (const std::string* text = request.word(option); text != nullptr) all.set(option, *text);
  }
  return all;
}

/// Rows of d coordinates, n per round, from a file that the data readers take.
std::vector<double> read_sequence(const std::string& file, const data::Points& points) {
  data::DataOptions options;
  options.spec = file;
  const data::Dataset rows = data::load(options);
  if (rows.p != points.d || rows.n % points.n != 0) {
    throw InputError("--sequence", fmt::format("{} rows of {} numbers", rows.n, rows.p),
                     fmt::format("a multiple of {} rows of {}", points.n, points.d));
  }
  std::vector<double> x;
  x.reserve(rows.n * rows.p);
  for (std::size_t i = 0; i < rows.n; ++i)
    for (std::size_t k = 0; k < rows.p; ++k) x.push_back(rows.feature(i, k));
  return x;
}

void put(claim::Parameters* all, const char* letter, const Parameter* value) {
  if (value != nullptr) all->set_number(letter, value->text, value->number);
}

std::uint64_t to_count(const Parameter& value, const char* letter) {
  constexpr double kMost = 0x1p53;
  if (!(value.number >= 1 && value.number <= kMost) || value.number != std::floor(value.number))
    throw InputError(std::string("--") + letter, value.text, "an integer from 1 to 2^53");
  return static_cast<std::uint64_t>(value.number);
}

}  // namespace

std::vector<std::string> training_accepts() {
  return {"m",         "R",     "rho",       "eps",    "T",        "eta",   "n",
          "d",         "delta", "data",      "pca",    "classes",  "count", "center",
          "synthetic", "loss",  "adversary", "judges", "sequence", "net",   "stop-at"};
}

std::uint64_t paper_rounds(const Rational& lipschitz, const Rational& radius, const Rational& eps) {
  const numeric::Integer whole = horizon(radius, eps, lipschitz);
  if (whole > (std::uint64_t{1} << 62))
    throw InputError("T", "ceil(L^2 R^2/eps^2) above 2^62", "a horizon that can be run: give --T");
  return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(whole));
}

double paper_step(double lipschitz, double eps, std::uint64_t m) {
  return step(static_cast<double>(m), eps, lipschitz);
}

std::vector<TrainingCell> training_cells(const Request& request) {
  TrainingCell base;
  if (request.word("data") == nullptr && request.word("synthetic") == nullptr)
    throw InputError("--data", "", "a data set, or --synthetic with --n, --d and --delta");
  base.parameters = shared_parameters(request);
  TrainOptions& o = base.options;
  o.loss = adversary::parse_loss(word_or(request, "loss", "absolute"), "--loss");
  o.attack = adversary::parse_attack(word_or(request, "adversary", "pgd-5"), "--adversary");
  base.judges = adversary::parse_attacks(word_or(request, "judges", "pgd-100x20"), "--judges");
  o.kind = parse_net(word_or(request, "net", "real"));
  o.seed = request.seed;
  if (const std::string* stop = request.word("stop-at")) {
    const Rational at = numeric::parse_rational(*stop, "--stop-at");
    if (at <= 0) throw InputError("--stop-at", *stop, "a loss above 0");
    o.stop_at = numeric::to_double(at);
  }
  const auto points = std::make_shared<data::Points>(data::points_from_request(request));
  if (points->d < 3)
    throw InputError("--d", std::to_string(points->d), "at least 3: X is two points in R^2");
  for (std::size_t i = 0; i < points->n; ++i)
    o.loss.require_target(points->y[i], fmt::format("target of point {}", i));
  base.points = points;
  if (const std::string* file = request.word("sequence")) {
    if (request.word("adversary") != nullptr)
      throw InputError("--sequence", *file, "either --sequence or --adversary");
    o.sequence = read_sequence(*file, *points);
  }
  base.delta = least_distance(*points);

  constexpr double kLipschitz = adversary::Loss::lipschitz();
  std::vector<TrainingCell> cells;
  for (const Parameter& m : required(request, "m"))
    for (const Parameter& radius : required(request, "R"))
      for (const Parameter& eps : required(request, "eps"))
        for (const Parameter* rho : optional(request, "rho"))
          for (const Parameter* rounds : optional(request, "T"))
            for (const Parameter* eta : optional(request, "eta")) {
              TrainingCell cell = base;
              cell.parameters.set_number("m", m.text, m.number);
              cell.parameters.set_number("R", radius.text, radius.number);
              cell.parameters.set_number("eps", eps.text, eps.number);
              put(&cell.parameters, "rho", rho);
              put(&cell.parameters, "T", rounds);
              put(&cell.parameters, "eta", eta);
              cell.eps = eps.number;
              cell.options.m =
                  static_cast<std::uint64_t>(numerator(numeric::parse_rational(m.text, "--m")));
              cell.options.radius = radius.number;
              cell.options.rho = rho != nullptr ? rho->number : cell.delta / 4;
              cell.options.rounds =
                  rounds != nullptr ? to_count(*rounds, "T")
                                    : paper_rounds(1, numeric::parse_rational(radius.text, "--R"),
                                                   numeric::parse_rational(eps.text, "--eps"));
              cell.options.eta =
                  eta != nullptr ? eta->number : paper_step(kLipschitz, cell.eps, cell.options.m);
              cells.push_back(std::move(cell));
            }
  return cells;
}

}  // namespace proofgauge::online
