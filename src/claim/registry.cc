#include "claim/registry.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "claim/error.h"
#include "claim/suggest.h"

namespace proofgauge::claim {
const std::vector<Parameter>* Request::values(std::string_view letter) const {
  for (const auto& [name, list] : grid)
    if (name == letter) return &list;
  return nullptr;
}

const std::string* Request::word(std::string_view option) const {
  for (const auto& [name, text] : words)
    if (name == option) return &text;
  return nullptr;
}

Registry& Registry::global() {
  static Registry registry;
  return registry;
}

void Registry::add(std::unique_ptr<Lemma> lemma) {
  (void)settled();
  insert(std::move(lemma));
}

void Registry::insert(std::unique_ptr<Lemma> lemma) const {
  const std::string& id = lemma->info().id;
  for (const auto& known : lemmas_)
    if (known->info().id == id) throw std::logic_error("lemma registered twice: " + id);
  for (const ClaimInfo& c : lemma->claims()) {
    if (!c.id.starts_with(id + "/"))
      throw std::logic_error("claim " + c.id + " does not belong to lemma " + id);
    if (c.twins.empty()) throw std::logic_error("claim " + c.id + " has no false twin");
  }
  lemmas_.push_back(std::move(lemma));
  std::sort(lemmas_.begin(), lemmas_.end(),
            [](const auto& a, const auto& b) { return a->info().id < b->info().id; });
}

void Registry::enroll(Factory factory) { enrolled_.push_back(factory); }

const std::vector<std::unique_ptr<Lemma>>& Registry::settled() const {
  for (const Factory factory : std::exchange(enrolled_, {})) insert(factory());
  return lemmas_;
}

std::vector<const Lemma*> Registry::lemmas() const {
  std::vector<const Lemma*> all;
  for (const auto& l : settled()) all.push_back(l.get());
  return all;
}

const Lemma* Registry::find(std::string_view lemma_id) const {
  for (const auto& l : settled())
    if (l->info().id == lemma_id) return l.get();
  return nullptr;
}

void Registry::check(const Record& record) const {
  for (const auto& lemma : settled())
    for (const ClaimInfo& c : lemma->claims())
      if (c.id == record.claim && record.verdict.status() == Status::verified &&
          record.verdict.scope() < c.scope)
        throw InputError(
            c.id + ": scope", std::string(to_string(record.verdict.scope())),
            "at least " + std::string(to_string(c.scope)) + " for a verdict `verified`");
}

std::vector<Selection> Registry::select(std::string_view id) const {
  std::vector<Selection> chosen;
  std::vector<std::string> names;
  for (const auto& lemma : settled()) {
    names.push_back(lemma->info().id);
    for (const ClaimInfo& c : lemma->claims()) {
      names.push_back(c.id);
      if (id == c.id || id == lemma->info().id) chosen.push_back({&c, {}});
      for (const Twin& t : c.twins) {
        names.push_back(c.id + "!" + t.id);
        if (id == names.back()) chosen.push_back({&c, t.id});
      }
    }
  }
  if (!chosen.empty()) return chosen;
  throw InputError("claim", "'" + std::string(id) + "'",
                   "a lemma, lemma/claim or lemma/claim!twin" + did_you_mean(id, names));
}

}  // namespace proofgauge::claim
