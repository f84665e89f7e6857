// What one rank throws, all throw; nobody waits for a rank that has left.
#include "numeric/agreement.h"

#include <boost/test/unit_test.hpp>
#include <mutex>

#include "claim/error.h"
#include "numeric/ranks_test_support.h"

using namespace proofgauge;
using numeric::Agreement;
using numeric::test::on_ranks;

namespace {

template <class Throw>
void fails_on(int rank, const std::shared_ptr<numeric::test::ThreadRanks>& ranks,
              const Throw& what) {
  numeric::agree(*ranks, [&] {
    if (ranks->index() == rank) what();
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(agreement)

BOOST_AUTO_TEST_CASE(an_error_of_one_rank_reaches_all_with_its_type_and_text) {
  for (const int failing : {0, 1, 2}) {
    int inputs = 0, limits = 0, missing = 0, memory = 0, others = 0;
    std::mutex mutex;
    const auto count = [&](int* counter, bool right) {
      const std::lock_guard lock(mutex);
      *counter += right ? 1 : 0;
    };
    on_ranks(3, [&](const auto& ranks) {
      try {
        fails_on(failing, ranks, [] { throw InputError("--m", "-1", "a width"); });
      } catch (const InputError& e) {
        count(&inputs, e.field() == "--m" && e.value() == "-1" && e.expected() == "a width");
      }
      try {
        fails_on(failing, ranks, [] { throw LimitError("stopped"); });
      } catch (const LimitError& e) {
        count(&limits, e.what() == std::string("stopped"));
      }
      try {
        fails_on(failing, ranks, [] { throw MissingError("data", "install it"); });
      } catch (const MissingError& e) {
        count(&missing, e.missing() == "data" && e.how_to_get() == "install it");
      }
      try {
        fails_on(failing, ranks, [] { throw std::bad_alloc(); });
      } catch (const std::bad_alloc&) {
        count(&memory, true);
      }
      try {
        fails_on(failing, ranks, [] { throw std::out_of_range("x"); });
      } catch (const std::exception& e) {
        count(&others, e.what() == std::string("x"));
      }
    });
    BOOST_TEST(inputs == 3);
    BOOST_TEST(limits == 3);
    BOOST_TEST(missing == 3);
    BOOST_TEST(memory == 3);
    BOOST_TEST(others == 3);
  }
}

BOOST_AUTO_TEST_CASE(of_several_errors_the_first_rank_s_is_told) {
  BOOST_CHECK_EXCEPTION(on_ranks(3,
                                 [](const auto& ranks) {
                                   numeric::agree(*ranks, [&] {
                                     if (ranks->index() > 0)
                                       throw LimitError(std::to_string(ranks->index()));
                                   });
                                 }),
                        LimitError, [](const auto& e) { return e.what() == std::string("1"); });
}

BOOST_AUTO_TEST_CASE(wishes_are_heard_and_later_attempts_skipped) {
  on_ranks(3, [](const auto& ranks) {
    Agreement agreement(*ranks);
    std::vector<double> wishes{ranks->index() == 1 ? 1.0 : 0.0,
                               -static_cast<double>(ranks->index())};
    agreement.settle(wishes);
    if (wishes != std::vector<double>{1, 0}) throw std::logic_error("not the maxima");
    int calls = 0;
    agreement.attempt([&] { throw LimitError("first"); });
    agreement.attempt([&] { ++calls; });
    try {
      agreement.settle();
    } catch (const LimitError&) {
      if (calls != 0) throw std::logic_error("an attempt after a failed one");
      return;
    }
    throw std::logic_error("the error was lost");
  });
}

BOOST_AUTO_TEST_CASE(texts_are_shared_and_compared) {
  on_ranks(3, [](const auto& ranks) {
    for (const std::string& text :
         {std::string(), std::string("a b\n"), std::string(5000, '\xff')}) {
      if (numeric::share_text(*ranks, ranks->index() == 0 ? text : "other") != text)
        throw std::logic_error("not the text of rank 0");
      numeric::require_same_on_all(*ranks, "text", text);
    }
  });
  BOOST_CHECK_THROW(on_ranks(2,
                             [](const auto& ranks) {
                               numeric::require_same_on_all(*ranks, "text",
                                                            std::to_string(ranks->index()));
                             }),
                    InputError);
}

BOOST_AUTO_TEST_CASE(one_process_keeps_its_exception) {
  numeric::Alone alone;
  struct Own : LimitError {
    using LimitError::LimitError;
  };
  BOOST_CHECK_THROW(numeric::agree(alone, [] { throw Own("x"); }), Own);
  BOOST_TEST(numeric::share_text(alone, "x") == "x");
}

BOOST_AUTO_TEST_SUITE_END()
