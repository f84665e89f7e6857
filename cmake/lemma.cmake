# proofgauge_add_lemma(slug [SOURCES ...] [LIBS ...]): one line per lemma folder.
# An OBJECT library, because the registration object of a STATIC one would be dropped by the linker.
function(proofgauge_add_lemma slug)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS" ${ARGN})
  add_library(lemma_${slug} OBJECT ${ARG_SOURCES})
  target_link_libraries(lemma_${slug} PUBLIC pg_numeric pg_stats pg_network pg_data ${ARG_LIBS})
  target_include_directories(lemma_${slug} PUBLIC ${PROJECT_SOURCE_DIR}/lemmas)
  proofgauge_defaults(lemma_${slug})
  set_property(GLOBAL APPEND PROPERTY PROOFGAUGE_LEMMAS lemma_${slug})
endfunction()
