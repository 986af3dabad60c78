// SPDX-License-Identifier: BSL-1.0
// ENGINE_ONLY_SHA1: the kernels' texts of the other hashes are left out, as empty tables. They are
// nearly all that there is to compile.

#include "engine.hpp"

#include <otpp/bulk/detail/kernel_functions.hpp>

#if defined(ENGINE_ONLY_SHA1)
namespace otpp::bulk::detail {

#define LEFT_OUT(lanes)                                                                            \
    template <>                                                                                    \
    inline constexpr kernel_functions<sha256> lane_functions<sha256, lanes>{};                     \
    template <>                                                                                    \
    inline constexpr kernel_functions<sha512> lane_functions<sha512, lanes>{};

LEFT_OUT(one_lane)
LEFT_OUT(baseline_lanes)
#if defined(__x86_64__)
LEFT_OUT(avx2_lanes)
LEFT_OUT(avx512_lanes)
#endif

} // namespace otpp::bulk::detail
#endif

#include <otpp/bulk.hpp>

#include <utility>

namespace engine {

key_set::key_set(otpp::totp_options options) : set_{std::make_unique<otpp::bulk::key_set>(options)}
{}
key_set::key_set(key_set&& from)
    : set_{std::make_unique<otpp::bulk::key_set>(std::move(*from.set_))}
{}
key_set& key_set::operator=(key_set&& from)
{
    *set_ = std::move(*from.set_);
    return *this;
}
key_set::~key_set() = default;

void key_set::append(otpp::bulk::key_rows const& keys) { set_->append(keys); }
void key_set::erase(std::size_t row) { set_->erase(row); }
void key_set::clear() { set_->clear(); }
std::size_t key_set::size() const { return set_->size(); }

rows_done passcodes(key_set const& keys, times at, std::span<std::uint32_t> out,
                    otpp::bulk::run const& how)
{
    return otpp::bulk::passcodes(*keys, at, out, how);
}
rows_done passcodes(otpp::bulk::key_rows const& keys, otpp::totp_options const& options, times at,
                    std::span<std::uint32_t> out, otpp::bulk::run const& how)
{
    return otpp::bulk::passcodes(keys, options, at, out, how);
}
rows_done match(key_set const& keys, codes typed, times at, otpp::window look,
                std::span<std::int8_t> out, otpp::bulk::run const& how)
{
    return otpp::bulk::match(*keys, typed, at, look, out, how);
}
rows_done match(otpp::bulk::key_rows const& keys, otpp::totp_options const& options, codes typed,
                times at, otpp::window look, std::span<std::int8_t> out, otpp::bulk::run const& how)
{
    return otpp::bulk::match(keys, options, typed, at, look, out, how);
}

} // namespace engine
