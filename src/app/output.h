// Where data goes: standard output, or -o by a temporary name and a rename.
#pragma once

#include <string_view>

#include "app/options.h"
#include "app/run.h"

namespace proofgauge::app {

/// Before anything runs: InputError if -o cannot be a file.
void check_output(const Options&);
/// InputError where two of the files that a verb writes are one, or one is a directory.
void check_files(const std::vector<std::pair<std::string, std::filesystem::path>>& option_and_path);
/// MissingError if the text could not be written in full.
void emit(const Options&, std::string_view text);
/// The run in the format that was asked for; `summarised`: one line per claim, then the count of
/// claims and cells.
void emit_run(const Options&, const Run&, bool summarised);

/// One record for a reader at a terminal: statement, named outcomes, notes, verdict, certificate.
[[nodiscard]] std::string describe(const claim::Record&, std::size_t width);

}  // namespace proofgauge::app
