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
#include "online/trainer.h"

namespace proofgauge::online {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<char, 8> kName = {'p', 'g', 't', 'r', 'a', 'i', 'n', '1'};
constexpr std::uint64_t kMostJson = std::uint64_t{1} << 18;    ///< d m; larger ones are binary
constexpr std::uint64_t kMostText = std::uint64_t{1} << 32;    ///< bytes of JSON in a checkpoint
constexpr std::uint64_t kMostRounds = std::uint64_t{1} << 53;  ///< exact in every JSON
constexpr std::size_t kBatch = 4096;                           ///< neurons at once, at most

Json to_json(const RunState& s) {
  return {{"next_round", s.next_round},
          {"best_round", s.best_round},
          {"best_loss", s.best_loss},
          {"best_rounding", s.best_rounding},
          {"last_loss", s.last_loss},
          {"last_rounding", s.last_rounding},
          {"early_loss", s.early_loss},
          {"loss_sum", s.loss_sum},
          {"loss_lost", s.loss_lost},
          {"start_sum", s.start_sum},
          {"start_rounds", s.start_rounds},
          {"radius_used", s.radius_used},
          {"net_radius_used", s.net_radius_used},
          {"best_radius_used", s.best_radius_used},
          {"reached", s.reached},
          {"flips", s.flips},
          {"flips_most", s.flips_most},
          {"gap_most", s.gap_most},
          {"coupling_most", s.coupling_most},
          {"log_bytes", s.log_bytes},
          {"best_points", s.best_points},
          {"visited", s.visited}};
}

/// An infinite rounding bound (of a pseudo-net) is null in JSON.
double bound_from(const Json& j) {
  return j.is_null() ? std::numeric_limits<double>::infinity()
                     : claim::value_of<double>(j, "rounding");
}

template <class T>
void read(const Json& j, const char* name, T* value) {
  *value = claim::value_of<T>(j.at(name), name);
}

RunState state_from(const Json& j) {
  RunState s;
  read(j, "next_round", &s.next_round);
  read(j, "best_round", &s.best_round);
  read(j, "best_loss", &s.best_loss);
  s.best_rounding = bound_from(j.at("best_rounding"));
  read(j, "last_loss", &s.last_loss);
  s.last_rounding = bound_from(j.at("last_rounding"));
  read(j, "early_loss", &s.early_loss);
  read(j, "loss_sum", &s.loss_sum);
  read(j, "loss_lost", &s.loss_lost);
  read(j, "start_sum", &s.start_sum);
  read(j, "start_rounds", &s.start_rounds);
  read(j, "radius_used", &s.radius_used);
  read(j, "net_radius_used", &s.net_radius_used);
  read(j, "best_radius_used", &s.best_radius_used);
  read(j, "reached", &s.reached);
  read(j, "flips", &s.flips);
  read(j, "flips_most", &s.flips_most);
  read(j, "gap_most", &s.gap_most);
  read(j, "coupling_most", &s.coupling_most);
  read(j, "log_bytes", &s.log_bytes);
  read(j, "best_points", &s.best_points);
  read(j, "visited", &s.visited);
  if (s.next_round < 1 || s.next_round > kMostRounds || s.best_round >= s.next_round)
    throw InputError("next_round", std::to_string(s.next_round),
                     "a round of at most 2^53 after the best one, " + std::to_string(s.best_round));
  return s;
}

std::vector<float> all_of(const WideNet& net) {
  std::vector<float> d(static_cast<std::size_t>(net.m()) * net.d());
  net.read_displacement(0, static_cast<std::size_t>(net.m()), d.data());
  return d;
}

/// d rows of m numbers, as in a network file.
Json rows_of(const Eigen::MatrixXd& w) {
  Json rows = Json::array();
  for (Eigen::Index k = 0; k < w.rows(); ++k) {
    const Eigen::VectorXd row = w.row(k).transpose();
    rows.push_back(std::vector<double>(row.begin(), row.end()));
  }
  return rows;
}

/// The network file with the state beside it.
std::string json_text(const Json& header, const WideNet& net, const WideNet* best,
                      const data::Points& points, double rho) {
  const network::TwoLayerNet exact = net.to_double();
  Json j{{"d", net.d()}, {"m", net.m()}, {"R", net.radius()}, {"rho", rho}};
  j["W0"] = rows_of(exact.w0());
  j["b"] = std::vector<double>(exact.b().begin(), exact.b().end());
  j["a"] = std::vector<double>(exact.a().begin(), exact.a().end());
  j["W"] = rows_of(exact.w());
  j["points"] = Json::array();
  for (std::size_t i = 0; i < points.n; ++i) {
    const auto x = points.point(i);
    j["points"].push_back({{"x", std::vector<double>(x.begin(), x.end())}, {"y", points.y[i]}});
  }
  j["training"] = header;
  j["training"]["displacement"] = all_of(net);
  if (best != nullptr) j["training"]["best_displacement"] = all_of(*best);
  return j.dump();
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

void set_all(const Json& numbers, WideNet* net) {
  const auto d = numbers.get<std::vector<float>>();
  const auto m = static_cast<std::size_t>(net->m());
  if (d.size() != m * net->d())
    throw InputError("displacement", std::to_string(d.size()) + " numbers",
                     std::to_string(m * net->d()));
  net->set_displacement(0, m, d.data());
}

/// What a header says of its net: all of it is looked at before anything of its size is allocated.
struct NetSaid {
  std::uint64_t m = 0, d = 0, seed = 0;
  double radius = 0, rho = 0;
  std::vector<double> points, y;
};

double at_least_zero(const Json& header, const char* name) {
  const auto x = claim::value_of<double>(header.at(name), name);
  if (!(x >= 0) || !std::isfinite(x))
    throw InputError(name, claim::shown(header.at(name)), "a finite number >= 0");
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
  read(header, "m", &said.m);
  read(header, "d", &said.d);
  read(header, "seed", &said.seed);
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
  read(header, "x", &said.points);
  read(header, "y", &said.y);
  if (said.y.empty()) throw InputError("y", "no number", "a target for each point");
  require_on_x(said);
  return said;
}

}  // namespace

void write_checkpoint(const std::filesystem::path& path, const std::string& identity,
                      const RunState& state, const WideNet& net, const WideNet* best,
                      const data::Points& points, double rho, std::uint64_t seed) {
  Json header{{"run", identity}, {"state", to_json(state)}};
  header["has_best"] = best != nullptr;
  const bool json = net.m() * net.d() <= kMostJson;
  if (!json) {
    // W^0, b and a are functions of (m, d, seed); the rest is what a network file holds.
    header["d"] = net.d();
    header["m"] = net.m();
    header["R"] = net.radius();
    header["rho"] = rho;
    header["seed"] = seed;
    header["x"] = points.x;
    header["y"] = points.y;
  }
  const std::string text = json ? json_text(header, net, best, points, rho) : header.dump();
  numeric::Agreement agreement(net.ranks());
  std::optional<CheckpointFile> file;
  agreement.attempt([&] {
    if (net.ranks().index() != 0) return;
    file.emplace(path);
    const std::uint64_t size = text.size();
    if (!json) file->write(kName.data(), kName.size());
    if (!json) file->write(&size, sizeof size);
    file->write(text.data(), text.size());
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

void read_checkpoint(const std::filesystem::path& path, const std::string& identity,
                     RunState* state, WideNet* net, WideNet* best) {
  numeric::Ranks& ranks = net->ranks();
  std::ifstream in;
  Header header;
  numeric::agree(ranks, [&] {
    if (ranks.index() != 0) return;
    in.open(path, std::ios::binary);
    header = open_checkpoint(in, path);
  });
  header.binary = !numeric::share_text(ranks, header.binary ? "binary" : "").empty();
  header.text = numeric::share_text(ranks, header.text);
  try {
    const Json all = claim::parse_json(header.text, path.string());
    const Json& training = header.binary ? all : all.at("training");
    require_same_run(path, claim::value_of<std::string>(training.at("run"), "run"), identity);
    *state = state_from(training.at("state"));
    const bool has_best = best != nullptr && training.at("has_best").get<bool>();
    if (header.binary) {
      read_floats(in, path, net);
      if (has_best) read_floats(in, path, best);
    } else {
      set_all(training.at("displacement"), net);
      if (has_best) set_all(training.at("best_displacement"), best);
    }
  } catch (const Json::exception& e) {
    damaged(path, e.what());
  }
}

std::optional<network::NetworkFile> read_binary_network(const std::filesystem::path& path) {
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
  } catch (const Json::exception& e) {
    throw InputError(path.string(), e.what(), "a complete checkpoint of this program");
  } catch (const InputError& e) {
    // Nothing is resumed here: the file is named instead of the option.
    const std::string field = e.field() == "--resume" ? "" : ": " + e.field();
    throw InputError(path.string() + field, e.value(), e.expected());
  }
}

}  // namespace proofgauge::online
