// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SUPPORT_ENGINE_HPP
#define OTPP_TESTS_SUPPORT_ENGINE_HPP
// The bulk engine behind plain functions: to compile it takes long, and programs that look at it from
// outside (count its instructions, search its memory) can share one object.

#include <otpp/bulk/column.hpp>
#include <otpp/bulk/key_rows.hpp>
#include <otpp/bulk/run.hpp>
#include <otpp/result.hpp>
#include <otpp/totp.hpp>
#include <otpp/window.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace otpp::bulk {
class key_set;
}

namespace engine {

using codes = otpp::bulk::column<std::uint32_t>;
using times = otpp::bulk::column<std::int64_t>;
using rows_done = otpp::result<std::size_t>;

/// A `key_set` out of sight.
class key_set {
public:
    explicit key_set(otpp::totp_options options = {});
    key_set(key_set&& from);            // the set inside is moved, not the pointer
    key_set& operator=(key_set&& from); // the same
    ~key_set();

    void append(otpp::bulk::key_rows const& keys);
    void erase(std::size_t row);
    void clear();
    [[nodiscard]] std::size_t size() const;

    [[nodiscard]] otpp::bulk::key_set const& operator*() const { return *set_; }

private:
    std::unique_ptr<otpp::bulk::key_set> set_;
};

rows_done passcodes(key_set const& keys, times at, std::span<std::uint32_t> out,
                    otpp::bulk::run const& how = {});
rows_done passcodes(otpp::bulk::key_rows const& keys, otpp::totp_options const& options, times at,
                    std::span<std::uint32_t> out, otpp::bulk::run const& how = {});
rows_done match(key_set const& keys, codes typed, times at, otpp::window look,
                std::span<std::int8_t> out, otpp::bulk::run const& how = {});
rows_done match(otpp::bulk::key_rows const& keys, otpp::totp_options const& options, codes typed,
                times at, otpp::window look, std::span<std::int8_t> out,
                otpp::bulk::run const& how = {});

} // namespace engine

#endif
