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
/// Before anything runs: InputError for `option` unless the folder that holds the path, or its
/// nearest ancestor that is there, can be written.
void check_folder_of(const std::string& option, const std::filesystem::path&);
/// The same for a file; a device or FIFO, which is written straight into, can be itself.
void check_place(const std::string& option, const std::filesystem::path&);
/// A file that `option` names, in a folder that is made for it.
void write_named(const std::string& option, const std::filesystem::path&, std::string_view text);
/// MissingError if the text could not be written in full.
void emit(const Options&, std::string_view text);
/// The run in the format that was asked for; `summarised`: one line per claim, then the count of
/// claims and cells.
void emit_run(const Options&, const Run&, bool summarised);

/// One record for a reader at a terminal: statement, named outcomes, notes, verdict, certificate.
[[nodiscard]] std::string describe(const claim::Record&, std::size_t width);

}  // namespace proofgauge::app
