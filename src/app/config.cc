#include "app/config.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <set>
#include <sstream>

#include "app/memory_limit.h"
#include "claim/error.h"
#include "claim/suggest.h"
#include "claim/text_file.h"
#include "claim/toml_text.h"
#include "numeric/letters.h"
#include "numeric/rational.h"

namespace proofgauge::embedded {
extern const std::string_view profile_quick, profile_standard, profile_deep;
}

namespace proofgauge::app {
namespace {

std::string read_text(const std::filesystem::path& file, const char* option) {
  std::ifstream in(file, std::ios::binary);
  if (std::filesystem::is_directory(file))
    throw InputError(option, file.string(), "a file, not a directory");
  if (!in)
    throw MissingError(file.string(), std::string(option) + " takes the path of a TOML file");
  constexpr std::uint64_t kLargest = std::uint64_t{1} << 20;
  return claim::read_all(in, std::string(option) + " " + file.string(), kLargest);
}

std::string_view profile_text(const std::string& name) {
  if (name == "quick") return embedded::profile_quick;
  if (name == "deep") return embedded::profile_deep;
  return embedded::profile_standard;
}

std::string text_of(const toml::node& node, const std::string& field) {
  if (const auto s = node.value_exact<std::string>()) return *s;
  if (const auto i = node.value_exact<std::int64_t>()) return std::to_string(*i);
  if (const auto b = node.value_exact<bool>()) return *b ? "true" : "false";
  if (const auto x = node.value_exact<double>()) {
    char text[40];
    const auto end = std::to_chars(text, text + sizeof text, *x).ptr;
    return {text, end};
  }
  throw InputError(field, node.is_array() ? "an array" : "a date or a table",
                   "a number, a string or true/false");
}

/// What body throws, with the field that a file has instead of an option.
template <class Body>
auto in_field(const std::string& field, const Body& body) {
  try {
    return body();
  } catch (const InputError& e) {
    throw InputError(field, e.value(), e.expected());
  }
}

std::set<std::string> known_keys() {
  std::set<std::string> keys{"center", "synthetic"};
  for (const OptionHelp& o : letter_options()) keys.insert(o.name);
  for (const OptionHelp& o : word_options()) keys.insert(o.name);
  for (const OptionHelp& o : further_letters()) keys.insert(o.name);
  return keys;
}

bool is_letter(const std::string& name) {
  const auto names = [&](const OptionHelp& o) { return o.name == name; };
  const auto& letters = letter_options();
  const std::vector<OptionHelp> more = further_letters();
  return std::any_of(letters.begin(), letters.end(), names) ||
         std::any_of(more.begin(), more.end(), names);
}

std::string one_number(const std::string& key, const std::string& text) {
  const auto values = numeric::parse_letter(key, text);
  if (values.size() != 1) throw InputError("--" + key, "'" + text + "'", "one number");
  return values.front().text;
}

std::string lemma_of(const std::string& claim_id) { return claim_id.substr(0, claim_id.find('/')); }

/// What a network file says itself, so that no default may stand beside one.
bool belongs_to_network(const std::string& key) {
  static const std::set<std::string> keys{"m", "d", "R", "rho", "delta", "points"};
  return keys.count(key) != 0;
}

/// What only makes sense together with the source of points that it came with.
bool belongs_to_source(const std::string& key) {
  static const std::set<std::string> keys{"data",  "synthetic", "pca", "classes",
                                          "count", "center",    "n",   "delta"};
  return keys.count(key) != 0;
}

/// A table that names no lemma or claim is an error, and so is a key that its lemma does not read
/// and a letter that is none, whether or not the run uses it.
std::vector<Defaults::Entry> read_table(const toml::table& table, const std::string& name,
                                        const std::string& file, bool of_user) {
  std::vector<Defaults::Entry> entries;
  static const std::set<std::string> known = known_keys();
  in_field(file + ": [" + name + "]", [&] { return claim::Registry::global().select(name); });
  const auto accepted = claim::Registry::global().find(lemma_of(name))->accepts();
  for (const auto& [toml_key, node] : table) {
    const std::string key(toml_key.str()), field = file + ": [" + name + "] " + key,
                                           text = text_of(node, field);
    if (known.count(key) == 0)
      throw InputError(field, text,
                       "an option of verify, without dashes" + claim::did_you_mean(key, accepted));
    if (std::find(accepted.begin(), accepted.end(), key) == accepted.end())
      throw InputError(field, text, "an option that " + lemma_of(name) + " reads");
    if (is_letter(key)) in_field(field, [&] { return numeric::parse_letter(key, text); });
    entries.push_back({name, key, text, file, of_user});
  }
  return entries;
}

std::vector<Defaults::Entry> read(std::string_view text, const std::string& file, bool of_user) {
  std::vector<Defaults::Entry> entries;
  static const std::vector<std::string> top_level{"seed", "alpha", "timeout", "memory"};
  const toml::table root = claim::parse_toml(text, file);
  for (const auto& [name_key, node] : root) {
    const std::string name(name_key.str());
    if (const toml::table* table = node.as_table()) {
      for (Defaults::Entry& e : read_table(*table, name, file, of_user))
        entries.push_back(std::move(e));
      continue;
    }
    const std::string field = file + ": " + name;
    if (std::find(top_level.begin(), top_level.end(), name) == top_level.end())
      throw InputError(field, text_of(node, field),
                       "seed, alpha, timeout, memory or a table per lemma" +
                           claim::did_you_mean(name, top_level));
    entries.push_back({"", name, text_of(node, field), file, of_user});
  }
  return entries;
}

/// Whether the command line or a file, which says `says(key)`, makes what is below it say nothing
/// of `key`: it names another source of points, a network, or another way to say the same thing.
template <class Says>
bool says_otherwise(const std::string& key, const Says& says) {
  const auto any = [&](std::initializer_list<const char*> names) {
    return std::any_of(names.begin(), names.end(), [&](const char* n) { return !says(n).empty(); });
  };
  if (belongs_to_source(key) && any({"data", "synthetic"})) return true;
  if (belongs_to_network(key) && any({"network"})) return true;
  if (key == "rho") return any({"ratio"});
  if (key == "ratio") return any({"rho"});
  if (key == "eps1") return any({"eps", "degree"});
  return (key == "n" || key == "eps") && any({"eps1", "degree"});
}

std::string text_for(const std::string& key, const std::string& claim_id, const Options& options,
                     const Defaults& defaults) {
  const auto typed = [&](const std::string& name) {
    const auto letter = options.letters.find(name), word = options.words.find(name);
    return letter != options.letters.end() ? letter->second
           : word != options.words.end()   ? word->second
                                           : std::string();
  };
  std::string text = typed(key);
  bool settled = says_otherwise(key, typed);
  for (const bool of_user : {true, false}) {
    if (!text.empty() || settled) return text;
    const auto says = [&](const std::string& name) {
      return defaults.value(of_user, claim_id, name);
    };
    text = says(key);
    settled = says_otherwise(key, says);
  }
  return text;
}

/// A run's setting: typed, or a file's, or `otherwise`.
Defaults::Said setting(const std::optional<std::string>& typed, const Defaults& defaults,
                       const std::string& key, const std::string& otherwise = "") {
  if (typed) return {*typed, "--" + key};
  const Defaults::Said said = defaults.top(key);
  return said.text.empty() ? Defaults::Said{otherwise, "--" + key} : said;
}

}  // namespace

Defaults Defaults::load(const Options& options) {
  Defaults defaults;
  // certify speaks of one cell: no profile fills in what was not said.
  if (options.verb != "certify")
    defaults.entries_ = read(profile_text(options.profile), "profile " + options.profile, false);
  if (options.config)
    for (Entry& e : read(read_text(*options.config, "--config"), options.config->string(), true))
      defaults.entries_.push_back(std::move(e));
  return defaults;
}

std::string Defaults::value(bool of_user, const std::string& claim_id,
                            const std::string& key) const {
  const std::string lemma = lemma_of(claim_id);
  std::string of_lemma, of_claim;
  for (const Entry& e : entries_) {
    if (e.key != key || e.of_user != of_user) continue;
    if (e.table == claim_id) of_claim = e.text;
    if (e.table == lemma) of_lemma = e.text;
  }
  return of_claim.empty() ? of_lemma : of_claim;
}

Defaults::Said Defaults::top(const std::string& key) const {
  Said said;
  for (const Entry& e : entries_)
    if (e.table.empty() && e.key == key) said = {e.text, e.file + ": " + key};
  return said;
}

claim::Request request_for(const claim::Selection& selection, const claim::Lemma& lemma,
                           const Options& options, const Defaults& defaults) {
  claim::Request request;
  request.seed = seed_of(options, defaults);
  request.profile = options.profile;
  if (options.constants) {
    request.constants.override_with(claim::ConstantsProfile::parse(
        read_text(*options.constants, "--constants"), options.constants->string()));
    request.words.emplace_back("constants", options.constants->string());
  }
  const std::vector<std::string> accepted = lemma.accepts();
  for (const std::string& key : accepted) {
    const std::string text = text_for(key, selection.info->id, options, defaults);
    if (text.empty()) continue;
    if (is_letter(key))
      request.grid.emplace_back(key, numeric::parse_letter(key, text));
    else
      request.words.emplace_back(key,
                                 key == "pca" || key == "count" ? one_number(key, text) : text);
  }
  return request;
}

void check_options_are_used(const Options& options,
                            const std::vector<const claim::Lemma*>& chosen) {
  const auto check = [&](const std::string& name, const std::string& text) {
    std::string readers;
    for (const claim::Lemma* lemma : claim::Registry::global().lemmas()) {
      const auto accepted = lemma->accepts();
      if (std::find(accepted.begin(), accepted.end(), name) == accepted.end()) continue;
      if (std::find(chosen.begin(), chosen.end(), lemma) != chosen.end()) return;
      readers += (readers.empty() ? "" : ", ") + lemma->info().id;
    }
    throw InputError("--" + name, "'" + text + "'",
                     readers.empty() ? "no such option: no lemma reads it"
                                     : "a lemma that reads it (" + readers + ")");
  };
  for (const auto& [name, text] : options.letters) check(name, text);
  for (const auto& [name, text] : options.words) check(name, text);
}

unsigned long long seed_of(const Options& options, const Defaults& defaults) {
  const auto [text, field] = setting(options.seed, defaults, "seed", "1");
  unsigned long long seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (error != std::errc{} || end != text.data() + text.size())
    throw InputError(field, "'" + text + "'", "an integer from 0 to 2^64 - 1");
  return seed;
}

double alpha_of(const Options& options, const Defaults& defaults) {
  const auto [text, field] = setting(options.alpha, defaults, "alpha", "0.01");
  const numeric::Rational alpha = numeric::parse_rational(text, field);
  if (alpha <= 0 || alpha >= 1)
    throw InputError(field, text, "a probability strictly between 0 and 1");
  return numeric::to_double(alpha);
}

double timeout_of(const Options& options, const Defaults& defaults) {
  const auto [text, field] = setting(options.timeout, defaults, "timeout");
  if (text.empty()) return std::numeric_limits<double>::infinity();
  const numeric::Rational seconds = numeric::parse_rational(text, field);
  if (seconds <= 0) throw InputError(field, text, "a number of seconds above 0");
  return numeric::to_double(seconds);
}

double memory_of(const Options& options, const Defaults& defaults) {
  const auto [text, field] = setting(options.memory, defaults, "memory");
  if (text.empty()) return std::numeric_limits<double>::infinity();
  return parse_memory(text, field);
}

}  // namespace proofgauge::app
