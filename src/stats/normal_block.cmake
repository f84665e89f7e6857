# Vector kernels: one source per instruction set, chosen when the program runs (isa.h).

# proofgauge_kernel(target name): adds name_generic.cc and, on x86-64, name_avx2.cc and name_avx512.cc to the target, each
# with its own flags. -O3: the tiles must be unrolled completely, whatever the build type. -Wno-maybe-uninitialized:
# GCC 12 warns about its own AVX-512 intrinsics.
function(proofgauge_kernel target name)
  set(common -O3 -fno-math-errno)
  target_sources(${target} PRIVATE ${name}_generic.cc)
  set_source_files_properties(${name}_generic.cc PROPERTIES COMPILE_OPTIONS "${common}")
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    target_sources(${target} PRIVATE ${name}_avx2.cc ${name}_avx512.cc)
    set_source_files_properties(${name}_avx2.cc PROPERTIES COMPILE_OPTIONS "${common};-mavx2;-mfma")
    set_source_files_properties(${name}_avx512.cc PROPERTIES COMPILE_OPTIONS
      "${common};-mavx2;-mfma;-mavx512f;-mavx512dq;-mavx512vl;-mavx512bw;$<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>")
    target_compile_definitions(${target} PRIVATE PROOFGAUGE_X86_KERNELS)
  endif()
endfunction()

target_sources(pg_stats PRIVATE isa.cc normal_block.cc)
proofgauge_kernel(pg_stats normal_block)
if(PROOFGAUGE_TESTS)
  proofgauge_test(normal_block_test SOURCES normal_block_test.cc normal_block_law_test.cc LIBS pg_stats)
endif()
