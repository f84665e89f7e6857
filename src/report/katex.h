// KaTeX from the distribution's package, copied beside a report so that no reader needs the
// network.
#pragma once

#include <filesystem>

namespace proofgauge::report {

/// Where the package puts it.
inline constexpr const char* kKatexHome = "/usr/share/javascript/katex";

/// Copies script, style and fonts from `home` to `to`, links resolved. The style keeps only fonts
/// that are there (woff2 where there is one), so every url() in it resolves. Not installed:
/// MissingError.
void copy_katex(const std::filesystem::path& to, const std::filesystem::path& home = kKatexHome);

}  // namespace proofgauge::report
