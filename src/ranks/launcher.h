// What the environment says about how this process was started.
#pragma once

#include <cstdlib>
#include <string>

namespace proofgauge::ranks {

/// Whether mpirun, or srun with an MPI plug-in, started this process.
inline bool started_by_launcher() {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_SIZE"})
    if (std::getenv(name) != nullptr) return true;
  return false;
}

/// How many processes the launcher started, as far as the environment tells; else 1.
inline int launched() {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"})
    if (const char* text = std::getenv(name)) return std::atoi(text);
  return 1;
}

}  // namespace proofgauge::ranks
