// The box that `falsify` searches: which letters of a claim span a range, and the jobs of one cell.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "app/config.h"
#include "app/options.h"
#include "claim/registry.h"
#include "sweep/search.h"

namespace proofgauge::app {

/// A letter is an axis where its values (as typed, or the profile's) span a range and the claim's
/// cells depend on it. `a..b` means its two ends here; a letter of which a cell takes the whole
/// list stays a list; of several data sets in a profile the first is searched.
class FalsifyBox {
 public:
  /// InputError: not one claim (`lemma/claim` or `lemma/claim!twin`), a rate, a value that no
  /// letter takes, several data sets typed.
  FalsifyBox(const Options&, const Defaults&);

  [[nodiscard]] const claim::Selection& selection() const { return selection_; }
  [[nodiscard]] const std::vector<sweep::Axis>& axes() const { return axes_; }
  /// Claim with !twin.
  [[nodiscard]] std::string name() const;
  /// The jobs of one cell under one seed; the lemma's InputErrors pass through.
  [[nodiscard]] std::vector<claim::Job> jobs(const sweep::Cell&, std::uint64_t seed) const;
  /// `m in [1024, 65536], R in [0.2, 10]`.
  [[nodiscard]] std::string text() const;

 private:
  void find_lists();
  void add_axis(const std::string& letter, std::vector<claim::Parameter>& values);
  [[nodiscard]] bool matters(const std::string& letter, const claim::Parameter& low,
                             const claim::Parameter& high) const;

  claim::Selection selection_;
  const claim::Lemma& lemma_;
  claim::Request base_;
  std::set<std::string> lists_;
  std::vector<sweep::Axis> axes_;
};

}  // namespace proofgauge::app
