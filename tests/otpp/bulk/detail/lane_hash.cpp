// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/detail/lane_hash.hpp>

#include "support/catch.hpp"
#include "support/random.hpp"

#include <otpp/bulk/detail/lanes.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <utility>

using namespace otpp::bulk::detail;
using namespace otpp::detail;

namespace {

// Random messages and working variables over some lanes, and what the scalar hash makes of each.
template <class H, class W>
class messages {
public:
    using word = typename H::word;
    static constexpr std::size_t lanes = sizeof(W) / sizeof(word), words = H::initial.size();

    explicit messages(support::random& source, bool all_one = false)
    {
        for (std::size_t lane = 0; lane != lanes; ++lane) {
            for (auto& each : start_[lane]) each = static_cast<word>(source.next());
            for (auto& each : blocks_[lane]) each = static_cast<word>(source.next());
            if (all_one) blocks_[lane] = blocks_[0];
        }
    }
    void change_by(word difference)
    {
        for (auto& block : blocks_)
            for (auto& each : block) each ^= difference;
    }
    void take_start_of(messages const& other) { start_ = other.start_; }

    void load_into(W* v, W* w) const
    {
        for (std::size_t i = 0; i != words; ++i) fill(v[i], start_, i);
        if (w == nullptr) return;
        for (std::size_t i = 0; i != 16; ++i) fill(w[i], blocks_, i);
    }

    // Whether these are the working variables after the last round.
    [[nodiscard]] bool came_to(W const* v) const
    {
        auto states = start_;
        auto blocks = blocks_;
        H::compress(states.data(), blocks.data(), lanes);
        for (std::size_t i = 0; i != words; ++i) {
            word found[lanes];
            store(found, v[i]);
            for (std::size_t lane = 0; lane != lanes; ++lane)
                if (static_cast<word>(found[lane] + start_[lane][i]) != states[lane][i])
                    return false;
        }
        return true;
    }

private:
    template <class Rows>
    static void fill(W& to, Rows const& rows, std::size_t i)
    {
        word column[lanes];
        for (std::size_t lane = 0; lane != lanes; ++lane) column[lane] = rows[lane][i];
        load(to, column);
    }

    std::array<typename H::state, lanes> start_{};
    std::array<typename H::block, lanes> blocks_{};
};

template <class H, class W>
void check()
{
    using hash = lane_hash<H>;
    using word = typename H::word;
    constexpr std::size_t words = H::initial.size(), lanes = sizeof(W) / sizeof(word);
    support::random source{words};
    messages<H, W> const a{source}, b{source}, same{source, true};
    W v[words]{}, w[16]{}, u[words]{}, x[16]{};

    a.load_into(v, w);
    hash::own(v, w);
    CHECK(a.came_to(v));

    a.load_into(v, w);
    b.load_into(u, x);
    hash::own_and_own(v, w, u, x);
    CHECK((a.came_to(v) && b.came_to(u)));

    // One message for all: its schedule is computed once, in each possible lane.
    alignas(64) word schedule[hash::rounds * lanes];
    same.load_into(v, w);
    hash::write_schedule(schedule, w);
    for (std::size_t lane = 0; lane != lanes; ++lane) {
        same.load_into(u, nullptr);
        hash::shared(u, schedule + lane, lanes);
        CHECK(same.came_to(u));
    }
    a.load_into(v, w);
    same.load_into(u, nullptr);
    hash::own_and_shared(v, w, u, schedule + (lanes - 1), lanes);
    CHECK((a.came_to(v) && same.came_to(u)));

    if constexpr (std::same_as<H, otpp::sha1>) {
        constexpr word difference = 0x36363636 ^ 0x5c5c5c5c;
        messages<H, W> twin{a};
        twin.change_by(difference);
        twin.take_start_of(b);
        a.load_into(v, w);
        b.load_into(u, nullptr);
        hash::template twins<difference>(v, u, w);
        CHECK((a.came_to(v) && twin.came_to(u)));
    }
}

} // namespace

TEST_CASE("single and interleaved compressions agree with the scalar hash",
          "[bulk/detail/lane_hash]")
{
    check<otpp::sha1, lanes_of<otpp::sha1::word, 16>::type>();
    check<otpp::sha256, lanes_of<otpp::sha256::word, 16>::type>();
    check<otpp::sha512, lanes_of<otpp::sha512::word, 16>::type>();
    check<otpp::sha1, otpp::sha1::word>();
}
