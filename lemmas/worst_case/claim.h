// The certified worst case: what it is held against, written once, on any scalar.
//
// The certified bounds themselves are computed (src/adversary/circle.h, branch.h); here stand the
// bounds that need no certificate, and what the false twins state.
#pragma once

namespace proofgauge::worst_case {

/// |f_W(x~) - f_W(x)| <= Lip |x~ - x|, and every loss is 1-Lipschitz in f: no x~ within rho of x
/// has a loss above this. `lipschitz` = sum |a_r| |W_r|.
template <class S>
[[nodiscard]] S crude_loss(const S& clean, const S& rho, const S& lipschitz) {
  return clean + rho * lipschitz;
}

/// 4.1 with h_tau <= tau: sup |f_W - g_W| <= sup |f_{W^0}| + tau max_sign sum |a_r|. `mass`: that
/// sum, of the heavier sign.
template <class S>
[[nodiscard]] S crude_gap(const S& initial, const S& tau, const S& mass) {
  return initial + tau * mass;
}

/// rho = delta/4, where only the separation is given.
template <class S>
[[nodiscard]] S default_rho(const S& delta) {
  return delta / 4;
}

namespace twin {

/// ball: the adversary gains nothing.
template <class S>
[[nodiscard]] S no_gain(const S& clean) {
  return clean;
}
/// gap_supremum: moving W within B(R) adds nothing to |f_{W^0}|.
template <class S>
[[nodiscard]] S initial_only(const S& initial) {
  return initial;
}

}  // namespace twin

}  // namespace proofgauge::worst_case
