// Plans the cells of each claim, composes the ledger and registers the lemma.
#include <algorithm>

#include "main_theorem/check.h"
#include "main_theorem/figures.h"
#include "main_theorem/info.h"
#include "numeric/plan.h"

namespace proofgauge::main_theorem {
namespace {

using claim::Job;
using claim::Parameter;
using claim::Parameters;
using claim::Request;
using claim::RunContext;
using claim::Selection;
using numeric::rational_of;
using numeric::required_values;
using numeric::values_or;

const std::vector<std::string>& forms() {
  static const std::vector<std::string> all{"published-form", "derived", "sharp"};
  return all;
}

std::string word_or(const Request& request, const char* name, const std::string& otherwise,
                    const std::vector<std::string>& known) {
  const std::string* given = request.word(name);
  if (given == nullptr) return otherwise;
  std::string list;
  for (const std::string& k : known) list += (list.empty() ? "" : ", ") + k;
  if (std::find(known.begin(), known.end(), *given) == known.end())
    throw InputError(std::string("--") + name, "'" + *given + "'", "one of " + list);
  return *given;
}

/// The forms asked for: all of them, or a list in `--form`.
std::vector<std::string> wanted_forms(const Request& request) {
  const std::string* text = request.word("form");
  if (text == nullptr) return forms();
  std::vector<std::string> out;
  for (std::size_t at = 0; at <= text->size();) {
    const std::size_t end = std::min(text->find(',', at), text->size());
    const std::string one = text->substr(at, end - at);
    if (std::find(forms().begin(), forms().end(), one) == forms().end())
      throw InputError("--form", "'" + one + "'", "published-form, derived or sharp");
    if (std::find(out.begin(), out.end(), one) == out.end()) out.push_back(one);
    at = end + 1;
  }
  return out;
}

/// Values of rho for one delta: typed, or ratio times delta, or delta/4.
std::vector<numeric::Rational> rho_values(const Request& request, const numeric::Rational& delta) {
  const auto *rho = request.values("rho"), *ratio = request.values("ratio");
  if (rho != nullptr && ratio != nullptr)
    throw InputError("--ratio", ratio->front().text, "no --rho beside it");
  std::vector<numeric::Rational> out;
  if (rho != nullptr)
    for (const Parameter& r : *rho) out.push_back(rational_of(r));
  else
    for (const Parameter& r : values_or(request, "ratio", "1/4"))
      out.push_back(numeric::Rational(rational_of(r) * delta));
  return out;
}

/// eps1 as typed, else eps/n.
std::vector<numeric::Rational> error_values(const Request& request, const std::string& claim) {
  std::vector<numeric::Rational> out;
  if (const auto* eps1 = request.values("eps1")) {
    for (const Parameter& e : *eps1) out.push_back(rational_of(e));
    return out;
  }
  for (const Parameter& eps : required_values(request, "eps", claim))
    for (const Parameter& n : required_values(request, "n", claim)) {
      out.push_back(numeric::Rational(rational_of(eps) / rational_of(n)));
      if (2 * out.back() >= 1) throw InputError("--eps", eps.text, "eps/n below 1/2");
    }
  return out;
}

numeric::Rational rational_constant(const Request& request, const char* symbol) {
  return numeric::parse_rational(request.constants.get("real_vs_pseudo", symbol).expression,
                                 std::string("real_vs_pseudo.") + symbol);
}

std::vector<Question> questions(const Request& request, const std::string& claim) {
  std::vector<Question> all;
  Question q;
  q.exact_geometry = word_or(request, "geometry", "chord", {"chord", "exact"}) == "exact";
  q.direction = word_or(request, "direction", "", {"e_d", "x_i"});
  q.gap_constants.c_main = rational_constant(request, "c_main");
  q.gap_constants.c_dev = rational_constant(request, "c_dev");
  if (const auto* eps1 = request.values("eps1"))
    throw InputError("--eps1", eps1->front().text,
                     "nothing for " + claim + ": the split of eps chooses eps1");
  q.deep = word_or(request, "radius", "coarse", {"coarse", "sharp"}) == "sharp";
  for (const Parameter& n : required_values(request, "n", claim))
    for (const Parameter& d : required_values(request, "d", claim))
      for (const Parameter& delta : required_values(request, "delta", claim))
        for (const numeric::Rational& rho : rho_values(request, rational_of(delta)))
          for (const Parameter& eps : required_values(request, "eps", claim))
            for (const Parameter& L : values_or(request, "L", "1"))
              for (const Parameter& p : values_or(request, "p", "0.01")) {
                q.n = rational_of(n);
                q.d = rational_of(d);
                q.delta = rational_of(delta);
                q.rho = rho;
                q.eps = rational_of(eps);
                q.L = rational_of(L);
                q.p = rational_of(p);
                all.push_back(q);
              }
  return all;
}

Parameters cell_of(const Question& q, const Request& request) {
  Parameters cell = q.parameters();
  if (q.deep) cell.set("radius", "sharp");
  if (const std::string* file = request.word("constants")) cell.set("constants", *file);
  return cell;
}

/// The claim with the constants that this form uses: records under other constants are others.
std::shared_ptr<const claim::ClaimInfo> judged(const claim::ClaimInfo& info,
                                               const std::string& form,
                                               const claim::ConstantsProfile& constants) {
  auto copy = std::make_shared<claim::ClaimInfo>(info);
  if (form == "published-form")
    for (const char* symbol : {"C1", "c1", "C2", "c2", "c3", "C_T"})
      copy->constants.push_back(constants.get("main_theorem", symbol));
  else
    for (const char* symbol : {"c_main", "c_dev"})
      copy->constants.push_back(constants.get("real_vs_pseudo", symbol));
  return copy;
}

/// Rough seconds on one core for t* and t' on the coarse grid, or sharp.
double cost_of(const Question& q) {
  if (!q.admissible()) return 0.001;
  return (q.deep ? 20 : 4) * (q.direction.empty() ? 2 : 1);
}

class MainTheorem final : public claim::Lemma {
 public:
  [[nodiscard]] const claim::LemmaInfo& info() const override { return lemma_info(); }
  [[nodiscard]] std::span<const claim::ClaimInfo> claims() const override { return claim_infos(); }
  [[nodiscard]] std::vector<std::string> accepts() const override {
    return {"n", "d", "delta", "rho",  "ratio",     "eps",    "eps1",
            "L", "p", "m",     "form", "direction", "radius", "geometry"};
  }
  [[nodiscard]] std::vector<claim::Figure> figures(
      std::span<const claim::Record> records) const override {
    return draw_figures(records);
  }

