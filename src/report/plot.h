// A claim::Figure as an SVG file (by gnuplot) with its data as CSV beside it.
#pragma once

#include <filesystem>
#include <string>

#include "claim/figure.h"
#include "report/document.h"

namespace proofgauge::report {

/// What made a figure, for the inside of its file.
struct Provenance {
  std::string commit, command;
  unsigned long long seed = 0;
};

/// What a reader who cannot see the figure is told: its `alt`, and its curves by their numbers.
[[nodiscard]] std::string alt_text(const claim::Figure& figure);

/// The gnuplot script of a figure. Labels stand in single quotes, where gnuplot expands nothing;
/// numbers are the only data. Points that a log axis cannot show are left out here and kept in the
/// CSV.
[[nodiscard]] std::string gnuplot_script(const claim::Figure& figure);

/// Columns curve, x, y, low, high; markers as curve `marker: label` with x alone.
[[nodiscard]] std::string figure_csv(const claim::Figure& figure);

/// The figure as SVG text: title, description with claims, commit, seed and command. gnuplot
/// missing is a MissingError; a curve with columns of different lengths or no point at all to draw
/// is an InputError.
[[nodiscard]] std::string figure_svg(const claim::Figure& figure, const Provenance& provenance);

/// The same figure as a PDF file's bytes, for LaTeX. Its creation time is left out, so that equal
/// figures are equal files.
[[nodiscard]] std::string figure_pdf(const claim::Figure& figure);

/// Writes `<dir>/<id>.svg`, `.pdf` and `.csv`.
void write_figure(const claim::Figure& figure, const Provenance& provenance,
                  const std::filesystem::path& dir);

}  // namespace proofgauge::report
