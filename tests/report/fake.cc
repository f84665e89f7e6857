#include "fake.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include "claim/error.h"
#include "report/process.h"

namespace proofgauge::test {
namespace {

using namespace claim;

ClaimInfo make_claim(std::string id, Kind kind, std::string title, std::string statement,
                     std::string latex) {
  ClaimInfo c;
  c.id = std::move(id);
  c.kind = kind;
  c.title = std::move(title);
  c.statement = std::move(statement);
  c.latex = std::move(latex);
  c.source = "derived: statement.md, section 2";
  c.scope = Scope::all;
  c.assumptions = {{"H1", "W stays in the ball B(R) around W^0"}, {"H2", "every input lies on X"}};
  c.constants = {{"c", "1/4", 0.25, "second moment of the kernel", "derived", true}};
  c.twins = {{"constant", "the same with c x 0.9", "the mean attains c"}};
  c.trivial = "R/2: the triangle inequality, no theory";
  c.measured = "supremum over W in closed form, at one x";
  c.derivation = "Condition on the signs.\nSymmetrize once, contract once.\nThe rest is Hoeffding.";
  c.not_checked = "Inputs off the sphere X, and radii above m^(1/6).";
  return c;
}

class FakeLemma : public Lemma {
 public:
  FakeLemma(LemmaInfo info, std::vector<ClaimInfo> claims)
      : info_(std::move(info)), claims_(std::move(claims)) {}
  [[nodiscard]] const LemmaInfo& info() const override { return info_; }
  [[nodiscard]] std::span<const ClaimInfo> claims() const override { return claims_; }
  [[nodiscard]] std::vector<std::string> accepts() const override { return {"m", "R"}; }
  [[nodiscard]] std::vector<Job> plan(const Selection&, const Request&) const override {
    return {};
  }

