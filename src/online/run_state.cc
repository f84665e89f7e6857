#include "online/run_state.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <span>

#include "claim/error.h"
#include "claim/json_field.h"
#include "claim/output_file.h"
#include "claim/text_file.h"
#include "numeric/agreement.h"
#include "online/run_state_text.h"
#include "online/trainer.h"

namespace proofgauge::online {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<char, 8> kName = {'p', 'g', 't', 'r', 'a', 'i', 'n', '1'};
constexpr std::uint64_t kMostJson = std::uint64_t{1} << 18;  ///< d m; larger ones are binary
constexpr std::uint64_t kMostText = std::uint64_t{1} << 32;  ///< bytes of JSON in a checkpoint
constexpr std::size_t kBatch = 4096;                         ///< neurons at once, at most

std::vector<float> all_of(const WideNet& net) {
  std::vector<float> d(static_cast<std::size_t>(net.m()) * net.d());
  net.read_displacement(0, static_cast<std::size_t>(net.m()), d.data());
  return d;
}

std::string header_of(const std::string& identity, const RunState& state, bool has_best) {
  std::string header = Json{{"run", identity}, {"has_best", has_best}}.dump();
  add_member(&header, "state", text_of(state));
  return header;
}

/// W^0, b and a are functions of (m, d, seed); the rest is what a network file holds.
void add_net(std::string* header, const WideNet& net, const data::Points& points, double rho,
             std::uint64_t seed) {
  add_member(header, "d", std::to_string(net.d()));
  add_member(header, "m", std::to_string(net.m()));
  add_member(header, "seed", std::to_string(seed));
  add_member(header, "R", Json(net.radius()).dump());
  add_member(header, "rho", Json(rho).dump());
  add_numbers(header, "x", points.x);
  add_numbers(header, "y", points.y);
}

/// What a JSON checkpoint holds beside its state: the net, as a network file does.
network::NetworkFile file_of(const WideNet& net, const data::Points& points, double rho) {
  return {net.to_double(), net.radius(), rho, points.x, points.y};
}

/// The file of a checkpoint, in a folder that is made for it.
class CheckpointFile {
 public:
  explicit CheckpointFile(const std::filesystem::path& path)
      : file_(kOption, in_a_folder(path), claim::OutputFile::Durable::yes) {}
  void write(const void* bytes, std::size_t n) { file_.write(bytes, n); }
  void commit() { file_.commit(); }

 private:
  static constexpr const char* kOption = "--checkpoint";
  static const std::filesystem::path& in_a_folder(const std::filesystem::path& path) {
    std::error_code failed;
    if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), failed);
    if (failed)
      throw InputError(kOption, path.string(), "a folder that can be made: " + failed.message());
    return path;
  }
  claim::OutputFile file_;
};

/// Neurons that are read or written at once: about as many numbers whatever d is.
std::size_t batch_of(const WideNet& net) {
  constexpr std::uint64_t kNumbers = std::uint64_t{1} << 20;
  return static_cast<std::size_t>(
      std::min<std::uint64_t>(net.m(), std::clamp<std::uint64_t>(kNumbers / net.d(), 1, kBatch)));
}

/// All displacements, gathered batch by batch, to the file of rank 0; null elsewhere.
void write_floats(const WideNet& net, CheckpointFile* file, numeric::Agreement* agreement) {
  const std::size_t most = batch_of(net);
  std::vector<float> batch(most * net.d());
  for (std::uint64_t r = 0; r < net.m(); r += most) {
    const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(most, net.m() - r));
    net.read_displacement(r, n, batch.data());
    agreement->attempt([&] {
      if (file != nullptr) file->write(batch.data(), n * net.d() * sizeof(float));
    });
  }
}

[[noreturn]] void damaged(const std::filesystem::path& path, const std::string& what) {
  throw InputError("--resume", path.string() + " (" + what + ")",
                   "a complete checkpoint of this program");
}

void require_same_run(const std::filesystem::path& path, const std::string& found,
                      const std::string& wanted) {
  if (found == wanted) return;
  throw InputError("--resume", path.string() + " of the run " + found,
                   "a checkpoint of the run " + wanted);
}

std::string read_header(std::istream& in, const std::filesystem::path& path) {
  std::uint64_t size = 0;
  // No header is longer than its file: nothing is allocated for one that says so.
  std::error_code unknown;
  if (!in.read(reinterpret_cast<char*>(&size), sizeof size) ||
      size > std::filesystem::file_size(path, unknown) || unknown || size > kMostText)
    damaged(path, "no header");
  std::string text(size, ' ');
  if (!in.read(text.data(), static_cast<std::streamsize>(size))) damaged(path, "too short");
  return text;
}

