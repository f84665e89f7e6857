# The separation of a data set and its kernels: one translation unit per instruction set, chosen at run time.
target_sources(pg_data PRIVATE gram.cc gram_generic.cc separation.cc separation_exact.cc separation_screen.cc
  separation_prune.cc)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_sources(pg_data PRIVATE gram_avx2.cc gram_avx512.cc)
  target_compile_definitions(pg_data PRIVATE PROOFGAUGE_GRAM_X86)
  set_source_files_properties(gram_avx2.cc PROPERTIES COMPILE_OPTIONS "-mavx2;-mfma")
  # GCC 12 takes the deliberately undefined operands inside its own intrinsics for uninitialised variables.
  set_source_files_properties(gram_avx512.cc PROPERTIES
    COMPILE_OPTIONS "-mavx512f;-mavx512bw;-mavx512dq;-mavx512vl;-mavx512vnni;-mprefer-vector-width=512;-Wno-maybe-uninitialized")
endif()
if(PROOFGAUGE_TESTS)
  proofgauge_test(separation_test SOURCES gram_test.cc separation_test.cc separation_prune_test.cc LIBS pg_data)
endif()
