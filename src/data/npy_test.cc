#include "data/npy.h"

#include <cmath>
#include <limits>

#include "data/test_files.h"

namespace data = proofgauge::data;
using data::testing::check_refused;
using data::testing::npy;
using data::testing::raw;
using data::testing::TempDir;
using Bytes = std::vector<std::uint8_t>;
using Reals = std::vector<double>;

namespace {

data::Dataset parse(const std::string& content) {
  const TempDir dir;
  return data::read_npy(dir.write("a.npy", content));
}

void refused(const std::string& content, std::initializer_list<std::string> parts) {
  check_refused([&] { (void)parse(content); }, parts);
}

template <class T>
void check_dtype(const std::string& kind, const std::vector<T>& values, const Reals& expected) {
  for (const bool big : {false, true}) {
    const data::Dataset set =
        parse(npy((big ? ">" : "<") + kind, false, "(3, 2)", raw(values, big)));
    BOOST_CHECK_EQUAL(set.n, 3);
    BOOST_CHECK_EQUAL(set.p, 2);
    BOOST_CHECK_MESSAGE(set.reals == expected, kind << (big ? " big" : " little"));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(npy_files)

BOOST_AUTO_TEST_CASE(every_dtype_in_both_byte_orders) {
  check_dtype<float>("f4", {0.5F, -1, 2, 3, 1e30F, 5},
                     {0.5, -1, 2, 3, static_cast<double>(1e30F), 5});
  check_dtype<double>("f8", {0.1, -1, 2, 3, 1e300, 5e-324}, {0.1, -1, 2, 3, 1e300, 5e-324});
  check_dtype<std::int16_t>("i2", {-1, 2, -32768, 32767, 0, 1}, {-1, 2, -32768, 32767, 0, 1});
  check_dtype<std::int32_t>("i4", {-1, 2, -2147483647 - 1, 2147483647, 0, 1},
                            {-1, 2, -2147483648.0, 2147483647, 0, 1});
  constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
  check_dtype<std::int64_t>("i8", {-1, 2, least, std::int64_t{1} << 53, 0, 1},
                            {-1, 2, -0x1p63, 0x1p53, 0, 1});
  check_dtype<std::uint16_t>("u2", {1, 2, 65535, 3, 0, 1}, {1, 2, 65535, 3, 0, 1});
  check_dtype<std::uint32_t>("u4", {1, 2, 4294967295U, 3, 0, 1}, {1, 2, 4294967295.0, 3, 0, 1});
  check_dtype<std::uint64_t>("u8", {1, 2, std::uint64_t{1} << 63, 3, 0, 1},
                             {1, 2, 0x1p63, 3, 0, 1});
  BOOST_CHECK((parse(npy("|u1", false, "(1, 2)", "\x05\xff")).bytes == Bytes{5, 255}));
  BOOST_CHECK((parse(npy("|i1", false, "(1, 2)", "\x05\xff")).reals == Reals{5, -1}));
}

BOOST_AUTO_TEST_CASE(integers_in_byte_range_are_bytes_whatever_the_dtype) {
  const Bytes expected{0, 1, 2, 250, 254, 255};
  BOOST_CHECK(parse(npy("<f8", false, "(3, 2)", raw<double>({0, 1, 2, 250, 254, 255}))).bytes ==
              expected);
  BOOST_CHECK(parse(npy("<f4", false, "(3, 2)", raw<float>({0, 1, 2, 250, 254, 255}))).bytes ==
              expected);
  BOOST_CHECK(
      parse(npy(">i8", false, "(3, 2)", raw<std::int64_t>({0, 1, 2, 250, 254, 255}, true))).bytes ==
      expected);
}

BOOST_AUTO_TEST_CASE(fortran_order_gives_the_same_rows) {
  // 2 x 3 x 2, entry (i, j, k) = 100 i + 10 j + k
  Bytes c_order, fortran_order;
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 3; ++j)
      for (int k = 0; k < 2; ++k)
        c_order.push_back(static_cast<std::uint8_t>(100 * i + 10 * j + k));
  for (int k = 0; k < 2; ++k)
    for (int j = 0; j < 3; ++j)
      for (int i = 0; i < 2; ++i)
        fortran_order.push_back(static_cast<std::uint8_t>(100 * i + 10 * j + k));
  const data::Dataset c = parse(npy("|u1", false, "(2, 3, 2)", raw(c_order)));
  const data::Dataset f = parse(npy("|u1", true, "(2, 3, 2)", raw(fortran_order)));
  BOOST_CHECK_EQUAL(c.p, 6);
  BOOST_CHECK(c.bytes == c_order);
  BOOST_CHECK(f.bytes == c_order);
  BOOST_CHECK(parse(npy("|u1", true, "(2, 6)", raw(fortran_order))).bytes !=
              c_order);  // the shape matters
  BOOST_CHECK((parse(npy("<f8", true, "(2, 2)", raw<double>({1.5, 2, 3, 4}))).reals ==
               Reals{1.5, 3, 2, 4}));
}

BOOST_AUTO_TEST_CASE(one_dimension_is_one_feature_per_row) {
  const data::Dataset set = parse(npy("|u1", false, "(4,)", "abcd"));
  BOOST_CHECK_EQUAL(set.n, 4);
  BOOST_CHECK_EQUAL(set.p, 1);
}

BOOST_AUTO_TEST_CASE(versions_2_and_3_and_other_spellings_are_read) {
  for (const char version : {'\2', '\3'})
    BOOST_CHECK(
        (parse(npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 2), }", "ab", version))
             .bytes == Bytes{'a', 'b'}));
  BOOST_CHECK((parse(npy("{ \"shape\":(1,2),'fortran_order':False,'descr':'|u1'}", "ab")).bytes ==
               Bytes{'a', 'b'}));
  const TempDir dir;
  const std::string packed = dir.write_gz("a.npy.gz", npy("|u1", false, "(1, 2)", "ab"));
  BOOST_CHECK((data::read_npy(packed).bytes == Bytes{'a', 'b'}));
}

BOOST_AUTO_TEST_CASE(nan_and_infinity_name_their_row) {
  const double nan = std::numeric_limits<double>::quiet_NaN(),
               inf = std::numeric_limits<double>::infinity();
  refused(npy("<f8", false, "(3, 2)", raw<double>({1, 2, 3, nan, 5, 6})),
          {"a.npy row 1", "nan", "finite"});
  refused(npy("<f8", true, "(3, 2)", raw<double>({1, 2, 3, 4, 5, -inf})),
          {"a.npy row 2", "inf", "finite"});
  refused(npy("<f4", false, "(3, 2)", raw<float>({1, 2, 3, 4, 5, static_cast<float>(inf)})),
          {"row 2", "inf"});
}

BOOST_AUTO_TEST_CASE(integers_that_no_double_equals_name_their_row) {
  const std::int64_t odd = (std::int64_t{1} << 53) + 1;
  refused(npy("<i8", false, "(2, 1)", raw<std::int64_t>({0, odd})), {"row 1", "a double can hold"});
  refused(npy("<i8", false, "(2, 1)", raw<std::int64_t>({-odd, 0})),
          {"row 0", "a double can hold"});
}

BOOST_AUTO_TEST_CASE(unsupported_dtypes_are_refused) {
  for (const char* descr :
       {"|O", "<c16", "<f2", "<U4", "|S3", "<M8", "|f8", "<u3", "<b4", "", "<f16"})
    refused(npy(descr, false, "(1, 1)", std::string(16, '\0')), {"dtype", descr});
  refused(npy("{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (1,), }",
              std::string(8, '\0')),
          {"NPY header", "structured"});
}

BOOST_AUTO_TEST_CASE(wrong_magic_version_and_header_are_refused) {
  const std::string good = npy("|u1", false, "(1, 2)", "ab");
  refused("\x93NUMPX" + good.substr(6), {"magic"});
  refused(good.substr(0, 6) + '\7' + good.substr(7), {"version 7"});
  refused(npy("{'descr': '|u1', 'shape': (1, 2), }", "ab"), {"missing key"});
  refused(npy("{'descr': '|u1', 'fortran_order': Maybe, 'shape': (1, 2), }", "ab"),
          {"Maybe", "True or False"});
  refused(npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1, -2), }", "ab"),
          {"-2", "dimension"});
  refused(
      npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 99999999999999999999), }", "ab"),
      {"dimension"});
  refused(npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 2), 'x': 1}", "ab"),
          {"key 'x'"});
  refused(npy("|u1", false, "()", "a"), {"0 dimensions"});
  refused(npy("|u1", false, "(3, 0)", ""), {"0 features"});
}

BOOST_AUTO_TEST_CASE(cut_short_and_trailing_bytes_are_refused) {
  const std::string good = npy("<f8", false, "(3, 2)", raw<double>({1, 2, 3, 4, 5, 6}));
  refused(good.substr(0, good.size() - 1), {"3 x 2", "cut short"});
  for (const std::size_t size : {0, 5, 7, 9, 40}) refused(good.substr(0, size), {"cut short"});
  refused(good + "x", {"after the last element", "3 x 2"});
  const TempDir dir;
  check_refused([&] { (void)data::read_npy(dir.write_gz("a", good.substr(0, good.size() - 1))); },
                {"5 elements", "cut short"});
}

BOOST_AUTO_TEST_CASE(hostile_shapes_are_refused_before_allocation) {
  for (const char* shape :
       {"(2147483648, 2147483648)", "(18446744073709551615, 18446744073709551615)",
        "(4294967296, 4294967296, 4294967296)", "(1000000000000,)"})
    refused(npy("<f8", false, shape, "abcdefgh"), {"promises", "can hold"});
}

BOOST_AUTO_TEST_SUITE_END()
