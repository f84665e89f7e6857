// The shortest way to a lemma: an inequality of two formulas, checked at every cell by intervals.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "numeric/interval.h"
#include "numeric/simple_lemma.h"

namespace proofgauge::numeric {

/// The letters of one cell, each as an interval that contains its exact value.
class Cell {
 public:
  explicit Cell(const claim::Parameters& parameters) : parameters_(parameters) {}
  /// A letter that the lemma does not declare is an InputError.
  Interval operator()(const std::string& letter) const {
    const claim::Parameter* value = parameters_.find(letter);
    if (value == nullptr)
      throw InputError("letter", "'" + letter + "'", "a letter that the lemma declares");
    return interval(rational_of(*value));
  }

 private:
  const claim::Parameters& parameters_;
};

using Formula = std::function<Interval(const Cell&)>;

/// measured <= bound, with the bound times a factor below 1 as its false twin.
struct UpperBound {
  struct Letter {
    std::string name, meaning, values;  ///< values: where none are typed, "0.1,1", "2^10..2^14"
  };
  struct Twin {
    std::string id, statement, why_false, factor;  ///< the factor is read exactly: "0.9", "2/3"
  };
  std::string id;  ///< lemma/claim
  std::string title, statement, latex, source;
  std::vector<Letter> letters;
  Formula measured, bound;
  Twin twin;
};

class UpperBoundLemma final : public SimpleLemma {
 public:
  explicit UpperBoundLemma(UpperBound b)
      : SimpleLemma(lemma_info(b), claim_info(b), typed_letters(b)),
        inequality_(std::move(b)),
        factor_(parse_rational(inequality_.twin.factor, "twin.factor")) {
    if (factor_ <= 0 || factor_ >= 1)
      throw InputError("twin.factor", inequality_.twin.factor, "a number in (0, 1)");
  }

 protected:
  [[nodiscard]] claim::Measurement measure(const claim::Parameters& parameters,
                                           const std::string& twin, unsigned long long,
                                           const claim::RunContext&) const override {
    const Cell cell(parameters);
    const Interval measured = inequality_.measured(cell), bound = inequality_.bound(cell);
    const Interval twins = bound * interval(factor_);
    claim::Measurement m;
    m.finding.evidence = claim::Evidence::enclosure;
    m.finding.comparisons = {
        {"measured", to_range(measured), to_range(twin.empty() ? bound : twins), {}}};
    m.finding.trials = {1, 0, 0};
    // Where the twin's inequality holds it is not false; where that stays open it is a miss.
    if (!certainly_at_most(measured, twins))
      m.finding.twins = {1, certainly_less(twins, measured) ? 1U : 0U};
    return m;
  }

 private:
  static claim::LemmaInfo lemma_info(const UpperBound& b) {
    claim::LemmaInfo info{b.id.substr(0, b.id.find('/')), b.title, b.source, {}};
    for (const UpperBound::Letter& l : b.letters) info.letters.emplace_back(l.name, l.meaning);
    return info;
  }
  static claim::ClaimInfo claim_info(const UpperBound& b) {
    claim::ClaimInfo info;
    info.id = b.id;
    info.kind = claim::Kind::upper_bound;
    info.title = b.title;
    info.statement = b.statement;
    info.latex = b.latex;
    info.source = b.source;
    info.scope = claim::Scope::instance;
    info.twins = {{b.twin.id, b.twin.statement, b.twin.why_false}};
    info.trivial = "none";
    info.measured = "both sides at each cell, in outward-rounded intervals";
    info.derivation = "computed at each cell";
    info.not_checked = "values of the letters between the cells";
    return info;
  }
  static std::vector<SimpleLemma::Letter> typed_letters(const UpperBound& b) {
    std::vector<SimpleLemma::Letter> letters;
    for (const UpperBound::Letter& l : b.letters) letters.push_back({l.name, l.values});
    return letters;
  }

  UpperBound inequality_;
  Rational factor_;
};

/// In one source of a lemma (proofgauge_add_lemma), once: the braced fields of an UpperBound.
#define PROOFGAUGE_REGISTER_UPPER_BOUND(...)                           \
  static const ::proofgauge::claim::Registration kRegistration {       \
    []() -> std::unique_ptr<::proofgauge::claim::Lemma> {              \
      return std::make_unique<::proofgauge::numeric::UpperBoundLemma>( \
          ::proofgauge::numeric::UpperBound __VA_ARGS__);              \
    }                                                                  \
  }

}  // namespace proofgauge::numeric
