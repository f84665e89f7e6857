#include "app/composed.h"

#include <fmt/core.h>

#include <chrono>

#include "app/config.h"
#include "app/console.h"
#include "app/deadline.h"
#include "app/environment.h"
#include "app/leaf.h"
#include "app/storing.h"
#include "claim/error.h"
#include "numeric/grid_limit.h"

namespace proofgauge::app {
namespace {

/// The claim whose options the verb takes: the composing lemma's last word on them.
const claim::Lemma& composer() {
  for (const claim::Lemma* lemma : claim::Registry::global().lemmas())
    for (const claim::ClaimInfo& c : lemma->claims())
      if (c.id == lemma->info().id + "/composition") return *lemma;
  throw MissingError("a lemma that composes a theorem", "link one with a claim `composition`");
}

claim::Selection composition_of(const claim::Lemma& lemma) {
  return claim::Registry::global().select(lemma.info().id + "/composition").front();
}

}  // namespace

Composed compose(const Options& options) {
  const claim::Lemma& lemma = composer();
  const Defaults defaults = Defaults::load(options);
  check_options_are_used(options, {&lemma});
  claim::Request request = request_for(composition_of(lemma), lemma, options, defaults);
  numeric::check_grid(request);
  // A theorem is asked for as a whole: a profile's choice of one direction does not apply.
  if (options.words.count("direction") == 0)
    std::erase_if(request.words, [](const auto& word) { return word.first == "direction"; });
  claim::RunContext context;
  context.alpha = alpha_of(options, defaults);
  context.threads = options.threads > 0 ? options.threads : default_threads();
  const Deadline deadline(timeout_of(options, defaults));
  context.stop = deadline.token();
  Storing storing(options);
  context.leaf = leaf_provider(context, request.seed, &storing);
  Composed out;
  out.run.document = new_document(options, request.seed, context.alpha);
  const auto start = std::chrono::steady_clock::now();
  if (options.verbosity >= 0)
    say_line("certifying t*" +
             (storing.keeps() ? " (kept in " + store_path(options).string() + ")" : ""));
  try {
    out.ledger = lemma.ledger(request, context);
  } catch (const LimitError& e) {
    if (!deadline.passed()) throw;
    storing.finish();
    throw LimitError("time limit reached (" + std::string(e.what()) + "); what was certified is " +
                     (storing.keeps() ? "kept in " + store_path(options).string() : "not kept"));
  }
  if (!out.ledger) throw MissingError("a ledger of " + lemma.info().id, "it composes none");
  for (const claim::LedgerForm& form : out.ledger->forms)
    out.run.document.records.push_back(form.record);
  storing.finish();
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  out.run.document.wall_s = seconds;
  if (options.verbosity >= 0) say_line(fmt::format("done in {:.2f} s", seconds));
  return out;
}

}  // namespace proofgauge::app
