// Verdicts: which words may be said about a claim, and the one place that decides which.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "claim/claim.h"
#include "claim/types.h"

namespace proofgauge::claim {

/// A status together with what it rests on. There is no conversion to bool: "not refuted" is not
/// "verified".
///
/// `verified` exists only for evidence that proves: verified<Evidence::statistical>(...) does not
/// compile, and a scope smaller than the claim's own throws std::logic_error. `supported` and
/// `not_refuted` cannot be built from evidence of another kind, and `refuted` needs a witness.
class Verdict {
 public:
  template <Evidence E>
  requires(E == Evidence::exact || E == Evidence::enclosure) [[nodiscard]] static Verdict
      verified(Scope reached, Scope of_claim) {
    return proved(E, reached, of_claim);
  }
  template <Evidence E>
  requires(E == Evidence::statistical || E == Evidence::fit) [[nodiscard]] static Verdict
      supported(Scope reached, double confidence) {
    return at_confidence(Status::supported, E, reached, confidence);
  }
  [[nodiscard]] static Verdict not_refuted(Evidence evidence, Scope reached);
  /// `confidence` is required for statistical, fit and search-by-sampling evidence, absent for
  /// proofs.
  [[nodiscard]] static Verdict refuted(Evidence evidence, Scope reached, std::string witness,
                                       std::optional<double> confidence);
  [[nodiscard]] static Verdict inconclusive(Evidence evidence, Scope reached, std::string reason);
  [[nodiscard]] static Verdict outside_assumptions(Evidence evidence, Scope reached,
                                                   std::string premise);
  [[nodiscard]] static Verdict assumed();

  [[nodiscard]] Status status() const { return status_; }
  [[nodiscard]] Evidence evidence() const { return evidence_; }
  [[nodiscard]] Scope scope() const { return scope_; }
  [[nodiscard]] const std::optional<double>& confidence() const { return confidence_; }
  /// The witness of a refutation, the reason of an inconclusive, the premise that is not met; else
  /// empty.
  [[nodiscard]] const std::string& reason() const { return reason_; }
  [[nodiscard]] bool is_pass() const {
    return status_ == Status::verified || status_ == Status::supported ||
           status_ == Status::not_refuted;
  }

  explicit operator bool() const = delete;
  friend bool operator==(const Verdict&, const Verdict&) = default;

 private:
  Verdict(Status s, Evidence e, Scope c, std::optional<double> confidence, std::string reason)
      : status_(s), evidence_(e), scope_(c), confidence_(confidence), reason_(std::move(reason)) {}
  static Verdict proved(Evidence, Scope reached, Scope of_claim);
  static Verdict at_confidence(Status, Evidence, Scope, double confidence);

  Status status_;
  Evidence evidence_;
  Scope scope_;
  std::optional<double> confidence_;
  std::string reason_;
};

/// One side against the other. For a `rate` the symbol is an exponent or constant and `bound` its
/// claimed value; `resolution`, where given, is the greatest width of `measured` at which agreement
/// means anything.
struct Comparison {
  std::string symbol;
  Range measured;
  Range bound;
  std::optional<double> resolution;
};

struct Trials {
  unsigned long long decisive = 0;
  unsigned long long undecided = 0;
  unsigned long long not_applicable = 0;
  friend bool operator==(const Trials&, const Trials&) = default;
};

struct TwinCount {
  unsigned n = 0;       ///< false twins that apply to this cell
  unsigned caught = 0;  ///< of those, how many the same measurement refutes
  friend bool operator==(const TwinCount&, const TwinCount&) = default;
};

/// What a premise came to on this cell. `met` empty: not checked.
struct AssumptionResult {
  std::string name;
  std::optional<bool> met;
  std::string value;
  friend bool operator==(const AssumptionResult&, const AssumptionResult&) = default;
};

/// What a measurement hands to the judge. It holds numbers, never a conclusion.
struct Finding {
  Evidence evidence = Evidence::assumed;
  Scope scope = Scope::instance;
  std::vector<Comparison> comparisons;  ///< the first is the main one
  std::vector<AssumptionResult> assumptions;
  Trials trials;
  TwinCount twins;
  std::optional<double> confidence;  ///< joint, over all comparisons
  bool vacuous = false;
  std::string
      witness;  ///< the instance at which a refutation would be seen: parameters, seed, index
  /// A reason why nothing can be concluded whatever the numbers (too few sizes, a lack of fit);
  /// else empty.
  std::string undecidable;
};

/// A tight bound must be reached to this share, or it is not called tight.
inline constexpr double kTight = 0.99;

/// Decides. Order: a premise not met; nothing decisive, NaN or a stated obstacle; the comparison
/// that `info.kind` demands; then a would-be pass is withdrawn if the bound is vacuous or a false
/// twin went unnoticed.
[[nodiscard]] Verdict decide(const ClaimInfo& info, const Finding& finding);

/// The weaker of two statuses: a theorem's status is its weakest leaf.
[[nodiscard]] Status weakest(Status a, Status b);

}  // namespace proofgauge::claim
