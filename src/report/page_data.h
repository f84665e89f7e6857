// Shared by the two halves of the page: small helpers over the template engine's data.
#pragma once

#include <kainjow/mustache.hpp>
#include <string>
#include <vector>

#include "report/page.h"

namespace proofgauge::report::detail {

using Data = kainjow::mustache::data;

/// Text, or false where there is none. False rather than absent: an absent name would be looked up
/// one level higher, and a claim would show its neighbour's words.
inline void put(Data& data, const std::string& name, const std::string& text) {
  data.set(name, text.empty() ? Data(false) : Data(text));
}

/// A list with its `has_` flag, which says whether to show what stands around it.
inline void put_list(Data& data, const std::string& name, std::vector<Data> rows) {
  data.set("has_" + name, Data(!rows.empty()));
  Data list(Data::type::list);
  for (Data& row : rows) list.push_back(row);
  data.set(name, list);
}

/// One claim, from the registry, the records, or both.
struct ClaimView {
  std::string id;
  const claim::ClaimInfo* info =
      nullptr;                       ///< null: a record of a lemma that this program does not know
  const Summary* summary = nullptr;  ///< null: not run
  const Standing* standing = nullptr;
};

/// Figures are shown once, in the section of the first claim they name that the page has, and
/// linked elsewhere.
struct FigurePlace {
  const claim::Figure* figure = nullptr;
  std::string home;
};

[[nodiscard]] Data claim_section(const ClaimView& view, const std::vector<FigurePlace>& figures);

}  // namespace proofgauge::report::detail
