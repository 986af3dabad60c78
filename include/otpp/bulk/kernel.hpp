// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BULK_KERNEL_HPP
#define OTPP_BULK_KERNEL_HPP
// The kernels: implementations of many HMACs in one pass, by name, and their availability.

#include <otpp/algorithm.hpp>
#include <otpp/detail/borrow.hpp>
#include <otpp/detail/cpu.hpp>
#include <otpp/result.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace otpp::bulk {

enum class kernel : unsigned char {
    automatic, ///< the fastest for the workload, as measured in bench/README.md
    portable,  ///< one row at a time, in portable C++
    sse2,      ///< 4 lanes of 32 bits; every x86-64 processor
    neon,      ///< 4 lanes of 32 bits; every 64-bit ARM processor
    sha_ni,    ///< the SHA instructions of x86, four rows interleaved; not for SHA-512
    avx2,      ///< 8 lanes of 32 bits, 4 of 64
    avx512,    ///< 16 lanes of 32 bits, 8 of 64
};

[[nodiscard]] constexpr std::string_view to_string(kernel which) noexcept
{
    constexpr std::string_view names[]{"automatic", "portable", "sse2",  "neon",
                                       "sha_ni",    "avx2",     "avx512"};
    return names[static_cast<unsigned char>(which)];
}

/// Whether this machine can run the kernel and the kernel has the algorithm.
[[nodiscard]] inline bool is_available(kernel which, algorithm hash = algorithm::sha1) noexcept
{
#if defined(__x86_64__)
    constexpr bool x86 = true, arm = false;
#elif defined(__aarch64__)
    constexpr bool x86 = false, arm = true;
#else
    constexpr bool x86 = false, arm = false;
#endif
    switch (which) {
    case kernel::automatic:
    case kernel::portable: return true;
    case kernel::sse2: return x86;
    case kernel::neon: return arm;
    case kernel::sha_ni: return hash != algorithm::sha512 && otpp::detail::has(otpp::detail::sha);
    case kernel::avx2: return otpp::detail::has(otpp::detail::avx2);
    case kernel::avx512: return otpp::detail::has(otpp::detail::avx512);
    }
    return false;
}

/// The available kernels for the algorithm, the preferred one first.
class kernels {
public:
    explicit kernels(algorithm hash = algorithm::sha1) noexcept
    {
        for (kernel const one : by_preference)
            if (is_available(one, hash)) found_[size_++] = one;
    }

    [[nodiscard]] kernel const* begin() const noexcept [[clang::lifetimebound]] { return found_; }
    [[nodiscard]] kernel const* end() const noexcept [[clang::lifetimebound]]
    {
        return found_ + size_;
    }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// The first of the available kernels.
    [[nodiscard]] static kernel preferred(algorithm hash) noexcept
    {
        for (kernel const one : by_preference)
            if (is_available(one, hash)) return one;
        return kernel::portable;
    }

private:
    static constexpr kernel by_preference[]{kernel::avx512, kernel::avx2, kernel::sha_ni,
                                            kernel::sse2,   kernel::neon, kernel::portable};

    kernel found_[6]{};
    std::size_t size_ = 0;
};

/// A kernel by its name. Errors: `kernel_unknown`; `kernel_missing` where this machine or the algorithm
/// does not have it.
[[nodiscard]] inline result<kernel> parse_kernel(std::string_view name,
                                                 algorithm hash = algorithm::sha1) noexcept
{
    for (int i = 0; i <= static_cast<int>(kernel::avx512); ++i) {
        auto const which = static_cast<kernel>(i);
        if (to_string(which) != name) continue;
        if (!is_available(which, hash)) return reason::kernel_missing;
        return which;
    }
    return reason::kernel_unknown;
}

} // namespace otpp::bulk

#endif
