// SPDX-License-Identifier: BSL-1.0
// Measures how many bytes of the stack the functions use that otpp/detail/stack_depth.hpp has a depth for,
// and prints each with the depth. It fails where a function uses more.
//
// A function runs on a stack of its own, filled with a pattern; the lowest byte that changed counts. The
// kernels of the bulk engine, which take long to compile, are measured with WITH_KERNELS.

#include <otpp/backend.hpp>
#include <otpp/detail/stack_depth.hpp>
#include <otpp/hmac.hpp>
#include <otpp/prepared_key.hpp>

#if defined(WITH_KERNELS)
#include <otpp/bulk/detail/kernel_functions.hpp>
#include <otpp/bulk/detail/row_match.hpp>
#endif

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <span>
#include <ucontext.h>

namespace {

constexpr std::size_t stack_bytes = 1 << 20;
constexpr unsigned char paint = 0xa5;
alignas(64) unsigned char stack[stack_bytes];
ucontext_t caller, callee;
void (*measured)();
unsigned char const* frame;

[[gnu::noinline]] void enter()
{
    unsigned char here;
    frame = &here;
    asm volatile("" : : "r"(&here) : "memory");
    measured();
}

// The bytes below a frame that a call uses; a little more, since the frame has an extent itself.
std::size_t depth_of(void (*function)())
{
    measured = function;
    std::memset(stack, paint, stack_bytes);
    getcontext(&callee);
    callee.uc_stack.ss_sp = stack;
    callee.uc_stack.ss_size = stack_bytes;
    callee.uc_link = &caller;
    makecontext(&callee, enter, 0);
    swapcontext(&caller, &callee);
    unsigned char const* lowest = stack;
    while (*lowest == paint) ++lowest;
    return static_cast<std::size_t>(frame - lowest);
}

bool sufficient = true;

void report(char const* name, std::size_t depth, void (*function)())
{
    std::size_t const used = depth_of(function);
    depth = otpp::detail::stack_depth::in_this_build(depth);
    bool const enough = used <= depth;
    std::printf("%-44s %6zu of %6zu%s\n", name, used, depth, enough ? "" : ": not enough");
    sufficient = sufficient && enough;
}

constexpr std::array<unsigned char, 20> key{1, 2, 3};
std::array<unsigned char, 300> const message{4, 5, 6};

template <class H>
struct subject {
    using states = otpp::detail::hmac_states<H>;
    inline static states prepared{};
    inline static otpp::digest<H> digest{};
    inline static std::uint32_t values[4];
    inline static states pair[2]{};
    inline static std::span<unsigned char const> const keys[2]{key, key};

    static void run(char const* name)
    {
        using namespace otpp::detail;
        std::printf("%s\n", name);
        report("hmac_states::prepare_portably", stack_depth::hash(otpp::block_size<H>),
               [] { prepared.prepare_portably(key); });
        report("hmac_states::prepare_portably, long key", stack_depth::hash(otpp::block_size<H>),
               [] { prepared.prepare_portably(message); });
        report("hmac_states::code", stack_depth::hash(otpp::block_size<H>),
               [] { prepared.code(message, digest); });
        report("hash_to", stack_depth::hash(otpp::block_size<H>),
               [] { hash_to<H>(digest, message); });
        report("truncated_codes<1>", stack_depth::values(otpp::block_size<H>, 1),
               [] { truncated_codes<1>(prepared, 5, 1, values); });
        report("truncated_codes<4>", stack_depth::values(otpp::block_size<H>, 4),
               [] { truncated_codes<4>(prepared, 5, 4, values); });
        if constexpr (requires(typename H::state* to) { H::prepare_two(to, to, keys); })
            report("H::prepare_two", stack_depth::streams, [] {
                static_cast<void>(H::prepare_two(pair[0].saved.data(), pair[1].saved.data(), keys));
            });
        if constexpr (requires { H::counter_values(prepared.saved.data(), 5u, 4u, values); }) {
            report("H::prepare", stack_depth::instructions,
                   [] { static_cast<void>(H::prepare(prepared.saved.data(), key)); });
            report("H::counter_values, 1", stack_depth::instructions, [] {
                static_cast<void>(H::counter_values(prepared.saved.data(), 5, 1, values));
            });
            report("H::counter_values, 4", stack_depth::instructions, [] {
                static_cast<void>(H::counter_values(prepared.saved.data(), 5, 4, values));
            });
        }
    }
};

#if defined(WITH_KERNELS)
namespace bulk = otpp::bulk;
namespace inner = otpp::bulk::detail;

template <class H>
struct kernel_subject {
    inline static inner::kernel_functions<H> const* kernel;
    inline static inner::key_tile<H> tiles[2]{};
    inline static inner::key_words<H> words{};
    inline static inner::shared_steps<H> steps{};
    inline static inner::row_counters<H> counters[2]{};
    inline static std::uint32_t values[16 * 32];
    static constexpr int drifts[3]{1, -1, 0};

    static void run(bulk::kernel which, std::size_t depth)
    {
        std::printf("%s\n", to_string(which).data());
        kernel = &inner::rest_functions_of<H>(which);
        report("prepare", depth, [] { kernel->prepare(words, tiles[0], 16); });
        report("schedule", depth, [] { kernel->schedule(steps, 3); });
        report("shared", depth, [] { kernel->shared(tiles, 1, 0, 32, steps, 3, values); });
        report("own", depth, [] { kernel->own(tiles, 1, 0, 32, counters, drifts, 3, values); });
    }
};
#endif

} // namespace

int main()
{
    namespace stack_depth = otpp::detail::stack_depth;
    subject<otpp::sha1>::run("sha1");
    subject<otpp::sha256>::run("sha256");
    subject<otpp::sha512>::run("sha512");
    subject<otpp::builtin::sha1>::run("builtin sha1");
    subject<otpp::builtin::sha256>::run("builtin sha256");
#if defined(WITH_KERNELS)
    for (auto const which : bulk::kernels{otpp::algorithm::sha1})
        kernel_subject<otpp::sha1>::run(which,
                                        which == bulk::kernel::portable ? stack_depth::scalar_rows
                                        : which == bulk::kernel::sha_ni ? stack_depth::streams
                                                                        : stack_depth::vectors);
#endif
    return sufficient ? 0 : 1;
}
