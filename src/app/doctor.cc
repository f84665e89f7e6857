#include <fmt/core.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/app.h"
#include "app/environment.h"
#include "app/output.h"
#include "claim/dependency.h"
#include "claim/error.h"

namespace proofgauge::app {
namespace {

struct Need {
  std::string name, use, package;
  bool required;
  std::string program, file;  ///< one of the two
};

const std::vector<Need>& needs() {
  static const std::vector<Need> list{
      {"gnuplot", "figures of the report", "gnuplot-nox", true, "gnuplot", ""},
      {"graphviz", "dependency graph of the report", "graphviz", true, "dot", ""},
      {"KaTeX", "formulas of the report", "libjs-katex", true, "",
       "/usr/share/javascript/katex/katex.css"},
      {"Fashion-MNIST", "the default data set", "dataset-fashion-mnist", true, "",
       "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz"},
      {"pdflatex", "compiling the tables (tests only)", "texlive-latex-recommended", false,
       "pdflatex", ""},
      {"chromium", "looking at the report (tests only)", "chromium", false, "chromium", ""},
  };
  return list;
}

}  // namespace

int verb_doctor(const Options& options, ranks::Team& team) {
  if (options.format != "text" && options.format != "json")
    throw InputError("--format", options.format, "text or json for this verb");
  bool complete = true;
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  std::string text = fmt::format("proofgauge {}\n{}\n\n", version_text(), machine_info());
  for (const Need& n : needs()) {
    const std::string where = n.program.empty() ? (std::filesystem::exists(n.file) ? n.file : "")
                                                : find_program(n.program);
    const bool there = !where.empty();
    complete = complete && (there || !n.required);
    text += fmt::format("{:<7} {:<14} {}{}\n",
                        there        ? "ok"
                        : n.required ? "MISSING"
                                     : "absent",
                        n.name, n.use, there ? "" : "; apt-get install " + n.package);
    all.push_back({{"name", n.name},
                   {"found", there},
                   {"required", n.required},
                   {"package", n.package},
                   {"use", n.use}});
  }
  const std::string carrier = team.library();
  text += fmt::format("{:<7} {:<14} {}\n", carrier.empty() ? "absent" : "ok", "MPI",
                      carrier.empty() ? "sharing sweep and train between processes; apt-get "
                                        "install libopenmpi-dev openmpi-bin and build again"
                                      : "sharing sweep and train between processes: " + carrier);
  all.push_back({{"name", "MPI"},
                 {"found", !carrier.empty()},
                 {"required", false},
                 {"package", "libopenmpi-dev openmpi-bin"},
                 {"use", "sharing sweep and train between processes (mpirun)"}});
  // A program whose claims rest on nothing, or on themselves, is broken whatever is installed.
  const auto graph = claim::DependencyGraph::of(claim::Registry::global());
  const std::vector<std::string> problems = graph.problems();
  complete = complete && problems.empty();
  text += problems.empty()
              ? fmt::format("ok      claims         {} claims, no cycle and no dangling name\n",
                            graph.edges().size())
              : "";
  for (const std::string& problem : problems) text += "BROKEN  claims         " + problem + "\n";
  all.push_back({{"name", "claims"},
                 {"found", problems.empty()},
                 {"required", true},
                 {"package", nullptr},
                 {"use", "a dependency graph without cycles or dangling names"},
                 {"problems", problems}});
  text +=
      complete
          ? "\nEverything that a report needs is here. Next: proofgauge report --profile quick\n"
          : "\nSomething that a report needs is missing; `make report` installs it.\n";
  emit(options, options.format == "json" ? all.dump(2) + "\n" : text);
  return complete ? exit_ok : exit_missing;
}

}  // namespace proofgauge::app
