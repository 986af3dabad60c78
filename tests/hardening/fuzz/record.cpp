// SPDX-License-Identifier: BSL-1.0
// A record's line of any bytes: refused with an offset in it, or written again byte for byte; and whatever
// was read is decided on, at any time and by any code, without a crash.

#include <otpp/server/call.hpp>
#include <otpp/server/record_text.hpp>
#include <otpp/server/status.hpp>

#include "oracle.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace {

using fuzz::require;

// One call from its load to its end, on a store that keeps what it is given.
void ask(otpp::server::call asked, std::string_view line)
{
    otpp::server::record_text kept;
    kept.assign(line);
    for (int i = 0; asked.want() != otpp::server::want::done; ++i) {
        require(i < 8, "a call does not come to its end");
        switch (asked.want()) {
        case otpp::server::want::load: asked.loaded(kept.view()); break;
        case otpp::server::want::set:
            require(asked.expected() == kept.view(), "expects another line than the store has");
            require(otpp::server::parse_record(asked.line()).has_value(),
                    "stores what is no record");
            kept.assign(asked.line());
            asked.stored(true);
            break;
        case otpp::server::want::remove: asked.stored(true); break;
        case otpp::server::want::open: {
            auto const sealed = asked.sealed();
            auto const key = otpp::secret::from_bytes(sealed.bytes());
            key ? asked.opened(*key) : asked.failed(key.error());
            break;
        }
        case otpp::server::want::seal: asked.resealed(asked.sealed()); break;
        case otpp::server::want::done: break;
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size)
{
    if (size < 8) return 0;
    std::uint64_t seconds = 0;
    for (int i = 0; i != 8; ++i) seconds = seconds << 8 | data[i];
    otpp::unix_time const now{static_cast<std::int64_t>(seconds)};
    std::string_view const text{reinterpret_cast<char const*>(data) + 8, size - 8};

    auto const read = fuzz::without_allocation([&] { return otpp::server::parse_record(text); });
    if (!read) {
        require(read.error().offset <= text.size(), "the offset lies outside the text");
        return 0;
    }
    require(write(*read).view() == text, "write(parse(text)) is not the text");
    fuzz::without_allocation([&] {
        otpp::server::policy const rules;
        (void)otpp::server::status_of(rules, *read, now);
        std::string_view const codes[]{"123456", "123457"};
        ask(otpp::server::call::passcode(rules, "a", "123456", now), text);
        ask(otpp::server::call::passcode(rules, "a", "12345678", now,
                                         {.what = otpp::server::action::deactivate}),
            text);
        ask(otpp::server::call::confirm(rules, "a", "123456", now), text);
        ask(otpp::server::call::resynchronise(rules, "a", codes, now), text);
        ask(otpp::server::call::recover(rules, "a", "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA", now), text);
        ask(otpp::server::call::reset(rules, "a", otpp::server::reset_to::unlocked, now), text);
        return 0;
    });
    return 0;
}
