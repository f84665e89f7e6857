#include "app/falsify_box.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "claim/error.h"
#include "numeric/letters.h"

namespace proofgauge::app {
namespace {

/// `a..b` is a box here: its two ends. A list spans a box too.
std::string ends_of(const std::string& text) {
  const auto dots = text.find("..");
  if (dots == std::string::npos || text.find(',') != std::string::npos) return text;
  return text.substr(0, dots) + "," + text.substr(dots + 2, text.find(':') - dots - 2);
}

bool takes_only_integers(const std::string& letter) {
  try {
    (void)numeric::parse_letter(letter, "3/2");
  } catch (const InputError&) {
    try {
      (void)numeric::parse_letter(letter, "2");
      return true;
    } catch (const InputError&) {
    }
  }
  return false;
}

bool power_of_two(double x) { return x >= 1 && std::exp2(std::round(std::log2(x))) == x; }

claim::Selection one_claim(const Options& options) {
  if (options.arguments.size() != 1)
    throw InputError("CLAIM", std::to_string(options.arguments.size()) + " arguments",
                     "one: lemma/claim or lemma/claim!twin");
  const std::string& id = options.arguments.front();
  const auto chosen = claim::Registry::global().select(id);
  if (id.find('/') == std::string::npos || chosen.size() != 1)
    throw InputError("CLAIM", "'" + id + "'", "one claim: lemma/claim or lemma/claim!twin");
  if (chosen.front().info->kind == claim::Kind::rate)
    throw InputError("CLAIM", "'" + id + "'",
                     "a claim that one cell can refute; a rate is fitted over a grid and lies "
                     "outside falsify (verify checks it)");
  return chosen.front();
}

}  // namespace

FalsifyBox::FalsifyBox(const Options& options, const Defaults& defaults)
    : selection_(one_claim(options)),
      lemma_(*claim::Registry::global().find(
          selection_.info->id.substr(0, selection_.info->id.find('/')))) {
  Options ends = options;
  for (auto& [letter, text] : ends.letters) text = ends_of(text);
  check_options_are_used(ends, {&lemma_});
  base_ = request_for(selection_, lemma_, ends, defaults);
  for (auto& [word, text] : base_.words)
    if (word == "data" && text.find(',') != std::string::npos) {
      if (options.words.count("data") != 0)
        throw InputError("--data", "'" + text + "'", "one source of points");
      text = text.substr(0, text.find(','));
    }
  find_lists();
  for (auto& [letter, values] : base_.grid) add_axis(letter, values);
}

std::string FalsifyBox::name() const {
  return selection_.info->id + (selection_.twin.empty() ? "" : "!" + selection_.twin);
}

std::vector<claim::Job> FalsifyBox::jobs(const sweep::Cell& cell, std::uint64_t seed) const {
  claim::Request request = base_;
  request.seed = seed;
  for (std::size_t i = 0; i < axes_.size(); ++i)
    for (auto& [letter, values] : request.grid)
      if (letter == axes_[i].name) values = numeric::parse_letter(letter, cell[i]);
  return lemma_.plan(selection_, request);
}

std::string FalsifyBox::text() const {
  std::string text;
  for (const sweep::Axis& a : axes_)
    text += fmt::format("{}{} in [{}, {}]", text.empty() ? "" : ", ", a.name, a.lower_text,
                        a.upper_text);
  return text.empty() ? "seeds only (no letter spans a range)" : text;
}

void FalsifyBox::find_lists() {
  try {
    for (const claim::Job& job : lemma_.plan(selection_, base_))
      for (const claim::Parameter& p : job.cell.list())
        if (p.text.find(',') != std::string::npos) lists_.insert(p.name);
  } catch (const InputError&) {
    // Some claims take one value each; what is wrong with a cell shows when it is judged.
  }
}

/// Whether the claim's cells differ between the two ends: a lemma reads letters that not each of
/// its claims needs, and under names of its own (`ratio` becomes `rho`).
bool FalsifyBox::matters(const std::string& letter, const claim::Parameter& low,
                         const claim::Parameter& high) const {
  const auto keys = [&](const claim::Parameter& end) {
    claim::Request request = base_;
    for (auto& [name, values] : request.grid)
      if (name == letter)
        values = {end};
      else if (lists_.count(name) == 0)
        values.resize(1);
    std::string all;
    for (const claim::Job& job : lemma_.plan(selection_, request)) all += job.cell.key() + ";";
    return all;
  };
  try {
    return keys(low) != keys(high);
  } catch (const InputError&) {
    return true;
  }
}

void FalsifyBox::add_axis(const std::string& letter, std::vector<claim::Parameter>& values) {
  if (lists_.count(letter) != 0) return;
  const auto [low, high] =
      std::minmax_element(values.begin(), values.end(),
                          [](const auto& a, const auto& b) { return a.number < b.number; });
  if (low->number < high->number && matters(letter, *low, *high)) {
    sweep::Axis axis{letter,    low->number, high->number, sweep::Axis::Values::real,
                     low->text, high->text};
    if (takes_only_integers(letter)) {
      const bool powers =
          power_of_two(axis.lower) && power_of_two(axis.upper) && axis.logarithmic();
      axis.values = powers ? sweep::Axis::Values::powers_of_two : sweep::Axis::Values::integer;
    }
    axes_.push_back(std::move(axis));
  }
  values.resize(1);
}

}  // namespace proofgauge::app
