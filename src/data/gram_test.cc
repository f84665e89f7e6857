#define BOOST_TEST_MODULE separation
#include "data/gram.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <string>
#include <vector>

#include "claim/error.h"
#include "data/separation_test.h"

namespace proofgauge::data {
namespace {

std::vector<std::uint32_t> all_rows(const Dataset& data) {
  std::vector<std::uint32_t> rows(data.n);
  std::iota(rows.begin(), rows.end(), 0U);
  return rows;
}

std::int64_t inner(const Dataset& data, std::size_t i, std::size_t j) {
  std::int64_t sum = 0;
  for (std::size_t k = 0; k < data.p; ++k)
    sum += std::int64_t{data.bytes[i * data.p + k]} * data.bytes[j * data.p + k];
  return sum;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gram)

BOOST_AUTO_TEST_CASE(byte_products_are_exact_on_every_instruction_set) {
  for (const std::string& isa : test::available_isas())
    for (const std::size_t p : {1U, 3U, 4U, 63U, 64U, 65U, 784U, 1001U}) {
      const test::Isa chosen(isa);
      // 255 throughout is the largest sum; 70 rows leave the last unit partly empty.
      Dataset data = test::random_bytes(70, p, 11, 255);
      for (std::size_t k = 0; k < p; ++k) data.bytes[k] = data.bytes[p + k] = 255;
      const PackedRows packed(data, all_rows(data), 2);
      BOOST_TEST(packed.kernels().name == isa);
      Products products;
      for (std::size_t a = 0; a < packed.units(); ++a)
        for (std::size_t b = 0; b < packed.units(); ++b) {
          packed.multiply(a, b, products);
          for (std::size_t r = 0; r < kUnit && a * kUnit + r < data.n; ++r)
            for (std::size_t c = 0; c < kUnit && b * kUnit + c < data.n; ++c)
              BOOST_REQUIRE_EQUAL(products.exact[r * kUnit + c],
                                  inner(data, a * kUnit + r, b * kUnit + c));
        }
    }
}

BOOST_AUTO_TEST_CASE(byte_products_are_exact_up_to_the_column_limit) {
  for (const std::string& isa : test::available_isas()) {
    const test::Isa chosen(isa);
    Dataset data;
    data.n = 2;
    data.p = kMaxByteColumns;
    data.bytes.assign(data.n * data.p, 255);
    const PackedRows packed(data, all_rows(data), 1);
    BOOST_REQUIRE(packed.exact());
    Products products;
    packed.multiply(0, 0, products);
    BOOST_TEST(products.exact[1] == inner(data, 0, 1));
    ++data.p;  // one more column does not fit 31 bits, and is not attempted
    data.bytes.assign(data.n * data.p, 255);
    BOOST_TEST(!PackedRows(data, all_rows(data), 1).exact());
    BOOST_TEST(inner(data, 0, 1) > std::int64_t{2147483647});
  }
}

BOOST_AUTO_TEST_CASE(float_products_stay_within_the_stated_bound) {
  for (const std::string& isa : test::available_isas())
    for (const std::size_t p : {1U, 7U, 255U, 256U, 257U, 900U}) {
      const test::Isa chosen(isa);
      const Dataset data = test::random_reals(50, p, 5);
      const PackedRows packed(data, all_rows(data), 1);
      const double bound = packed.key_bound().absolute;
      Products products;
      double worst = 0;
      for (std::size_t a = 0; a < packed.units(); ++a)
        for (std::size_t b = 0; b < packed.units(); ++b) {
          packed.multiply(a, b, products);
          for (std::size_t r = 0; r < kUnit && a * kUnit + r < data.n; ++r)
            for (std::size_t c = 0; c < kUnit && b * kUnit + c < data.n; ++c) {
              const long double exact = test::cosine(data, a * kUnit + r, b * kUnit + c);
              worst = std::max(
                  worst, static_cast<double>(std::abs(
                             exact - static_cast<long double>(products.rounded[r * kUnit + c]))));
            }
        }
      BOOST_TEST(worst <= bound);
      // Single precision is not exact: a bound of nothing would fail. (Cosines of one column are,
      // +-1.)
      if (p > 1) BOOST_TEST(worst > 0x1p-30);
    }
}

BOOST_AUTO_TEST_CASE(gathered_rows_give_the_same_products) {
  for (const bool bytes : {true, false})
    for (const std::string& isa : test::available_isas()) {
      const test::Isa chosen(isa);
      const Dataset data =
          bytes ? test::random_bytes(100, 37, 3, 255) : test::random_reals(100, 37, 3);
      const PackedRows packed(data, all_rows(data), 1);
      const std::vector<std::uint32_t> some{99, 3, 40, 41};
      GatheredUnit unit = packed.gathered();
      packed.gather(some, unit);
      Products gathered, direct;
      for (std::size_t b = 0; b < packed.units(); ++b) {
        packed.multiply(unit, b, gathered);
        for (std::size_t r = 0; r < some.size(); ++r) {
          packed.multiply(some[r] / kUnit, b, direct);
          for (std::size_t c = 0; c < kUnit; ++c) {
            const std::size_t cell = some[r] % kUnit * kUnit + c, j = b * kUnit + c;
            if (j < data.n)
              BOOST_REQUIRE_EQUAL(packed.key(gathered, r * kUnit + c, j),
                                  packed.key(direct, cell, j));
          }
        }
      }
    }
}

BOOST_AUTO_TEST_CASE(an_unknown_instruction_set_is_refused) {
  const test::Isa chosen("sse9");
  BOOST_CHECK_EXCEPTION((void)gram_kernels(), InputError, [](const InputError& e) {
    return e.field() == "PROOFGAUGE_ISA" && e.value() == "'sse9'";
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace proofgauge::data
