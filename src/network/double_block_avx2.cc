#define PROOFGAUGE_ISA avx2
#define PROOFGAUGE_ISA_BYTES 32
#include "network/double_block_kernel.h"
