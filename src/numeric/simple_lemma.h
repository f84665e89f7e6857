// The short way to a lemma: one claim, the product of its letters, one measurement per cell. For
// lemmas outside this tree (docs of the package: find_package(proofgauge), proofgauge_add_lemma).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "claim/registry.h"
#include "numeric/plan.h"
#include "numeric/scalar.h"

namespace proofgauge::numeric {

/// Derive, give the statement to the constructor, override `measure`, and register the class with
/// PROOFGAUGE_REGISTER_LEMMA in one source of an OBJECT library (proofgauge_add_lemma makes one).
class SimpleLemma : public claim::Lemma {
 public:
  /// A letter (an option of the command line) and the values it takes where none are typed, in the
  /// command line's notation: "0.1,1", "2^10..2^14".
  struct Letter {
    std::string name, values;
  };

  SimpleLemma(claim::LemmaInfo info, claim::ClaimInfo claim, std::vector<Letter> letters)
      : info_(std::move(info)), claim_{std::move(claim)}, letters_(std::move(letters)) {}

  [[nodiscard]] const claim::LemmaInfo& info() const override { return info_; }
  [[nodiscard]] std::span<const claim::ClaimInfo> claims() const override { return claim_; }
  [[nodiscard]] std::vector<std::string> accepts() const override {
    std::vector<std::string> names;
    for (const Letter& l : letters_) names.push_back(l.name);
    return names;
  }

  [[nodiscard]] std::vector<claim::Job> plan(const claim::Selection& selection,
                                             const claim::Request& request) const override {
    std::vector<claim::Parameters> cells(1);
    for (const Letter& letter : letters_) {
      std::vector<claim::Parameters> more;
      for (const claim::Parameters& cell : cells)
        for (const claim::Parameter& v : values_or(request, letter.name, letter.values)) {
          more.push_back(cell);
          more.back().set_number(letter.name, v.text, v.number);
        }
      cells = std::move(more);
    }
    std::vector<claim::Job> jobs;
    for (claim::Parameters& cell : cells)
      jobs.push_back(make_job(
          registered(selection.info), selection.twin, request, cell, tests_, cost_,
          [this, cell, seed = request.seed, twin = selection.twin](const claim::RunContext& run) {
            return measure(cell, twin, seed, run);
          }));
    return jobs;
  }

 protected:
  /// Both sides of the claim on one cell; `twin` is empty for the claim itself, else the id of a
  /// twin, whose bound or premise then stands in its place. Random numbers: stats/stream.h, keyed
  /// by `seed` and the cell.
  [[nodiscard]] virtual claim::Measurement measure(const claim::Parameters& cell,
                                                   const std::string& twin, unsigned long long seed,
                                                   const claim::RunContext& run) const = 0;

  unsigned tests_ = 0;  ///< statistical tests per cell: its weight when alpha is shared out
  double cost_ = 0.01;  ///< rough seconds per cell, for progress

 private:
  claim::LemmaInfo info_;
  std::vector<claim::ClaimInfo> claim_;
  std::vector<Letter> letters_;
};

}  // namespace proofgauge::numeric
