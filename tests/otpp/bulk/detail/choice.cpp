// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/detail/choice.hpp>

#include "support/bulk_machine.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <initializer_list>

using otpp::algorithm;
using otpp::bulk::kernel;
using otpp::bulk::detail::kernel_choice;

namespace {

struct call {
    algorithm hash;
    bool cold;
};
constexpr call calls[]{{algorithm::sha1, false},   {algorithm::sha1, true},
                       {algorithm::sha256, false}, {algorithm::sha256, true},
                       {algorithm::sha512, false}, {algorithm::sha512, true}};

std::size_t width(kernel which, algorithm hash)
{
    std::size_t const bytes = which == kernel::avx512                          ? 64
                              : which == kernel::avx2                          ? 32
                              : which == kernel::sse2 || which == kernel::neon ? 16
                                                                               : 0;
    return bytes == 0 ? 1 : bytes / (hash == algorithm::sha512 ? 8 : 4);
}

} // namespace

TEST_CASE("a requested kernel computes all rows", "[bulk/detail/choice]")
{
    for (auto const& [hash, cold] : calls)
        for (kernel const requested : otpp::bulk::kernels{hash}) {
            auto const made = kernel_choice::make(requested, hash, cold);
            REQUIRE(made);
            CHECK((made->wide == requested && made->rest == requested));
            CHECK(made->width == width(requested, hash));
            CHECK(made->rest_rows == 0);
        }
}

TEST_CASE("the automatic choice is the preferred kernel and one for remaining rows",
          "[bulk/detail/choice]")
{
    for (auto const& [hash, cold] : calls) {
        auto const made = kernel_choice::make(kernel::automatic, hash, cold);
        REQUIRE(made);
        CHECK(made->wide == otpp::bulk::kernels::preferred(hash));
        CHECK(made->width == width(made->wide, hash));
        CHECK(made->rest_rows < made->width); // what is left of whole vectors
        CHECK(otpp::bulk::is_available(made->rest, hash));
        CHECK((width(made->rest, hash) == 1 || made->rest == made->wide));
    }
}

#if defined(__x86_64__)
TEST_CASE("the choice depends on the processor's features", "[bulk/detail/choice]")
{
    using namespace otpp::bulk::detail;
    using namespace otpp::detail;
    for (int const features : {0, int{sha}, int{avx2}, sha | avx2, avx2 | avx512}) {
        support::machine_with const machine{features};
        for (auto const& [hash, cold] : calls) {
            auto const made = kernel_choice::make(kernel::automatic, hash, cold);
            REQUIRE(made);
            CHECK(made->wide == otpp::bulk::kernels::preferred(hash));
            CHECK(otpp::bulk::is_available(made->rest, hash));
            for (kernel const one : {kernel::sha_ni, kernel::avx2, kernel::avx512, kernel::neon}) {
                auto const named = kernel_choice::make(one, hash, cold);
                CHECK(named.has_value() == otpp::bulk::is_available(one, hash));
                if (!named) CHECK(named.error().reason == otpp::reason::kernel_missing);
            }
        }
    }
}
#endif
