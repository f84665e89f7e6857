// A request to stop, as long computations look for it.
#pragma once

#include <stop_token>
#include <string>

#include "claim/error.h"

namespace proofgauge {

/// LimitError "stopped WHERE" once a stop was requested: an unfinished proof gives no answer.
inline void check_stop(const std::stop_token& stop, const char* where) {
  if (stop.stop_requested()) throw LimitError(std::string("stopped ") + where);
}

}  // namespace proofgauge
