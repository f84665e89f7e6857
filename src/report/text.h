// Escaping: everything that came from data, file names or the command line passes through here on
// its way out.
#pragma once

#include <string>
#include <string_view>

namespace proofgauge::report {

/// Control characters (line breaks, terminal escapes) become `?`, so that a name cannot leave its
/// place.
[[nodiscard]] std::string one_line(std::string_view text);

[[nodiscard]] std::string escape_html(std::string_view text);  ///< for text and quoted attributes
[[nodiscard]] std::string escape_latex(
    std::string_view text);  ///< non-ASCII characters become U+XXXX
[[nodiscard]] std::string escape_markdown(std::string_view text);
[[nodiscard]] std::string quote_csv(
    std::string_view text);  ///< RFC 4180: quotes where they are needed

/// Number of code points: the width of text on a terminal, near enough for names.
[[nodiscard]] std::size_t width_of(std::string_view text);
/// At most `width` code points; the middle gives way to `...`, as the ends of a name tell most.
[[nodiscard]] std::string elide(std::string_view text, std::size_t width);
/// The same at the cost of the beginning: for ids, whose last word says most.
[[nodiscard]] std::string elide_front(std::string_view text, std::size_t width);
[[nodiscard]] std::string pad(std::string text, std::size_t width, bool right = false);

/// Breaks at spaces so that no line is longer than `width` (a longer word stands alone); every line
/// is indented.
[[nodiscard]] std::string wrap(std::string_view text, std::size_t indent, std::size_t width);

/// `lead` at the left, `text` wrapped in its own column from `column` on; a lead that reaches into
/// it has a line to itself. A lead ends with its own space.
[[nodiscard]] std::string hang(std::string_view lead, std::string_view text, std::size_t column,
                               std::size_t width);
/// A command line over several lines, continued by backslashes, that a shell reads as the one it
/// is: no break within quotes.
[[nodiscard]] std::string wrap_command(std::string_view command, std::size_t indent,
                                       std::size_t width);
/// The source of a formula: also broken before a control sequence, where a line break changes
/// nothing.
[[nodiscard]] std::string wrap_latex(std::string_view source, std::size_t indent,
                                     std::size_t width);

/// `lemma/claim!twin` as a name for files, anchors and LaTeX keys: letters, digits, underscore,
/// hyphen and dot only.
[[nodiscard]] std::string slug(std::string_view id);

}  // namespace proofgauge::report
