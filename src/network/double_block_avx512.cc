#define PROOFGAUGE_ISA avx512
#define PROOFGAUGE_ISA_BYTES 64
#include "network/double_block_kernel.h"
