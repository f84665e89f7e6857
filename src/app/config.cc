#include "app/config.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <set>
#include <sstream>

#include "app/memory_limit.h"
#include "claim/error.h"
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
  throw InputError(field, "", "a number, a string or true/false");
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

/// One of two ways to say the same thing was typed: the defaults' other way does not apply.
bool other_way_typed(const std::string& key, const Options& options) {
  const auto typed = [&](const char* name) { return options.letters.count(name) != 0; };
  if (key == "rho") return typed("ratio");
  if (key == "ratio") return typed("rho");
  if (key == "eps1") return typed("eps") || typed("degree");
  if (key == "n" || key == "eps") return typed("eps1") || typed("degree");
  return false;
}

}  // namespace

void Defaults::read(std::string_view text, const std::string& file) {
  static const std::set<std::string> known = known_keys(),
                                     top_level{"seed", "alpha", "timeout", "memory"};
  const toml::table root = claim::parse_toml(text, file);
  for (const auto& [name_key, node] : root) {
    const std::string name(name_key.str());
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      if (top_level.count(name) == 0)
        throw InputError(file + ": " + name, text_of(node, name),
                         "seed, alpha, timeout, memory or a table per lemma");
      entries_.push_back({"", name, text_of(node, file + ": " + name)});
      continue;
    }
    // A table that names no lemma or claim is an error, and so is a key that its lemma does not
    // read.
    (void)claim::Registry::global().select(name);
    const auto accepted = claim::Registry::global().find(lemma_of(name))->accepts();
    for (const auto& [key, value] : *table) {
      const std::string field = file + ": [" + name + "] " + std::string(key.str());
      if (known.count(std::string(key.str())) == 0)
        throw InputError(field, text_of(value, field), "an option of verify, without dashes");
      if (std::find(accepted.begin(), accepted.end(), key.str()) == accepted.end())
        throw InputError(field, text_of(value, field),
                         "an option that " + lemma_of(name) + " reads");
      entries_.push_back({name, std::string(key.str()), text_of(value, field)});
    }
  }
}

Defaults Defaults::load(const Options& options) {
  Defaults defaults;
  // certify speaks of one cell: no profile fills in what was not said.
  if (options.verb != "certify")
    defaults.read(profile_text(options.profile), "profile " + options.profile);
  if (options.config) {
    defaults.read(read_text(*options.config, "--config"), options.config->string());
  }
  return defaults;
}

std::string Defaults::value(const std::string& claim_id, const std::string& key) const {
  const std::string lemma = lemma_of(claim_id);
  std::string of_lemma, of_claim;
  for (const Entry& e : entries_) {
    if (e.key != key) continue;
    if (e.table == claim_id) of_claim = e.text;
    if (e.table == lemma) of_lemma = e.text;
  }
  return of_claim.empty() ? of_lemma : of_claim;
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
  const bool source_typed =
      options.words.count("data") != 0 || options.words.count("synthetic") != 0;
  const bool network_typed = options.words.count("network") != 0;
  for (const std::string& key : accepted) {
    std::string text;
    if (const auto it = options.letters.find(key); it != options.letters.end()) text = it->second;
    if (const auto it = options.words.find(key); it != options.words.end()) text = it->second;
    const bool other_origin = (source_typed && belongs_to_source(key)) ||
                              (network_typed && belongs_to_network(key)) ||
                              other_way_typed(key, options);
    if (text.empty() && !other_origin) text = defaults.value(selection.info->id, key);
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
  std::string text = options.seed.value_or(defaults.top("seed"));
  if (text.empty()) text = "1";
  unsigned long long seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (error != std::errc{} || end != text.data() + text.size())
    throw InputError("--seed", "'" + text + "'", "an integer from 0 to 2^64 - 1");
  return seed;
}

double alpha_of(const Options& options, const Defaults& defaults) {
  std::string text = options.alpha.value_or(defaults.top("alpha"));
  if (text.empty()) text = "0.01";
  const numeric::Rational alpha = numeric::parse_rational(text, "--alpha");
  if (alpha <= 0 || alpha >= 1)
    throw InputError("--alpha", text, "a probability strictly between 0 and 1");
  return numeric::to_double(alpha);
}

double timeout_of(const Options& options, const Defaults& defaults) {
  const std::string text = options.timeout.value_or(defaults.top("timeout"));
  if (text.empty()) return std::numeric_limits<double>::infinity();
  const numeric::Rational seconds = numeric::parse_rational(text, "--timeout");
  if (seconds <= 0) throw InputError("--timeout", text, "a number of seconds above 0");
  return numeric::to_double(seconds);
}

double memory_of(const Options& options, const Defaults& defaults) {
  const std::string text = options.memory.value_or(defaults.top("memory"));
  if (text.empty()) return std::numeric_limits<double>::infinity();
  return parse_memory(text, "--memory");
}

}  // namespace proofgauge::app
