# Warnings, language level and floating point rules of every target of the project.
function(proofgauge_defaults target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  # Sources say "claim/record.h"; users of the library "proofgauge/claim/record.h".
  target_include_directories(${target} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src> $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/proofgauge> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wold-style-cast -ffp-contract=off)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(${target} PRIVATE -Wno-restrict)  # false alarms on std::string + literal (GCC bug 105651)
  endif()
  if(PROOFGAUGE_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()

# proofgauge_embed(target name file): the file's bytes as `extern const std::string_view proofgauge::embedded::name`.
function(proofgauge_embed target name file)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/embedded_${name}.cc)
  add_custom_command(OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DIN=${file} -DOUT=${out} -DNAME=${name} -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${file} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()

# proofgauge_test(name SOURCES ... [LIBS ...]): a Boost.Test program, one CTest entry.
function(proofgauge_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LIBS} Boost::unit_test_framework)
  target_compile_definitions(${name} PRIVATE BOOST_TEST_DYN_LINK PROOFGAUGE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  proofgauge_defaults(${name})
  add_test(NAME ${name} COMMAND ${name} --log_level=test_suite --report_level=short)
endfunction()
