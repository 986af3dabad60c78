// SPDX-License-Identifier: BSL-1.0
// The bulk engine: as it chooses for itself (`otpp`), and every kernel by its name.
#include "bulk_rows.hpp"

#include <otpp/bulk.hpp>

#include <stdexcept>

namespace {

using namespace bench;
using otpp::bulk::kernel;

static_assert(otpp::bulk::no_match == fits_not);

struct engine final : bulk_subject {
    engine(otpp::algorithm which, otpp::bulk::run const& by)
        : options{.algorithm = which}, how{by}, set{options}
    {}

    static otpp::bulk::key_rows keys(table const& input)
    {
        std::size_t const size = key_size(input.which);
        return {input.first_key, input.one_key ? 1 : input.rows, size,
                static_cast<std::ptrdiff_t>(size)};
    }
    static otpp::bulk::column<std::int64_t> times(table const& input)
    {
        return {input.first_time, input.one_time ? 1 : input.rows,
                std::ptrdiff_t{sizeof(std::int64_t)}};
    }

    void prepare(table const& input) override { set.append(keys(input)); }

    void passcodes(table const& input, std::uint32_t* out) override
    {
        std::span const results{out, input.rows};
        check(set.size() != 0
                  ? otpp::bulk::passcodes(set, times(input), results, how)
                  : otpp::bulk::passcodes(keys(input), options, times(input), results, how));
    }
    void match(table const& input, std::int8_t* out) override
    {
        std::span const results{out, input.rows};
        std::span const codes{input.codes, input.rows};
        check(set.size() != 0
                  ? otpp::bulk::match(set, codes, times(input), {}, results, how)
                  : otpp::bulk::match(keys(input), options, codes, times(input), {}, results, how));
    }
    static void check(otpp::result<std::size_t> const& done)
    {
        if (!done) throw std::runtime_error{"the bulk engine fails"};
    }

    otpp::totp_options options;
    otpp::bulk::run how;
    otpp::bulk::key_set set;
};

void add(bulk_work const& work, otpp::algorithm which, std::size_t rows, kernel by, int threads)
{
    std::string const who{by == kernel::automatic ? "otpp" : to_string(by)};
    add_bulk_row(work, which, who, rows, threads, [=](otpp::algorithm algorithm, bulk_work const&) {
        return std::make_unique<engine>(algorithm, otpp::bulk::run{by, threads, {}});
    });
}

bulk_registration const our_rows{[] {
    for (auto const which :
         {otpp::algorithm::sha1, otpp::algorithm::sha256, otpp::algorithm::sha512})
        for (auto const& work : works) {
            for (std::size_t const rows : sizes) {
                if (!is_shown(work, which, rows)) continue;
                add(work, which, rows, kernel::automatic, 1);
                if (rows >= 16'384) add(work, which, rows, kernel::automatic, 2);
                if (rows == 10'000'000) continue;
                for (kernel const by : otpp::bulk::kernels{which}) add(work, which, rows, by, 1);
            }
            // the sizes between, where whole vectors and what is left of them change places
            if (which != otpp::algorithm::sha1 || !work.match || work.shape != loop::one_step)
                continue;
            for (std::size_t const rows : few_sizes)
                if (std::ranges::find(sizes, rows) == std::end(sizes))
                    add(work, which, rows, kernel::automatic, 1);
        }
}};

} // namespace
