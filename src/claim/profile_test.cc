#include "claim/profile.h"

#include <boost/test/unit_test.hpp>

#include "claim/error.h"

using namespace proofgauge;
using claim::ConstantsProfile;

BOOST_AUTO_TEST_SUITE(profile)

BOOST_AUTO_TEST_CASE(constants_keep_origin_and_confirmed_flag) {
  const auto p = ConstantsProfile::parse(
      "profile = 'published-form'\n[gap.C]\nexpression = '3/4'\norigin = 'hidden in O'\nconfirmed "
      "= false\n",
      "f.toml");
  BOOST_CHECK_EQUAL(p.get("gap", "C").value, 0.75);
  BOOST_CHECK_EQUAL(p.get("gap", "C").profile, "published-form");
  BOOST_CHECK(!p.get("gap", "C").confirmed);
  BOOST_CHECK(!p.has("gap", "D"));
  BOOST_CHECK_THROW((void)p.get("gap", "D"), InputError);
}

BOOST_AUTO_TEST_CASE(errors_name_file_table_and_key) {
  const auto message = [](const char* text) -> std::string {
    try {
      (void)ConstantsProfile::parse(text, "f.toml");
    } catch (const InputError& e) {
      return e.what();
    }
    return "accepted";
  };
  BOOST_CHECK(message("profile = ").find("f.toml, line 1") != std::string::npos);
  BOOST_CHECK(message("x = 1").find("f.toml.profile") != std::string::npos);
  const std::string head = "profile='p'\n[gap.C]\norigin='o'\nconfirmed=true\n";
  BOOST_CHECK(message(head.c_str()).find("gap.C.expression") != std::string::npos);
  for (const char* bad : {"abc", "1/0", "nan", "inf", "1/", "1x"})
    BOOST_CHECK(message((head + "expression='" + bad + "'").c_str()).find("gap.C") !=
                std::string::npos);
}

BOOST_AUTO_TEST_CASE(override_replaces_known_constants_and_refuses_unknown_ones) {
  ConstantsProfile p = ConstantsProfile::built_in();
  BOOST_CHECK(!p.get("real_vs_pseudo", "C").confirmed);
  const std::string entry = "expression = '3'\norigin = 'me'\nconfirmed = true\n";
  p.override_with(
      ConstantsProfile::parse("profile = 'mine'\n[real_vs_pseudo.C]\n" + entry, "mine.toml"));
  BOOST_CHECK_EQUAL(p.get("real_vs_pseudo", "C").value, 3);
  BOOST_CHECK_EQUAL(p.get("real_vs_pseudo", "C").profile, "mine");
  const auto unknown =
      ConstantsProfile::parse("profile = 'mine'\n[real_vs_pseudo.c_mian]\n" + entry, "mine.toml");
  BOOST_CHECK_EXCEPTION(p.override_with(unknown), InputError, [](const InputError& e) {
    return e.field() == "mine.toml: real_vs_pseudo.c_mian";
  });
}

BOOST_AUTO_TEST_SUITE_END()
