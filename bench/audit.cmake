# Our side of the audit comparison; bench/audit.sh runs it beside the peers.
add_executable(audit_bench audit_bench.cc)
target_link_libraries(audit_bench PRIVATE pg_data fmt::fmt)
proofgauge_defaults(audit_bench)
add_dependencies(bench_all audit_bench)
