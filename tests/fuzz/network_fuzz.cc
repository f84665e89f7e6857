// The input is a network file (JSON).
#include <bit>
#include <cmath>

#include "claim/error.h"
#include "fuzz.h"
#include "network/network_file.h"

namespace proofgauge::fuzz {
namespace {

void require_network(const network::NetworkFile& file) {
  const auto m = static_cast<std::size_t>(file.net.m()), d = static_cast<std::size_t>(file.net.d());
  require(m >= 1 && d >= 2, "m >= 1, d >= 2");
  require(file.net.w0().allFinite() && file.net.w().allFinite() && file.net.a().allFinite() &&
              file.net.b().allFinite(),
          "weights are finite");
  require(file.net.w().rows() == file.net.d() && file.net.w().cols() == file.net.m() &&
              file.net.a().size() == file.net.m() && file.net.b().size() == file.net.m(),
          "sizes agree");
  require(
      std::isfinite(file.radius) && file.radius >= 0 && std::isfinite(file.rho) && file.rho >= 0,
      "R and rho are numbers >= 0");
  require(file.net.radius_used() <= network::neuron_radius(file.radius, m) + 1.01e-9,
          "W lies in B(R)");
  require(file.points.size() == file.n() * d, "n points of d coordinates");
  for (std::size_t i = 0; i < file.n(); ++i) {
    const Eigen::Map<const Eigen::VectorXd> x(file.points.data() + i * d, file.net.d());
    require(std::abs(x.norm() - 1) <= 4e-9 && std::abs(x(x.size() - 1) - 0.5) <= 1.01e-9,
            "points lie on X");
    require(std::abs(file.y[i]) <= 1, "targets in [-1, 1]");
    (void)file.net.f(x);
    (void)file.net.g(x);
  }
}

bool same(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  for (Eigen::Index k = 0; k < a.size(); ++k)
    if (std::bit_cast<std::uint64_t>(a.data()[k]) != std::bit_cast<std::uint64_t>(b.data()[k]))
      return false;
  return a.rows() == b.rows() && a.cols() == b.cols();
}

}  // namespace

void network(Bytes input) {
  try {
    const network::NetworkFile file = network::parse_network(text_of(input), "input");
    require_network(file);
    planted(file.net.m() == 1 && file.n() == 1 && file.y[0] != 0.25);
    const std::string path = scratch_path("again.json");
    network::write_network(path, file);
    const network::NetworkFile again = network::read_network(path);
    require(same(again.net.w(), file.net.w()) && same(again.net.w0(), file.net.w0()) &&
                same(again.net.a(), file.net.a()) && same(again.net.b(), file.net.b()) &&
                again.points == file.points && again.y == file.y && again.radius == file.radius &&
                again.rho == file.rho,
            "a written network reads back number for number");
  } catch (const InputError&) {
  }
}

}  // namespace proofgauge::fuzz
