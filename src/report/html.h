// A whole report: one directory that needs nothing outside itself.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>

#include "claim/figure.h"
#include "claim/registry.h"
#include "report/document.h"

namespace proofgauge::report {

struct ReportOptions {
  std::map<std::string, std::size_t> planned;  ///< see summarise()
};

/// Before anything runs: InputError for -o if `dir` holds something else than a report.
void check_place_of_report(const std::filesystem::path& dir);

/// Writes index.html, paper.html, troubleshooting.html, results.json, results.csv, macros.tex,
/// tables/ (summary and one per claim, .tex and .md), plots/ (.svg, .pdf and .csv) and katex/ to
/// `dir`. It is built beside `dir` and put in
/// place at the end by a rename, so an interrupted run leaves the old report as it was. Other
/// entries of an old report (such as certificates) are kept. A directory that holds something else
/// than a report is an InputError: it would be lost.
void write_report(const Document& document, std::span<const claim::Figure> figures,
                  const claim::Registry& registry, const std::filesystem::path& dir,
                  const ReportOptions& options = {});

}  // namespace proofgauge::report
