// The pages beside index.html: LaTeX to copy (paper.html) and what to do about each verdict
// (troubleshooting.html).
#pragma once

#include <string>

#include "report/page.h"

namespace proofgauge::report {

/// LaTeX of every table and figure of the run, each in an environment with caption and label.
[[nodiscard]] std::string render_paper(const PageInput& input);

/// Per verdict: what it means, what to do, and the claims of the run that got it.
[[nodiscard]] std::string render_troubleshooting(const PageInput& input);

}  // namespace proofgauge::report
