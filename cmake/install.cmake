# The installed package: libraries, headers under proofgauge/, CMake and pkg-config files, the two commands.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/proofgauge)

# The umbrella, and the lemmas of this tree as one archive (to be linked whole: it registers them).
add_library(pg_proofgauge INTERFACE)
target_link_libraries(pg_proofgauge INTERFACE ${PROOFGAUGE_LIBRARIES})
get_property(lemmas GLOBAL PROPERTY PROOFGAUGE_LEMMAS)
add_library(pg_lemmas STATIC)
foreach(lemma ${lemmas})
  target_sources(pg_lemmas PRIVATE $<TARGET_OBJECTS:${lemma}>)
endforeach()
set_target_properties(pg_lemmas PROPERTIES LINKER_LANGUAGE CXX)
target_link_libraries(pg_lemmas PUBLIC pg_proofgauge)
set(exported pg_proofgauge pg_lemmas pg_app ${PROOFGAUGE_TEAMS} ${PROOFGAUGE_LIBRARIES})
foreach(target ${exported})
  string(REGEX REPLACE "^pg_" "" name ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  if(NOT target STREQUAL "pg_proofgauge")
    set_target_properties(${target} PROPERTIES OUTPUT_NAME proofgauge_${name})
  endif()
  if(NOT TARGET proofgauge::${name})
    add_library(proofgauge::${name} ALIAS ${target})
  endif()
endforeach()

# Parts in the order in which a linker needs them.
set(PROOFGAUGE_PC_LIBS "")
foreach(part app report sweep online adversary radius data network stats ranks numeric claim)
  if(TARGET pg_${part})
    string(APPEND PROOFGAUGE_PC_LIBS " -lproofgauge_${part}")
  endif()
endforeach()
string(STRIP "${PROOFGAUGE_PC_LIBS}" PROOFGAUGE_PC_LIBS)

install(TARGETS ${exported} EXPORT proofgaugeTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS proofgauge proofgauge-check RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(EXPORT proofgaugeTargets NAMESPACE proofgauge:: DESTINATION ${package_dir})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/src/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/proofgauge
  FILES_MATCHING PATTERN "*.h" PATTERN "check" EXCLUDE PATTERN "app" EXCLUDE PATTERN "*_kernel.h" EXCLUDE
  PATTERN "*_lanes.h" EXCLUDE PATTERN "*test*" EXCLUDE)
install(FILES ${PROJECT_SOURCE_DIR}/src/app/app.h ${PROJECT_SOURCE_DIR}/src/app/options.h
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/proofgauge/app)

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/proofgaugeConfig.cmake.in
  ${PROJECT_BINARY_DIR}/proofgaugeConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/proofgaugeConfigVersion.cmake COMPATIBILITY SameMinorVersion)
configure_file(${PROJECT_SOURCE_DIR}/cmake/proofgauge.pc.in ${PROJECT_BINARY_DIR}/proofgauge.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/proofgaugeConfig.cmake ${PROJECT_BINARY_DIR}/proofgaugeConfigVersion.cmake
  ${PROJECT_SOURCE_DIR}/cmake/dependencies.cmake ${PROJECT_SOURCE_DIR}/cmake/lemma.cmake DESTINATION ${package_dir})
install(FILES ${PROJECT_SOURCE_DIR}/src/app/main.cc DESTINATION ${package_dir} RENAME command.cc)
install(FILES ${PROJECT_BINARY_DIR}/proofgauge.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(FILES ${PROJECT_SOURCE_DIR}/tools/completion/proofgauge.bash
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME proofgauge)
