// Records as tables: for a terminal, a paper, a web page, a spreadsheet.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "claim/record.h"
#include "report/summary.h"

namespace proofgauge::report {

enum class Format { text, markdown, latex, csv, html };

/// The inverse of the names above; another word is an InputError of the option `--format`.
[[nodiscard]] Format parse_format(std::string_view word);

struct TableOptions {
  int width = 100;          ///< columns of the terminal, text only; no line is longer
  bool color = false;       ///< text only
  int digits = 4;           ///< significant digits; text takes fewer where the width demands it
  bool summarised = false;  ///< one line per claim: its worst cell, and cells `n of N`
  bool links = false;       ///< HTML: claims link to `#claim-<slug>`
  std::map<std::string, std::size_t> planned;  ///< see summarise()
};

/// Columns claim, [cells or cell], evidence, measured, bound, ratio, verdict. Upper ends are
/// rounded up, lower ends down. A bound is its safe end alone where space is short. `*` marks a
/// vacuous record. text: one line per row from 100 columns on, two below. latex: a booktabs tabular
/// for `input`, everything escaped. csv: RFC 4180 quoting, every number of the record as it is.
/// html: a fragment without style.
[[nodiscard]] std::string table(std::span<const claim::Record> records, Format format,
                                const TableOptions& options = {});

/// All cells of one claim: parameters as columns, then measured, bound, ratio, verdict, the
/// distance to vacuous log10(bound/trivial), and the named results.
[[nodiscard]] std::string cells_table(std::span<const claim::Record> records, Format format,
                                      const TableOptions& options = {});

}  // namespace proofgauge::report
