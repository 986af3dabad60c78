// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SUPPORT_BOTH_HPP
#define OTPP_TESTS_SUPPORT_BOTH_HPP
// Each check is written once and runs twice: in the compiler, and in the program on inputs of which
// the optimiser knows nothing. Whoever uses it includes support/catch.hpp as well.

#include <cstddef>
#include <iterator>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

/// A condition that holds at compile time and at run time. Its inputs go through `hidden()`:
/// otherwise the second check is the compiler's as well.
//
// The second one is stored first: within CHECK, clang 14 crashes on a consteval constructor (and
// on some without; then a named constant helps). The variable is not const, or the compiler might
// take it for a constant expression of its own.
#define BOTH(...)                                                                                  \
    do {                                                                                           \
        static_assert(__VA_ARGS__);                                                                \
        bool holds_at_run_time = (__VA_ARGS__);                                                    \
        INFO(#__VA_ARGS__);                                                                        \
        CHECK(holds_at_run_time);                                                                  \
    } while (false)

namespace support {

/// The same value; at run time one that the optimiser cannot know. The builtin, since clang 14
/// takes libstdc++'s std::is_constant_evaluated() in C++23 for true at run time.
template <class T>
    requires(std::is_integral_v<T> || std::is_enum_v<T> || std::is_pointer_v<T>)
[[nodiscard]] constexpr T hidden(T value) noexcept
{
    if (!__builtin_is_constant_evaluated()) asm volatile("" : "+r"(value));
    return value;
}
[[nodiscard]] constexpr std::string_view hidden(std::string_view text) noexcept
{
    return {hidden(text.data()), hidden(text.size())};
}
template <std::size_t n>
[[nodiscard]] constexpr std::string_view hidden(char const (&literal)[n]) noexcept
{
    return hidden(std::string_view{literal, n - 1});
}
template <class T>
[[nodiscard]] constexpr std::span<T> hidden(std::span<T> elements) noexcept
{
    return {hidden(elements.data()), hidden(elements.size())};
}

/// A check of vectors is a type with a function
///
///     static constexpr std::string_view wrong(entry const&)
///
/// that says in a word what is wrong with a case, or nothing. It may have two more, to leave out
/// what is not its own and to spare the compiler what is too long for it:
///
///     static constexpr bool concerns(entry const&)
///     static constexpr bool run_time_only(entry const&)
template <class Check, class Entry>
[[nodiscard]] constexpr bool concerns(Entry const& entry)
{
    if constexpr (requires { Check::concerns(entry); })
        return Check::concerns(entry);
    else
        return true;
}
template <class Check, class Entry>
[[nodiscard]] consteval bool is_for_the_compiler(Entry const& entry)
{
    if constexpr (requires { Check::run_time_only(entry); })
        return concerns<Check>(entry) && !Check::run_time_only(entry);
    else
        return concerns<Check>(entry);
}

// One assertion for each case: a constant expression has a budget, and its error names the index.
template <auto const& cases, class Check, std::size_t index>
consteval bool holds_at_compile_time()
{
    if constexpr (is_for_the_compiler<Check>(cases[index]))
        static_assert(Check::wrong(cases[index]).empty(), "the case of this index is wrong");
    return is_for_the_compiler<Check>(cases[index]);
}

/// How many cases the compiler has checked.
template <auto const& cases, class Check>
consteval std::size_t check_at_compile_time()
{
    return []<std::size_t... index>(std::index_sequence<index...>) {
        return (std::size_t{holds_at_compile_time<cases, Check, index>()} + ...);
    }(std::make_index_sequence<std::size(cases)>{});
}

} // namespace support

/// Every case of `vectors::FILE` by the check, at compile time and at run time.
#define CHECK_VECTORS(FILE, ...)                                                                   \
    do {                                                                                           \
        static_assert(support::check_at_compile_time<vectors::FILE::cases, __VA_ARGS__>() != 0);   \
        for (auto const& entry : vectors::FILE::cases) {                                           \
            if (!support::concerns<__VA_ARGS__>(entry)) continue;                                  \
            INFO(#FILE ".json, case " << entry.id << ": " << entry.comment);                       \
            CHECK(__VA_ARGS__::wrong(*support::hidden(&entry)) == "");                             \
        }                                                                                          \
    } while (false)

#endif
