// Mutants of a bound, all compiled in at once and chosen at run time (tools/mutate.py writes the
// calls). With PROOFGAUGE_MUTANT unset, or set to 0, every expression is the one in the source.
//
// A binary operator `a * b` becomes `a * Swap<7, '/'>() * b`: the two new operators have the old
// one's precedence and associativity, so the expression is cut where the compiler cut it before.
#pragma once

#include <boost/multiprecision/number.hpp>
#include <cmath>
#include <cstdlib>
#include <type_traits>
#include <utility>

namespace proofgauge::mutation {

/// The mutant that this process runs; 0: none.
inline bool is(int id) {
  static const int chosen = [] {
    const char* text = std::getenv("PROOFGAUGE_MUTANT");
    return text == nullptr ? 0 : std::atoi(text);
  }();
  return chosen == id;
}

/// An integer constant; its mutants have the numbers `id`, `id + 1`, ...
template <class T, class... Mutants>
T constant(int id, T original, Mutants... mutants) {
  T value = original;
  ((is(id++) ? void(value = mutants) : void()), ...);
  return value;
}

// An expression template names numbers that die with the full expression, and the two versions of
// an expression have two types: both are made the number that they stand for.
template <class T>
struct ValueOf {
  using type = T;
};
template <class Tag, class A, class B, class C, class D>
struct ValueOf<boost::multiprecision::detail::expression<Tag, A, B, C, D>> {
  using type = typename boost::multiprecision::detail::expression<Tag, A, B, C, D>::result_type;
};
template <class T>
using Value = typename ValueOf<std::decay_t<T>>::type;

/// `sqrt(x)`, or x itself: the exponent 1/2 becomes 1.
template <int Id, class T>
Value<T> root(const T& x) {
  using std::sqrt;
  if (is(Id)) return x;
  return sqrt(Value<T>(x));
}

/// What a unary minus negates: `-b` becomes `Negate<7>() ->* b`, which binds tighter than any
/// binary arithmetic.
template <int Id>
struct Negate {
  template <class B>
  Value<B> operator->*(const B& b) const {
    const Value<B> value(b);
    return is(Id) ? value : Value<B>(-value);
  }
};

/// `x += b` becomes `x += Assign<7>() += b`, which takes the whole right-hand side.
template <int Id>
struct Assign {
  template <class B>
  Value<B> operator+=(const B& b) const {
    const Value<B> value(b);
    return is(Id) ? Value<B>(-value) : value;
  }
  template <class B>
  Value<B> operator-=(const B& b) const {
    const Value<B> value(b);
    return is(Id) ? Value<B>(-value) : value;
  }
  template <class B>
  Value<B> operator*=(const B& b) const {
    const Value<B> value(b);
    return is(Id) ? Value<B>(1 / value) : value;
  }
  template <class B>
  Value<B> operator/=(const B& b) const {
    const Value<B> value(b);
    return is(Id) ? Value<B>(1 / value) : value;
  }
};

/// The operator that stands in place of another.
enum class To {
  add,
  subtract,
  multiply,
  divide,
  less,
  less_equal,
  greater,
  greater_equal,
  equal,
  unequal
};

template <To Op, class A, class B>
auto apply(const A& a, const B& b) {
  if constexpr (Op == To::add) return Value<decltype(a + b)>(a + b);
  if constexpr (Op == To::subtract) return Value<decltype(a - b)>(a - b);
  if constexpr (Op == To::multiply) return Value<decltype(a * b)>(a * b);
  if constexpr (Op == To::divide) return Value<decltype(a / b)>(a / b);
  if constexpr (Op == To::less) return static_cast<bool>(a < b);
  if constexpr (Op == To::less_equal) return static_cast<bool>(a <= b);
  if constexpr (Op == To::greater) return static_cast<bool>(a > b);
  if constexpr (Op == To::greater_equal) return static_cast<bool>(a >= b);
  if constexpr (Op == To::equal) return static_cast<bool>(a == b);
  if constexpr (Op == To::unequal) return static_cast<bool>(a != b);
}

/// Mutants number `Id`, `Id + 1`, ... put these operators in place of the source's.
template <int Id, To... Mutants>
struct Swap {};
template <class A, int Id, To... Mutants>
struct Left {
  const A& a;
};

template <To Source, int Id, To Mutant, To... More, class A, class B>
auto choose(const A& a, const B& b) {
  if (is(Id)) return apply<Mutant>(a, b);
  if constexpr (sizeof...(More) > 0)
    return choose<Source, Id + 1, More...>(a, b);
  else
    return apply<Source>(a, b);
}

#define PROOFGAUGE_MUTATE(op, source)                                     \
  template <class A, int Id, To... Mutants>                               \
  Left<A, Id, Mutants...> operator op(const A& a, Swap<Id, Mutants...>) { \
    return {a};                                                           \
  }                                                                       \
  template <class A, class B, int Id, To... Mutants>                      \
  auto operator op(Left<A, Id, Mutants...> left, const B& b) {            \
    return choose<source, Id, Mutants...>(left.a, b);                     \
  }
PROOFGAUGE_MUTATE(+, To::add)
PROOFGAUGE_MUTATE(-, To::subtract)
PROOFGAUGE_MUTATE(*, To::multiply)
PROOFGAUGE_MUTATE(/, To::divide)
PROOFGAUGE_MUTATE(<, To::less)
PROOFGAUGE_MUTATE(<=, To::less_equal)
PROOFGAUGE_MUTATE(>, To::greater)
PROOFGAUGE_MUTATE(>=, To::greater_equal)
PROOFGAUGE_MUTATE(==, To::equal)
PROOFGAUGE_MUTATE(!=, To::unequal)
#undef PROOFGAUGE_MUTATE

}  // namespace proofgauge::mutation
