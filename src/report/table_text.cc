// Tables for a terminal: numbers give way before names do, and no line is longer than the terminal.
#include <algorithm>
#include <array>

#include "report/grid.h"
#include "report/text.h"

namespace proofgauge::report::detail {
namespace {

constexpr std::size_t kIndent = 2;  ///< of the second line of a row
constexpr const char* kVacuousNote = "* vacuous: no better than the trivial bound";

std::string_view colour_of(claim::Status status) {
  switch (status) {
    case claim::Status::verified:
      return "\x1b[1;32m";
    case claim::Status::supported:
      return "\x1b[32m";
    case claim::Status::not_refuted:
      return "\x1b[36m";
    case claim::Status::inconclusive:
      return "\x1b[33m";
    case claim::Status::assumed:
    case claim::Status::outside_assumptions:
      return "\x1b[2m";
    case claim::Status::refuted:
      return "\x1b[1;31m";
  }
  return {};
}

/// Pads first and colours then, so that escapes never count as width.
std::string shown(const Cell& cell, std::size_t width, bool right, bool color) {
  // A right-aligned number is never cut short of telling so; a name keeps its end, which says most.
  const std::string text =
      pad(right ? elide(cell.text, width) : elide_front(cell.text, width), width, right);
  return color && cell.status ? std::string(colour_of(*cell.status)) + text + "\x1b[0m" : text;
}

std::vector<std::size_t> widths_of(const Grid& grid) {
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < grid.columns.size(); ++c) {
    std::size_t w = width_of(grid.columns[c].title);
    for (const auto& row : grid.rows) w = std::max(w, width_of(row[c].text));
    widths.push_back(w);
  }
  return widths;
}

std::size_t total(const std::vector<std::size_t>& widths, const std::vector<std::size_t>& columns,
                  std::size_t gap) {
  std::size_t sum = columns.empty() ? 0 : gap * (columns.size() - 1);
  for (const std::size_t c : columns) sum += widths[c];
  return sum;
}

/// Takes width from the widest columns until the line fits.
void squeeze(std::vector<std::size_t>& widths, const std::vector<std::size_t>& columns,
             std::size_t gap, std::size_t room) {
  while (total(widths, columns, gap) > room) {
    const auto widest =
        *std::max_element(columns.begin(), columns.end(),
                          [&](std::size_t a, std::size_t b) { return widths[a] < widths[b]; });
    if (widths[widest] <= 4) break;
    --widths[widest];
  }
}

void trim(std::string& line) { line.erase(line.find_last_not_of(' ') + 1); }

std::string line_of(const Grid& grid, const std::vector<Cell>& row,
                    const std::vector<std::size_t>& widths, const std::vector<std::size_t>& columns,
                    std::size_t gap, bool color) {
  std::string line;
  for (const std::size_t c : columns) {
    if (!line.empty()) line += std::string(gap, ' ');
    line += shown(row[c], widths[c], grid.columns[c].right, color);
  }
  trim(line);
  return line;
}

std::vector<Cell> header_of(const Grid& grid) {
  std::vector<Cell> header;
  for (const Column& c : grid.columns) header.push_back({c.title});
  return header;
}

/// One or two lines per row: `lines` says which columns stand on which line; the second is
/// indented.
std::string layout(const Grid& grid, std::vector<std::size_t> widths,
                   const std::vector<std::vector<std::size_t>>& lines, std::size_t gap,
                   const TableOptions& o) {
  const auto room = static_cast<std::size_t>(std::max(o.width, 40));
  for (std::size_t l = 0; l < lines.size(); ++l)
    squeeze(widths, lines[l], gap, room - (l == 0 ? 0 : kIndent));
  std::string out;
  const auto add = [&](const std::vector<Cell>& row, bool color) {
    for (std::size_t l = 0; l < lines.size(); ++l)
      out += std::string(l == 0 ? 0 : kIndent, ' ') +
             line_of(grid, row, widths, lines[l], gap, color) + "\n";
  };
  add(header_of(grid), false);
  for (const auto& row : grid.rows) add(row, o.color);
  if (grid.any_vacuous) out += std::string(kVacuousNote) + "\n";
  return out;
}

}  // namespace

std::string write_text(std::span<const claim::Record> records, const TableOptions& o) {
  const auto room = static_cast<std::size_t>(std::max(o.width, 40));
  const bool wide = o.width >= 100;
  // claim, cells, evidence, measured, bound, ratio, verdict; on a narrow terminal the verdict
  // follows the claim.
  const std::vector<std::size_t> one{0, 1, 2, 3, 4, 5, 6}, first{0, 6}, second{2, 3, 4, 5, 1};
  const std::array<Detail, 4> details{
      {{o.digits, false}, {o.digits - 1, false}, {o.digits, true}, {o.digits - 1, true}}};
  Grid grid;
  std::vector<std::size_t> widths;
  for (const Detail& d : details) {
    if (d.digits < 2) continue;
    grid = record_grid(records, Markup::plain, d, o);
    widths = widths_of(grid);
    if (wide ? total(widths, one, 2) <= room
             : total(widths, first, 2) <= room && total(widths, second, 2) + kIndent <= room)
      break;
  }
  if (wide) return layout(grid, widths, {one}, total(widths, one, 2) <= room ? 2 : 1, o);
  // The verdict stands at the right margin of the numbers, so that it can be scanned.
  const std::size_t body = std::min(room, total(widths, second, 2) + kIndent);
  if (total(widths, first, 2) < body) widths[0] += body - total(widths, first, 2);
  return layout(grid, widths, {first, second}, 2, o);
}

std::string write_text(const Grid& grid, const TableOptions& o) {
  std::vector<std::size_t> all;
  for (std::size_t c = 0; c < grid.columns.size(); ++c) all.push_back(c);
  return layout(grid, widths_of(grid), {all}, 2, o);
}

}  // namespace proofgauge::report::detail