  [[nodiscard]] std::vector<Job> plan(const Selection& s, const Request& request) const override {
    const std::string name = s.info->id.substr(s.info->id.find('/') + 1);
    if (name == "radius") return radius_jobs(s, request);
    if (name == "vacuous_below") return vacuous_jobs(s, request);
    if (name == "theorem") return theorem_jobs(s, request);
    return composition_jobs(s, request);
  }

  [[nodiscard]] std::shared_ptr<const claim::Ledger> ledger(
      const Request& request, const RunContext& context) const override {
    const std::vector<Question> all = questions(request, "ledger");
    if (all.size() != 1)
      throw InputError("ledger", std::to_string(all.size()) + " cells",
                       "one value of each parameter");
    const Question& q = all.front();
    auto ledger = std::make_shared<claim::Ledger>();
    ledger->title = lemma_info().title;
    ledger->setting = cell_of(q, request);
    if (!q.admissible()) {
      ledger->forms.push_back(inadmissible(q, request, context));
      return ledger;
    }
    std::optional<Derived> derived;
    for (const std::string& form : wanted_forms(request)) {
      if (form != "published-form" && !derived) {
        derived = derive(q, context);
        look_beside(q, *derived, context);
      }
      claim::LedgerForm made = form == "published-form" ? published_form(q, request.constants)
                               : form == "sharp"        ? sharp_form(q, *derived)
                                                        : derived_form(q, *derived);
      Parameters cell = cell_of(q, request);
      cell.set("form", form);
      made.record = claim::make_record(*judged(claim_info("composition"), form, request.constants),
                                       "", cell, request.seed, context.alpha,
                                       composition_of(q, made, derived ? &*derived : nullptr, ""));
      ledger->forms.push_back(std::move(made));
    }
    return ledger;
  }

