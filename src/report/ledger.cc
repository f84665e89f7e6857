#include "report/ledger.h"

#include <fmt/format.h>

#include <cmath>

#include "report/text.h"

namespace proofgauge::report {
namespace {

using claim::LedgerForm;
using claim::LedgerLeaf;
using claim::Range;

const Range* find(const LedgerForm& form, std::string_view name) {
  for (const auto& [symbol, range] : form.quantities)
    if (symbol == name) return &range;
  return nullptr;
}

/// A logarithm for a reader: the upper end, rounded up; `unknown` where it is infinite.
std::string exponent(const Range* r) {
  if (r == nullptr) return "-";
  if (!std::isfinite(r->upper)) return "unknown";
  const double x = std::ceil(r->upper * 100) / 100 + 0.0;  // no negative zero
  return std::abs(x) < 1e7 ? fmt::format("{:.2f}", x) : fmt::format("{:.4e}", x);
}

std::string number(const Range& r) {
  if (r.log10) {
    if (!std::isfinite(r.upper)) return "unknown";
    return std::abs(r.upper) < 4 ? fmt::format("{:.4g}", std::pow(10, r.upper))
                                 : "10^" + exponent(&r);
  }
  if (r.is_point()) return fmt::format("{:.4g}", r.lower);
  return fmt::format("{:.5g}", r.upper);
}

std::string summary_table(const claim::Ledger& ledger) {
  std::string out = fmt::format("{:<16}{:>12}{:>11}{:>11}{:>12}  {}\n", "form", "log10 M_0",
                                "log10 R", "log10 T", "log10 work", "status");
  for (const LedgerForm& f : ledger.forms)
    out +=
        fmt::format("{:<16}{:>12}{:>11}{:>11}{:>12}  {}\n", f.name, exponent(find(f, "log10_M0")),
                    exponent(find(f, "log10_R")), exponent(find(f, "log10_T")),
                    exponent(find(f, "log10_work")), to_string(f.status));
  return out;
}

std::string waterfall_text(const LedgerForm& f) {
  if (f.waterfall.empty()) return {};
  double total = 0, largest = 0;
  for (const LedgerLeaf& l : f.waterfall)
    largest = std::max(largest, std::abs(l.log10_factor.upper));
  std::string out = fmt::format("  {:<30}{:>9}{:>9}  {:<12}{:>16}\n", "waterfall", "orders", "sum",
                                "", "M_0 if sharp");
  for (const LedgerLeaf& l : f.waterfall) {
    total += l.log10_factor.upper;
    const auto bar = static_cast<std::size_t>(
        largest > 0 ? std::lround(12 * std::abs(l.log10_factor.upper) / largest) : 0);
    const std::string sharp =
        l.log10_M0_if_sharp.valid() ? "10^" + exponent(&l.log10_M0_if_sharp) : "";
    out += fmt::format("  {:<30}{:>9}{:>9.2f}  {:<12}{:>16}\n", elide(l.what, 30),
                       exponent(&l.log10_factor), total, std::string(bar, '#'), sharp);
  }
  return out;
}

std::string form_text(const LedgerForm& f, std::size_t width) {
  std::string out = fmt::format("\n{}{}\n", f.name, f.confirmed ? "" : "  (confirmed: false)");
  out += wrap(f.label, 2, width);
  std::string line;
  for (const auto& [symbol, range] : f.quantities) {
    const bool in_table = symbol == "log10_M0" || symbol == "log10_R" || symbol == "log10_T" ||
                          symbol == "log10_work";
    if (in_table) continue;
    const std::string name =
        range.log10 && symbol.starts_with("log10_") ? symbol.substr(6) : symbol;
    line += (line.empty() ? "" : ", ") + name + " = " + number(range);
  }
  if (!line.empty()) out += wrap(line, 2, width);
  out += waterfall_text(f);
  line.clear();
  for (const auto& [letter, slope] : f.sensitivity)
    line += (line.empty() ? "" : ", ") + letter +
            (slope.is_point() ? fmt::format(" {:+.2f}", slope.upper)
                              : fmt::format(" [{:+.1f}, {:+.1f}]", slope.lower, slope.upper));
  if (!line.empty()) out += wrap("d log M_0 / d log of: " + line, 2, width);
  line.clear();
  for (const std::string& leaf : f.only_assumed) line += (line.empty() ? "" : ", ") + leaf;
  if (!line.empty()) out += wrap("only assumed: " + line, 2, width);
  for (const std::string& note : f.notes) out += wrap("note: " + note, 2, width);
  return out;
}

}  // namespace

std::string ledger_text(const claim::Ledger& ledger, std::size_t width) {
  std::string setting;
  for (const claim::Parameter& p : ledger.setting.list())
    setting += (setting.empty() ? "" : ", ") + p.name + " = " + one_line(p.text);
  std::string out = ledger.title + "\n" + wrap(setting, 2, width) + "\n" + summary_table(ledger);
  for (const LedgerForm& f : ledger.forms) out += form_text(f, width);
  return out + "\n" +
         wrap(
             "work: multiplications of T forward and backward passes over the n points, "
             "the adversary's own apart. M_0, R, T and work are rounded up, other figures to the "
             "nearest.",
             0, width);
}

std::string ledger_latex(const claim::Ledger& ledger) {
  std::string out =
      "\\begin{tabular}{lrrrrl}\n\\toprule\nform & $\\log_{10}M_0$ & $\\log_{10}R$ & "
      "$\\log_{10}T$ & $\\log_{10}$ work & status \\\\\n\\midrule\n";
  for (const LedgerForm& f : ledger.forms)
    out += fmt::format("{} & {} & {} & {} & {} & {} \\\\\n", escape_latex(f.name),
                       exponent(find(f, "log10_M0")), exponent(find(f, "log10_R")),
                       exponent(find(f, "log10_T")), exponent(find(f, "log10_work")),
                       to_string(f.status));
  out += "\\bottomrule\n\\end{tabular}\n";
  for (const LedgerForm& f : ledger.forms) {
    if (f.waterfall.empty()) continue;
    out += "\\begin{tabular}{lrr}\n\\toprule\n" + escape_latex(f.name) +
           " & orders & $\\log_{10}M_0$ if sharp \\\\\n\\midrule\n";
    for (const LedgerLeaf& l : f.waterfall)
      out += fmt::format("{} & {} & {} \\\\\n", escape_latex(l.what), exponent(&l.log10_factor),
                         l.log10_M0_if_sharp.valid() ? exponent(&l.log10_M0_if_sharp) : "");
    out += "\\bottomrule\n\\end{tabular}\n";
  }
  return out;
}

}  // namespace proofgauge::report
