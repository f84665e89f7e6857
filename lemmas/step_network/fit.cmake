# The part about the built network; included by this folder's CMakeLists.txt.
set(STEP_NETWORK_FIT_SOURCES fit_step.cc fit_points.cc fit_problem.cc fit_search.cc fit_judge.cc
  fit_mean.cc fit_width.cc fit_rate.cc fit_net.cc fit_info.cc fit_source.cc fit_plan.cc
  fit_figures.cc)
if(PROOFGAUGE_TESTS)
  proofgauge_test(step_network_fit_test SOURCES fit_bound_test.cc fit_test.cc
    LIBS lemma_step_network nlohmann_json::nlohmann_json)
endif()
