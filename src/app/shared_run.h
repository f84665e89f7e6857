// A plan whose jobs several processes share (sweep/hand_out.h). Rank 0 alone has the store, writes
// files and speaks; the records are those of one process, in the order of the plan.
#pragma once

#include <functional>

#include "app/run.h"
#include "ranks/team.h"
#include "sweep/hand_out.h"

namespace proofgauge::app {

/// `execute` on rank 0, with the ranks of `team` that take part. A job that throws is given to
/// another rank once. Ctrl-C and --timeout: every rank finishes the record in hand.
[[nodiscard]] Run execute_shared(const Plan&, const Options&, const Hooks&, ranks::Team& team,
                                 sweep::Foreman&);
/// The other ranks: runs jobs of the same plan for rank 0 until the run is over. A rank that cannot
/// make it (its data, say) tells rank 0 why, and stands by.
void take_part(const std::function<Plan()>& make, const Options&, ranks::Team& team);

}  // namespace proofgauge::app
