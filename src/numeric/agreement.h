// Errors of one rank made the errors of all: a rank that left alone would keep the others waiting
// in their next common step for ever.
#pragma once

#include <exception>
#include <functional>
#include <span>
#include <string>

#include "numeric/ranks.h"

namespace proofgauge::numeric {

class Agreement {
 public:
  explicit Agreement(Ranks& ranks) : ranks_(ranks) {}

  /// Calls `act`, which must not be collective, unless an earlier attempt threw; keeps what it
  /// throws until the next settle().
  void attempt(const std::function<void()>& act) noexcept;
  /// Collective: nothing if all attempts of all ranks went well. Otherwise every rank throws what
  /// the first failing rank caught, with its type if that is an error of this library or bad_alloc,
  /// else as std::runtime_error with its text. `wishes`, numbers that are not NaN, are replaced by
  /// their maxima over the ranks in the same exchange.
  void settle(std::span<double> wishes = {});

 private:
  [[noreturn]] void rethrow(int first) const;
  Ranks& ranks_;
  std::exception_ptr error_;
};

/// attempt(act) and settle().
void agree(Ranks& ranks, const std::function<void()>& act);
/// Rank 0's text, on every rank.
[[nodiscard]] std::string share_text(Ranks& ranks, const std::string& text);
/// InputError (`what`) on every rank unless all have the same text.
void require_same_on_all(Ranks& ranks, const std::string& what, const std::string& text);

}  // namespace proofgauge::numeric
