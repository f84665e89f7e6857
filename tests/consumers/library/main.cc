// A program of its own that uses the certified arithmetic and the records: prints a verdict as
// JSON.
#include <proofgauge/claim/record.h>
#include <proofgauge/numeric/interval.h>
#include <iostream>
#include <nlohmann/json.hpp>

int main() {
  using namespace proofgauge;
  claim::ClaimInfo info{.id = "sqrt/two",
                        .kind = claim::Kind::upper_bound,
                        .statement = "sqrt 2 <= 3/2",
                        .scope = claim::Scope::instance};
  const auto root = numeric::to_range(sqrt(numeric::Interval(2)));
  claim::Measurement m{.finding = {.evidence = claim::Evidence::enclosure,
                                   .comparisons = {{"root", root, claim::Range::point(1.5), {}}},
                                   .trials = {1, 0, 0}}};
  const claim::Record record = claim::make_record(info, "", {}, 1, 0.01, m);
  std::cout << to_json(record).dump() << '\n';
  return root.lower < root.upper && record.verdict.status() == claim::Status::verified ? 0 : 1;
}
