// Cells of one plan, shared between processes: rank 0 hands them out one at a time, to whoever is
// free, and takes part itself. Nothing is moved between cells, so that who computed a cell, and
// after which other, shows nowhere.
#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <string>
#include <vector>

#include "ranks/team.h"
#include "sweep/cell_queue.h"

namespace proofgauge::sweep {

/// A question to rank 0 while a cell is computed, and its answer. From any thread.
using Ask = std::function<std::string(const std::string& question)>;
/// The result of a cell as bytes. On rank 0 it is called in a thread of its own.
using Compute = std::function<std::string(std::size_t cell, const Ask&)>;

/// What rank 0 does about cells.
struct Desk {
  std::size_t cells = 0;
  std::function<bool()> stop;                    ///< hand out no further cell
  std::function<bool(std::size_t cell)> wanted;  ///< asked once, before it is handed out
  std::function<void(std::size_t cell, int rank, const std::string& result)> finished;
  /// `again`: it goes to another rank.
  std::function<void(std::size_t cell, int rank, const std::exception_ptr&, bool again)> failed;
  /// Equal on all ranks that take part: what makes results equal.
  std::string build;
  /// A rank that cannot take part, and why; the others do its work.
  std::function<void(int rank, const std::exception_ptr&)> absent;
  /// Answers an Ask; also called from the thread that computes on rank 0. What it throws is thrown
  /// where it was asked.
  std::function<std::string(const std::string& question)> answer;
};

/// Rank 0, from the moment at which the others start to listen. When it goes out of scope they are
/// told that the run is over, however that came about, and have finished what they had in hand.
class Foreman {
 public:
  explicit Foreman(ranks::Team& team);
  ~Foreman();
  Foreman(const Foreman&) = delete;
  Foreman& operator=(const Foreman&) = delete;

  /// Returns when every cell that was handed out has come back, and none is left or desk.stop()
  /// says so. Results come in any order.
  void hand_out(const Desk&, const Compute& here);

 private:
  class Local;
  struct Round {
    const Desk& desk;
    CellQueue queue;
  };
  enum class State { away, idle, busy, absent };

  bool give(Round&, Local&);
  void answer(Round&, int rank, const std::string& question);
  void take(Round&, const ranks::Team::Message&);
  void failed(Round&, std::size_t cell, int rank, const std::exception_ptr&);

  ranks::Team& team_;
  std::vector<State> states_;  ///< of each rank
};

/// The other ranks: computes what rank 0 hands out, until it says that the run is over. What
/// `compute` throws is told to rank 0.
void take_part(ranks::Team&, const std::string& build, const Compute&);
/// The same for a rank that cannot compute anything, and why: it waits for the end of the run.
void stand_by(ranks::Team&, const std::exception_ptr& why);

}  // namespace proofgauge::sweep
