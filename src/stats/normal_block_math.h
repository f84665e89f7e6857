// Constants of the Box-Muller step, shared by the scalar reference and the vector kernels.
// Constants only: no function here may be compiled for two instruction sets. The polynomials come
// from normal_block_coefficients.py.
#pragma once

#include <cstdint>

namespace proofgauge::stats::detail {

constexpr std::uint32_t kPhiloxMultiplier0 = 0xD2511F53U, kPhiloxMultiplier1 = 0xCD9E8D57U;
constexpr std::uint32_t kPhiloxWeyl0 = 0x9E3779B9U, kPhiloxWeyl1 = 0xBB67AE85U;
constexpr int kPhiloxRounds = 10;

constexpr std::uint32_t kSqrtHalfBits = 0x3f3504f3U;  ///< bits of the float nearest to sqrt(1/2)
constexpr std::uint32_t kMantissaMask = 0x007fffffU;
constexpr float kTwoLn2 = 0x1.62e43p+0F;  ///< 2 ln 2 to float

/// -2 ln(1 + f) = f P(f), sqrt(1/2) <= 1 + f < sqrt 2; relative error of P below 3.5e-8 (2^-24.8).
constexpr float kLog[9] = {-0x1p+1F,        0x1p+0F,         -0x1.555702p-1F,
                           0x1.00028ap-1F,  -0x1.98cb16p-2F, 0x1.53b8c8p-2F,
                           -0x1.3231b2p-2F, 0x1.22c258p-2F,  -0x1.5c710ep-3F};
/// sin(pi x / 4) = x P(x^2), |x| <= 1; relative error below 2.8e-8 (2^-25.1).
constexpr float kSin[4] = {0x1.921fb6p-1F, -0x1.4abbecp-4F, 0x1.466b22p-9F, -0x1.2f5a1ep-15F};
/// cos(pi x / 4) = P(x^2), |x| <= 1; relative error below 4.0e-8 (2^-24.5).
constexpr float kCos[4] = {0x1p+0F, -0x1.3bd39cp-2F, 0x1.03b068p-6F, -0x1.4e7de8p-12F};

}  // namespace proofgauge::stats::detail