 private:
  static claim::LedgerForm inadmissible(const Question& q, const Request& request,
                                        const RunContext& context) {
    claim::LedgerForm form;
    form.name = "derived";
    form.label = "rho >= delta/2: the theory says nothing";
    form.status = claim::Status::outside_assumptions;
    Parameters cell = cell_of(q, request);
    cell.set("form", form.name);
    form.record = claim::make_record(
        *judged(claim_info("composition"), form.name, request.constants), "", cell, request.seed,
        context.alpha, measure_composition(q, form.name, request.constants, context, ""));
    return form;
  }

  static std::vector<Job> composition_jobs(const Selection& s, const Request& request) {
    std::vector<Job> jobs;
    // A twin speaks of the derived form alone: the others are assumed.
    const auto chosen =
        s.twin.empty() ? wanted_forms(request) : std::vector<std::string>{"derived"};
    for (const Question& q : questions(request, s.info->id))
      for (const std::string& form : chosen) {
        Parameters cell = cell_of(q, request);
        cell.set("form", form);
        jobs.push_back(numeric::make_job(
            judged(*s.info, form, request.constants), s.twin, request, cell, 0,
            form == "published-form" ? 0.001 : cost_of(q),
            [q, form, constants = request.constants, twin = s.twin](const RunContext& context) {
              return measure_composition(q, form, constants, context, twin);
            }));
      }
    return jobs;
  }

  static std::vector<Job> theorem_jobs(const Selection& s, const Request& request) {
    std::vector<Job> jobs;
    for (const Question& q : questions(request, s.info->id))
      for (const Parameter& m : required_values(request, "m", s.info->id)) {
        Parameters cell = cell_of(q, request);
        cell.set_number("m", m.text, m.number);
        jobs.push_back(numeric::make_job(
            judged(*s.info, "derived", request.constants), s.twin, request, cell, 0, cost_of(q),
            [q, m = rational_of(m), twin = s.twin](const RunContext& context) {
              return measure_theorem(q, m, context, twin);
            }));
      }
    return jobs;
  }

  static std::vector<Job> vacuous_jobs(const Selection& s, const Request& request) {
    std::vector<Job> jobs;
    for (const Parameter& n : required_values(request, "n", s.info->id))
      for (const Parameter& m : required_values(request, "m", s.info->id))
        for (const Parameter& eps : required_values(request, "eps", s.info->id))
          for (const Parameter& L : values_or(request, "L", "1")) {
            Parameters cell;
            for (const Parameter* p : {&n, &m, &eps, &L})
              cell.set_number(p->name, p->text, p->number);
            jobs.push_back(
                numeric::make_job(numeric::registered(s.info), s.twin, request, cell, 0, 0.001,
                                  [n = rational_of(n), m = rational_of(m), eps = rational_of(eps),
                                   L = rational_of(L), twin = s.twin](const RunContext&) {
                                    return measure_vacuous(n, m, eps, L, twin);
                                  }));
          }
    return jobs;
  }

  static std::vector<Job> radius_jobs(const Selection& s, const Request& request) {
    std::vector<Cell> cells;
    const bool exact = word_or(request, "geometry", "chord", {"chord", "exact"}) == "exact";
    const std::string direction = word_or(request, "direction", "", {"e_d", "x_i"});
    for (const Parameter& delta : required_values(request, "delta", s.info->id))
      for (const numeric::Rational& rho : rho_values(request, rational_of(delta)))
        for (const numeric::Rational& eps1 : error_values(request, s.info->id))
          for (const Direction d : {Direction::e_d, Direction::x_i})
            if (direction.empty() || direction == name_of(d))
              cells.push_back({rational_of(delta), rho, eps1, d, exact});
    std::vector<Job> jobs;
    for (const Cell& c : cells)
      jobs.push_back(numeric::make_job(numeric::registered(s.info), s.twin, request,
                                       parameters_of(c), 0, c.admissible() ? 4 : 0.001,
                                       [c, twin = s.twin](const RunContext& context) {
                                         return measure_radius(c, context, twin);
                                       }));
    return jobs;
  }
};

PROOFGAUGE_REGISTER_LEMMA(MainTheorem);

}  // namespace
}  // namespace proofgauge::main_theorem