/// The JSON of a checkpoint, and whether numbers in binary follow it.
struct Header {
  bool binary = false;
  std::string text;
};

/// Leaves `in` at the numbers, if there are any.
Header open_checkpoint(std::istream& in, const std::filesystem::path& path) {
  std::array<char, 8> name{};
  if (!in.read(name.data(), name.size())) damaged(path, "cannot be read");
  if (name == kName) return {true, read_header(in, path)};
  in.seekg(0);
  return {false, claim::read_all(in, path.string(), kMostText)};
}

/// Rank 0 reads for all.
void read_floats(std::istream& in, const std::filesystem::path& path, WideNet* net) {
  const std::size_t most = batch_of(*net);
  std::vector<float> batch(most * net->d());
  for (std::uint64_t r = 0; r < net->m(); r += most) {
    const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(most, net->m() - r));
    const auto bytes = static_cast<std::streamsize>(n * net->d() * sizeof(float));
    numeric::agree(net->ranks(), [&] {
      if (net->ranks().index() == 0 && !in.read(reinterpret_cast<char*>(batch.data()), bytes))
        damaged(path, "too short");
    });
    net->ranks().broadcast({reinterpret_cast<char*>(batch.data()), n * net->d() * sizeof(float)});
    net->set_displacement(r, n, batch.data());
  }
}

template <class T>
T of(const Json& object, const char* name) {
  return claim::value_of<T>(claim::member_of(object, name), name);
}

/// A message's field of a file that is named once.
std::string named(const std::filesystem::path& path, const std::string& field) {
  return field.starts_with(path.string()) ? field : path.string() + ": " + field;
}

void set_all(const Json& training, const char* name, WideNet* net) {
  const auto d = of<std::vector<float>>(training, name);
  const auto m = static_cast<std::size_t>(net->m());
  if (d.size() != m * net->d())
    throw InputError(name, std::to_string(d.size()) + " numbers", std::to_string(m * net->d()));
  net->set_displacement(0, m, d.data());
}

/// What a header says of its net: all of it is looked at before anything of its size is allocated.
struct NetSaid {
  std::uint64_t m = 0, d = 0, seed = 0;
  double radius = 0, rho = 0;
  std::vector<double> points, y;
};

double at_least_zero(const Json& header, const char* name) {
  const auto x = of<double>(header, name);
  if (!(x >= 0) || !std::isfinite(x))
    throw InputError(name, fmt::format("{}", x), "a finite number >= 0");
  return x;
}

void require_on_x(const NetSaid& said) {
  if (said.points.size() != said.y.size() * said.d)
    throw InputError("x", std::to_string(said.points.size()) + " numbers",
                     "d for each of the " + std::to_string(said.y.size()) + " targets");
  for (std::size_t i = 0; i < said.y.size(); ++i) {
    const auto x = std::span(said.points).subspan(i * said.d, said.d);
    double squares = 0;
    for (const double v : x.first(said.d - 1)) squares += v * v;
    constexpr double kTolerance = 1e-9;  // as of a network file
    if (!(std::abs(std::sqrt(squares) - std::sqrt(0.75)) <= kTolerance) ||
        !(std::abs(x.back() - 0.5) <= kTolerance) || !(std::abs(said.y[i]) <= 1))
      throw InputError("x, point " + std::to_string(i), "another one",
                       "a point on X with a target in [-1, 1]");
  }
}

NetSaid net_said(const Json& header, std::uint64_t bytes_left) {
  NetSaid said;
  said.m = of<std::uint64_t>(header, "m");
  said.d = of<std::uint64_t>(header, "d");
  said.seed = of<std::uint64_t>(header, "seed");
  constexpr std::uint64_t kMost = std::uint64_t{1} << 28;
  constexpr std::uint64_t kLeastRoom = 192;  // neurons: a smaller net takes as much
  if (said.d < 2 || said.d >= kMost / kLeastRoom)
    throw InputError("d", std::to_string(said.d), "2 to 2^28/192");
  if (said.m < 1 || said.m > kMost / (said.d + 1))
    throw InputError("m", std::to_string(said.m), "1 <= m, (d + 1) m of at most 2^28");
  if (said.m * said.d > bytes_left / sizeof(float))
    throw InputError("m", std::to_string(said.m), "d m numbers after the header");
  said.radius = at_least_zero(header, "R");
  said.rho = at_least_zero(header, "rho");
  said.points = of<std::vector<double>>(header, "x");
  said.y = of<std::vector<double>>(header, "y");
  if (said.y.empty()) throw InputError("y", "no number", "a target for each point");
  require_on_x(said);
  return said;
}

}  // namespace

