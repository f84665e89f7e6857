#include "report/summary.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/rounding.h"

namespace proofgauge::report {
namespace {

std::string list_counts(const Counts& counts) {
  std::string text;
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] != 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", counts[i],
                          claim::to_string(static_cast<claim::Status>(i)));
  return text;
}

std::string plural(std::size_t n, const char* word) {
  return fmt::format("{} {}{}", n, word, n == 1 ? "" : "s");
}

std::string confidence_words(const claim::Record& r) {
  // Rounded down: a confidence is a promise from below.
  return r.verdict.confidence() ? " at confidence " + format_down(*r.verdict.confidence(), 4) : "";
}

}  // namespace

bool is_decisive(claim::Status status) {
  switch (status) {
    case claim::Status::verified:
    case claim::Status::supported:
    case claim::Status::not_refuted:
    case claim::Status::refuted:
      return true;
    case claim::Status::inconclusive:
    case claim::Status::assumed:
    case claim::Status::outside_assumptions:
      break;
  }
  return false;
}

std::vector<Summary> summarise(std::span<const claim::Record> records,
                               const std::map<std::string, std::size_t>& planned) {
  std::vector<Summary> all;
  std::map<std::string, std::size_t> place;
  for (const claim::Record& r : records) {
    const auto [it, is_new] = place.try_emplace(r.claim, all.size());
    if (is_new) all.emplace_back().claim = r.claim;
    Summary& s = all[it->second];
    s.cells.push_back(&r);
    if (s.worst == nullptr || claim::worse(r, *s.worst)) s.worst = &r;
    s.decisive += is_decisive(r.verdict.status()) ? 1 : 0;
    s.vacuous += r.vacuous ? 1 : 0;
    ++s.by_status[static_cast<std::size_t>(r.verdict.status())];
  }
  for (Summary& s : all) {
    const auto it = planned.find(s.claim);
    s.planned = std::max(s.cells.size(), it == planned.end() ? 0 : it->second);
  }
  return all;
}

std::string count_line(std::span<const Summary> summaries) {
  Counts claims{}, cells{};
  std::size_t n_cells = 0, decisive = 0, planned = 0;
  for (const Summary& s : summaries) {
    ++claims[static_cast<std::size_t>(s.worst->verdict.status())];
    for (std::size_t i = 0; i < kStatuses; ++i) cells[i] += s.by_status[i];
    n_cells += s.cells.size();
    planned += s.planned;
    decisive += s.decisive;
  }
  if (n_cells == 0) return "nothing was run";
  const std::string of = planned > n_cells ? fmt::format(" of {}", planned) : "";
  return fmt::format("{}: {}. {}{}: {} ({} % decisive)", plural(summaries.size(), "claim"),
                     list_counts(claims), plural(n_cells, "cell"), of, list_counts(cells),
                     decisive * 100 / n_cells);
}

std::string next_step(const claim::Record& r) {
  switch (r.verdict.status()) {
    case claim::Status::verified:
      return "Proved by computation over the claim's whole scope. Nothing to do; re-check it "
             "elsewhere with the "
             "certificate or the replay line.";
    case claim::Status::supported:
      return "Holds" + confidence_words(r) +
             " on the cells that ran; it is not a proof. For more weight widen --m and --R, or "
             "take --profile deep.";
    case claim::Status::not_refuted:
      return "A search for a violation found none, which bounds the left side from one side only. "
             "Search longer "
             "with --profile deep.";
    case claim::Status::inconclusive:
      if (r.vacuous)
        return "The bound is no better than the trivial one here, so a pass would say nothing. "
               "Raise --m or take "
               "smaller --R until log10(bound/trivial) is negative.";
      if (r.verdict.reason().starts_with("too coarse"))
        return "The measurement is too coarse: a false twin would pass as well. Raise --draws or "
               "take --profile deep.";
      return "Undecided: " +
             (r.verdict.reason().empty() ? std::string("no reason given") : r.verdict.reason()) +
             // More cells do not decide a limit, and a cell without m has no width to raise.
             (r.verdict.reason().starts_with("a limit is") ? "."
              : r.parameters.has("m")
                  ? ". Raise --m or --draws, or take --profile deep."
                  : ". Take --profile deep, or other values of its parameters.");
    case claim::Status::assumed:
      return "Proved in prose only; nothing was computed. Read the derivation, or add a "
             "measurement.";
    case claim::Status::outside_assumptions:
      return "A premise is not met (" + r.verdict.reason() +
             "), so the claim says nothing here. Choose parameters inside its assumptions.";
    case claim::Status::refuted:
      return "Replay the witness first. If it stands, the statement is false as written" +
             confidence_words(r) + ": mend the constant or the derivation, never the check.";
  }
  return {};
}

}  // namespace proofgauge::report
