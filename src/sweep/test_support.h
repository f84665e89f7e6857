// Records and a folder for tests of the store.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

#include "sweep/store.h"

namespace proofgauge::sweep::testing {

struct Folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("proofgauge-store-" + std::to_string(getpid()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
};

/// A record of a claim that exists only here; every cell another one.
inline claim::Record record(unsigned long long m, double R, unsigned long long seed = 1,
                            double measured = 0.5) {
  claim::ClaimInfo info;
  info.id = m % 2 == 0 ? "fake/even" : "fake/odd";
  info.statement = "measured <= 1";
  claim::Parameters cell;
  cell.set_integer("m", m);
  cell.set_number("R", std::to_string(R), R);
  claim::Measurement found;
  found.finding.evidence = claim::Evidence::enclosure;
  found.finding.scope = claim::Scope::all;
  found.finding.comparisons = {
      {"x", claim::Range::point(measured), claim::Range::point(1), std::nullopt}};
  found.finding.trials.decisive = 1;
  found.finding.witness = "it";
  claim::Record r = claim::make_record(info, "", cell, seed, 0.01, found);
  r.wall_s = 0.25;
  return r;
}

inline Origin origin(const std::string& build = "build 1") {
  return {build, "", "standard", "2026-01-01T00:00:00Z", 0.01};
}

}  // namespace proofgauge::sweep::testing
