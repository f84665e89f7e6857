// team_of_this_run over MPI; the only file that knows it.
#include <mpi.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <stdexcept>
#include <thread>

#include "claim/error.h"
#include "ranks/launcher.h"
#include "ranks/team.h"

namespace proofgauge::ranks {
namespace {

constexpr int kTag = 1;
/// How long a rank that failed waits for the others to end.
constexpr std::chrono::seconds kGrace{10};

void check(int code) {
  if (code == MPI_SUCCESS) return;
  std::array<char, MPI_MAX_ERROR_STRING> text{};
  int length = 0;
  MPI_Error_string(code, text.data(), &length);
  throw std::runtime_error("MPI: " + std::string(text.data(), static_cast<std::size_t>(length)));
}

std::string library_version() {
  std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
  int length = 0;
  MPI_Get_library_version(text.data(), &length);
  const std::string whole(text.data(), static_cast<std::size_t>(length));
  return whole.substr(0, whole.find_first_of(",\n"));  // without the address of the packager
}

/// Calls action(first, length) on pieces whose length is an int, which is all that MPI counts in.
template <class Action>
void in_pieces(std::size_t size, Action action) {
  constexpr std::size_t kPiece = std::size_t{1} << 30;
  for (std::size_t first = 0; first < size; first += kPiece)
    action(first, static_cast<int>(std::min(kPiece, size - first)));
}

class MpiTeam final : public Team {
 public:
  MpiTeam() {
    int provided = 0;
    check(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided));
    if (provided < MPI_THREAD_SERIALIZED)
      throw MissingError("an MPI library that several threads may call in turn",
                         "Open MPI of Debian is one");
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    // Ends are agreed upon apart from everything that a rank may have left unfinished.
    check(MPI_Comm_dup(MPI_COMM_WORLD, &ending_));
    check(MPI_Comm_rank(MPI_COMM_WORLD, &index_));
    check(MPI_Comm_size(MPI_COMM_WORLD, &count_));
    MPI_Comm machine = MPI_COMM_NULL;
    check(MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine));
    check(MPI_Comm_size(machine, &on_this_machine_));
    check(MPI_Comm_free(&machine));
  }

  ~MpiTeam() override {
    // Without an agreed end some rank may be waiting for this one: no more than that can be done.
    if (!ended_) MPI_Abort(MPI_COMM_WORLD, 3);
    MPI_Comm_free(&ending_);
    MPI_Finalize();
  }

  [[nodiscard]] int index() const override { return index_; }
  [[nodiscard]] int count() const override { return count_; }

  void sum(std::span<std::int64_t> values) override {
    in_pieces(values.size(), [&](std::size_t first, int length) {
      check(MPI_Allreduce(MPI_IN_PLACE, values.data() + first, length, MPI_INT64_T, MPI_SUM,
                          MPI_COMM_WORLD));
    });
  }
  void maximum(std::span<double> values) override {
    in_pieces(values.size(), [&](std::size_t first, int length) {
      check(MPI_Allreduce(MPI_IN_PLACE, values.data() + first, length, MPI_DOUBLE, MPI_MAX,
                          MPI_COMM_WORLD));
    });
  }
  void broadcast(std::span<char> bytes) override {
    in_pieces(bytes.size(), [&](std::size_t first, int length) {
      check(MPI_Bcast(bytes.data() + first, length, MPI_CHAR, 0, MPI_COMM_WORLD));
    });
  }

  void send(int to, std::string_view bytes) override {
    if (bytes.size() > std::numeric_limits<int>::max())
      throw LimitError("a message of more than 2 GiB between two ranks");
    check(
        MPI_Send(bytes.data(), static_cast<int>(bytes.size()), MPI_CHAR, to, kTag, MPI_COMM_WORLD));
  }
  [[nodiscard]] std::optional<Message> poll() override {
    int there = 0, size = 0;
    MPI_Message handle = MPI_MESSAGE_NULL;
    MPI_Status status;
    check(MPI_Improbe(MPI_ANY_SOURCE, kTag, MPI_COMM_WORLD, &there, &handle, &status));
    if (there == 0) return std::nullopt;
    check(MPI_Get_count(&status, MPI_CHAR, &size));
    Message message{status.MPI_SOURCE, std::string(static_cast<std::size_t>(size), '\0')};
    check(MPI_Mrecv(message.bytes.data(), size, MPI_CHAR, &handle, MPI_STATUS_IGNORE));
    return message;
  }

  [[nodiscard]] int on_this_machine() const override { return on_this_machine_; }
  [[nodiscard]] std::string library() const override { return library_version(); }

  [[nodiscard]] int end(const Ending& ending) override {
    // The greatest code; the code of rank 0; whether rank 0 failed.
    std::array<int, 3> codes{ending.code, index_ == 0 ? ending.code : 0,
                             index_ == 0 && ending.failed ? 1 : 0};
    MPI_Request request = MPI_REQUEST_NULL;
    check(MPI_Iallreduce(MPI_IN_PLACE, codes.data(), 3, MPI_INT, MPI_MAX, ending_, &request));
    const auto begin = std::chrono::steady_clock::now();
    for (int done = 0; done == 0;) {
      check(MPI_Test(&request, &done, MPI_STATUS_IGNORE));
      if (done != 0) break;
      if (ending.failed && std::chrono::steady_clock::now() - begin > kGrace) {
        if (index_ != 0) ending.say();  // rank 0 has told its own
        MPI_Abort(MPI_COMM_WORLD, std::max(ending.code, 1));
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ended_ = true;
    if (ending.failed && index_ != 0 && codes[2] == 0) ending.say();
    if (index_ != 0) return 0;
    return codes[1] != 0 ? codes[1] : codes[0];
  }

 private:
  int index_ = 0, count_ = 1, on_this_machine_ = 1;
  bool ended_ = false;
  MPI_Comm ending_ = MPI_COMM_NULL;
};

}  // namespace

std::unique_ptr<Team> team_of_this_run() {
  if (!started_by_launcher()) return std::make_unique<Single>(library_version());
  return std::make_unique<MpiTeam>();
}

}  // namespace proofgauge::ranks
