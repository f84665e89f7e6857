#include "report/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "report/page_data.h"
#include "report/rounding.h"
#include "report/table.h"
#include "report/text.h"

namespace proofgauge::embedded {
extern const std::string_view report_page;
extern const std::string_view report_style;
extern const std::string_view report_script;
}  // namespace proofgauge::embedded

namespace proofgauge::report {
namespace {

using detail::ClaimView;
using detail::Data;
using detail::FigurePlace;
using detail::put;
using detail::put_list;

bool is_twin(const std::string& id) { return id.find('!') != std::string::npos; }

std::size_t count_of(const Counts& counts, claim::Status s) {
  return counts[static_cast<std::size_t>(s)];
}

std::string plural(std::size_t n, const char* word) {
  return fmt::format("{} {}{}", n, word, n == 1 ? "" : "s");
}

/// Everything the page shows, gathered once.
struct Contents {
  std::vector<Summary> summaries;  ///< claims and twins
  std::vector<Summary> claims;     ///< without twins
  Counts by_claim{};
  std::size_t cells = 0, planned = 0, decisive = 0;
  std::map<std::string, Standing> standing;
  std::vector<std::pair<std::string, std::vector<ClaimView>>>
      lemmas;  ///< lemma id, claims in its order
};

Contents gather(const PageInput& in) {
  Contents c;
  c.summaries = summarise(in.document.records, in.planned);
  for (const Summary& s : c.summaries) {
    if (is_twin(s.claim)) continue;
    c.claims.push_back(s);
    ++c.by_claim[static_cast<std::size_t>(s.worst->verdict.status())];
    c.cells += s.cells.size();
    c.planned += s.planned;
    c.decisive += s.decisive;
  }
  c.standing = standings(in.registry, c.claims);
  const auto summary_of = [&](const std::string& id) -> const Summary* {
    for (const Summary& s : c.claims)
      if (s.claim == id) return &s;
    return nullptr;
  };
  std::set<std::string> shown;
  for (const claim::Lemma* lemma : in.registry.lemmas()) {
    auto& views = c.lemmas.emplace_back(lemma->info().id, std::vector<ClaimView>{}).second;
    for (const claim::ClaimInfo& info : lemma->claims()) {
      views.push_back({info.id, &info, summary_of(info.id), &c.standing.at(info.id)});
      shown.insert(info.id);
    }
  }
  for (const Summary& s : c.claims) {
    if (!shown.insert(s.claim).second) continue;
    const std::string lemma = s.claim.substr(0, s.claim.find('/'));
    auto it = std::find_if(c.lemmas.begin(), c.lemmas.end(),
                           [&](const auto& l) { return l.first == lemma; });
    if (it == c.lemmas.end()) it = c.lemmas.insert(c.lemmas.end(), {lemma, {}});
    it->second.push_back({s.claim, nullptr, &s, &c.standing.at(s.claim)});
  }
  return c;
}

std::string headline(const Contents& c) {
  if (c.claims.empty()) return "Nothing was run";
  const std::size_t refuted = count_of(c.by_claim, claim::Status::refuted);
  if (refuted != 0)
    return fmt::format("{} of {} refuted", refuted, plural(c.claims.size(), "claim"));
  std::string words;
  for (std::size_t i = 0; i < kStatuses; ++i)
    if (c.by_claim[i] != 0)
      words += fmt::format("{}{} {}", words.empty() ? "" : ", ", c.by_claim[i],
                           claim::to_string(static_cast<claim::Status>(i)));
  return "Nothing refuted: " + words;
}

std::string lede(const Contents& c) {
  std::size_t vacuous = 0, lemmas = 0, total = 0;
  for (const Summary& s : c.claims) vacuous += s.vacuous;
  for (const auto& [lemma, views] : c.lemmas) {
    ++lemmas;
    total += views.size();
  }
  std::string text = fmt::format("{} of {} from {} on {}.", c.claims.size(), plural(total, "claim"),
                                 plural(lemmas, "lemma"), plural(c.cells, "cell"));
  if (vacuous != 0)
    text += fmt::format(" On {} the bound is vacuous: no better than a bound that needs no theory.",
                        plural(vacuous, "cell"));
  return text;
}

void put_summary(Data& page, const PageInput& in, const Contents& c) {
  const Document& d = in.document;
  put(page, "version", d.tool.version);
  put(page, "headline", headline(c));
  put(page, "lede", lede(c));
  put(page, "command", d.command);
  put(page, "profile", d.profile);
  put(page, "seed", std::to_string(d.seed));
  put(page, "alpha", format_exact(d.alpha));
  put(page, "started", d.started);
  put(page, "cells",
      c.planned > c.cells ? fmt::format("{} of {} planned", c.cells, c.planned)
                          : std::to_string(c.cells));
  put(page, "decisive",
      c.cells == 0 ? "none" : fmt::format("{} % of cells", c.decisive * 100 / c.cells));
  std::vector<Data> tiles;
  const auto tile = [&](std::size_t n, const std::string& word) {
    if (n == 0) return;
    Data t;
    put(t, "count", std::to_string(n));
    put(t, "word", word);
    tiles.push_back(t);
  };
  for (std::size_t i = 0; i < kStatuses; ++i)
    tile(c.by_claim[i], std::string(claim::to_string(static_cast<claim::Status>(i))));
  std::size_t not_run = 0;
  for (const auto& [lemma, views] : c.lemmas)
    for (const ClaimView& v : views) not_run += v.summary == nullptr ? 1 : 0;
  tile(not_run, "not-run");
  put_list(page, "tiles", std::move(tiles));
}

void put_ledgers(Data& page, const PageInput& in) {
  std::vector<claim::Record> claims, twins;
  for (const claim::Record& r : in.document.records)
    (is_twin(r.claim) ? twins : claims).push_back(r);
  TableOptions o;
  o.summarised = true;
  o.links = true;
  o.planned = in.planned;
  put(page, "ledger", table(claims, Format::html, o));
  o.links = false;
  page.set("has_twins", Data(!twins.empty()));
  put(page, "twin_ledger", table(twins, Format::html, o));
}

/// What the records of one claim leave open: cells, premises, constants.
template <class Add>
void also_unchecked(const Summary& s, const Add& add) {
  if (s.planned > s.cells.size())
    add(fmt::format("{} planned and not run.", plural(s.planned - s.cells.size(), "cell")));
  std::set<std::string> open, unconfirmed;
  for (const claim::Record* r : s.cells) {
    for (const auto& a : r->assumptions)
      if (!a.met) open.insert(a.name);
    for (const auto& k : r->constants)
      if (!k.confirmed) unconfirmed.insert(k.symbol);
  }
  for (const std::string& name : open) add("Premise " + name + " was not checked.");
  for (const std::string& symbol : unconfirmed)
    add("Constant " + symbol + " was not confirmed against the paper's text.");
}

/// Statements of ignorance, from the most to the least general.
void put_unchecked(Data& page, const Contents& c) {
  std::vector<Data> items;
  const auto add = [&](const std::string& ref, const std::string& text) {
    Data item;
    put(item, "ref", ref);
    put(item, "slug", slug(ref));
    put(item, "text", text);
    items.push_back(item);
  };
  for (const auto& [lemma, views] : c.lemmas)
    for (const ClaimView& v : views)
      if (v.summary == nullptr) add(v.id, "not run.");
  for (const auto& [lemma, views] : c.lemmas)
    for (const ClaimView& v : views) {
      std::string text = v.info != nullptr ? v.info->not_checked : "";
      if (!text.empty() && text.back() != '.') text += '.';
      const auto also = [&](const std::string& more) { text += (text.empty() ? "" : " ") + more; };
      if (v.summary != nullptr) also_unchecked(*v.summary, also);
      if (!text.empty()) add(v.id, text);
    }
  add("",
      "Anything outside the cells of this run: a verdict of scope instance or finite-set says "
      "nothing about "
      "other parameters, and finitely many cells neither verify nor refute a limit.");
  put_list(page, "unchecked", std::move(items));
}

void put_glossary(Data& page, const claim::Registry& registry) {
  std::vector<Data> glossaries;
  for (const claim::Lemma* lemma : registry.lemmas()) {
    if (lemma->info().letters.empty()) continue;
    Data g;
    put(g, "lemma", lemma->info().title);
    std::vector<Data> letters;
    for (const auto& [symbol, meaning] : lemma->info().letters) {
      Data l;
      put(l, "symbol", symbol);
      put(l, "meaning", meaning);
      letters.push_back(l);
    }
    put_list(g, "letters", std::move(letters));
    glossaries.push_back(g);
  }
  put_list(page, "glossaries", std::move(glossaries));
}

std::vector<FigurePlace> places(const PageInput& in, const Contents& c) {
  std::vector<FigurePlace> all;
  for (const claim::Figure& f : in.figures) {
    FigurePlace p{&f, {}};
    for (const auto& [lemma, views] : c.lemmas)
      for (const ClaimView& v : views)
        if (p.home.empty() && std::find(f.claims.begin(), f.claims.end(), v.id) != f.claims.end())
          p.home = v.id;
    all.push_back(p);
  }
  return all;
}

void put_claims(Data& page, const PageInput& in, const Contents& c) {
  const std::vector<FigurePlace> figures = places(in, c);
  std::vector<Data> lemmas;
  for (const auto& [id, views] : c.lemmas) {
    const claim::Lemma* lemma = in.registry.find(id);
    Data l;
    put(l, "lemma_id", id);
    put(l, "lemma_slug", slug(id));
    put(l, "lemma_title", lemma == nullptr ? "" : lemma->info().title);
    put(l, "lemma_source", lemma == nullptr ? "" : lemma->info().source);
    std::vector<Data> claims;
    for (const ClaimView& v : views) claims.push_back(detail::claim_section(v, figures));
    put_list(l, "claims", std::move(claims));
    lemmas.push_back(l);
  }
  put_list(page, "lemmas", std::move(lemmas));
}

void put_provenance(Data& page, const Document& d) {
  std::vector<Data> rows;
  const auto add = [&](const char* key, const std::string& value) {
    Data row;
    put(row, "key", key);
    put(row, "value", value.empty() ? "unknown" : value);
    rows.push_back(row);
  };
  add("Command", d.command);
  add("proofgauge", d.tool.version);
  add("Commit", d.tool.commit);
  add("Compiler", d.tool.compiler);
  add("Flags", d.tool.flags);
  add("Machine", d.machine);
  add("Profile", d.profile);
  add("Seed", std::to_string(d.seed));
  add("Started", d.started);
  add("Wall time", fmt::format("{:.1f} s", d.wall_s));
  put_list(page, "provenance", std::move(rows));
}

}  // namespace

std::string render_page(const PageInput& in) {
  const Contents c = gather(in);
  Data page;
  put(page, "style", std::string(embedded::report_style));
  put(page, "script", std::string(embedded::report_script));
  put_summary(page, in, c);
  put_ledgers(page, in);
  put(page, "graph", graph_svg(in.registry, c.claims));
  put_unchecked(page, c);
  put_glossary(page, in.registry);
  put_claims(page, in, c);
  put_provenance(page, in.document);
  kainjow::mustache::mustache page_template{std::string(embedded::report_page)};
  if (!page_template.is_valid())
    throw std::logic_error("report template: " + page_template.error_message());
  return page_template.render(page);
}

}  // namespace proofgauge::report
