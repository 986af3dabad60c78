// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/detail/kernel_functions.hpp>

#include "support/bulk_engine.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"

#include <cstddef>
#include <memory>
#include <set>
#include <span>
#include <vector>

using namespace otpp::bulk::detail;
using namespace otpp::detail;
using otpp::bulk::kernel;

namespace {

struct doubling {
    template <class K>
    static void run(int from, int& to) noexcept
    {
        to = K::factor * from;
    }
};
struct twice {
    static constexpr int factor = 2;
    template <class Body, class... A>
    static void run(A... arguments) noexcept
    {
        Body::template run<twice>(arguments...);
    }
};

template <class H>
void check_that_each_is_another(otpp::algorithm hash)
{
    std::set<kernel_functions<H> const*> seen;
    for (kernel const one : otpp::bulk::kernels{hash}) {
        auto const& functions = functions_of<H>(one);
        seen.insert(&functions);
        CHECK(&functions == &functions_of<H>(one));
        CHECK((functions.schedule && functions.shared && functions.own));
        CHECK((functions.passcodes && functions.match));
        CHECK((functions.prepare_separately || (functions.prepare && functions.prepare_short)));
        if (one != kernel::portable) CHECK(&rest_functions_of<H>(one) == &functions);
    }
    CHECK(seen.size() == otpp::bulk::kernels{hash}.size());
    CHECK(rest_functions_of<H>(kernel::portable).prepare_separately != nullptr);
}

} // namespace

TEST_CASE("a kernel compiles a body template into a function", "[bulk/detail/kernel_functions]")
{
    void (*function)(int, int&) = nullptr;
    function = compiled_by<twice, doubling>(function);
    int to = 0;
    function(21, to);
    CHECK(to == 42);
}

TEST_CASE("every available kernel has its own functions", "[bulk/detail/kernel_functions]")
{
    check_that_each_is_another<otpp::sha1>(otpp::algorithm::sha1);
    check_that_each_is_another<otpp::sha256>(otpp::algorithm::sha256);
    check_that_each_is_another<otpp::sha512>(otpp::algorithm::sha512);
}

TEST_CASE("prepare_separately writes the first lanes of a tile and no others",
          "[bulk/detail/kernel_functions]")
{
    constexpr std::size_t sizes[]{1, 64, 65, 20, 0, 128, 20, 20, 66};
    auto const check = [&]<class H>() {
        support::random source{1};
        std::vector<std::vector<unsigned char>> keys;
        for (std::size_t const size : sizes) {
            keys.emplace_back(size);
            for (auto& byte : keys.back()) byte = source.byte();
        }
        std::vector<std::span<unsigned char const>> const views{keys.begin(), keys.end()};
        for (std::size_t n = 1; n <= keys.size(); ++n) {
            auto const tile = std::make_unique<key_tile<H>>();
            prepare_separately<H>(views.data(), n, *tile);
            for (std::size_t lane = 0; lane != tile_rows; ++lane) {
                hmac_states<H> expected{};
                if (lane < n) expected.prepare(keys[lane]);
                for (std::size_t side = 0; side != 2; ++side)
                    for (std::size_t i = 0; i != H::initial.size(); ++i)
                        CHECK(tile->saved[side][i][lane] == expected.saved[side][i]);
            }
        }
    };
    check.template operator()<otpp::sha1>();
    check.template operator()<otpp::sha256>();
    check.template operator()<otpp::sha512>();
}
