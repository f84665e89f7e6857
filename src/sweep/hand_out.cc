#include "sweep/hand_out.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string_view>
#include <thread>
#include <utility>

#include "numeric/thread_numbers.h"
#include "sweep/cell_queue.h"
#include "sweep/parcel.h"

namespace proofgauge::sweep {
namespace {

constexpr std::chrono::microseconds kNap{100};

/// What a message says in its first byte; from rank 0 `cell`, `answer`, `refusal` and `over`, to it
/// the rest.
enum class Word : char {
  cell = 'c',
  answer = 'a',
  refusal = 'n',
  over = 'o',
  ready = 'r',
  absent = 'x',
  question = 'q',
  result = 'd',
  failure = 'f',
  bye = 'b'
};

struct Letter {
  Word word = Word::over;
  std::size_t cell = 0;
  std::string_view body;  ///< of the message that it was read from
};

void send(ranks::Team& team, int to, Word word, std::size_t cell = 0, std::string_view body = {}) {
  std::string bytes(1, static_cast<char>(word));
  for (int shift = 0; shift < 64; shift += 8)
    bytes += static_cast<char>(static_cast<std::uint64_t>(cell) >> shift & 0xff);
  team.send(to, bytes.append(body));
}

Letter read(std::string_view bytes) {
  constexpr std::size_t kHead = 9;
  if (bytes.size() < kHead) throw std::logic_error("a message too short to be one");
  std::uint64_t cell = 0;
  for (int i = 8; i > 0; --i)
    cell = cell << 8 | static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
  return {static_cast<Word>(bytes[0]), static_cast<std::size_t>(cell), bytes.substr(kHead)};
}

}  // namespace

/// Rank 0's own part: one cell at a time, in a thread, so that messages never wait for it.
class Foreman::Local {
 public:
  struct Outcome {
    std::size_t cell = 0;
    std::string result;
    std::exception_ptr failure;
  };

  Local(const Compute& compute, const Ask& ask)
      : thread_([this, &compute, &ask](const std::stop_token& over) { work(over, compute, ask); }) {
  }

  void give(std::size_t cell) {
    const std::lock_guard lock(mutex_);
    cell_ = cell;
    changed_.notify_all();
  }
  [[nodiscard]] std::optional<Outcome> poll() {
    const std::lock_guard lock(mutex_);
    return std::exchange(outcome_, std::nullopt);
  }

 private:
  void work(const std::stop_token& over, const Compute& compute, const Ask& ask) {
    const numeric::ThreadNumbers of_this_thread;
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, over, [&] { return cell_.has_value(); })) {
      Outcome outcome{*std::exchange(cell_, std::nullopt), {}, nullptr};
      lock.unlock();
      try {
        outcome.result = compute(outcome.cell, ask);
      } catch (...) {
        outcome.failure = std::current_exception();
      }
      lock.lock();
      outcome_ = std::move(outcome);
    }
  }

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::optional<std::size_t> cell_;
  std::optional<Outcome> outcome_;
  std::jthread thread_;  ///< last: it uses all of the above
};

Foreman::Foreman(ranks::Team& team)
    : team_(team), states_(static_cast<std::size_t>(team.count()), State::away) {
  states_.front() = State::idle;
}

Foreman::~Foreman() {
  int away = 0;
  for (int rank = 1; rank < team_.count(); ++rank, ++away) send(team_, rank, Word::over);
  while (away > 0) {
    const ranks::Team::Message message = team_.receive();
    const Letter letter = read(message.bytes);
    if (letter.word == Word::bye) --away;
    if (letter.word == Word::question) send(team_, message.from, Word::answer);
  }
}

void Foreman::failed(Round& round, std::size_t cell, int rank, const std::exception_ptr& failure) {
  const bool again = worth_a_retry(failure) && round.queue.failed(cell, rank);
  round.desk.failed(cell, rank, failure, again);
}

void Foreman::answer(Round& round, int rank, const std::string& question) {
  std::string text;
  try {
    text = round.desk.answer(question);
  } catch (...) {
    send(team_, rank, Word::refusal, 0, pack(std::current_exception()));
    return;
  }
  send(team_, rank, Word::answer, 0, text);
}

