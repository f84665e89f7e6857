// What several tests of training begin with.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "online/trainer.h"

namespace proofgauge::online::test {

/// 300 neurons against three steps of projected gradients.
inline TrainOptions small_run(std::uint64_t rounds) {
  TrainOptions o;
  o.m = 300;
  o.radius = 5;
  o.rho = 0.15;
  o.rounds = rounds;
  o.eta = 0.02;
  o.attack = adversary::parse_attack("pgd-3", "test");
  return o;
}

/// Of this process, gone with its last use.
struct Folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("training_test." + std::to_string(::getpid()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
};

inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace proofgauge::online::test
