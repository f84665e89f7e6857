#include "app/app.h"

int main(int argc, char** argv) { return proofgauge::app::run_main(argc, argv); }
