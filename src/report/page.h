// The data of the HTML page. The template in reports/templates holds every word that does not
// depend on a run.
#pragma once

#include <map>
#include <span>
#include <string>

#include "claim/registry.h"
#include "report/document.h"
#include "report/graph.h"
#include "report/summary.h"

namespace proofgauge::report {

/// What a page is made from. All must outlive it.
struct PageInput {
  const Document& document;
  std::span<const claim::Figure> figures;
  const claim::Registry& registry;
  std::map<std::string, std::size_t> planned;
};

/// index.html. Everything that came from data, file names or the command line is escaped by the
/// template; the only raw parts are made by table.h, rounding.h and graphviz, which escape for
/// themselves.
[[nodiscard]] std::string render_page(const PageInput& input);

}  // namespace proofgauge::report
