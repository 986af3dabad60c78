// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SUPPORT_BULK_KERNELS_HPP
#define OTPP_TESTS_SUPPORT_BULK_KERNELS_HPP
// Every kernel by name, and how many rows each has been compared on: a run in which a kernel that
// there is saw none fails. Without Catch2, so that it also runs on other processors (qemu).

#include <otpp/bulk/kernel.hpp>

#include <array>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

namespace support {

inline constexpr otpp::bulk::kernel all_kernels[]{
    otpp::bulk::kernel::automatic, otpp::bulk::kernel::portable, otpp::bulk::kernel::sse2,
    otpp::bulk::kernel::neon,      otpp::bulk::kernel::sha_ni,   otpp::bulk::kernel::avx2,
    otpp::bulk::kernel::avx512};

class kernel_tally {
public:
    void count(otpp::bulk::kernel which, std::size_t rows) noexcept
    {
        cases_[static_cast<unsigned char>(which)] += rows;
    }

    /// Tells of a difference, once for each place that it is seen in.
    void differs(otpp::bulk::kernel which, std::string const& what)
    {
        if (++differences_ <= 20)
            std::printf("DIFFERENT: %s: %s\n", std::string{to_string(which)}.c_str(), what.c_str());
    }
    void require(bool holds, std::string const& what)
    {
        if (!holds) differs(otpp::bulk::kernel::automatic, what);
    }
    [[nodiscard]] std::size_t differences() const noexcept { return differences_; }

    /// One line for each kernel; false if one that there is ran no case, or anything differed.
    [[nodiscard]] bool report() const
    {
        bool good = differences_ == 0;
        for (auto const one : all_kernels) {
            std::string const name{to_string(one)};
            std::size_t const cases = cases_[static_cast<unsigned char>(one)];
            if (!is_available(one)) {
                std::printf("skipped: kernel %s (not of this machine)\n", name.c_str());
                continue;
            }
            std::printf("kernel %s: %zu cases\n", name.c_str(), cases);
            if (cases == 0) {
                std::printf("FAILED: kernel %s ran no case\n", name.c_str());
                good = false;
            }
        }
        std::printf("%zu differences\n", differences_);
        return good;
    }

private:
    std::array<std::size_t, std::size(all_kernels)> cases_{};
    std::size_t differences_ = 0;
};

} // namespace support

#endif
