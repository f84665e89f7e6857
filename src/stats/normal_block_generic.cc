#define PROOFGAUGE_ISA generic
#define PROOFGAUGE_ISA_BYTES 16
#include "stats/normal_block_kernel.h"
