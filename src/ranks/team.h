// The processes of one run: what numeric::Ranks offers, and messages between two of them.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "numeric/ranks.h"

namespace proofgauge::ranks {

/// Its members are called from one thread at a time.
class Team : public numeric::Ranks {
 public:
  struct Message {
    int from = 0;
    std::string bytes;
  };

  /// Hands `bytes` over; messages between two ranks keep their order.
  virtual void send(int to, std::string_view bytes) = 0;
  /// The next message, if one is there.
  [[nodiscard]] virtual std::optional<Message> poll() = 0;
  /// Waits for the next message without keeping a processor busy.
  [[nodiscard]] Message receive();

  /// Ranks on this machine, this one included.
  [[nodiscard]] virtual int on_this_machine() const = 0;
  /// Name and version of what carries the messages; empty: nothing can.
  [[nodiscard]] virtual std::string library() const = 0;

  /// The last call of every rank: what became of it, 0 for success. Returns what the process ends
  /// with: on rank 0 its own code, or the greatest of the others if its own is 0; elsewhere 0.
  /// A rank that `failed` waits only some seconds for the others, then ends the whole run: they may
  /// be waiting for it in turn. `say` is called where nobody else tells of that failure.
  struct Ending {
    int code = 0;
    bool failed = false;
    std::function<void()> say = [] {};
  };
  [[nodiscard]] virtual int end(const Ending&) = 0;
};

/// One process without others.
class Single final : public Team {
 public:
  explicit Single(std::string library = {}) : library_(std::move(library)) {}
  [[nodiscard]] int index() const override { return 0; }
  [[nodiscard]] int count() const override { return 1; }
  void sum(std::span<std::int64_t>) override {}
  void maximum(std::span<double>) override {}
  void broadcast(std::span<char>) override {}
  void send(int, std::string_view) override {}
  [[nodiscard]] std::optional<Message> poll() override { return std::nullopt; }
  [[nodiscard]] int on_this_machine() const override { return 1; }
  [[nodiscard]] std::string library() const override { return library_; }
  [[nodiscard]] int end(const Ending& ending) override { return ending.code; }

 private:
  std::string library_;
};

/// The processes that this one was started with (mpirun, srun), or it alone. Two libraries define
/// it, one of them without MPI; there it is a MissingError to be started as one of several.
/// At most once in a process.
[[nodiscard]] std::unique_ptr<Team> team_of_this_run();

}  // namespace proofgauge::ranks
