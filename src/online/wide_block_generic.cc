#define PROOFGAUGE_ISA generic
#define PROOFGAUGE_ISA_BYTES 16
#include "online/wide_block_kernel.h"
