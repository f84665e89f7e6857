// The input is the replay line of a stranger's record.
#include <algorithm>

#include "app/cli.h"
#include "claim/error.h"
#include "fuzz.h"

namespace proofgauge::fuzz {

void replay(Bytes input) {
  const std::string line(text_of(input));
  app::Options options;
  try {
    options = app::parse_replay_line(line);
  } catch (const InputError&) {
    return;
  }
  require(options.verb == "verify" || options.verb == "train" || options.verb == "falsify",
          "a replay computes a verdict");
  require(!options.output && !options.checkpoint && !options.log && !options.store &&
              !options.resume && !options.update && !options.baseline && options.exports.empty() &&
              options.merge.empty() && !options.dry_run,
          "a replay writes no file of the line's choice");
  planted(options.verb == "train" && options.seed && options.seed != "6");
  // A claim or a data set with a dash in front, after --: no such claim, and no command of one.
  if (std::any_of(options.arguments.begin(), options.arguments.end(),
                  [](const std::string& a) { return a.starts_with('-'); }))
    return;
  const app::Options again = app::parse_replay_line(options.command);
  require(again.command == options.command && again.letters == options.letters &&
              again.words == options.words && again.arguments == options.arguments,
          "a command reads back as it was stated");
}

}  // namespace proofgauge::fuzz
