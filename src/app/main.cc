#include "app/app.h"
#include "ranks/team.h"

int main(int argc, char** argv) {
  return proofgauge::app::run_main(argc, argv, proofgauge::ranks::team_of_this_run);
}
