// SPDX-License-Identifier: BSL-1.0
// The search. It is compiled apart from the library, and always optimised: it reads a lot.

#include "harness.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iostream>
#include <limits>
#include <malloc.h>
#include <map>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace wiping {

namespace {

// As in needles.py. A needle exists in this process only under this mask.
constexpr unsigned char mask = 0xc3;
constexpr std::uint64_t mask8 = 0xc3c3c3c3c3c3c3c3u;

using bytes_list = std::vector<unsigned char>;

struct needle {
    std::string name;
    bytes_list masked;
    bool is_text; // base32: five bits a character
};

std::map<std::string, bytes_list, std::less<>> masked_inputs;
std::vector<needle> needles;
path* first_path;

// What the work reads; outside the heap, so that one call clears it.
unsigned char plain[1 << 16];
std::size_t plain_used;

// The orders in which words and lanes of 16 bytes may lie in memory.
struct order {
    char const* name;
    std::size_t (*from)(std::size_t);
    std::size_t unit;
};
constexpr order orders[]{
    {"as it is", [](std::size_t i) { return i; }, 1},
    {"32-bit words swapped", [](std::size_t i) { return i ^ 3; }, 4},
    {"64-bit words swapped", [](std::size_t i) { return i ^ 7; }, 8},
    {"lanes reversed", [](std::size_t i) { return i ^ 12; }, 16},
    {"lanes and bytes reversed", [](std::size_t i) { return i ^ 15; }, 16},
    {"halves of lanes swapped", [](std::size_t i) { return i ^ 8; }, 16},
    {"words of halves swapped", [](std::size_t i) { return i ^ 4; }, 8},
};

// Every eight consecutive bytes of a needle in one of its forms, masked, and where they are from.
struct window {
    std::uint64_t masked;
    std::uint32_t needle;
    unsigned char order, pad;
};
std::vector<window> windows;
std::vector<bool> maybe; // a quick no for nearly every place in memory

constexpr int maybe_bits = 24;

std::size_t bucket(std::uint64_t masked)
{
    return masked * 0x9e3779b97f4a7c15u >> (64 - maybe_bits);
}

void make_windows()
{
    windows.clear();
    maybe.assign(std::size_t{1} << maybe_bits, false);
    constexpr unsigned char pads[]{0, 0x36, 0x5c};
    std::size_t most = 0;
    for (needle const& each : needles) most += each.masked.size();
    windows.reserve(most * std::size(orders) *
                    std::size(pads)); // what is outgrown is searched, too
    for (std::uint32_t n = 0; n != needles.size(); ++n)
        for (unsigned char o = 0; o != std::size(orders); ++o)
            for (unsigned char const pad : pads) {
                auto const& masked = needles[n].masked;
                std::size_t const whole = masked.size() / orders[o].unit * orders[o].unit;
                for (std::size_t at = 0; at + 8 <= whole; ++at) {
                    std::uint64_t word = 0;
                    for (std::size_t i = 0; i != 8; ++i)
                        word |= std::uint64_t{masked[orders[o].from(at + i)]} << (8 * i);
                    word ^= 0x0101010101010101u * pad;
                    windows.push_back({word, n, o, pad});
                    maybe[bucket(word)] = true;
                }
            }
    std::sort(windows.begin(), windows.end(),
              [](window const& a, window const& b) { return a.masked < b.masked; });
}

window const* find(std::uint64_t masked)
{
    if (!maybe[bucket(masked)]) return nullptr;
    auto const at = std::lower_bound(windows.begin(), windows.end(), masked,
                                     [](window const& a, std::uint64_t b) { return a.masked < b; });
    return at != windows.end() && at->masked == masked ? &*at : nullptr;
}

// The memory is read through the kernel, in pieces that overlap by fifteen bytes, into a place that
// is not searched itself.
constexpr std::size_t overlap = 15;
unsigned char piece[(1 << 16) + overlap];

struct found {
    std::size_t scanned{};
    std::size_t finds{};
};

void search_region(int memory, std::uintptr_t from, std::uintptr_t to, char const* what, found& sum)
{
    auto const own = reinterpret_cast<std::uintptr_t>(piece);
    auto const list = reinterpret_cast<std::uintptr_t>(windows.data());
    auto const end_of_list = list + windows.size() * sizeof(window);
    for (std::uintptr_t at = from; at < to;) {
        if (at >= list && at < end_of_list) { // masked, and of tens of megabytes
            at = end_of_list;
            continue;
        }
        std::size_t const ask = std::min<std::size_t>(to - at, sizeof piece);
        auto const got = ::pread(memory, piece, ask, static_cast<off_t>(at));
        if (got <= 0) {
            std::printf("    cannot read %s\n", what);
            ++sum.finds; // a place that was not looked at is not clean
            return;
        }
        auto const size = static_cast<std::size_t>(got);
        for (std::size_t i = 0; i + 8 <= size; ++i) {
            if (at + i + 8 > own && at + i < own + sizeof piece) continue;
            std::uint64_t word;
            std::memcpy(&word, piece + i, 8);
            window const* const hit = find(word ^ mask8);
            if (hit == nullptr) continue;
            // Eight characters are five bytes of the key, as a register holds them: two such groups.
            if (needles[hit->needle].is_text) {
                if (i + 16 > size) continue;
                std::memcpy(&word, piece + i + 8, 8);
                if (find(word ^ mask8) == nullptr) continue;
            }
            if (++sum.finds <= 8)
                std::printf("    found at %s+0x%zx: %s, ^ 0x%02x, %s\n", what,
                            static_cast<std::size_t>(at + i - from),
                            needles[hit->needle].name.c_str(), hit->pad, orders[hit->order].name);
            i += 7;
        }
        if (at + size >= to || size <= overlap) {
            sum.scanned += size;
            break;
        }
        sum.scanned += size - overlap;
        at += size - overlap;
    }
}

[[gnu::noinline]] found search_memory()
{
    static_assert(std::endian::native == std::endian::little);
    found sum;
    std::ifstream maps{"/proc/self/maps"};
    int const memory = ::open("/proc/self/mem", O_RDONLY);
    std::vector<std::string> lines;
    for (std::string line; std::getline(maps, line);) lines.push_back(line);
    for (std::string const& line : lines) {
        std::uintptr_t from = 0, to = 0;
        char permissions[5]{};
        char name[128]{};
        if (std::sscanf(line.c_str(), "%" SCNxPTR "-%" SCNxPTR " %4s %*s %*s %*s %127s", &from, &to,
                        permissions, name) < 3)
            continue;
        if (permissions[0] != 'r' || permissions[1] != 'w') continue;
        search_region(memory, from, to, name[0] != 0 ? name : "anonymous memory", sum);
    }
    ::close(memory);
    return sum;
}

// A register is not memory, and the next user of it overwrites it; but whoever saves all of them on
// the stack first, as the loader does, would make a find of the last thing that a copy went through.
void clear_vector_registers()
{
#if defined(__x86_64__)
    asm volatile("pxor %%xmm0, %%xmm0\n pxor %%xmm1, %%xmm1\n pxor %%xmm2, %%xmm2\n"
                 "pxor %%xmm3, %%xmm3\n pxor %%xmm4, %%xmm4\n pxor %%xmm5, %%xmm5\n"
                 "pxor %%xmm6, %%xmm6\n pxor %%xmm7, %%xmm7\n pxor %%xmm8, %%xmm8\n"
                 "pxor %%xmm9, %%xmm9\n pxor %%xmm10, %%xmm10\n pxor %%xmm11, %%xmm11\n"
                 "pxor %%xmm12, %%xmm12\n pxor %%xmm13, %%xmm13\n pxor %%xmm14, %%xmm14\n"
                 "pxor %%xmm15, %%xmm15\n"
                 :
                 :
                 : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",
                   "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
    if (__builtin_cpu_supports("avx")) asm volatile("vzeroall");
    if (__builtin_cpu_supports("avx512f"))
        asm volatile(".irp n, 16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n"
                     "vpxord %zmm\\n, %zmm\\n, %zmm\\n\n"
                     ".endr");
#endif
}

// The search and its own calls use the stack above this gap: what the work left below it stays.
[[gnu::noinline]] void work_below_a_gap(void (*work)())
{
    char gap[1 << 16];
    asm volatile("" : : "r"(gap) : "memory");
    work();
    clear_vector_registers();
    asm volatile("" : : "r"(gap) : "memory");
}

bool read_listing(char const* file)
{
    std::ifstream in{file};
    for (std::string kind, name, hex; in >> kind >> name >> hex;) {
        bytes_list data;
        for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
            data.push_back(static_cast<unsigned char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
        if (kind == "input")
            masked_inputs[name] = data;
        else if (kind == "needle" || kind == "text")
            needles.push_back({name, data, kind == "text"});
        else
            return false;
    }
    return !masked_inputs.empty() && !needles.empty();
}

// In a child, so that nothing that one path leaves is taken for another's.
bool run_path(path const& which)
{
    std::fflush(stdout);
    std::size_t const known = needles.size();
    pid_t const child = ::fork();
    if (child == 0) {
        work_below_a_gap(which.work);
        forget(plain);
        if (needles.size() != known) make_windows();
        found const sum = search_memory();
        std::printf("%s: %zu needles, %zu windows, %zu bytes, %zu finds\n", which.name,
                    needles.size(), windows.size(), sum.scanned, sum.finds);
        std::fflush(stdout);
        ::_exit(sum.finds == 0 ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) std::printf("%s: signal %d\n", which.name, WTERMSIG(status));
    return status == 0;
}

} // namespace

void forget(void* object, std::size_t size)
{
    std::memset(object, 0, size);
    asm volatile("" : : "r"(object) : "memory");
}

std::span<unsigned char const> bytes(std::string_view name)
{
    auto const found = masked_inputs.find(name);
    if (found == masked_inputs.end()) std::abort();
    bytes_list const& masked = found->second;
    unsigned char* const to = plain + plain_used;
    plain_used += masked.size();
    if (plain_used > sizeof plain) std::abort();
    for (std::size_t i = 0; i != masked.size(); ++i)
        to[i] = static_cast<unsigned char>(masked[i] ^ mask);
    return {to, masked.size()};
}

std::string_view text(std::string_view name)
{
    auto const found = bytes(name);
    return {reinterpret_cast<char const*>(found.data()), found.size()};
}

void seek(std::span<unsigned char const> secret)
{
    bytes_list masked;
    for (unsigned char const byte : secret)
        masked.push_back(static_cast<unsigned char>(byte ^ mask));
    needles.push_back({"sought_besides", masked, false});
}

path::path(char const* name_, void (*work_)()) : name{name_}, work{work_}, next{first_path}
{
    first_path = this;
}

} // namespace wiping

int main(int argc, char** argv)
{
    if (argc != 2 || !wiping::read_listing(argv[1])) {
        std::cerr << "usage: PROGRAM LISTING (of needles.py)\n";
        return 2;
    }
    // What is freed stays in the process, where it is searched.
    ::mallopt(M_MMAP_MAX, 0);
    ::mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
    wiping::make_windows();
    bool clean = true;
    int paths = 0;
    for (auto* each = wiping::first_path; each != nullptr; each = each->next, ++paths)
        clean = wiping::run_path(*each) && clean;
    std::printf("%d paths\n", paths);
    return clean ? 0 : 1;
}
