#include "claim/failure.h"

#include <new>
#include <stdexcept>
#include <system_error>

#include "claim/error.h"

namespace proofgauge {

Failure failure_of(const std::exception_ptr& error) {
  using Kind = Failure::Kind;
  try {
    std::rethrow_exception(error);
  } catch (const InputError& e) {
    return {Kind::input, {e.field(), e.value(), e.expected()}};
  } catch (const MissingError& e) {
    return {Kind::missing, {e.missing(), e.how_to_get(), ""}};
  } catch (const LimitError& e) {
    return {Kind::limit, {e.what(), "", ""}};
  } catch (const std::bad_alloc&) {
    return {Kind::memory, {}};
  } catch (const std::system_error& e) {
    // A thread needs memory for its stack.
    if (e.code() == std::errc::resource_unavailable_try_again ||
        e.code() == std::errc::not_enough_memory)
      return {Kind::memory, {}};
    return {Kind::other, {e.what(), "", ""}};
  } catch (const std::exception& e) {
    return {Kind::other, {e.what(), "", ""}};
  } catch (...) {
    return {Kind::other, {"what is no exception of the standard library", "", ""}};
  }
}

void raise(const Failure& f) {
  switch (f.kind) {
    case Failure::Kind::input:
      throw InputError(f.parts[0], f.parts[1], f.parts[2]);
    case Failure::Kind::missing:
      throw MissingError(f.parts[0], f.parts[1]);
    case Failure::Kind::limit:
      throw LimitError(f.parts[0]);
    case Failure::Kind::memory:
      throw std::bad_alloc();
    default:
      throw std::runtime_error(f.parts[0]);
  }
}

std::string what_of(const std::exception_ptr& error) {
  const Failure failure = failure_of(error);
  try {
    raise(failure);
  } catch (const std::bad_alloc&) {
    return "out of memory";
  } catch (const std::exception& e) {
    return e.what();
  }
}

}  // namespace proofgauge
