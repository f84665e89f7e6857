// Network files come back number for number, and every defect is named.
#include "network/network_file.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "claim/error.h"
#include "network/test_support.h"

using namespace proofgauge;
using namespace proofgauge::network;

namespace {

NetworkFile small_file() {
  const InitialNetwork start(5, 3, 1, "network_file_test", "", 0);
  TwoLayerNet net = materialise(start);
  Eigen::MatrixXd w = net.w0();
  w(0, 0) += 0.1;
  w(2, 4) -= 0x1p-60;
  w(1, 1) = -0.0;
  net.set_w(w);
  return {std::move(net), 20.0 / 3, 0.1, test::random_points(1, 2, 3), {1, -0.30000000000000004}};
}

nlohmann::ordered_json small_json() {
  const auto path = std::filesystem::temp_directory_path() / "proofgauge_network_file_test.json";
  write_network(path, small_file());
  std::ifstream in(path);
  auto json = nlohmann::ordered_json::parse(in);
  std::filesystem::remove(path);
  return json;
}

void refused(const std::string& text, const std::string& field, const std::string& value) {
  try {
    (void)parse_network(text, "net.json");
    BOOST_ERROR("accepted: " + text.substr(0, 200));
  } catch (const InputError& e) {
    const std::string message = e.what();
    BOOST_CHECK_MESSAGE(
        e.field().find(field) != std::string::npos && message.find(value) != std::string::npos,
        "'" + field + "' and '" + value + "' are not in: " + message);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(network_file)

BOOST_AUTO_TEST_CASE(numbers_come_back_exactly) {
  const auto path = std::filesystem::temp_directory_path() / "proofgauge_network_round_trip.json";
  NetworkFile file = small_file();
  write_network(path, file, {{"training", "{\"round\": 7}"}});
  const NetworkFile back = read_network(path);
  BOOST_CHECK(back.net.w0() == file.net.w0() && back.net.w() == file.net.w());
  BOOST_CHECK(back.net.b() == file.net.b() && back.net.a() == file.net.a());
  BOOST_CHECK(std::signbit(back.net.w()(1, 1)));
  BOOST_CHECK(back.radius == file.radius && back.rho == file.rho);
  BOOST_CHECK(back.points == file.points && back.y == file.y);
  std::ifstream in(path);
  BOOST_CHECK_EQUAL(nlohmann::json::parse(in)["training"]["round"], 7);
  // Nothing is left beside it.
  for (const auto& entry : std::filesystem::directory_iterator(path.parent_path()))
    BOOST_CHECK(entry.path().string().find("round_trip.json.tmp") == std::string::npos);
  std::filesystem::remove(path);
}

BOOST_AUTO_TEST_CASE(points_and_weights_within_1e_9_are_accepted_as_they_are) {
  auto json = small_json();
  json["points"][0]["x"][2] = 0.5 + 9e-10;
  const double tau = neuron_radius(json["R"], 5);
  json["W"][1][3] = json["W0"][1][3].get<double>() + tau + 9e-10;
  const NetworkFile file = parse_network(json.dump(), "net.json");
  BOOST_CHECK_EQUAL(file.points[2], 0.5 + 9e-10);
  json["W"][1][3] = json["W0"][1][3].get<double>() + tau + 2e-9;
  refused(json.dump(), "W, column 3", "at most R m^(-2/3)");
  json = small_json();
  json["points"][0]["x"][2] = 0.5 + 2e-9;
  refused(json.dump(), "points[0].x", "last coordinate");
}

BOOST_AUTO_TEST_CASE(every_defect_is_named) {
  const auto with = [](const std::function<void(nlohmann::ordered_json&)>& change) {
    auto json = small_json();
    change(json);
    return json.dump();
  };
  for (const char* key : {"d", "m", "R", "rho", "W0", "b", "a", "W", "points"}) {
    refused(with([&](auto& j) { j.erase(key); }), key, "nothing");
    refused(with([&](auto& j) { j[key] = "x"; }), key, "x");
    refused(with([&](auto& j) { j[key] = nullptr; }), key, "null");
  }
  refused(with([](auto& j) { j["d"] = 1; }), "d", "1");
  refused(with([](auto& j) { j["d"] = 3.0; }), "d", "3.0");
  refused(with([](auto& j) { j["m"] = 0; }), "m", "0");
  refused(with([](auto& j) { j["m"] = -4; }), "m", "-4");
  refused(with([](auto& j) { j["m"] = 1ULL << 40; }), "m", "1099511627776");
  refused(with([](auto& j) { j["R"] = -1; }), "R", "-1");
  refused(with([](auto& j) { j["rho"] = -0.5; }), "rho", "-0.5");
  refused(with([](auto& j) { j["d"] = 4; }), "W0", "3 entries");
  refused(with([](auto& j) { j["m"] = 6; }), "W0[0]", "5 entries");
  refused(with([](auto& j) { j["W0"][1].erase(0); }), "W0[1]", "4 entries");
  refused(with([](auto& j) { j["W"][2][1] = "1"; }), "W[2][1]", "1");
  refused(with([](auto& j) { j["b"].push_back(0); }), "b", "6 entries");
  refused(with([](auto& j) { j["a"][4] = true; }), "a[4]", "true");
  refused(with([](auto& j) { j["points"][1] = 3; }), "points[1]", "3");
  refused(with([](auto& j) { j["points"][1].erase("y"); }), "points[1].y", "nothing");
  refused(with([](auto& j) { j["points"][1]["y"] = 1.5; }), "points[1].y", "1.5");
  refused(with([](auto& j) { j["points"][0]["x"].push_back(0); }), "points[0].x", "4 entries");
  refused(with([](auto& j) { j["points"][0]["x"] = {1, 0, 0.5}; }), "points[0].x", "norm 1");
  refused("", "net.json", "text that is no JSON (at line 1");
  refused("[1]", "net.json", "1 entries");
  refused("{\"d\": 3, \"d\": 3}", "d", "twice");
  refused("{\"d\": 3, \"m\": 1e999}", "net.json", "1e999");
  refused(std::string(100, '[') + std::string(100, ']'), "net.json", "nested deeper than 64");
  refused("{\"d\": NaN}", "net.json", "text that is no JSON (at line 1");
  std::string text = small_json().dump();
  refused(text.substr(0, text.size() / 2), "net.json", "text that is no JSON (at line 1");
}

BOOST_AUTO_TEST_CASE(missing_files_and_places_are_said) {
  BOOST_CHECK_THROW((void)read_network("no/such/file.json"), MissingError);
  BOOST_CHECK_THROW((void)read_network(std::filesystem::temp_directory_path()), InputError);
  BOOST_CHECK_THROW(write_network("no/such/folder/net.json", small_file()), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
