#include "network/network_file.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "claim/error.h"
#include "claim/json_field.h"
#include "claim/output_file.h"
#include "claim/text_file.h"

namespace proofgauge::network {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kTolerance = 1e-9;
constexpr std::size_t kMostMembers = 1000;  ///< of an object, which looks each up in all of them
constexpr std::uint64_t kMostNumbers = std::uint64_t{1} << 28;

std::string shown(const Json& value) {
  return value.is_array() ? std::to_string(value.size()) + " entries" : claim::shown(value);
}

/// Reads members of one file; `name` begins every message.
class Reader {
 public:
  explicit Reader(std::string name) : name_(std::move(name)) {}

  [[nodiscard]] std::string field(const std::string& path) const { return name_ + ": " + path; }

  [[nodiscard]] Json parse(std::string_view text) const {
    // Repeated members: nlohmann would silently keep the last.
    std::vector<std::set<std::string>> seen;  // in the objects that are open
    const auto once = [&](int, Json::parse_event_t event, Json& value) {
      if (event == Json::parse_event_t::object_start) seen.emplace_back();
      if (event == Json::parse_event_t::object_end) seen.pop_back();
      if (event == Json::parse_event_t::key && seen.back().size() == kMostMembers)
        throw InputError(name_, "an object of more than 1000 members", "what this program writes");
      if (event == Json::parse_event_t::key && !seen.back().insert(value.get<std::string>()).second)
        throw InputError(field(value.get<std::string>()), "the member twice", "it once");
      return true;
    };
    // Half as much again: the names above, and matrices of the numbers beside the values.
    Json json = claim::parse_json(text, name_, claim::json_bytes(text) / 2, once);
    if (!json.is_object()) throw InputError(name_, shown(json), "a JSON object");
    return json;
  }

  [[nodiscard]] const Json& member(const Json& json, const char* key,
                                   const std::string& prefix = {}) const {
    return claim::member_of(json, key, field(prefix));
  }

  [[nodiscard]] double number(const Json& value, const std::string& path) const {
    if (!value.is_number() || !std::isfinite(value.get<double>()))
      throw InputError(field(path), shown(value), "a finite number");
    return value.get<double>();
  }

  [[nodiscard]] double at_least_zero(const Json& json, const char* key) const {
    const double x = number(member(json, key), key);
    if (x < 0) throw InputError(field(key), shown(json.at(key)), "a number >= 0");
    return x;
  }

  [[nodiscard]] Eigen::Index count(const Json& json, const char* key, std::uint64_t least) const {
    const Json& value = member(json, key);
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() < least ||
        value.get<std::uint64_t>() > kMostNumbers)
      throw InputError(field(key), shown(value), fmt::format("an integer from {} to 2^28", least));
    return value.get<Eigen::Index>();
  }

  const Json& array(const Json& value, Eigen::Index size, const std::string& path,
                    const char* what) const {
    if (!value.is_array() || value.size() != static_cast<std::size_t>(size))
      throw InputError(field(path), shown(value), fmt::format("{} {}", size, what));
    return value;
  }

  [[nodiscard]] Eigen::VectorXd vector(const Json& value, Eigen::Index size,
                                       const std::string& path) const {
    array(value, size, path, "numbers");
    Eigen::VectorXd v(size);
    for (Eigen::Index k = 0; k < size; ++k)
      v(k) = number(value[static_cast<std::size_t>(k)], path + "[" + std::to_string(k) + "]");
    return v;
  }

  [[nodiscard]] Eigen::MatrixXd matrix(const Json& json, const char* key, Eigen::Index rows,
                                       Eigen::Index columns) const {
    const Json& value = array(member(json, key), rows, key, "rows (d), one per coordinate");
    // Each row before the matrix: `m` alone would make a short file allocate gigabytes.
    for (Eigen::Index k = 0; k < rows; ++k)
      array(value[static_cast<std::size_t>(k)], columns,
            std::string(key) + "[" + std::to_string(k) + "]", "numbers");
    Eigen::MatrixXd w(rows, columns);
    for (Eigen::Index k = 0; k < rows; ++k)
      w.row(k) = vector(value[static_cast<std::size_t>(k)], columns,
                        std::string(key) + "[" + std::to_string(k) + "]");
    return w;
  }

 private:
  std::string name_;
};

void read_points(const Reader& reader, const Json& json, Eigen::Index d, NetworkFile& file) {
  const Json& points = reader.member(json, "points");
  if (!points.is_array())
    throw InputError(reader.field("points"), shown(points), "an array of {x, y}");
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::string path = "points[" + std::to_string(i) + "]", dot = path + ".";
    if (!points[i].is_object())
      throw InputError(reader.field(path), shown(points[i]), "an object {x, y}");
    const Eigen::VectorXd x = reader.vector(reader.member(points[i], "x", dot), d, dot + "x");
    const double length = x.head(d - 1).norm();
    if (!(std::abs(length - std::sqrt(0.75)) <= kTolerance))
      throw InputError(reader.field(dot + "x"),
                       fmt::format("first {} coordinates of norm {}", d - 1, length),
                       "a point within 1e-9 of X, where that norm is sqrt(3)/2");
    if (!(std::abs(x(d - 1) - 0.5) <= kTolerance))
      throw InputError(reader.field(dot + "x"), fmt::format("last coordinate {}", x(d - 1)),
                       "a point within 1e-9 of X, where it is 1/2");
    const double y = reader.number(reader.member(points[i], "y", dot), dot + "y");
    if (std::abs(y) > 1)
      throw InputError(reader.field(dot + "y"), fmt::format("{}", y), "a target from -1 to 1");
    file.points.insert(file.points.end(), x.begin(), x.end());
    file.y.push_back(y);
  }
}

