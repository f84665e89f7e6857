// team_of_this_run without MPI.
#include "claim/error.h"
#include "ranks/launcher.h"
#include "ranks/team.h"

namespace proofgauge::ranks {

std::unique_ptr<Team> team_of_this_run() {
  if (started_by_launcher() && launched() > 1)
    throw MissingError(
        "MPI in this build",
        "apt-get install libopenmpi-dev openmpi-bin, then configure and build again");
  return std::make_unique<Single>();
}

}  // namespace proofgauge::ranks
