// Facts about the build and the machine, and the terminal.
#pragma once

#include <string>

#include "app/options.h"
#include "report/document.h"

namespace proofgauge::app {

[[nodiscard]] std::string version_text();
[[nodiscard]] report::Tool tool_info();
[[nodiscard]] std::string
machine_info();  ///< processor, cores, memory, instruction set: words for a reader
[[nodiscard]] std::string timestamp();  ///< UTC, ISO 8601
/// A results document without records yet: this program, this machine, this command, from now on.
[[nodiscard]] report::Document new_document(const Options&, unsigned long long seed, double alpha);

[[nodiscard]] int default_threads();
/// For each of `processes` on this machine that share a run: the cores that it is bound to; if it
/// is bound to none, its part of them all.
[[nodiscard]] int shared_threads(int processes);
[[nodiscard]] bool use_color(Color, int file_descriptor);
[[nodiscard]] int terminal_width(
    int file_descriptor);  ///< COLUMNS, else 120, where it is no terminal

/// Full path of a program on PATH; empty if it is not there.
[[nodiscard]] std::string find_program(const std::string& name);

}  // namespace proofgauge::app
