# The exact circle (d = 3); bench/worst_case.sh runs it beside a grid search.
add_executable(worst_case_bench EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/worst_case_bench.cc)
target_link_libraries(worst_case_bench PRIVATE pg_adversary fmt::fmt)
proofgauge_defaults(worst_case_bench)
if(TARGET bench_all)
  add_dependencies(bench_all worst_case_bench)
endif()
