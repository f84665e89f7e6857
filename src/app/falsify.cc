#include "app/app.h"
#include "claim/error.h"

namespace proofgauge::app {

int verb_falsify(const Options&) { throw InputError("verb", "falsify", "not yet"); }

}  // namespace proofgauge::app
