#define PROOFGAUGE_ISA avx512
#define PROOFGAUGE_ISA_BYTES 64
#include "network/near_block_kernel.h"
