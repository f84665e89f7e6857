#define PROOFGAUGE_ISA generic
#define PROOFGAUGE_ISA_BYTES 16
#include "network/double_block_kernel.h"
