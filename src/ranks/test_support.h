// A team of threads, for tests of what is written against Team's messages.
#pragma once

#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "ranks/team.h"

namespace proofgauge::ranks::testing {

/// What the threads share: a letter box for each.
class Post {
 public:
  explicit Post(int count) : boxes_(static_cast<std::size_t>(count)) {}
  [[nodiscard]] int count() const { return static_cast<int>(boxes_.size()); }
  void put(int to, Team::Message message) {
    const std::lock_guard lock(mutex_);
    boxes_.at(static_cast<std::size_t>(to)).push_back(std::move(message));
  }
  [[nodiscard]] std::optional<Team::Message> take(int of) {
    const std::lock_guard lock(mutex_);
    auto& box = boxes_.at(static_cast<std::size_t>(of));
    if (box.empty()) return std::nullopt;
    Team::Message message = std::move(box.front());
    box.pop_front();
    return message;
  }

 private:
  std::mutex mutex_;
  std::vector<std::deque<Team::Message>> boxes_;
};

/// Messages only: a collective call is a std::logic_error.
class ThreadTeam final : public Team {
 public:
  ThreadTeam(Post& post, int index) : post_(post), index_(index) {}
  [[nodiscard]] int index() const override { return index_; }
  [[nodiscard]] int count() const override { return post_.count(); }
  void sum(std::span<std::int64_t>) override { refuse(); }
  void maximum(std::span<double>) override { refuse(); }
  void broadcast(std::span<char>) override { refuse(); }
  void send(int to, std::string_view bytes) override {
    post_.put(to, {index_, std::string(bytes)});
  }
  [[nodiscard]] std::optional<Message> poll() override { return post_.take(index_); }
  [[nodiscard]] int on_this_machine() const override { return post_.count(); }
  [[nodiscard]] std::string library() const override { return "threads"; }
  [[nodiscard]] int end(const Ending& ending) override { return ending.code; }

 private:
  [[noreturn]] static void refuse() { throw std::logic_error("a collective call"); }
  Post& post_;
  int index_;
};

/// Calls act(team) on `count` threads, each a rank; throws what the lowest one threw.
inline void on_threads(int count, const std::function<void(Team&)>& act) {
  Post post(count);
  std::vector<std::exception_ptr> errors(static_cast<std::size_t>(count));
  std::vector<std::jthread> threads;
  for (int i = 0; i < count; ++i)
    threads.emplace_back([&, i] {
      try {
        ThreadTeam team(post, i);
        act(team);
      } catch (...) {
        errors[static_cast<std::size_t>(i)] = std::current_exception();
      }
    });
  threads.clear();
  for (const std::exception_ptr& error : errors)
    if (error) std::rethrow_exception(error);
}

}  // namespace proofgauge::ranks::testing
