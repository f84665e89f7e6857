#include "app/doctor.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "app/app.h"
#include "app/environment.h"
#include "app/output.h"
#include "app/run.h"
#include "app/storing.h"
#include "claim/dependency.h"
#include "claim/error.h"
#include "report/text.h"

namespace proofgauge::app {
namespace {

namespace fs = std::filesystem;

struct Need {
  std::string name, use, package;
  bool required;
  std::string program;             ///< in PATH, or
  std::vector<std::string> files;  ///< all of these, from the root
};

const std::vector<Need>& needs() {
  const std::string katex = "usr/share/javascript/katex/",
                    fashion = "usr/share/datasets/fashion-mnist/";
  static const std::vector<Need> list{
      {"gnuplot", "figures of the report", "gnuplot-nox", true, "gnuplot", {}},
      {"graphviz", "dependency graph of the report", "graphviz", true, "dot", {}},
      {"KaTeX",
       "formulas of the report",
       "libjs-katex",
       true,
       "",
       {katex + "katex.js", katex + "katex.css"}},
      {"KaTeX fonts", "formulas of the report", "fonts-katex", true, "", {katex + "fonts"}},
      {"Fashion-MNIST",
       "the default data set",
       "dataset-fashion-mnist",
       true,
       "",
       {fashion + "train-images-idx3-ubyte.gz", fashion + "train-labels-idx1-ubyte.gz",
        fashion + "t10k-images-idx3-ubyte.gz", fashion + "t10k-labels-idx1-ubyte.gz"}},
      {"pdflatex",
       "tables of the report in a paper",
       "texlive-latex-recommended",
       false,
       "pdflatex",
       {}},
      {"chromium", "the report in a browser (tests)", "chromium", false, "chromium", {}},
      {"coqc", "proofs of certify --export coq=PATH", "coq", false, "coqc", {}},
      {"Coq Interval",
       "proofs of certify --export coq=PATH",
       "libcoq-interval",
       false,
       "",
       {"usr/lib/ocaml/coq/user-contrib/Interval"}},
      {"sollya", "scripts of certify --export sollya=PATH", "sollya", false, "sollya", {}},
  };
  return list;
}

Finding installed(const Need& n, const Surroundings& s) {
  Finding f{n.name, n.use, n.required, false, "", n.package, "apt-get install " + n.package, {}};
  if (!n.program.empty()) {
    f.where = find_program(n.program);
    f.found = !f.where.empty();
    return f;
  }
  std::vector<std::string> missing;
  for (const std::string& file : n.files) {
    std::error_code unknown;
    const fs::path path = s.root / file;
    const bool there =
        fs::is_directory(path, unknown) ? !fs::is_empty(path, unknown) : fs::exists(path, unknown);
    if (!there) missing.push_back(path.string() + " is missing");
  }
  f.found = missing.empty();
  if (f.found) f.where = (s.root / n.files.front()).string();
  if (!f.found && missing.size() < n.files.size()) {  // a part of a package
    f.problems = missing;
    f.remedy = "apt-get install --reinstall " + n.package;
  }
  return f;
}

/// The library is found when this program is built: installing it asks for a new build. What starts
/// the processes is a package of its own.
Finding message_passing(const Surroundings& s) {
  const std::string packages = "libopenmpi-dev openmpi-bin", starter = find_program("mpirun");
  Finding f{"MPI",
            "sharing sweep and train between processes",
            false,
            !s.message_passing.empty() && !starter.empty(),
            s.message_passing + ", " + starter,
            packages,
            "apt-get install " + packages + ", and build again",
            {}};
  if (!s.message_passing.empty() && starter.empty()) {
    f.problems = {"built with " + s.message_passing + ", but mpirun is not in PATH"};
    f.package = "openmpi-bin";
    f.remedy = "apt-get install openmpi-bin";
  }
  return f;
}

/// The checker belongs beside this program; a copy of one alone loses the other.
Finding checker() {
  Finding f{"proofgauge-check", "certificates, proved again", false, false, "", "", "", {}};
  std::error_code unknown;
  const fs::path beside =
      fs::read_symlink("/proc/self/exe", unknown).parent_path() / "proofgauge-check";
  f.where = fs::exists(beside, unknown) ? beside.string() : find_program("proofgauge-check");
  f.found = !f.where.empty();
  f.remedy = "cmake --build --preset release --target proofgauge-check";
  return f;
}

/// The folders where bash-completion looks, in its order.
std::vector<fs::path> completion_folders(const Surroundings& s) {
  std::vector<fs::path> folders;
  const auto variable = [](const char* name) {
    const char* text = std::getenv(name);
    return std::string(text == nullptr ? "" : text);
  };
  if (const std::string user = variable("BASH_COMPLETION_USER_DIR"); !user.empty())
    folders.emplace_back(fs::path(user) / "completions");
  std::string data = variable("XDG_DATA_HOME");
  if (data.empty() && !variable("HOME").empty()) data = variable("HOME") + "/.local/share";
  if (!data.empty()) folders.emplace_back(fs::path(data) / "bash-completion/completions");
  for (const char* share : {"usr/local/share", "usr/share"})
    folders.emplace_back(s.root / share / "bash-completion/completions");
  return folders;
}

Finding completion(const Surroundings& s) {
  Finding f{"completion", "words of the command line in bash", false, false, "", "", "", {}};
  for (const fs::path& folder : completion_folders(s)) {
    std::error_code unknown;
    if (!f.found && fs::exists(folder / "proofgauge", unknown))
      f.where = (folder / "proofgauge").string();
    f.found = !f.where.empty();
  }
  f.remedy =
      "cmake --install build/release --prefix ~/.local, or: source "
      "tools/completion/proofgauge.bash";
  return f;
}

/// A part that is good unless `check` throws.
template <class Check>
Finding usable(Finding f, Check check) {
  try {
    check();
    f.found = true;
  } catch (const std::exception& e) {
    f.problems.push_back(report::one_line(e.what()));
  }
  return f;
}

Finding writable_reports(const Surroundings& s) {
  const fs::path folder = s.working_folder / "reports";
  const std::string shown = folder.lexically_normal().string();
  return usable({"reports folder",
                 "records, certificates and the report",
                 true,
                 false,
                 shown,
                 "",
                 "run where you may write, or give the folder to yourself: chown -R $USER reports",
                 {}},
                [&] {
                  check_files({{"reports", folder / "file"}});
                });
}

Finding readable_store(const Surroundings& s) {
  const fs::path file = s.working_folder / store_path({});
  Finding f{"results store",
            "records of every run, for table and report --where",
            true,
            false,
            file.lexically_normal().string(),
            "",
            "move it away: the next run makes a new one",
            {}};
  std::error_code unknown;
  if (!fs::exists(file, unknown)) {  // the first run makes it
    f.found = true;
    f.where += " (made by the first run)";
    return f;
  }
  return usable(std::move(f), [&] { (void)sweep::Store(file, sweep::Store::Mode::read).size(); });
}

Finding claim_graph() {
  // A program whose claims rest on nothing, or on themselves, is broken whatever is installed.
  const auto graph = claim::DependencyGraph::of(claim::Registry::global());
  Finding f{"claims",
            "a dependency graph without cycles or dangling names",
            true,
            false,
            "",
            "",
            "mend the lemma's `rests_on`",
            graph.problems()};
  f.found = f.problems.empty();
  f.where = fmt::format("{} claims, no cycle and no dangling name", graph.edges().size());
  return f;
}

std::string line_of(const Finding& f) {
  const char* state = f.found               ? "ok"
                      : !f.problems.empty() ? "BROKEN"
                      : f.required          ? "MISSING"
                                            : "absent";
  constexpr std::size_t kIndent = 25;
  std::string text = fmt::format("{:<7} {:<16} {}\n", state, f.name, f.use);
  if (f.found) return text;
  for (const std::string& problem : f.problems) text += report::wrap(problem, kIndent, 80);
  return text + report::wrap("get it: " + f.remedy, kIndent, 80);
}

/// One command for all packages that are wanted.
std::string install_line(const std::vector<Finding>& all, bool required) {
  std::string packages;
  for (const Finding& f : all)
    if (!f.found && f.required == required && !f.package.empty()) packages += " " + f.package;
  return packages.empty() ? "" : "apt-get install" + packages;
}

std::string conclusion(const std::vector<Finding>& all, bool complete) {
  std::string text;
  const std::string needed = install_line(all, true), optional = install_line(all, false);
  if (complete)
    text = "Everything that a report needs is here. Next: proofgauge report --profile quick\n";
  else
    text = "What a report needs is not all here; `make report` installs the packages.\n";
  if (!needed.empty()) text += report::wrap("At once: " + needed, 0, 80);
  if (!optional.empty()) text += report::wrap("Optional: " + optional, 0, 80);
  return text;
}

nlohmann::ordered_json json_of(const std::vector<Finding>& all) {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  for (const Finding& f : all)
    list.push_back({{"name", f.name},
                    {"found", f.found},
                    {"required", f.required},
                    {"package", f.package.empty() ? Json(nullptr) : Json(f.package)},
                    {"use", f.use},
                    {"where", f.found ? Json(f.where) : Json(nullptr)},
                    {"problems", f.problems},
                    {"remedy", f.found ? Json(nullptr) : Json(f.remedy)}});
  return list;
}

}  // namespace

std::vector<Finding> examine(const Surroundings& s) {
  std::vector<Finding> all;
  for (const Need& n : needs()) all.push_back(installed(n, s));
  all.push_back(message_passing(s));
  all.push_back(checker());
  all.push_back(completion(s));
  all.push_back(writable_reports(s));
  all.push_back(readable_store(s));
  all.push_back(claim_graph());
  return all;
}

int verb_doctor(const Options& options, ranks::Team& team) {
  if (options.format != "text" && options.format != "json")
    throw InputError("--format", options.format, "text or json for this verb");
  const std::vector<Finding> all = examine({"/", ".", team.library()});
  const bool complete =
      std::all_of(all.begin(), all.end(), [](const Finding& f) { return f.found || !f.required; });
  std::string text =
      fmt::format("proofgauge {}\n", version_text()) + report::wrap(machine_info(), 0, 80) + "\n";
  for (const Finding& f : all) text += line_of(f);
  text += "\n" + conclusion(all, complete);
  emit(options, options.format == "json" ? json_of(all).dump(2) + "\n" : text);
  return complete ? exit_ok : exit_missing;
}

}  // namespace proofgauge::app
