// What is missing is found, on a root that the test furnishes.
#define BOOST_TEST_MODULE doctor
#include "app/doctor.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

namespace {

namespace fs = std::filesystem;
using proofgauge::app::Finding;

/// A root with every installed file, and an empty working folder.
class Machine {
 public:
  Machine() {
    const std::string name = (fs::temp_directory_path() / "doctor-XXXXXX").string();
    std::string path = name;
    BOOST_REQUIRE(mkdtemp(path.data()) != nullptr);
    root_ = path;
    for (const char* file : {"katex.js", "katex.css", "fonts/KaTeX_Main-Regular.ttf"})
      put(std::string("usr/share/javascript/katex/") + file);
    for (const char* part :
         {"train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"})
      put(std::string("usr/share/datasets/fashion-mnist/") + part + "-ubyte.gz");
    put("usr/lib/ocaml/coq/user-contrib/Interval/Tactic.vo");
    put("usr/share/bash-completion/completions/proofgauge");
    fs::create_directories(root_ / "here");
  }
  ~Machine() {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
  }
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  void put(const fs::path& file, const std::string& text = "x") const {
    fs::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file) << text;
  }
  void lose(const fs::path& file) const { fs::remove_all(root_ / file); }

  [[nodiscard]] Finding look(const std::string& name) const {
    for (const Finding& f : proofgauge::app::examine({root_, root_ / "here", {}}))
      if (f.name == name) return f;
    BOOST_FAIL("no finding of " + name);
    return {};
  }

 private:
  fs::path root_;
};

BOOST_AUTO_TEST_CASE(each_lost_file_is_a_finding_that_says_how_to_get_it) {
  const Machine machine;
  const std::vector<std::pair<std::string, fs::path>> parts{
      {"KaTeX", "usr/share/javascript/katex/katex.js"},
      {"KaTeX", "usr/share/javascript/katex/katex.css"},
      {"KaTeX fonts", "usr/share/javascript/katex/fonts/KaTeX_Main-Regular.ttf"},
      {"Fashion-MNIST", "usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz"},
      {"Fashion-MNIST", "usr/share/datasets/fashion-mnist/t10k-labels-idx1-ubyte.gz"},
      {"Coq Interval", "usr/lib/ocaml/coq/user-contrib/Interval/Tactic.vo"},
      {"completion", "usr/share/bash-completion/completions/proofgauge"}};
  for (const auto& [name, file] : parts) {
    BOOST_TEST_CONTEXT(file) {
      BOOST_TEST(machine.look(name).found);
      machine.lose(file);
      const Finding f = machine.look(name);
      BOOST_TEST(!f.found);
      BOOST_TEST(!f.remedy.empty());
      machine.put(file);
    }
  }
}

BOOST_AUTO_TEST_CASE(half_a_package_names_its_missing_files) {
  const Machine machine;
  machine.lose("usr/share/datasets/fashion-mnist/t10k-images-idx3-ubyte.gz");
  const Finding f = machine.look("Fashion-MNIST");
  BOOST_REQUIRE(f.problems.size() == 1);
  BOOST_TEST(f.problems.front().find("t10k-images") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_store_is_made_read_or_broken) {
  const Machine machine;
  BOOST_TEST(machine.look("results store").found);  // not there yet
  machine.put("here/reports/proofgauge.db", "this is no database at all, but a letter to a friend");
  const Finding f = machine.look("results store");
  BOOST_TEST(!f.found);
  BOOST_TEST(f.required);
  BOOST_TEST(f.problems.size() == 1);
}

BOOST_AUTO_TEST_CASE(reports_that_cannot_be_written_are_found) {
  const Machine machine;
  BOOST_TEST(machine.look("reports folder").found);
  machine.put("here/reports");  // a file stands in the folder's place
  BOOST_TEST(!machine.look("reports folder").found);
}

BOOST_AUTO_TEST_CASE(every_package_that_a_verb_needs_is_asked_for) {
  std::set<std::string> packages;
  for (const Finding& f : proofgauge::app::examine({}))
    for (std::istringstream words(f.package); words;) {
      std::string one;
      if (words >> one) packages.insert(one);
    }
  // Those of packages.txt that no compiler or linker has used up by the time this program runs.
  for (const char* package : {"gnuplot-nox", "graphviz", "libjs-katex", "fonts-katex",
                              "dataset-fashion-mnist", "texlive-latex-recommended", "chromium",
                              "coq", "libcoq-interval", "sollya", "libopenmpi-dev", "openmpi-bin"})
    BOOST_TEST(packages.count(package) == 1, package);
  std::ifstream list(PROOFGAUGE_SOURCE_DIR "/packages.txt");
  std::set<std::string> known;
  for (std::string line; std::getline(list, line);) known.insert(line);
  for (const std::string& package : packages) BOOST_TEST(known.count(package) == 1, package);
}

}  // namespace