void Foreman::take(Round& round, const ranks::Team::Message& message) {
  const Letter letter = read(message.bytes);
  State& state = states_[static_cast<std::size_t>(message.from)];
  switch (letter.word) {
    case Word::ready:
      state = letter.body == round.desk.build ? State::idle : State::absent;
      if (state == State::absent)
        round.desk.absent(message.from,
                          std::make_exception_ptr(std::runtime_error(
                              "another build or instruction set: " + std::string(letter.body))));
      break;
    case Word::absent:
      state = State::absent;
      round.desk.absent(message.from, unpack_failure(letter.body));
      break;
    case Word::question:
      answer(round, message.from, std::string(letter.body));
      break;
    case Word::result:
      state = State::idle;
      round.desk.finished(letter.cell, message.from, std::string(letter.body));
      break;
    case Word::failure:
      state = State::idle;
      failed(round, letter.cell, message.from, unpack_failure(letter.body));
      break;
    default:
      throw std::logic_error("a message that rank 0 does not know");
  }
}

bool Foreman::give(Round& round, Local& local) {
  // One that is still reading its input will come, or say why not.
  const auto present = team_.count() - std::count(states_.begin(), states_.end(), State::absent);
  bool given = false;
  // The others first: rank 0 has its desk to look after.
  for (int rank = team_.count() - 1; rank >= 0; --rank) {
    State& state = states_[static_cast<std::size_t>(rank)];
    if (state != State::idle || round.queue.empty() || round.desk.stop()) continue;
    std::optional<std::size_t> cell = round.queue.next(rank, present == 1);
    if (!cell) continue;
    given = true;
    if (!round.queue.retried(*cell) && !round.desk.wanted(*cell)) continue;
    state = State::busy;
    if (rank == 0)
      local.give(*cell);
    else
      send(team_, rank, Word::cell, *cell);
  }
  return given;
}

void Foreman::hand_out(const Desk& desk, const Compute& here) {
  Round round{desk, CellQueue(desk.cells)};
  Local local(here, desk.answer);
  const auto busy = [&] {
    return std::find(states_.begin(), states_.end(), State::busy) != states_.end();
  };
  while (busy() || !(round.queue.empty() || desk.stop())) {
    bool moved = give(round, local);
    if (auto outcome = local.poll()) {
      moved = true;
      states_.front() = State::idle;
      if (outcome->failure)
        failed(round, outcome->cell, 0, outcome->failure);
      else
        desk.finished(outcome->cell, 0, outcome->result);
    }
    while (const auto message = team_.poll()) {
      moved = true;
      take(round, *message);
    }
    if (!moved) std::this_thread::sleep_for(kNap);
  }
}

namespace {

/// A rank's talk with rank 0.
class Worker {
 public:
  explicit Worker(ranks::Team& team) : team_(team) {}

  void work(const std::string& build, const Compute& compute) {
    send(team_, 0, Word::ready, 0, build);
    while (!over_) {
      const ranks::Team::Message message = team_.receive();
      const Letter letter = read(message.bytes);
      if (letter.word == Word::over) break;
      if (letter.word == Word::cell) one(letter.cell, compute);
    }
    send(team_, 0, Word::bye);
  }

  void wait(const std::exception_ptr& why) {
    send(team_, 0, Word::absent, 0, pack(why));
    while (read(team_.receive().bytes).word != Word::over) {
    }
    send(team_, 0, Word::bye);
  }

 private:
  void one(std::size_t cell, const Compute& compute) {
    try {
      const std::string result =
          compute(cell, [this](const std::string& question) { return ask(question); });
      send(team_, 0, Word::result, cell, result);
    } catch (...) {
      send(team_, 0, Word::failure, cell, pack(std::current_exception()));
    }
  }

  /// The end of the run may come before the answer, which comes all the same.
  std::string ask(const std::string& question) {
    const std::lock_guard lock(mutex_);
    send(team_, 0, Word::question, 0, question);
    for (;;) {
      const ranks::Team::Message message = team_.receive();
      const Letter letter = read(message.bytes);
      if (letter.word == Word::answer) return std::string(letter.body);
      if (letter.word == Word::refusal) std::rethrow_exception(unpack_failure(letter.body));
      over_ = true;
    }
  }

  ranks::Team& team_;
  std::mutex mutex_;
  bool over_ = false;
};

}  // namespace

void take_part(ranks::Team& team, const std::string& build, const Compute& compute) {
  Worker(team).work(build, compute);
}
void stand_by(ranks::Team& team, const std::exception_ptr& why) { Worker(team).wait(why); }

}  // namespace proofgauge::sweep