void write_checkpoint(const std::filesystem::path& path, const std::string& identity,
                      const RunState& state, const WideNet& net, const WideNet* best,
                      const data::Points& points, double rho, std::uint64_t seed) {
  const bool json = net.m() * net.d() <= kMostJson;
  std::string header = header_of(identity, state, best != nullptr);
  std::optional<network::NetworkFile> exact;  // all ranks gather it
  if (json) {
    exact = file_of(net, points, rho);
    add_numbers(&header, "displacement", all_of(net));
    if (best != nullptr) add_numbers(&header, "best_displacement", all_of(*best));
  } else {
    add_net(&header, net, points, rho, seed);
  }
  numeric::Agreement agreement(net.ranks());
  std::optional<CheckpointFile> file;
  agreement.attempt([&] {
    if (net.ranks().index() != 0) return;
    file.emplace(path);
    if (json) {
      network::write_network([&](std::string_view text) { file->write(text.data(), text.size()); },
                             *exact, {{"training", header}});
      return;
    }
    const std::uint64_t size = header.size();
    file->write(kName.data(), kName.size());
    file->write(&size, sizeof size);
    file->write(header.data(), header.size());
  });
  if (!json) {
    write_floats(net, file ? &*file : nullptr, &agreement);
    if (best != nullptr) write_floats(*best, file ? &*file : nullptr, &agreement);
  }
  agreement.attempt([&] {
    if (file) file->commit();
  });
  agreement.settle();
}

double checkpoint_bytes(std::uint64_t m, std::size_t d, std::size_t points) {
  constexpr double kText = 25, kExact = 3 * sizeof(double);  // per number; the net and a copy of W
  const double weights = static_cast<double>(m) * static_cast<double>(d);
  const double coordinates = static_cast<double>(points) * static_cast<double>(d);
  if (m * d > kMostJson) return kText * coordinates;
  return weights * (2 * kText + kExact + sizeof(float)) + coordinates * sizeof(double);
}

void read_checkpoint(const std::filesystem::path& path, const std::string& identity,
                     RunState* state, WideNet* net, WideNet* best) {
  numeric::Ranks& ranks = net->ranks();
  std::ifstream in;
  Header header;
  numeric::agree(ranks, [&] {
    if (ranks.index() != 0) return;
    std::error_code unknown;
    if (!std::filesystem::is_regular_file(path, unknown)) damaged(path, "no regular file");
    in.open(path, std::ios::binary);
    header = open_checkpoint(in, path);
  });
  header.binary = !numeric::share_text(ranks, header.binary ? "binary" : "").empty();
  header.text = numeric::share_text(ranks, header.text);
  try {
    const Json all = claim::parse_json(header.text, path.string());
    const Json& training = header.binary ? all : claim::member_of(all, "training");
    require_same_run(path, of<std::string>(training, "run"), identity);
    *state = state_from(claim::member_of(training, "state"));
    const bool has_best = best != nullptr && of<bool>(training, "has_best");
    if (header.binary) {
      read_floats(in, path, net);
      if (has_best) read_floats(in, path, best);
    } else {
      set_all(training, "displacement", net);
      if (has_best) set_all(training, "best_displacement", best);
    }
  } catch (const InputError& e) {
    if (e.field() == "--resume") throw;
    throw InputError("--resume " + named(path, e.field()), e.value(), e.expected());
  }
}

std::optional<network::NetworkFile> read_binary_network(const std::filesystem::path& path) {
  std::error_code unknown;  // a pipe keeps its bytes for the next reader
  if (!std::filesystem::is_regular_file(path, unknown)) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  std::array<char, 8> name{};
  if (!in.read(name.data(), name.size()) || name != kName) return std::nullopt;
  try {
    const Json header = claim::parse_json(read_header(in, path), path.string());
    const auto left = std::filesystem::file_size(path) - static_cast<std::uint64_t>(in.tellg());
    NetSaid said = net_said(header, left);
    WideNet net(training_network(said.m, said.d, said.seed), NetKind::real, said.radius);
    read_floats(in, path, &net);
    return network::NetworkFile{net.to_double(), said.radius, said.rho, std::move(said.points),
                                std::move(said.y)};
  } catch (const InputError& e) {
    // Nothing is resumed here: the file is named instead of the option.
    throw InputError(e.field() == "--resume" ? path.string() : named(path, e.field()), e.value(),
                     e.expected());
  }
}

}  // namespace proofgauge::online
