// What a run says beside its data: to standard error, and never at the run's cost. A log that is
// closed or on a full disk loses words; verdict and exit code stay.
#pragma once

#include <string_view>

namespace proofgauge::app {

/// Text that is laid out already.
void say(std::string_view text) noexcept;

/// One line, whole where a script may search it, and broken at the width of a terminal. It takes
/// its line break here.
void say_line(std::string_view line) noexcept;

/// Data to standard output. MissingError unless all of it arrived.
void write_data(std::string_view text);

/// Standard streams that were closed when the program started stay unusable: else the first file
/// that is opened would take the place of one, and get what is said.
void hold_closed_streams() noexcept;

}  // namespace proofgauge::app
