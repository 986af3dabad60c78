// SPDX-License-Identifier: BSL-1.0
// The bulk engine: with its own choice of kernel (`otpp`), and with each kernel by name.
#include "rows.hpp"

#include <otpp/bulk.hpp>

#include <stdexcept>

namespace {

using namespace bench;
using otpp::bulk::kernel;

static_assert(otpp::bulk::no_match == bench::no_match);

struct engine final : subject {
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

void add(work const& of, otpp::algorithm which, std::size_t rows, kernel by, int threads)
{
    std::string const name{by == kernel::automatic ? "otpp" : to_string(by)};
    add_bulk_row(of, which, name, rows, threads, [=](otpp::algorithm algorithm, work const&) {
        return std::make_unique<engine>(algorithm, otpp::bulk::run{by, threads, {}});
    });
}

registration const our_rows{[] {
    for (auto const which :
         {otpp::algorithm::sha1, otpp::algorithm::sha256, otpp::algorithm::sha512})
        for (auto const& of : works) {
            for (std::size_t const rows : sizes) {
                if (!is_shown(of, which, rows)) continue;
                add(of, which, rows, kernel::automatic, 1);
                if (rows >= 16'384) add(of, which, rows, kernel::automatic, 2);
                if (rows == 10'000'000) continue;
                for (kernel const by : otpp::bulk::kernels{which}) add(of, which, rows, by, 1);
            }
            // the sizes at which the engine changes between vectors and single rows
            if (which != otpp::algorithm::sha1 || !of.match || of.of != shape::one_step) continue;
            for (std::size_t const rows : small_sizes)
                if (std::ranges::find(sizes, rows) == std::end(sizes))
                    add(of, which, rows, kernel::automatic, 1);
        }
}};

} // namespace