 private:
  LemmaInfo info_;
  std::vector<ClaimInfo> claims_;
};

std::vector<ClaimInfo> gap_claims() {
  std::vector<ClaimInfo> c;
  c.push_back(make_claim(
      "network_gap/pointwise_mean", Kind::tight_bound, "Mean of the pointwise gap",
      "The mean over W^0 of the main term of the gap at one x is at most c R^2 m^(-1/6).",
      "\\mathbb{E}\\,\\tfrac12\\Bigl(\\sup_{W\\in B(R)}(f_W-g_W)(x)+\\sup_{W\\in B(R)}(g_W-f_W)(x)"
      "\\Bigr)\\;\\le\\;\\frac{R^2 m^{-1/6}}{4\\sqrt{\\pi}}"));
  c.push_back(make_claim(
      "network_gap/uniform_bound", Kind::upper_bound, "Uniform bound",
      "With probability at least 1 - 2p the gap is bounded for all x in X and W in B(R) at once.",
      "\\sup_{x\\in X,\\,W\\in "
      "B(R)}|f_W(x)-g_W(x)|\\;\\le\\;\\frac{R^2m^{-1/6}}{4\\sqrt\\pi}\\Bigl(1+"
      "\\sqrt{\\tfrac{2\\ln(2/p)}{m}}\\Bigr)+m^{-1/3}\\Bigl(\\sqrt{3(d-1)}+2.8\\sqrt{\\ln(2/"
      "p)}\\Bigr)"));
  c.back().rests_on = {"network_gap/pointwise_mean", "sphere_data/separation"};
  c.push_back(make_claim("network_gap/exponents", Kind::rate, "Exponents of the main term",
                         "The main term scales like R^2 m^(-1/6).",
                         "\\text{gap}\\asymp R^{2}\\,m^{-1/6}"));
  c.back().rests_on = {"network_gap/pointwise_mean"};
  c.push_back(make_claim("network_gap/local_search", Kind::upper_bound, "Supremum over x by search",
                         "No x found by local search exceeds the uniform bound.",
                         "\\sup_x \\le B"));
  c.back().rests_on = {"network_gap/uniform_bound"};
  c.push_back(make_claim("network_gap/published_order", Kind::upper_bound, "Order as published",
                         "The gap is O(R^2 m^(-1/6)).", "O(R^2m^{-1/6})"));
  c.back().constants.push_back({"C", "1", 1, "hidden in O(.)", "published-form", false});
  c.push_back(make_claim("network_gap/existence", Kind::existence, "Width that suffices",
                         "Some width M_0 suffices; its logarithm is bounded.",
                         "\\log_{10} M_0 < \\infty"));
  c.push_back(make_claim("network_gap/large_radius", Kind::lower_bound,
                         "Lower bound at large radius", "For large R the gap is at least R/8.",
                         "\\text{gap}\\ge R/8"));
  c.push_back(make_claim("network_gap/shifted", Kind::upper_bound, "Shifted bound",
                         "The bound with a smaller constant, which is false.",
                         "\\text{gap}\\le 0.9\\,c"));
  c.back().rests_on = {"network_gap/pointwise_mean"};
  c.push_back(make_claim("network_gap/limit", Kind::rate, "Limit of the constant",
                         "The constant tends to c.", "\\lim_{m\\to\\infty} c_m = c"));
  return c;
}

std::vector<ClaimInfo> data_claims() {
  std::vector<ClaimInfo> c;
  c.push_back(make_claim("sphere_data/separation", Kind::identity, "Separation of the data",
                         "delta is the least distance of two points.",
                         "\\delta=\\min_{i\\ne j}|x_i-x_j|"));
  c.push_back(make_claim(
      "sphere_data/inner_products", Kind::upper_bound, "Inner products under attack",
      "An attacked point stays far from the others.", "\\langle x_j,\\tilde x\\rangle\\le A"));
  c.back().rests_on = {"sphere_data/separation"};
  return c;
}

Finding finding(Evidence e, Scope s, Range measured, Range bound) {
  Finding f;
  f.evidence = e;
  f.scope = s;
  f.comparisons = {{"gap", measured, bound, std::nullopt}};
  f.assumptions = {{"H1", true, "by construction"}, {"H2", std::nullopt, "not looked at"}};
  f.trials = {200, 3, 0};
  f.twins = {1, 1};
  if (e == Evidence::statistical || e == Evidence::fit) f.confidence = 0.9996875;
  return f;
}

const ClaimInfo& info_of(const std::string& id) { return *fake_registry().select(id).front().info; }

Record record(const std::string& id, const std::string& m, const std::string& r, Finding f,
              double trivial) {
  Parameters cell;
  cell.set_integer("d", 16);
  cell.set_number("m", m, std::stod(m));
  cell.set_number("R", r, std::stod(r));
  Measurement measurement;
  measurement.finding = std::move(f);
  measurement.trivial.value = trivial;
  return make_record(info_of(id), "", cell, 1, 0.01, std::move(measurement));
}

void add_uniform(std::vector<Record>& records) {
  int k = 0;
  for (const char* m : {"4096", "65536", "1048576"})
    for (const char* r : {"1", "3", "10"}) {
      const double scale = std::stod(r) / 7.0 + 0.1, at = 0.31 + 0.017 * k++;
      records.push_back(record(
          "network_gap/uniform_bound", m, r,
          finding(Evidence::statistical, Scope::finite_set, {at * scale, (at + 0.0213) * scale},
                  {scale * 1.0000001, scale * 1.0000002}),
          10));
      records.back().notes = {"f at W^0 is bounded on its own.",
                              k == 3 ? "widest interval of the grid" : "block size 4096"};
    }
}

void add_special(std::vector<Record>& records) {
  const double inf = std::numeric_limits<double>::infinity();
  Record fit = record(
      "network_gap/exponents", "65536", "1",
      finding(Evidence::fit, Scope::finite_set, {-0.1712, -0.1633}, Range::point(-1.0 / 6)), 0);
  fit.trivial.value.reset();
  fit.log10_bound_over_trivial.reset();
  fit.result = {{"exponent_m", {-0.1712, -0.1633}},
                {"exponent_R", {1.96, 2.04}},
                {"constant", Range::at_most(0.15)}};
  fit.critical_constant = {0.1402, 0.1419};
  records.push_back(fit);
  records.push_back(record(
      "network_gap/local_search", "65536", "1",
      finding(Evidence::search, Scope::finite_set, Range::at_least(0.2171), Range::point(0.4)), 1));
  records.push_back(
      record("network_gap/published_order", "4096", "10",
             finding(Evidence::statistical, Scope::finite_set, {0.3, 0.4}, Range::point(17)), 5));
  Finding width =
      finding(Evidence::exact, Scope::instance, {812.25, 812.5, true}, {1234.5, 1234.625, true});
  records.push_back(record("network_gap/existence", "4096", "1", width, 0));
  records.push_back(record("network_gap/large_radius", "4096", "10",
                           finding(Evidence::enclosure, Scope::instance, {2.1, inf}, {1.25, 1.25}),
                           0.5));
  Finding broken =
      finding(Evidence::statistical, Scope::finite_set, {0.1405, 0.1422}, {0.127, 0.1271});
  broken.witness = "m=65536,R=1,seed=1,draws=200";
  records.push_back(record("network_gap/shifted", "65536", "1", broken, 0.5));
}

}  // namespace

const Registry& fake_registry() {
  static const Registry registry = [] {
    Registry made;
    made.add(std::make_unique<FakeLemma>(
        LemmaInfo{"network_gap",
                  "Network against pseudo-network",
                  "the paper, Lemma 4 & Appendix <B>",
                  {{"f_W(x)", "the two-layer ReLU net"},
                   {"g_W(x)", "the pseudo-network, linear in W"},
                   {"B(R)", "all W within R m^(-2/3) of W^0, neuron by neuron"},
                   {"\\kappa=m^{-1/3}", "output scale"},
                   {"\\tau=R\\,m^{-2/3}", "radius per neuron"}}},
        gap_claims()));
    made.add(std::make_unique<FakeLemma>(LemmaInfo{"sphere_data",
                                                   "Separated data on the sphere",
                                                   "the paper, Assumption 1",
                                                   {{"\\delta", "least distance of two points"},
                                                    {"\\rho", "radius of the adversary"}}},
                                         data_claims()));
    return made;
  }();
  return registry;
}

report::Document fake_document() {
  report::Document d;
  d.tool = {"0.1.0", "0123456789abcdef", "GNU 12.2.0", "-O3 -ffp-contract=off"};
  d.machine = "2 cores, x86-64, Linux";
  d.command = "proofgauge report --data " + kHostile;
  d.seed = 1;
  d.started = "2026-01-02T03:04:05Z";
  d.wall_s = 12.5;
  d.records.push_back(record(
      "network_gap/pointwise_mean", "65536", "1",
      finding(Evidence::enclosure, Scope::all, {0.1397, 0.139701}, {0.14104, 0.14105}), 0.5));
  add_uniform(d.records);
  add_special(d.records);
  d.records.push_back(
      record("sphere_data/separation", "4096", "1",
             finding(Evidence::exact, Scope::all, Range::point(0.3125), Range::point(0.3125)), 2));
  d.records.back().parameters.set("data", kHostile);
  Finding outside = finding(Evidence::exact, Scope::finite_set, {0.1, 0.2}, {0.9, 0.9});
  outside.assumptions[0] = {"H1", false, "rho = 0.51 delta"};
  d.records.push_back(record("sphere_data/inner_products", "4096", "1", outside, 1));
  Finding assumed;
  d.records.push_back(record("network_gap/limit", "4096", "1", assumed, 1));
  Finding caught =
      finding(Evidence::statistical, Scope::finite_set, {0.1405, 0.1422}, {0.127, 0.1271});
  Measurement twin;
  twin.finding = caught;
  d.records.push_back(make_record(info_of("network_gap/pointwise_mean"), "constant",
                                  d.records.front().parameters, 1, 0.01, std::move(twin)));
  return d;
}

std::vector<Figure> fake_figures() {
  Figure ratio;
  ratio.id = "network_gap_ratio";
  ratio.title = "Measured gap over the bound, against the width m";
  ratio.alt = "The ratio rises slowly towards 1 and its intervals never cross it.";
  ratio.x_label = "m";
  ratio.y_label = "measured / bound";
  ratio.log_x = true;
  Curve points{"R = 1, 99 % intervals", Curve::Style::points, {}, {}, {}, {}};
  Curve other{"R = 3", Curve::Style::points, {}, {}, {}, {}};
  Curve line{"leading order", Curve::Style::line, {4096, 4194304}, {0.97, 0.999}, {}, {}};
  for (int k = 12; k <= 22; k += 2) {
    const double x = std::exp2(k), y = 1 - 0.8 / k;
    points.x.push_back(x), points.y.push_back(y), points.low.push_back(y - 0.012),
        points.high.push_back(y + 0.012);
    other.x.push_back(x), other.y.push_back(y - 0.03), other.low.push_back(y - 0.05),
        other.high.push_back(y - 0.01);
  }
  ratio.curves = {points, other, line};
  ratio.claims = {"network_gap/uniform_bound", "network_gap/exponents"};

  Figure histogram;
  histogram.id = "sphere_data_neighbours";
  histogram.title = "Distance to the nearest neighbour, " + kHostile;
  histogram.alt = "Most points have their nearest neighbour between 0.3 and 0.6.";
  histogram.x_label = "distance";
  histogram.y_label = "points";
  Curve steps{"all pairs", Curve::Style::steps, {}, {}, {}, {}};
  for (int k = 0; k <= 40; ++k) {
    steps.x.push_back(0.02 * k);
    steps.y.push_back(6000 * std::exp(-(k - 22) * (k - 22) / 60.0));
  }
  histogram.curves = {steps};
  histogram.markers = {{0.3125, "delta"}, {0.15625, "2 rho"}};
  histogram.claims = {"sphere_data/separation"};
  return {ratio, histogram};
}

TemporaryDirectory::TemporaryDirectory() {
  std::string name = (std::filesystem::temp_directory_path() / "proofgauge-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
  path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

bool have_program(const std::string& program, const std::string& argument) {
  try {
    if (report::run_process(program, {argument}, "", "").status == 0) return true;
  } catch (const MissingError&) {
  }
  const char* ci = std::getenv("CI");
  if (ci != nullptr && std::string(ci) == "true")
    throw std::runtime_error(program + " is needed under CI=true");
  std::cout << "SKIPPED: " << program << " cannot be run here" << std::endl;
  return false;
}

}  // namespace proofgauge::test
