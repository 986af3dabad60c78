// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_RUN_HPP
#define OTPP_BULK_RUN_HPP
// How a bulk call is run: on which kernel, by how many threads, and who hears of its progress.

#include <otpp/bulk/kernel.hpp>

#include <cstddef>
#include <type_traits>

namespace otpp::bulk {

/// Called on the caller's thread now and then, with the rows done and the rows in all; false stops
/// the call, which then fails as `cancelled`. A view of a callable that outlives the call.
class progress {
public:
    constexpr progress() noexcept = default;

    template <class F>
        requires std::is_object_v<F> && std::is_invocable_r_v<bool, F&, std::size_t, std::size_t>
    constexpr progress(F& callable) noexcept
        : callable_{const_cast<void*>(static_cast<void const*>(&callable))},
          call_{[](void* f, std::size_t done, std::size_t rows) -> bool {
              return (*static_cast<F*>(f))(done, rows);
          }}
    {}

    [[nodiscard]] constexpr explicit operator bool() const noexcept { return call_ != nullptr; }
    [[nodiscard]] bool operator()(std::size_t done, std::size_t rows) const
    {
        return call_ == nullptr || call_(callable_, done, rows);
    }

private:
    void* callable_ = nullptr;
    bool (*call_)(void*, std::size_t, std::size_t) = nullptr;
};

/// The defaults are right for most: the fastest kernel, and a thread for every processor as soon as
/// there is enough to do for each.
struct run {
    bulk::kernel kernel = bulk::kernel::automatic; ///< a missing one is `kernel_missing`
    int threads = 0; ///< 0: by the size of the work. No thread outlives the call
    bulk::progress progress = {};
};

} // namespace otpp::bulk

#endif
