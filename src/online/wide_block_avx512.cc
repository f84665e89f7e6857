#define PROOFGAUGE_ISA avx512
#define PROOFGAUGE_ISA_BYTES 64
#include "online/wide_block_kernel.h"
