// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_SERVER_MEMORY_STORE_HPP
#define OTPP_SERVER_MEMORY_STORE_HPP
// A store in the memory of one process, for tests and for what need not outlive it. It allocates, and
// is included by its name alone.

#include <otpp/detail/wipe.hpp>
#include <otpp/result.hpp>
#include <otpp/server/record_text.hpp>
#include <otpp/server/store.hpp>

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace otpp::server {

/// Its calls may be made from any thread. It wipes the lines that it overwrites and removes: with a
/// sealer that does not seal they hold secrets.
class memory_store {
public:
    memory_store() = default;
    memory_store(memory_store const&) = delete;
    memory_store& operator=(memory_store const&) = delete;
    ~memory_store()
    {
        for (part& each : parts_)
            for (auto& [name, line] : each.lines) wipe(line);
    }

    [[nodiscard]] result<bool> load(std::string_view name, record_text& into)
    {
        named const wanted{name};
        part& here = part_of(wanted);
        std::lock_guard const held{here.busy};
        auto const found = here.lines.find(wanted);
        if (found == here.lines.end()) return false;
        into.assign(found->second);
        return true;
    }

    [[nodiscard]] result<bool> compare_and_set(std::string_view name, std::string_view expected,
                                               std::string_view line)
    {
        if (line.empty() || line.size() > max_record_size) return reason::record_length;
        named const wanted{name};
        part& here = part_of(wanted);
        std::lock_guard const held{here.busy};
        auto const found = here.lines.find(wanted);
        if (found == here.lines.end()) {
            if (!expected.empty()) return false;
            here.lines.emplace(name, line);
            return true;
        }
        if (found->second != expected) return false;
        if (found->second.capacity() < line.size()) { // or the old text would be left behind
            std::string longer{line};
            wipe(found->second);
            found->second.swap(longer);
        }
        else
            found->second.assign(line);
        return true;
    }

    [[nodiscard]] result<bool> remove(std::string_view name, std::string_view expected)
    {
        named const wanted{name};
        part& here = part_of(wanted);
        std::lock_guard const held{here.busy};
        auto const found = here.lines.find(wanted);
        if (found == here.lines.end() || found->second != expected) return false;
        wipe(found->second);
        here.lines.erase(found);
        return true;
    }

private:
    // A name and its hash, which is taken once a call.
    struct named {
        explicit named(std::string_view text)
            : name{text}, hash{std::hash<std::string_view>{}(text)}
        {}

        std::string_view name;
        std::size_t hash;
    };
    // Not noexcept: libstdc++ then keeps the hashes, and compares names of the same hash alone.
    struct hash {
        using is_transparent = void;
        std::size_t operator()(named const& wanted) const { return wanted.hash; }
        std::size_t operator()(std::string const& name) const { return named{name}.hash; }
    };
    struct same {
        using is_transparent = void;
        bool operator()(std::string const& a, std::string const& b) const { return a == b; }
        bool operator()(named const& a, std::string const& b) const { return a.name == b; }
        bool operator()(std::string const& a, named const& b) const { return a == b.name; }
    };

    // Factors of different parts do not wait for each other.
    struct part {
        std::mutex busy;
        std::unordered_map<std::string, std::string, hash, same> lines;
    };

    static void wipe(std::string& line) noexcept
    {
        line.resize(line.capacity());
        otpp::detail::wipe_range(line.data(), line.size());
    }

    part& part_of(named const& wanted) noexcept { return parts_[wanted.hash % parts]; }

    static constexpr std::size_t parts = 16;
    part parts_[parts];
};

} // namespace otpp::server

#endif
