#define PROOFGAUGE_ISA avx2
#define PROOFGAUGE_ISA_BYTES 32
#include "online/wide_block_kernel.h"
