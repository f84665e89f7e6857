// A table before it is written: cells whose text is already in the markup of the medium.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/rounding.h"
#include "report/table.h"

namespace proofgauge::report::detail {

struct Cell {
  std::string text;                       ///< escaped for the medium
  std::optional<claim::Status> status{};  ///< coloured by it
};

struct Column {
  std::string title;
  bool right = false;
};

struct Grid {
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
  bool any_vacuous = false;
};

/// How much room numbers may take: `ends` prints the deciding end of bound and ratio instead of
/// both.
struct Detail {
  int digits = 4;
  bool ends = false;
};

[[nodiscard]] Grid record_grid(std::span<const claim::Record> records, Markup markup, Detail detail,
                               const TableOptions& options);
[[nodiscard]] Grid cells_grid(std::span<const claim::Record> records, Markup markup, int digits);

[[nodiscard]] std::string write_text(std::span<const claim::Record> records,
                                     const TableOptions& options);
[[nodiscard]] std::string write_text(const Grid& grid, const TableOptions& options);
[[nodiscard]] std::string write_markdown(const Grid& grid);
[[nodiscard]] std::string write_latex(const Grid& grid);
[[nodiscard]] std::string write_html(const Grid& grid);
[[nodiscard]] std::string write_csv(std::span<const claim::Record> records,
                                    const TableOptions& options);

}  // namespace proofgauge::report::detail
