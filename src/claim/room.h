// Room in memory, asked for before it is needed.
#pragma once

#include <string>

namespace proofgauge::claim {

/// LimitError that names `what` unless this process could now be given so many bytes more, under
/// whatever limit holds (--memory, ulimit, the machine). Nothing is kept: it is for work whose
/// destructors allocate, as those of the JSON library do, so that running out in the midst of it
/// would end the program.
void require_room(const std::string& what, double bytes);

}  // namespace proofgauge::claim
