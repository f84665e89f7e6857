#define PROOFGAUGE_ISA avx2
#define PROOFGAUGE_ISA_BYTES 32
#include "network/near_block_kernel.h"
