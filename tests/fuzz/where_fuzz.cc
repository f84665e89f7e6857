// The input is what a user typed after --where.
#include <algorithm>
#include <vector>

#include "claim/error.h"
#include "fuzz.h"
#include "small_store.h"
#include "sweep/where.h"

namespace proofgauge::fuzz {
namespace {

using sweep::Condition;

std::vector<std::int64_t> rows(const Condition& condition) {
  static const sweep::Store store(small_store("where.db"), sweep::Store::Mode::read);
  std::vector<std::int64_t> ids;
  for (const sweep::Stored& row : store.select(condition)) ids.push_back(row.id);
  return ids;
}

}  // namespace

void where(Bytes input) {
  const std::string text(text_of(input));
  Condition condition;
  try {
    condition = Condition::parse(text);
  } catch (const InputError&) {
    return;
  }
  const std::string& sql = condition.sql();
  require(sql.find_first_of("'\";-#@$:") == std::string::npos, "no typed text in the SQL");
  require(static_cast<std::size_t>(std::count(sql.begin(), sql.end(), '?')) ==
              condition.values().size(),
          "one value for each place");
  const auto found = rows(condition);
  require(found.size() <= 3, "rows of the store");
  require(rows(condition.both(condition)) == found && rows(condition.both(Condition())) == found,
          "a condition twice, or beside everything, is the condition");
  try {
    require(rows(Condition::parse("(" + text + ")")) == found, "parentheses change nothing");
  } catch (const InputError&) {  // one too many
  }
  planted(found.size() == 2 && condition.values().size() >= 3);
}

}  // namespace proofgauge::fuzz
