#include "report/html.h"

#include <set>

#include "claim/error.h"
#include "report/companion.h"
#include "report/katex.h"
#include "report/macros.h"
#include "report/page.h"
#include "report/plot.h"
#include "report/table.h"
#include "report/text.h"

namespace proofgauge::report {
namespace {

namespace fs = std::filesystem;

std::string tex_header(const Document& d) {
  return "% proofgauge " + one_line(d.tool.version) + ", commit " + one_line(d.tool.commit) +
         ", seed " + std::to_string(d.seed) + "\n% " + one_line(d.command) + "\n";
}

void write_tables(const Document& d, const ReportOptions& options, const fs::path& dir) {
  fs::create_directories(dir);
  TableOptions o;
  o.summarised = true;
  o.planned = options.planned;
  std::vector<claim::Record> claims;
  for (const claim::Record& r : d.records)
    if (r.claim.find('!') == std::string::npos) claims.push_back(r);
  write_file(dir / "summary.tex", tex_header(d) + table(claims, Format::latex, o));
  write_file(dir / "summary.md", table(claims, Format::markdown, o));
  for (const Summary& s : summarise(d.records)) {
    std::vector<claim::Record> cells;
    for (const claim::Record* r : s.cells) cells.push_back(*r);
    write_file(dir / (slug(s.claim) + ".tex"), tex_header(d) + cells_table(cells, Format::latex));
    write_file(dir / (slug(s.claim) + ".md"), cells_table(cells, Format::markdown));
  }
}

void write_figures(const Document& d, std::span<const claim::Figure> figures, const fs::path& dir) {
  fs::create_directories(dir);
  std::set<std::string> names;
  for (const claim::Figure& f : figures) {
    if (!names.insert(slug(f.id)).second)
      throw InputError("figure", f.id, "an id that no other figure has");
    write_figure(f, {d.tool.commit, d.command, d.seed}, dir);
  }
}

void build(const Document& d, std::span<const claim::Figure> figures,
           const claim::Registry& registry, const fs::path& dir, const ReportOptions& options) {
  fs::create_directories(dir);
  write_tables(d, options, dir / "tables");
  write_figures(d, figures, dir / "plots");
  copy_katex(dir / "katex");
  write_file(dir / "macros.tex", tex_header(d) + macros(d.records));
  write_file(dir / "results.csv", table(d.records, Format::csv));
  write_document(d, dir / "results.json");
  const PageInput page{d, figures, registry, options.planned};
  write_file(dir / "index.html", render_page(page));
  write_file(dir / "paper.html", render_paper(page));
  write_file(dir / "troubleshooting.html", render_troubleshooting(page));
}

/// Entries that no report writes (certificates, say) move on; the rest of the old report goes.
void retire(const fs::path& old, const fs::path& dir) {
  for (const fs::directory_entry& e : fs::directory_iterator(old))
    if (!fs::exists(dir / e.path().filename())) fs::rename(e.path(), dir / e.path().filename());
  fs::remove_all(old);
}

/// Two renames. Between them `dir` is missing for an instant; a run that dies there leaves the old
/// report whole under its other name, from where the next run takes it back.
void put_in_place(const fs::path& fresh, const fs::path& old, const fs::path& dir) {
  const bool replaces = fs::exists(dir);
  if (replaces) fs::rename(dir, old);
  try {
    fs::rename(fresh, dir);
  } catch (...) {
    std::error_code ignored;
    if (replaces) fs::rename(old, dir, ignored);
    throw;
  }
  if (replaces) retire(old, dir);
}

void write_in(const fs::path& where, const Document& d, std::span<const claim::Figure> figures,
              const claim::Registry& registry, const ReportOptions& options) {
  // Through a link, the directory it leads to is replaced and the link stays.
  fs::path dir = fs::weakly_canonical(fs::absolute(where));
  if (!dir.has_filename()) dir = dir.parent_path();
  const fs::path fresh = dir.parent_path() / ("." + dir.filename().string() + ".new");
  const fs::path old = dir.parent_path() / ("." + dir.filename().string() + ".old");
  if (fs::exists(old)) fs::exists(dir) ? retire(old, dir) : fs::rename(old, dir);
  check_place_of_report(dir);
  fs::remove_all(fresh);
  try {
    build(d, figures, registry, fresh, options);
    put_in_place(fresh, old, dir);
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(fresh, ignored);
    throw;
  }
}

[[noreturn]] void refuse(const fs::path& dir, const fs::filesystem_error& e) {
  throw InputError("-o", dir.string(), "a directory that can be written: " + e.code().message());
}

}  // namespace

void check_place_of_report(const fs::path& dir) try {
  if (!fs::exists(dir)) return;
  const bool report =
      fs::is_directory(dir) && fs::exists(dir / "index.html") && fs::exists(dir / "results.json");
  if (!report && !(fs::is_directory(dir) && fs::is_empty(dir)))
    throw InputError("-o", dir.string(),
                     "a new or empty directory, or one that holds an earlier report");
} catch (const fs::filesystem_error& e) {
  refuse(dir, e);
}

void write_report(const Document& d, std::span<const claim::Figure> figures,
                  const claim::Registry& registry, const fs::path& where,
                  const ReportOptions& options) try {
  write_in(where, d, figures, registry, options);
} catch (const fs::filesystem_error& e) {
  refuse(where, e);
}

}  // namespace proofgauge::report
