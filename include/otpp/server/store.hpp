// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_STORE_HPP
#define OTPP_SERVER_STORE_HPP
// Where records are kept: three calls, each atomic, durable when it returns, and in a transaction of
// its own: a count that is rolled back with a failed login is no count.

#include <otpp/result.hpp>
#include <otpp/server/record_text.hpp>

#include <concepts>
#include <string_view>

namespace otpp::server {

/// A store of lines of text by name. An error means that the outcome is unknown: the reason is for
/// the log, and nobody is let in. What it throws counts as an error.
///
///   load(name, into)                    true: `into` has the line; false: there is none
///   compare_and_set(name, expected, to) true: stored; false: the line was not `expected`, nothing is
///                                       changed. An empty `expected` stands for no line at all.
///   remove(name, expected)              true: removed; false: the line was not `expected`
template <class S>
concept record_store =
    requires(S& store, std::string_view name, std::string_view line, record_text& into) {
        { store.load(name, into) } -> std::same_as<result<bool>>;
        { store.compare_and_set(name, line, line) } -> std::same_as<result<bool>>;
        { store.remove(name, line) } -> std::same_as<result<bool>>;
    };

} // namespace otpp::server

#endif
