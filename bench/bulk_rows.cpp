// SPDX-License-Identifier: BSL-1.0
#include "bulk_rows.hpp"

#include <algorithm>
#include <initializer_list>

namespace bench {

namespace {

template <class T>
std::span<T> results(std::size_t rows)
{
    static std::vector<T> all;
    if (all.size() < rows) all.resize(rows);
    return {all.data(), rows};
}

// What stands in the results before a run that is checked: nothing that any row may say.
constexpr std::uint32_t no_result = 0xfffffffe;
constexpr std::int8_t no_drift = 99;

} // namespace

std::vector<bulk_row>& bulk_rows()
{
    static std::vector<bulk_row> all;
    return all;
}

char const* name_of(otpp::algorithm which)
{
    return which == otpp::algorithm::sha1     ? "sha1"
           : which == otpp::algorithm::sha256 ? "sha256"
                                              : "sha512";
}

void add_bulk_row(bulk_work const& work, otpp::algorithm which, std::string const& who,
                  std::size_t rows, int threads, make_subject const& make)
{
    std::string name =
        std::string{work.name} + "/" + name_of(which) + "/" + who + "/" + std::to_string(rows);
    if (threads != 1) name += "/" + std::to_string(threads) + "_threads";
    struct state {
        std::unique_ptr<bulk_subject> subject;
        table input;
        std::span<std::uint32_t> passcodes;
        std::span<std::int8_t> drifts;
    };
    auto const of = std::make_shared<state>();
    auto const ready = [=] {
        of->input = columns_of(which, work.shape).first(rows);
        of->passcodes = results<std::uint32_t>(rows);
        of->drifts = results<std::int8_t>(rows);
        if (of->subject) return;
        of->subject = make(which, work);
        if (work.prepared) of->subject->prepare(of->input);
    };
    auto const run = [of = of.get(), match = work.match] {
        if (match)
            of->subject->match(of->input, of->drifts.data());
        else
            of->subject->passcodes(of->input, of->passcodes.data());
    };
    auto const check = [=]() -> std::string {
        ready();
        std::ranges::fill(of->drifts, no_drift);
        std::ranges::fill(of->passcodes, no_result);
        run();
        auto const& right = columns_of(which, work.shape);
        return work.match ? right.wrong(of->drifts, of->subject->tells_drift())
                          : right.wrong(of->passcodes);
    };
    bulk_rows().push_back({std::move(name), rows, threads, check, ready, run});
}

void add_bulk_peer(std::string const& who, std::vector<otpp::algorithm> const& algorithms,
                   bool keeps_keys, make_subject const& make)
{
    for (auto const which : algorithms)
        for (auto const& work : works) {
            if (work.prepared && !keeps_keys) continue;
            for (std::size_t const rows :
                 std::initializer_list<std::size_t>{1, 16, 256, 4'096, 16'384, 1'000'000})
                if (is_shown(work, which, rows)) add_bulk_row(work, which, who, rows, 1, make);
        }
}

} // namespace bench
