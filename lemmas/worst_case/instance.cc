#include "worst_case/instance.h"

#include <cmath>

#include "claim/error.h"
#include "claim/stop.h"
#include "numeric/rational.h"
#include "online/run_state.h"
#include "worst_case/claim.h"

namespace proofgauge::worst_case {
namespace {

using claim::Parameter;
using claim::Request;

constexpr std::uint64_t kMostNumbers = std::uint64_t{1} << 28;  ///< as network::materialise
constexpr std::uint64_t kMostPoints = 4;  ///< per random network, where --points is not given

const std::vector<Parameter>& required(const Request& request, const char* letter) {
  const auto* values = request.values(letter);
  if (values == nullptr || values->empty())
    throw InputError(std::string("--") + letter, "", "at least one value, or --network");
  return *values;
}

std::vector<double> random_point(std::size_t d, stats::Sequence& random) {
  std::vector<double> x(d);
  double squares = 0;
  for (std::size_t k = 0; k + 1 < d; ++k) {
    x[k] = random.normal();
    squares += x[k] * x[k];
  }
  for (double& c : x) c *= std::sqrt(0.75 / squares);
  x[d - 1] = 0.5;
  return x;
}

network::NetworkFile random_network(std::uint64_t m, std::size_t d, double radius, double rho,
                                    std::size_t n, std::uint64_t seed, const std::string& key,
                                    const std::stop_token& stop) {
  constexpr const char* kStream = "worst_case/instance";
  network::TwoLayerNet net =
      network::materialise(network::InitialNetwork(m, d, seed, kStream, key, 0));
  stats::Sequence random(stats::Stream(seed, kStream, key, stats::Purpose::points));
  const double tau = network::neuron_radius(radius, m);
  Eigen::MatrixXd w = net.w0();
  for (Eigen::Index r = 0; r < w.cols(); ++r) {
    if (r % 1024 == 0) check_stop(stop, "while a random network was drawn");
    Eigen::VectorXd step(w.rows());
    for (double& c : step) c = random.normal();
    w.col(r) += tau / step.norm() * step;
  }
  net.set_w(std::move(w));
  network::NetworkFile file{std::move(net), radius, rho, {}, {}};
  for (std::size_t i = 0; i < n; ++i) {
    const std::vector<double> x = random_point(d, random);
    file.points.insert(file.points.end(), x.begin(), x.end());
    file.y.push_back(random.uniform() < 0.5 ? -1 : 1);
  }
  return file;
}

std::vector<Parameter> radii(const Request& request) {
  if (const auto* rho = request.values("rho"); rho != nullptr) return *rho;
  std::vector<Parameter> out;
  for (const Parameter& delta : required(request, "delta")) {
    const numeric::Rational rho = default_rho(numeric::parse_rational(delta.text, "--delta"));
    out.push_back(numeric::parse_parameter("rho", numeric::canonical_text(rho)));
  }
  return out;
}

std::vector<Instance> random_instances(const Request& request) {
  const auto* counts = request.values("points");
  if (counts != nullptr && counts->size() != 1)
    throw InputError("--points", std::to_string(counts->size()) + " values", "one value");
  const auto n =
      counts == nullptr ? kMostPoints : static_cast<std::uint64_t>(counts->front().number);
  std::vector<Instance> all;
  for (const Parameter& d : required(request, "d")) {
    if (d.number < 3) throw InputError("--d", d.text, "at least 3");
    for (const Parameter& m : required(request, "m"))
      for (const Parameter& R : required(request, "R"))
        for (const Parameter& rho : radii(request)) {
          Instance one;
          for (const Parameter* p : {&d, &m, &R, &rho})
            one.cell.set_number(p->name, p->text, p->number);
          one.cell.set_integer("points", n);
          one.stream = one.cell.key();
          one.m = static_cast<std::uint64_t>(m.number);
          one.d = static_cast<std::size_t>(d.number);
          one.n = n;
          if (one.m > kMostNumbers / (one.d + 1))
            throw InputError("--m", m.text, "(d + 1) m of at most 2^28");
          one.make = [one, R = R.number, rho = rho.number,
                      seed = request.seed](const std::stop_token& stop) {
            return random_network(one.m, one.d, R, rho, one.n, seed, one.stream, stop);
          };
          all.push_back(std::move(one));
        }
  }
  return all;
}

}  // namespace

std::shared_ptr<const network::NetworkFile> Files::get(const std::string& path) {
  std::error_code ignored;
  const auto size = std::filesystem::file_size(path, ignored);
  const auto time = std::filesystem::last_write_time(path, ignored).time_since_epoch().count();
  const std::string key = path + "|" + std::to_string(size) + "|" + std::to_string(time);
  const std::lock_guard lock(mutex_);
  auto& known = read_[key];
  if (known == nullptr) {
    try {
      auto checkpoint = online::read_binary_network(path);
      known = std::make_shared<network::NetworkFile>(checkpoint ? std::move(*checkpoint)
                                                                : network::read_network(path));
    } catch (...) {
      read_.erase(key);
      throw;
    }
  }
  return known;
}

std::vector<Instance> instances(const Request& request, Files& files) {
  const std::string* path = request.word("network");
  if (path == nullptr) return random_instances(request);
  for (const char* letter : {"m", "d", "R", "delta", "points"})
    if (const auto* values = request.values(letter); values != nullptr && !values->empty())
      throw InputError(std::string("--") + letter, values->front().text,
                       "nothing beside --network, which has its own");
  const auto file = files.get(*path);
  if (file->net.d() < 3)
    throw InputError(*path + ": d", std::to_string(file->net.d()), "at least 3");
  Instance one;
  one.cell.set("network", *path);
  one.file = file;
  one.d = static_cast<std::size_t>(file->net.d());
  one.m = static_cast<std::uint64_t>(file->net.m());
  one.n = file->n();
  one.stream = "network";
  const auto* rho = request.values("rho");
  if (rho == nullptr) return {one};
  std::vector<Instance> all;
  for (const Parameter& value : *rho) {
    Instance at = one;
    at.cell.set_number("rho", value.text, value.number);
    auto changed = std::make_shared<network::NetworkFile>(*file);
    changed->rho = value.number;
    at.file = std::move(changed);
    all.push_back(std::move(at));
  }
  return all;
}

}  // namespace proofgauge::worst_case
