// Lemmas register themselves; the command, the report and sweeps reach them only through here.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "claim/claim.h"
#include "claim/figure.h"
#include "claim/profile.h"
#include "claim/record.h"

namespace proofgauge::claim {

/// What the user asked for. `grid` holds, per letter or option name, the values given (or the
/// profile's); a lemma takes the product of the letters it uses. `words` holds options that are no
/// numbers (data, center, ...).
struct Request {
  std::vector<std::pair<std::string, std::vector<Parameter>>> grid;
  std::vector<std::pair<std::string, std::string>> words;
  unsigned long long seed = 1;
  std::string profile = "standard";
  ConstantsProfile constants = ConstantsProfile::built_in();

  [[nodiscard]] const std::vector<Parameter>* values(std::string_view letter) const;
  [[nodiscard]] const std::string* word(std::string_view option) const;
};

/// What a job may use while it runs.
struct RunContext {
  double alpha = 0.01;  ///< this job's share of the run's alpha
  int threads = 1;
  std::stop_token stop;  ///< asked to stop: finish at the next safe point or throw LimitError
  std::function<void(double)> progress = [](double) {};  ///< fraction of this job that is done
  std::set<std::string> exports;  ///< files wanted beside the certificate (Lemma::exports)
  /// The record of another claim on one cell: from the store if it is there, else computed now.
  /// Only what a claim rests on may be asked for; empty where nobody provides records.
  std::function<Record(const std::string& claim, const Parameters& cell)> leaf;
};

/// One record to be made: a claim (or one of its twins) on one cell. `run` is pure but for time:
/// the same job with the same alpha gives the same record, whatever `threads` is.
struct Job {
  const ClaimInfo* info = nullptr;
  std::string twin;  ///< empty for the claim itself
  Parameters cell;
  unsigned tests = 0;       ///< statistical tests it performs: its weight when alpha is shared out
  double cost = 1;          ///< rough seconds on one core, for progress
  double bytes = 0;         ///< rough peak memory, for --dry-run and --memory; 0: small
  double thread_bytes = 0;  ///< and this for every thread that it runs on
  std::function<Record(const RunContext&)> run;
  [[nodiscard]] double peak(int threads) const { return bytes + threads * thread_bytes; }
};

struct Ledger;  // claim/ledger.h

/// A claim selected by the user, with the twin named on the command line if any.
struct Selection {
  const ClaimInfo* info = nullptr;
  std::string twin;
};

class Lemma {
 public:
  Lemma() = default;
  Lemma(const Lemma&) = delete;
  Lemma& operator=(const Lemma&) = delete;
  virtual ~Lemma() = default;

  [[nodiscard]] virtual const LemmaInfo& info() const = 0;
  [[nodiscard]] virtual std::span<const ClaimInfo> claims() const = 0;
  /// Letters and options that `plan` reads; any other one given on the command line is an error
  /// there.
  [[nodiscard]] virtual std::vector<std::string> accepts() const = 0;
  /// The jobs for one selected claim. Bad values are InputErrors, before anything runs.
  [[nodiscard]] virtual std::vector<Job> plan(const Selection&, const Request&) const = 0;
  /// The claim whose one cell `certify LEMMA` runs and whose record carries a certificate; empty:
  /// none.
  [[nodiscard]] virtual std::string certified_claim() const { return {}; }
  /// Names that `certify LEMMA --export NAME=PATH` takes; a job that sees one in
  /// RunContext::exports puts that text into Measurement::files.
  [[nodiscard]] virtual std::vector<std::string> exports() const { return {}; }
  /// The composition of a theorem from its leaves (verb `ledger`); null: this lemma composes none.
  [[nodiscard]] virtual std::shared_ptr<const Ledger> ledger(const Request&,
                                                             const RunContext&) const {
    return nullptr;
  }
  /// Figures that can be drawn from these records (all of a run); none by default.
  [[nodiscard]] virtual std::vector<Figure> figures(std::span<const Record>) const { return {}; }
};

/// All registered lemmas, sorted by id. Registering an id twice, an id that is not `lemma/claim` of
/// its lemma, or a claim without a twin is a std::logic_error.
class Registry {
 public:
  using Factory = std::unique_ptr<Lemma> (*)();

  static Registry& global();

  void add(std::unique_ptr<Lemma>);
  /// Makes and adds the lemma at the first look-up, when all static objects of its files exist.
  /// Runs before main.
  void enroll(Factory);
  [[nodiscard]] std::vector<const Lemma*> lemmas() const;
  [[nodiscard]] const Lemma* find(std::string_view lemma_id) const;
  /// `lemma`, `lemma/claim` or `lemma/claim!twin`. An unknown name is an InputError that suggests
  /// the nearest.
  [[nodiscard]] std::vector<Selection> select(std::string_view id) const;
  /// A record that came from a file: its claim (if it is known here) must allow its verdict.
  /// InputError if `verified` has a scope smaller than the claim's own.
  void check(const Record&) const;

 private:
  const std::vector<std::unique_ptr<Lemma>>& settled() const;
  void insert(std::unique_ptr<Lemma>) const;

  // Enrolled factories become lemmas at the first look-up, which changes nothing that a caller can
  // see.
  mutable std::vector<std::unique_ptr<Lemma>> lemmas_;
  mutable std::vector<Factory> enrolled_;
};

struct Registration {
  explicit Registration(Registry::Factory factory) { Registry::global().enroll(factory); }
};

/// In exactly one source file of a lemma folder, which is an OBJECT library (see
/// cmake/lemma.cmake).
#define PROOFGAUGE_REGISTER_LEMMA(Type)                                                      \
  static const ::proofgauge::claim::Registration kRegistration {                             \
    []() -> std::unique_ptr<::proofgauge::claim::Lemma> { return std::make_unique<Type>(); } \
  }

}  // namespace proofgauge::claim
