# What a lemma folder calls, in this tree and outside it. Also installed: with find_package(proofgauge), a project
# adds its lemmas and builds a command that knows them beside proofgauge's own.

# proofgauge_add_lemma(slug [SOURCES ...] [LIBS ...]): one line per lemma folder.
# An OBJECT library, because the registration object of a STATIC one would be dropped by the linker.
function(proofgauge_add_lemma slug)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS" ${ARGN})
  add_library(lemma_${slug} OBJECT ${ARG_SOURCES})
  target_link_libraries(lemma_${slug} PUBLIC
    proofgauge::numeric proofgauge::stats proofgauge::network proofgauge::data ${ARG_LIBS})
  # Files say "slug/claim.h": the folder above this one.
  cmake_path(GET CMAKE_CURRENT_SOURCE_DIR PARENT_PATH above)
  target_include_directories(lemma_${slug} PUBLIC $<BUILD_INTERFACE:${above}>)
  target_compile_features(lemma_${slug} PUBLIC cxx_std_20)
  target_compile_options(lemma_${slug} PRIVATE -ffp-contract=off)
  if(COMMAND proofgauge_defaults)
    proofgauge_defaults(lemma_${slug})
  endif()
  set_property(GLOBAL APPEND PROPERTY PROOFGAUGE_LEMMAS lemma_${slug})
endfunction()

# proofgauge_add_command(name LEMMAS slug...): the command `proofgauge` with further lemmas, under a name of its own.
function(proofgauge_add_command name)
  cmake_parse_arguments(ARG "" "" "LEMMAS" ${ARGN})
  add_executable(${name} ${PROOFGAUGE_COMMAND_SOURCE})
  list(TRANSFORM ARG_LEMMAS PREPEND lemma_)
  target_link_libraries(${name} PRIVATE proofgauge::app proofgauge::processes $<LINK_LIBRARY:WHOLE_ARCHIVE,proofgauge::lemmas> ${ARG_LEMMAS})
endfunction()
