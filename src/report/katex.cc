#include "report/katex.h"

#include <fstream>
#include <set>
#include <sstream>

#include "claim/error.h"
#include "report/document.h"

namespace proofgauge::report {
namespace {

namespace fs = std::filesystem;

constexpr const char* kHowToGet = "install it: apt install libjs-katex fonts-katex";

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw MissingError(path.string(), kHowToGet);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string trimmed(std::string text) {
  const std::size_t first = text.find_first_not_of(" \n\t");
  if (first == std::string::npos) return {};
  text.erase(text.find_last_not_of(" \n\t") + 1);
  return text.substr(first);
}

std::string file_of(const std::string& alternative) {
  const std::size_t open = alternative.find("url("), close = alternative.find(')');
  if (open == std::string::npos || close == std::string::npos) return {};
  std::string name = alternative.substr(open + 4, close - open - 4);
  std::erase_if(name, [](char c) { return c == '"' || c == '\''; });
  return name;
}

/// `src: url(a.woff2) ..., url(a.woff) ..., url(a.ttf) ...` becomes the first alternative that
/// exists.
std::string only_existing_fonts(const std::string& css, const fs::path& home,
                                std::set<std::string>& used) {
  std::string out;
  std::size_t at = 0;
  for (;;) {
    const std::size_t src = css.find("src:", at);
    if (src == std::string::npos) return out + css.substr(at);
    const std::size_t end = css.find_first_of(";}", src);
    out += css.substr(at, src - at);
    std::istringstream list(css.substr(src + 4, end - src - 4));
    std::string one, chosen;
    while (chosen.empty() && std::getline(list, one, ','))
      if (const std::string name = file_of(one); !name.empty() && fs::exists(home / name)) {
        used.insert(name);
        chosen = trimmed(one);
      }
    if (chosen.empty()) throw MissingError("KaTeX fonts under " + home.string(), kHowToGet);
    out += "src: " + chosen;
    at = end;
  }
}

}  // namespace

void copy_katex(const fs::path& to, const fs::path& home) {
  if (!fs::exists(home / "katex.css") || !fs::exists(home / "katex.js"))
    throw MissingError("KaTeX (" + home.string() + ")", kHowToGet);
  std::set<std::string> fonts;
  const std::string css = only_existing_fonts(read(home / "katex.css"), home, fonts);
  fs::create_directories(to);
  write_file(to / "katex.css", css);
  write_file(to / "katex.js", read(home / "katex.js"));
  for (const std::string& name : fonts) {
    fs::create_directories((to / name).parent_path());
    write_file(to / name, read(home / name));
  }
}

}  // namespace proofgauge::report
