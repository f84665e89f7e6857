#include "numeric/agreement.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "claim/error.h"
#include "claim/failure.h"

namespace proofgauge::numeric {
namespace {

/// The text of rank `from` on every rank: all others add zeros to it.
std::string text_from(Ranks& ranks, int from, const std::string& text) {
  const bool own = ranks.index() == from;
  std::array size{own ? static_cast<std::int64_t>(text.size()) : std::int64_t{0}};
  ranks.sum(size);
  std::vector<std::int64_t> letters(static_cast<std::size_t>(size[0]));
  if (own) std::copy(text.begin(), text.end(), letters.begin());
  ranks.sum(letters);
  std::string all(letters.size(), ' ');
  std::transform(letters.begin(), letters.end(), all.begin(),
                 [](std::int64_t letter) { return static_cast<char>(letter); });
  return all;
}

}  // namespace

void Agreement::attempt(const std::function<void()>& act) noexcept {
  if (error_) return;
  try {
    act();
  } catch (...) {
    error_ = std::current_exception();
  }
}

void Agreement::settle(std::span<double> wishes) {
  std::vector<double> all(wishes.begin(), wishes.end());
  // The first failing rank has the largest number; 0 where none failed.
  all.push_back(error_ ? static_cast<double>(ranks_.count() - ranks_.index()) : 0);
  ranks_.maximum(all);
  if (all.back() > 0) rethrow(ranks_.count() - static_cast<int>(all.back()));
  std::copy_n(all.begin(), wishes.size(), wishes.begin());
}

void Agreement::rethrow(int first) const {
  if (ranks_.count() == 1) std::rethrow_exception(error_);
  Failure e = error_ ? failure_of(error_) : Failure{};
  const auto kind = text_from(ranks_, first, std::string(1, static_cast<char>(e.kind)));
  e.kind = static_cast<Failure::Kind>(kind[0]);
  for (std::string& part : e.parts) part = text_from(ranks_, first, part);
  if (ranks_.index() == first) std::rethrow_exception(error_);
  raise(e);
}

void agree(Ranks& ranks, const std::function<void()>& act) {
  Agreement agreement(ranks);
  agreement.attempt(act);
  agreement.settle();
}

std::string share_text(Ranks& ranks, const std::string& text) {
  if (ranks.count() == 1) return text;
  std::array size{ranks.index() == 0 ? static_cast<std::int64_t>(text.size()) : std::int64_t{0}};
  ranks.sum(size);
  std::string all(static_cast<std::size_t>(size[0]), ' ');
  if (ranks.index() == 0) all = text;
  ranks.broadcast(all);
  return all;
}

void require_same_on_all(Ranks& ranks, const std::string& what, const std::string& text) {
  const std::string first = share_text(ranks, text);
  agree(ranks, [&] {
    if (text != first)
      throw InputError(what, text + " on rank " + std::to_string(ranks.index()),
                       first + " as on rank 0");
  });
}

}  // namespace proofgauge::numeric
