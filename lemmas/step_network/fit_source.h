// Where the points x_i of a built network come from: planted, one alone, or a data set.
#pragma once

#include <memory>
#include <vector>

#include "claim/registry.h"
#include "data/dataset.h"
#include "numeric/rational.h"

namespace proofgauge::step_network {

struct FitSource {
  std::shared_ptr<const data::Points> points;
  numeric::Rational delta;  ///< the separation that the step is made for, at most the measured one
  claim::Parameters words;  ///< the options that name the source, for the record and its replay
};

/// All sources of a request: `--synthetic --n --d --delta` (the product of the lists; n = 1 is one
/// point, for which delta only says which step), or the comma list `--data`, in which `synthetic`
/// stands for the former. A data set is projected on --pca (or d - 1) principal axes of --count
/// rows, of which the first n are taken; its delta is the measured one, rounded down to a multiple
/// of 1/100. InputErrors: a missing letter, points closer than 1/100.
[[nodiscard]] std::vector<FitSource> fit_sources(const claim::Request&, const std::string& claim);

}  // namespace proofgauge::step_network
