// Proposals for the radius program: a cell-constant h and a dual measure, from linear programs with
// exchange. Plain double precision; certify.h proves what they are worth.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "radius/dual_norm.h"
#include "radius/program.h"
#include "radius/strip_function.h"

namespace proofgauge::radius {

struct SolveOptions {
  int threads = 1;
  double per_fold = 10;     ///< cells of s per factor e of the first grid
  int strips = 14;          ///< of t
  int refinements = 1;      ///< how often cells near sign changes are cut finer
  int split = 6;            ///< into how many
  double tolerance = 2e-4;  ///< violation that ends the exchange, in eps1
  int iterations = 60000;   ///< simplex steps in all
  std::stop_token stop = {};
};

struct Proposal {
  bool solved = false;
  std::string trouble;        ///< why not
  StripFunction h;            ///< sup |h| = 1/tau
  std::vector<Atom> measure;  ///< mu, with sum y mu - eps1 sum |mu| = 1 to rounding
  double value = 0;           ///< of the last linear program: an estimate of t*
  int rounds = 0, iterations = 0;
  std::size_t columns = 0, rows = 0;
};

/// `eps1`: the tolerance to aim at, a little below the program's own. LimitError once `stop` is
/// asked for.
[[nodiscard]] Proposal solve(const Program&, double eps1, const SolveOptions& = {});

}  // namespace proofgauge::radius
