// `new-lemma`: a lemma folder to start from, made of the one in reports/templates/lemma.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>
#include <string_view>

#include "app/app.h"
#include "app/output.h"
#include "claim/error.h"
#include "claim/registry.h"
#include "report/document.h"

namespace proofgauge::embedded {
extern const std::string_view lemma_CMakeLists_txt, lemma_statement_md, lemma_claim_h,
    lemma_check_h, lemma_check_cc, lemma_lemma_cc, lemma_check_test_cc;
}

namespace proofgauge::app {
namespace {

namespace fs = std::filesystem;

struct File {
  std::string name;
  std::string_view text;
};

const std::array<File, 7>& templates() {
  static const std::array<File, 7> files{{{"CMakeLists.txt", embedded::lemma_CMakeLists_txt},
                                          {"statement.md", embedded::lemma_statement_md},
                                          {"claim.h", embedded::lemma_claim_h},
                                          {"check.h", embedded::lemma_check_h},
                                          {"check.cc", embedded::lemma_check_cc},
                                          {"lemma.cc", embedded::lemma_lemma_cc},
                                          {"check_test.cc", embedded::lemma_check_test_cc}}};
  return files;
}

/// The name is a folder, a C++ namespace inside `proofgauge` and the first part of an include path:
/// it may be no word of the language and none of the library's own folders or namespaces.
bool is_taken_word(const std::string& name) {
  static const char* const words =
      "alignas alignof and and_eq asm auto bitand bitor bool break case catch char class compl "
      "concept const consteval constexpr constinit const_cast continue co_await co_return co_yield "
      "decltype default delete do double dynamic_cast else enum explicit export extern false float "
      "for friend goto if inline int long mutable namespace new noexcept not not_eq nullptr "
      "operator or or_eq private protected public register reinterpret_cast requires return short "
      "signed sizeof static static_assert static_cast struct switch template this thread_local "
      "throw true try typedef typeid typename union unsigned using virtual void volatile wchar_t "
      "while xor xor_eq char8_t char16_t char32_t "
      "adversary app check claim data detail embedded lemma lemmas network numeric online "
      "proofgauge radius report scalar stats std sweep testing boost nlohmann fmt unix linux";
  std::istringstream in(words);
  for (std::string word; in >> word;)
    if (word == name) return true;
  return false;
}

void check_name(const std::string& name) {
  static const std::regex shape("[a-z][a-z0-9]*(_[a-z0-9]+)*");
  constexpr std::size_t kLongest = 64;
  if (name.size() > kLongest || !std::regex_match(name, shape))
    throw InputError("NAME", "'" + name.substr(0, kLongest) + "'",
                     "at most 64 lower-case letters and digits, words joined by single "
                     "underscores, a letter first");
  if (is_taken_word(name))
    throw InputError("NAME", "'" + name + "'",
                     "a name that is no word of C++ and no part of the library");
  if (claim::Registry::global().find(name) != nullptr)
    throw InputError("NAME", "'" + name + "'", "a name that no lemma has yet");
}

/// small_gap -> SmallGap.
std::string type_name(const std::string& name) {
  std::string type;
  bool first = true;
  for (const char c : name) {
    if (c != '_') type += first && c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
    first = c == '_';
  }
  return type;
}

std::string filled_in(std::string_view text, const std::string& name) {
  const std::array<std::pair<std::string, std::string>, 2> words{
      {{"template_lemma", name}, {"TemplateLemma", type_name(name)}}};
  std::string out(text);
  for (const auto& [from, to] : words)
    for (std::size_t at = out.find(from); at != std::string::npos;
         at = out.find(from, at + to.size()))
      out.replace(at, from.size(), to);
  return out;
}

/// All files or none: they are written into a folder of another name, which is then renamed.
void write_folder(const fs::path& target, const std::string& name) {
  fs::path unfinished = target;
  unfinished += ".unfinished";
  std::error_code error;
  if (!fs::create_directory(unfinished, error))
    throw InputError("--output", target.parent_path().string(),
                     error ? "a folder that can be written to (" + error.message() + ")"
                           : "no " + unfinished.filename().string() + " left over in it");
  try {
    for (const File& file : templates())
      report::write_file(unfinished / file.name, filled_in(file.text, name));
    fs::rename(unfinished, target);
  } catch (...) {
    fs::remove_all(unfinished, error);
    throw;
  }
}

std::string next_steps(const std::string& name, const fs::path& folder) {
  return fmt::format(
      "Next:\n"
      "  cmake --preset release\n"
      "  cmake --build --preset release --target proofgauge lemma_{0}_test\n"
      "  proofgauge verify {0}\n"
      "      holds\n"
      "  proofgauge verify '{0}/quadratic!taylor'\n"
      "      its false twin: refuted, exit 1\n"
      "  tools/check_statements.py\n"
      "      the headings of {1}/statement.md\n"
      "Then state your inequality in statement.md, its right-hand side in claim.h, its\n"
      "left-hand side in check.cc, and record the baseline with `proofgauge regress\n"
      "--update`. docs/tutorial.md walks through one.\n",
      name, folder.lexically_normal().generic_string());
}

}  // namespace

int verb_new_lemma(const Options& options) {
  if (options.arguments.size() != 1)
    throw InputError("NAME", std::to_string(options.arguments.size()) + " names", "one name");
  const std::string& name = options.arguments.front();
  check_name(name);
  const fs::path parent = options.output.value_or("lemmas"), folder = parent / name;
  if (!fs::is_directory(parent))
    throw InputError("--output", "'" + parent.string() + "'",
                     "a folder that exists (run this at the root of the tree, or name one)");
  if (fs::exists(fs::symlink_status(folder)))
    throw InputError("NAME", "'" + name + "'",
                     "a name that is free: " + folder.generic_string() + " exists");
  write_folder(folder, name);

  Options to_terminal = options;  // -o named the folder
  to_terminal.output.reset();
  nlohmann::ordered_json files = nlohmann::ordered_json::array();
  std::string text;
  for (const File& file : templates()) {
    const std::string path = (folder / file.name).generic_string();
    files.push_back(path);
    text += "wrote " + path + "\n";
  }
  const nlohmann::ordered_json json{{"lemma", name}, {"files", files}};
  emit(to_terminal,
       options.format == "json" ? json.dump(2) + "\n" : text + "\n" + next_steps(name, folder));
  return exit_ok;
}

}  // namespace proofgauge::app
