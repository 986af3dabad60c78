// SPDX-License-Identifier: BSL-1.0
// Peers of other languages: shared libraries of two C functions. The environment variable BENCH_LIBRARIES
// lists them as NAME=FILE, separated by spaces.
//
// Both functions take the keys (20 bytes each, or one for all rows) and the times (one for each row, or one
// for all). peer_passcodes writes the passcodes; peer_match takes the codes as text, 7 bytes each with a
// zero at the end, and writes whether each matches within one step.
#include "../bulk/rows.hpp"

#include <cstdlib>
#include <dlfcn.h>
#include <sstream>

#include <stdexcept>

namespace {

using namespace bench;

using passcodes_function = void(unsigned char const* keys, int one_key, std::int64_t const* times,
                                int one_time, std::size_t rows, std::uint32_t* out);
using match_function = void(unsigned char const* keys, int one_key, std::int64_t const* times,
                            int one_time, char const* codes, std::size_t rows, std::int8_t* out);

struct library_peer final : subject {
    library_peer(passcodes_function* with_passcodes, match_function* with_match)
        : passcodes_{with_passcodes}, match_{with_match}
    {}

    void passcodes(table const& input, std::uint32_t* out) override
    {
        passcodes_(input.first_key, input.one_key, input.first_time, input.one_time, input.rows,
                   out);
    }
    void match(table const& input, std::int8_t* out) override
    {
        match_(input.first_key, input.one_key, input.first_time, input.one_time,
               input.texts->data(), input.rows, out);
        for (std::size_t row = 0; row != input.rows; ++row)
            out[row] = out[row] != 0 ? std::int8_t{0} : no_match;
    }
    [[nodiscard]] bool reports_drift() const override { return false; }

    passcodes_function* passcodes_;
    match_function* match_;
};

template <class Function>
Function* find(void* library, char const* name)
{
    auto* const found = reinterpret_cast<Function*>(dlsym(library, name));
    if (found == nullptr) throw std::runtime_error{std::string{"no function "} + name};
    return found;
}

void add_library(std::string const& name_and_file)
{
    auto const equals = name_and_file.find('=');
    std::string const file = name_and_file.substr(equals + 1);
    void* const library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL); // never closed
    if (library == nullptr) throw std::runtime_error{dlerror()};
    auto* const passcodes = find<passcodes_function>(library, "peer_passcodes");
    auto* const match = find<match_function>(library, "peer_match");
    add_peer(name_and_file.substr(0, equals), {otpp::algorithm::sha1}, false,
             [=](otpp::algorithm, work const&) {
                 return std::make_unique<library_peer>(passcodes, match);
             });
}

registration const library_rows{[] {
    char const* const listed = std::getenv("BENCH_LIBRARIES");
    std::istringstream libraries{listed != nullptr ? listed : ""};
    for (std::string each; libraries >> each;) add_library(each);
}};

} // namespace
