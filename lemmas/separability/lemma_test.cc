#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "claim/error.h"
#include "claim/registry.h"
#include "numeric/rational.h"

namespace proofgauge::separability {
namespace {

using claim::Record;
using claim::Request;
using claim::Status;

/// Rows of a CSV file that is removed at the end.
class File {
 public:
  explicit File(const std::string& text, const char* name)
      : path_(std::filesystem::temp_directory_path() / name) {
    std::ofstream(path_) << text;
  }
  ~File() { std::filesystem::remove(path_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

Request request(std::vector<std::pair<std::string, std::string>> words,
                const std::vector<std::pair<std::string, std::string>>& letters = {}) {
  Request r;
  r.words = std::move(words);
  for (const auto& [name, text] : letters)
    r.grid.emplace_back(name, numeric::parse_list(name, text));
  return r;
}

std::vector<Record> run(const std::string& id, const Request& r, int threads = 1) {
  std::vector<Record> records;
  for (const auto& selection : claim::Registry::global().select(id))
    for (const auto& job : claim::Registry::global().find("separability")->plan(selection, r)) {
      claim::RunContext context;
      context.threads = threads;
      records.push_back(job.run(context));
    }
  return records;
}

claim::Range outcome(const Record& r, const std::string& symbol) {
  for (const auto& [name, range] : r.result)
    if (name == symbol) return range;
  return {};
}

/// Cosines: rows 0, 1 are 1/3 (distance 1), row 2 is orthogonal to both; row 3 repeats row 1 twice
/// over.
const char* const kRows = "1,1,1,0,0,0,0\n1,0,0,1,1,0,0\n0,0,0,0,0,3,4\n";

}  // namespace

BOOST_AUTO_TEST_SUITE(lemma)

BOOST_AUTO_TEST_CASE(separation_is_verified_on_the_rows_given) {
  const File file(kRows, "separability_rows.csv");
  const auto records = run("separability/separation", request({{"data", file.path()}}));
  BOOST_REQUIRE_EQUAL(records.size(), 1);
  const Record& r = records[0];
  BOOST_TEST((r.verdict.status() == Status::verified));
  BOOST_TEST((r.verdict.scope() == claim::Scope::finite_set));
  BOOST_TEST(r.measured.contains(1));
  BOOST_TEST(r.measured.width() < 0x1p-48);
  BOOST_TEST(r.worst->index == "rows 0, 1");
  BOOST_TEST(outcome(r, "gamma").contains(0.5));  // 1 (1 - 2/4)
  BOOST_TEST(outcome(r, "n").lower == 3);
  BOOST_TEST(r.falsified_twins.n == 1);
  BOOST_TEST(r.falsified_twins.caught == 1);
  BOOST_TEST(!r.vacuous);
  (void)claim::record_from_json(claim::to_json(r));  // obeys the laws of a record
}

BOOST_AUTO_TEST_CASE(the_inflated_twin_is_refuted_by_the_closest_pair) {
  const File file(kRows, "separability_twin.csv");
  const auto records = run("separability/separation!inflated", request({{"data", file.path()}}));
  BOOST_REQUIRE_EQUAL(records.size(), 1);
  BOOST_TEST((records[0].verdict.status() == Status::refuted));
  BOOST_TEST(records[0].verdict.reason().find("rows 0, 1") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_radius_of_half_delta_or_more_is_outside_the_assumptions) {
  const File file(kRows, "separability_rho.csv");
  const auto records =
      run("separability", request({{"data", file.path()}}, {{"rho", "0.49,0.51"}}));
  BOOST_REQUIRE_EQUAL(records.size(), 4);
  for (const Record& r : records) {
    const bool inside = r.parameters.text("rho") == "0.49";
    BOOST_TEST((r.verdict.status() == (inside ? Status::verified : Status::outside_assumptions)));
    BOOST_TEST(outcome(r, "gamma").valid() == inside);
  }
  const auto typed = run("separability/geometry", request({}, {{"delta", "1"}, {"rho", "0.51"}}));
  BOOST_TEST((typed.at(0).verdict.status() == Status::outside_assumptions));
  BOOST_TEST(!typed.at(0).measured.valid());
}

BOOST_AUTO_TEST_CASE(duplicates_are_outside_the_assumptions_and_listed) {
  const File file(std::string(kRows) + "2,0,0,2,2,0,0\n", "separability_duplicates.csv");
  for (const Record& r : run("separability", request({{"data", file.path()}}))) {
    BOOST_TEST((r.verdict.status() == Status::outside_assumptions));
    if (r.claim == "separability/geometry") continue;
    BOOST_TEST(r.measured.upper == 0);
    BOOST_TEST(outcome(r, "duplicates").lower == 1);
    BOOST_TEST((r.series.at("duplicate_rows") == std::vector<double>{1, 3}));
  }
}

BOOST_AUTO_TEST_CASE(pruning_lists_the_rows_to_drop) {
  const File file(kRows, "separability_prune.csv");
  const auto records =
      run("separability/separation", request({{"data", file.path()}}, {{"prune", "1,1.1"}}));
  BOOST_REQUIRE_EQUAL(records.size(), 2);
  BOOST_TEST(outcome(records[0], "prune_pairs").upper == 0);  // exactly 1 apart: not closer than 1
  BOOST_TEST(outcome(records[1], "prune_pairs").upper == 1);
  BOOST_TEST((outcome(records[1], "prune_drop") == claim::Range{1, 1}));
  BOOST_TEST(records[1].series.at("prune_rows").size() == 1);
}

BOOST_AUTO_TEST_CASE(geometry_is_verified_for_all_and_its_twin_refuted) {
  const auto records = run("separability/geometry", request({}, {{"delta", "0.001,0.5,1.7"}}));
  BOOST_REQUIRE_EQUAL(records.size(), 3);
  for (const Record& r : records) {
    BOOST_TEST((r.verdict.status() == Status::verified));
    BOOST_TEST((r.verdict.scope() == claim::Scope::all));
    BOOST_TEST(r.falsified_twins.caught == 1);
  }
  for (const Record& r :
       run("separability/geometry!no_adversary_move", request({}, {{"delta", "0.001,0.5,1.7"}}))) {
    BOOST_TEST((r.verdict.status() == Status::refuted));
    BOOST_TEST(r.verdict.reason().find("great circle") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(impossible_values_are_refused) {
  for (const auto& [letter, text] :
       std::vector<std::pair<std::string, std::string>>{{"delta", "1.8"},
                                                        {"delta", "-1"},
                                                        {"delta", "0"},
                                                        {"rho", "-0.1"},
                                                        {"prune", "-1"},
                                                        {"prune", "2"}}) {
    const std::string field = "--" + letter;
    BOOST_CHECK_EXCEPTION(run("separability/geometry", request({}, {{letter, text}})), InputError,
                          [&](const InputError& e) { return e.field() == field; });
  }
  BOOST_CHECK_THROW(run("separability/geometry", request({{"geometry", "flat"}})), InputError);
  BOOST_CHECK_EXCEPTION(run("separability/separation", request({{"synthetic", "true"}})),
                        InputError, [](const InputError& e) { return e.field() == "--n"; });
}

BOOST_AUTO_TEST_CASE(synthetic_points_have_the_planted_distance) {
  for (const char* seed : {"1", "2", "3", "4", "5"}) {
    Request r = request({{"synthetic", "true"}}, {{"n", "40"}, {"d", "6"}, {"delta", "0.3,0.6"}});
    r.seed = std::stoull(seed);
    const auto records = run("separability", r);
    BOOST_REQUIRE_EQUAL(records.size(), 4);
    for (const Record& record : records) {
      BOOST_TEST((record.verdict.status() == Status::verified));
      const double planted = record.parameters.number("delta");
      BOOST_TEST(std::abs(outcome(record, "delta").lower - planted) <=
                 1e-12);  // the contract's figure
    }
  }
}

BOOST_AUTO_TEST_CASE(threads_do_not_change_a_record) {
  std::string rows;
  for (int i = 0; i < 300; ++i)
    rows += std::to_string(i * i % 97) + "," + std::to_string(i * 7 % 31) + "," +
            std::to_string(1 + i % 5) + "\n";
  const auto text = [&](const char* name, int threads) {
    // A lemma keeps what it measured, so each run reads a file of its own; only its name is taken
    // out.
    const File file(rows, name);
    const auto records =
        run("separability", request({{"data", file.path()}}, {{"prune", "0.05"}}), threads);
    std::string all;
    for (const Record& r : records) all += claim::to_json(r).dump();
    for (std::size_t at = 0; (at = all.find(file.path(), at)) != std::string::npos;)
      all.erase(at, file.path().size());
    return all;
  };
  const std::string one = text("separability_threads_1.csv", 1);
  BOOST_TEST(one == text("separability_threads_2.csv", 2));
  BOOST_TEST(one.find("prune_rows") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(figures_mark_delta_and_twice_rho) {
  const File file(kRows, "separability_figures.csv");
  const auto records = run("separability", request({{"data", file.path()}}));
  const auto figures = claim::Registry::global().find("separability")->figures(records);
  BOOST_REQUIRE_EQUAL(figures.size(), 2);
  BOOST_REQUIRE_EQUAL(figures[0].markers.size(), 2);
  BOOST_TEST(figures[0].markers[0].x == outcome(records[0], "delta").lower);
  BOOST_TEST(figures[0].markers[1].x == 2 * outcome(records[0], "rho").upper);
  double points = 0;
  for (const double count : figures[0].curves.at(0).y) points += count;
  BOOST_TEST(points == 3);
  BOOST_TEST(figures[1].curves.size() == 2);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace proofgauge::separability
