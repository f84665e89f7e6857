// The one place where threads are started to share work (sweep/writer.h has one beside it).
#pragma once

#include <cstddef>
#include <functional>

namespace proofgauge::numeric {

/// Calls body(i) once for every i in [0, n), on at most `threads` threads (the caller's is one of
/// them; fewer where the system refuses one). Which thread runs which i is not defined: bodies
/// write to places of their own, and whoever combines the results does so in the order of i. The
/// first exception is rethrown after all threads have stopped; once one was thrown no further i is
/// started.
void parallel_for(std::size_t n, int threads, const std::function<void(std::size_t)>& body);

}  // namespace proofgauge::numeric
