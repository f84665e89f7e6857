// The input is a --config file (TOML) for a lemma `probe` that reads every option.
#include "app/config.h"

#include "claim/error.h"
#include "fuzz.h"

namespace proofgauge::fuzz {
namespace {

class Probe final : public claim::Lemma {
 public:
  Probe() {
    info_.id = "probe";
    claim::ClaimInfo c;
    c.id = "probe/claim";
    c.twins = {{"false", "something false", "it is not so"}};
    claims_.push_back(std::move(c));
  }
  [[nodiscard]] const claim::LemmaInfo& info() const override { return info_; }
  [[nodiscard]] std::span<const claim::ClaimInfo> claims() const override { return claims_; }
  [[nodiscard]] std::vector<std::string> accepts() const override {
    std::vector<std::string> names;
    for (const app::OptionHelp& o : app::letter_options()) names.push_back(o.name);
    for (const app::OptionHelp& o : app::word_options()) names.push_back(o.name);
    return names;
  }
  [[nodiscard]] std::vector<claim::Job> plan(const claim::Selection&,
                                             const claim::Request&) const override {
    return {};
  }

 private:
  claim::LemmaInfo info_;
  std::vector<claim::ClaimInfo> claims_;
};
PROOFGAUGE_REGISTER_LEMMA(Probe);

}  // namespace

void config(Bytes input) {
  app::Options options;
  options.verb = "certify";  // the verb that reads no profile besides
  options.config = scratch_file("config.toml", input);
  try {
    const app::Defaults defaults = app::Defaults::load(options);
    const auto& registry = claim::Registry::global();
    const claim::Selection selection = registry.select("probe/claim").front();
    const claim::Request request =
        app::request_for(selection, *registry.find("probe"), options, defaults);
    for (const auto& [name, values] : request.grid) require(!values.empty(), "a letter has values");
    const double alpha = app::alpha_of(options, defaults);
    require(alpha >= 0 && alpha <= 1, "alpha is a probability");
    require(app::timeout_of(options, defaults) >= 0, "a timeout is a time");
    planted(request.values("m") != nullptr && request.seed > 3);
  } catch (const InputError&) {
  }
}

}  // namespace proofgauge::fuzz