void check_ball(const Reader& reader, const NetworkFile& file) {
  const double tau = neuron_radius(file.radius, static_cast<std::uint64_t>(file.net.m()));
  for (Eigen::Index r = 0; r < file.net.m(); ++r) {
    const double moved = (file.net.w().col(r) - file.net.w0().col(r)).norm();
    if (!(moved <= tau + kTolerance))
      throw InputError(reader.field("W, column " + std::to_string(r)),
                       fmt::format("distance {} from W0", moved),
                       fmt::format("at most R m^(-2/3) = {}, within 1e-9", tau));
  }
}

class Writer {
 public:
  explicit Writer(const TextSink& sink) : sink_(sink) {}

  Writer& operator<<(std::string_view text) {
    buffer_.append(text.data(), text.data() + text.size());
    return *this;
  }
  /// The shortest text that reads back as the same double.
  Writer& operator<<(double x) {
    // JSON readers take -0 for an integer, which has no sign.
    if (x == 0 && std::signbit(x)) return *this << "-0.0";
    fmt::format_to(std::back_inserter(buffer_), "{}", x);
    if (buffer_.size() > 1U << 16) flush();
    return *this;
  }
  template <class Row>
  void numbers(const Row& row) {
    *this << "[";
    for (Eigen::Index k = 0; k < row.size(); ++k) *this << (k > 0 ? "," : "") << row(k);
    *this << "]";
  }
  void matrix(const Eigen::MatrixXd& w) {
    *this << "[";
    for (Eigen::Index k = 0; k < w.rows(); ++k) {
      *this << (k > 0 ? ",\n  " : "\n  ");
      numbers(w.row(k));
    }
    *this << "]";
  }

  void flush() {
    sink_({buffer_.data(), buffer_.size()});
    buffer_.clear();
  }

 private:
  const TextSink& sink_;
  fmt::memory_buffer buffer_;
};

}  // namespace

void write_network(const TextSink& sink, const NetworkFile& file,
                   const std::vector<std::pair<std::string, std::string>>& more) {
  Writer out(sink);
  const Eigen::Index d = file.net.d();
  out << fmt::format("{{\"d\": {}, \"m\": {}, \"R\": {}, \"rho\": {},\n\"W0\": ", d, file.net.m(),
                     file.radius, file.rho);
  out.matrix(file.net.w0());
  out << ",\n\"b\": ";
  out.numbers(file.net.b());
  out << ",\n\"a\": ";
  out.numbers(file.net.a());
  out << ",\n\"W\": ";
  out.matrix(file.net.w());
  out << ",\n\"points\": [";
  for (std::size_t i = 0; i < file.n(); ++i) {
    out << (i > 0 ? ",\n  {\"x\": " : "\n  {\"x\": ");
    out.numbers(
        Eigen::Map<const Eigen::VectorXd>(file.points.data() + i * static_cast<std::size_t>(d), d));
    out << ", \"y\": " << file.y[i] << "}";
  }
  out << "]";
  for (const auto& [name, json] : more) out << ",\n" << Json(name).dump() << ": " << json;
  out << "}\n";
  out.flush();
}

NetworkFile parse_network(std::string_view text, const std::string& name) {
  const Reader reader(name);
  const Json json = reader.parse(text);
  const Eigen::Index d = reader.count(json, "d", 2), m = reader.count(json, "m", 1);
  if (static_cast<std::uint64_t>(m) > kMostNumbers / static_cast<std::uint64_t>(d + 1))
    throw InputError(reader.field("m"), std::to_string(m), "(d + 1) m of at most 2^28");
  Eigen::MatrixXd w0 = reader.matrix(json, "W0", d, m);
  Eigen::VectorXd b = reader.vector(reader.member(json, "b"), m, "b");
  Eigen::VectorXd a = reader.vector(reader.member(json, "a"), m, "a");
  TwoLayerNet net(std::move(w0), std::move(b), std::move(a));
  net.set_w(reader.matrix(json, "W", d, m));
  NetworkFile file{
      std::move(net), reader.at_least_zero(json, "R"), reader.at_least_zero(json, "rho"), {}, {}};
  check_ball(reader, file);
  read_points(reader, json, d, file);
  return file;
}

NetworkFile read_network(const std::filesystem::path& path) {
  constexpr std::uint64_t kLargest = std::uint64_t{1} << 34;  // 2^28 numbers, twice, with room
  const std::string text =
      claim::read_text_file(path, kLargest, "NETWORK is the path of a JSON network file");
  return parse_network(text, path.string());
}

void write_network(const std::filesystem::path& path, const NetworkFile& file,
                   const std::vector<std::pair<std::string, std::string>>& more) {
  claim::OutputFile out("network", path);
  write_network([&](std::string_view text) { out.write(text); }, file, more);
  out.commit();
}

}  // namespace proofgauge::network
