// Each claim: verified on files and random networks, twins refuted, bad input named, same record on
// any number of threads.
#define BOOST_TEST_MODULE worst_case
#include "worst_case/check.h"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "claim/error.h"
#include "numeric/letters.h"
#include "numeric/test_stop.h"
#include "worst_case/instance.h"

using namespace proofgauge;
using namespace proofgauge::worst_case;
using claim::Record;
using claim::Status;

namespace {

using Texts = std::vector<std::pair<std::string, std::string>>;

claim::Request request(const Texts& letters, const Texts& words = {}, std::uint64_t seed = 1) {
  claim::Request r;
  r.seed = seed;
  for (const auto& [name, text] : letters)
    r.grid.emplace_back(name, numeric::parse_letter(name, text));
  r.words = words;
  return r;
}

std::vector<Record> run(const std::string& id, const claim::Request& r, int threads = 2) {
  const claim::Lemma& lemma = *claim::Registry::global().find("worst_case");
  std::vector<Record> records;
  for (const claim::Selection& s : claim::Registry::global().select("worst_case/" + id))
    for (const claim::Job& job : lemma.plan(s, r)) {
      claim::RunContext context;
      context.threads = threads;
      records.push_back(job.run(context));
    }
  return records;
}

void all_are(Status status, const std::vector<Record>& records) {
  BOOST_REQUIRE(!records.empty());
  for (const Record& r : records)
    BOOST_CHECK_MESSAGE(r.verdict.status() == status, r.claim << " " << r.parameters.key() << ": "
                                                              << to_string(r.verdict.status())
                                                              << " " << r.verdict.reason());
}

const claim::Range& named(const Record& r, const std::string& symbol) {
  for (const auto& [name, range] : r.result)
    if (name == symbol) return range;
  throw std::logic_error("no result " + symbol);
}

/// A random network written to a file, which is removed at the end.
class File {
 public:
  explicit File(std::size_t d, double rho = 0.2, const std::string& name = "worst_case_test") {
    Files files;
    const auto all = instances(
        request(
            {{"m", "32"}, {"d", std::to_string(d)}, {"R", "3"}, {"rho", "0.2"}, {"points", "3"}}),
        files);
    network::NetworkFile file = *all.front().load();
    file.rho = rho;
    path_ = (std::filesystem::temp_directory_path() /
             (name + std::to_string(d) + "_" + std::to_string(::getpid()) + ".json"))
                .string();
    network::write_network(path_, file);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { std::filesystem::remove(path_); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

const Texts kRandom{{"m", "64"}, {"d", "3,4,5"}, {"R", "3"}, {"delta", "0.5"}, {"points", "2"}};

}  // namespace

BOOST_AUTO_TEST_SUITE(checks)

BOOST_AUTO_TEST_CASE(random_networks_are_verified_and_twins_refuted) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto r = request(kRandom, {}, seed);
    const auto balls = run("ball", r);
    BOOST_CHECK_EQUAL(balls.size(), 3);
    all_are(Status::verified, balls);
    for (const Record& one : balls) {
      BOOST_CHECK(one.verdict.scope() == claim::Scope::box && one.falsified_twins.n == 2 &&
                  one.falsified_twins.caught == 2 && !one.vacuous);
      BOOST_CHECK_EQUAL(one.parameters.number("rho"), 0.125);
      // Sound and tight enough: an attack reaches 0.99 of the certified worst case.
      BOOST_CHECK_GT(one.measured.lower, 0.99 * one.bound.upper);
    }
    const auto gaps = run("gap_supremum", r);
    BOOST_CHECK_EQUAL(gaps.size(), 1);
    all_are(Status::verified, gaps);
    all_are(Status::refuted, run("ball!no_gain", r));
    all_are(Status::refuted, run("gap_supremum!initial_only", r));
  }
}

BOOST_AUTO_TEST_CASE(a_file_gives_one_record_per_point_in_order) {
  for (const std::size_t d : {std::size_t{3}, std::size_t{4}}) {
    const File file(d);
    const auto balls =
        run("ball", request({}, {{"network", file.path()}, {"attacks", "identity,pgd-10"}}));
    BOOST_REQUIRE_EQUAL(balls.size(), 3);
    all_are(Status::verified, balls);
    for (std::size_t i = 0; i < 3; ++i) {
      BOOST_CHECK_EQUAL(balls[i].parameters.number("point"), static_cast<double>(i));
      const claim::Range worst = named(balls[i], "robust_loss");
      BOOST_CHECK_LE(worst.width(), d == 3 ? 1e-11 : 1.1e-6);
      for (const char* loss : {"clean", "loss_identity", "loss_pgd-10"})
        BOOST_CHECK_LE(named(balls[i], loss).lower, worst.upper);
      BOOST_CHECK(named(balls[i], "loss_identity").contains(named(balls[i], "clean").lower) ||
                  named(balls[i], "clean").contains(named(balls[i], "loss_identity").lower));
    }
    const auto gap = run("gap_supremum", request({}, {{"network", file.path()}}));
    BOOST_REQUIRE_EQUAL(gap.size(), 1);
    all_are(d == 3 ? Status::verified : Status::outside_assumptions, gap);
    if (d == 3) {
      BOOST_CHECK_LE(named(gap[0], "gap_of_W").lower, named(gap[0], "gap").upper);
      BOOST_CHECK_GT(named(gap[0], "C").lower, 0);
    }
    const auto chosen = run("ball", request({{"point", "2"}, {"rho", "0.1,0.3"}},
                                            {{"network", file.path()}, {"attacks", "pgd-5"}}));
    BOOST_REQUIRE_EQUAL(chosen.size(), 2);
    BOOST_CHECK_LT(named(chosen[0], "robust_loss").upper, named(chosen[1], "robust_loss").lower);
  }
}

BOOST_AUTO_TEST_CASE(where_nothing_can_be_gained_no_twin_is_asked_for) {
  const File file(3, 0.0, "worst_case_zero");
  for (const Record& r : run("ball", request({}, {{"network", file.path()}}))) {
    BOOST_CHECK_EQUAL(r.falsified_twins.n, 0);
    BOOST_CHECK(r.verdict.status() != Status::refuted);
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_certificate_is_refuted) {
  // The judge sees an attack above the certified end as a refutation: the comparison can fail.
  claim::ClaimInfo info = *claim::Registry::global().select("worst_case/ball").front().info;
  const File file(3);
  claim::RunContext context;
  auto m =
      check_ball(network::read_network(file.path()), {0},
                 {{}, adversary::parse_attacks("pgd-20", "a"), 1e-6, 1000}, "key", 1, context, "");
  m.finding.comparisons[0].bound = claim::Range::point(m.finding.comparisons[0].bound.upper * 0.99);
  BOOST_CHECK(claim::decide(info, m.finding).status() == Status::refuted);
}

BOOST_AUTO_TEST_CASE(losses_and_budgets_are_taken) {
  const File file(4);
  for (const char* loss : {"absolute", "pseudo-huber", "hinge"})
    all_are(Status::verified, run("ball", request({}, {{"network", file.path()}, {"loss", loss}})));
  const auto coarse = run("ball", request({{"cells", "1"}, {"point", "0"}, {"gap", "1e-9"}},
                                          {{"network", file.path()}, {"attacks", "identity"}}));
  BOOST_REQUIRE_EQUAL(coarse.size(), 1);
  BOOST_CHECK_GT(named(coarse[0], "robust_loss").width(), 1e-9);
  BOOST_CHECK(coarse[0].notes.back().find("more than the wanted gap") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(records_do_not_depend_on_threads) {
  const auto text = [](int threads) {
    std::string all;
    for (const Record& r : run("ball", request(kRandom), threads)) all += claim::to_json(r).dump();
    return all;
  };
  BOOST_CHECK_EQUAL(text(1), text(3));
}

BOOST_AUTO_TEST_CASE(bad_requests_name_option_and_value) {
  const File file(3);
  const auto refused = [](const Texts& letters, const Texts& words, const std::string& field) {
    BOOST_CHECK_EXCEPTION(run("ball", request(letters, words)), InputError,
                          [&](const InputError& e) {
                            BOOST_TEST_MESSAGE(e.what());
                            return std::string(e.what()).find(field) != std::string::npos;
                          });
  };
  const Texts net{{"network", file.path()}};
  refused({{"m", "64"}}, net, "--m");
  refused({{"delta", "1"}}, net, "--delta");
  refused({{"point", "3"}}, net, "--point");
  refused({{"gap", "1,2"}}, net, "--gap");
  refused({}, {{"network", file.path()}, {"loss", "l2"}}, "--loss");
  refused({}, {{"network", file.path()}, {"attacks", "pgd"}}, "--attacks");
  refused({{"m", "64"}, {"d", "2"}, {"R", "1"}, {"rho", "0.1"}}, {}, "--d");
  refused({{"d", "3"}, {"R", "1"}, {"rho", "0.1"}}, {}, "--m");
  refused({{"m", "64"}, {"d", "3"}, {"R", "1"}}, {}, "--delta");
  refused({{"m", "64"}, {"d", "3"}, {"R", "1"}, {"rho", "0.1"}, {"point", "0"}}, {}, "--point");
  BOOST_CHECK_THROW(run("ball", request({}, {{"network", "none.json"}})), MissingError);
  BOOST_CHECK_THROW(
      run("gap_supremum", request({{"m", "64"}, {"d", "4"}, {"R", "1"}, {"rho", "0.1"}})),
      InputError);
}

BOOST_AUTO_TEST_CASE(a_stop_ends_every_job) {
  const claim::Lemma& lemma = *claim::Registry::global().find("worst_case");
  const claim::Request r = request({{"m", "2^17"}, {"d", "3"}, {"R", "1"}, {"rho", "0.1"}});
  claim::RunContext context;
  context.stop = numeric::stopped();
  for (const char* id : {"worst_case/ball", "worst_case/gap_supremum"})
    for (const claim::Job& job : lemma.plan(claim::Registry::global().select(id).front(), r))
      BOOST_CHECK_THROW((void)job.run(context), LimitError);
}

BOOST_AUTO_TEST_SUITE_END()
