#include "sweep/writer.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "claim/error.h"
#include "sweep/test_support.h"

namespace {

using namespace proofgauge;
using namespace proofgauge::sweep::testing;
using sweep::Store;
using sweep::Writer;

BOOST_AUTO_TEST_SUITE(writer)

BOOST_AUTO_TEST_CASE(what_is_drained_is_in_the_file_and_what_is_closed_too) {
  const Folder folder;
  const auto file = folder.path / "a.db";
  {
    Writer w(Store(file, Store::Mode::write));
    for (unsigned long long m = 1; m <= 200; ++m) w.put(record(m, 1), origin());
    w.drain();
    BOOST_TEST(w.stored() == 200U);
    BOOST_TEST(Store(file, Store::Mode::read).size() == 200U);  // by another reader of the file
    BOOST_TEST(w.between([](const Store& s) { return s.size(); }) == 200U);
    for (unsigned long long m = 201; m <= 210; ++m) w.put(record(m, 1), origin());
  }
  const Store s(file, Store::Mode::read);
  BOOST_TEST(s.size() == 210U);
  for (unsigned long long m = 1; m <= 210; ++m) {
    const claim::Record r = record(m, 1);
    const auto found = s.find(r.replay, origin());
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((to_json(*found) == to_json(r)));
  }
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_reported_once_everything_that_fits_is_stored) {
  const Folder folder;
  const auto file = folder.path / "a.db";
  std::size_t stored = 0;
  {
    Store small(file, Store::Mode::write);
    small.limit_pages(60);
    Writer w(std::move(small));
    const auto fill = [&] {
      for (unsigned long long m = 1;; ++m) w.put(record(m, 1), origin());
    };
    BOOST_CHECK_THROW(fill(), LimitError);
    BOOST_CHECK_THROW(w.drain(), LimitError);  // and it stays so
    BOOST_CHECK_THROW(w.put(record(1, 1), origin()), LimitError);
    stored = w.stored();
  }
  BOOST_TEST(stored > 5U);
  BOOST_TEST(Store(file, Store::Mode::read).size() == stored);
}

BOOST_AUTO_TEST_CASE(a_batch_is_stored_whole_or_not_at_all) {
  const Folder folder;
  Store s(folder.path / "a.db", Store::Mode::write);
  s.limit_pages(40);
  std::vector<std::pair<claim::Record, sweep::Origin>> many;
  for (unsigned long long m = 1; m <= 500; ++m) many.emplace_back(record(m, 1), origin());
  BOOST_CHECK_THROW(s.put(many), LimitError);
  BOOST_TEST(s.size() == 0U);
  s.put(std::span(many).first(3));
  BOOST_TEST(s.size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
