// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_RUN_HPP
#define OTPP_BULK_RUN_HPP
// Options of a bulk call: its kernel, its threads, and a progress callback.

#include <otpp/bulk/kernel.hpp>
#include <otpp/detail/borrow.hpp>

#include <cstddef>
#include <type_traits>

namespace otpp::bulk {

/// A reference to a progress callback, which must outlive the call. It is called on the calling thread
/// with the number of rows done and the number of all rows. If it returns false, the call stops and
/// fails with `cancelled`.
class progress {
public:
    constexpr progress() noexcept = default;

    template <class F>
        requires std::is_object_v<F> && std::is_invocable_r_v<bool, F&, std::size_t, std::size_t>
    constexpr progress(F& callable [[clang::lifetimebound]]) noexcept
        : callable_{const_cast<void*>(static_cast<void const*>(&callable))},
          call_{[](void* f, std::size_t done, std::size_t rows) -> bool {
              return (*static_cast<F*>(f))(done, rows);
          }}
    {}

    template <class F>
        requires(!std::is_same_v<F, progress>) &&
                    std::is_invocable_r_v<bool, F const&, std::size_t, std::size_t>
    progress(F const&&) = delete; // name the callable: a view of it is kept

    [[nodiscard]] constexpr explicit operator bool() const noexcept { return call_ != nullptr; }
    [[nodiscard]] bool operator()(std::size_t done, std::size_t rows) const
    {
        return call_ == nullptr || call_(callable_, done, rows);
    }

private:
    void* callable_ = nullptr;
    bool (*call_)(void*, std::size_t, std::size_t) = nullptr;
};

/// The defaults suit most calls: the fastest kernel, and one thread for every processor as far as each
/// has enough work.
struct run {
    bulk::kernel kernel = bulk::kernel::automatic; ///< not available: `kernel_missing`
    int threads = 0; ///< 0: by the amount of work. No thread outlives the call
    bulk::progress progress = {};
};

} // namespace otpp::bulk

#endif
