// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_NOTE_HPP
#define OTPP_NOTE_HPP
// What was odd but usable in a text that was read, and where.

#include <cstddef>
#include <span>
#include <string_view>

namespace otpp {

/// `message(oddity)` puts it into words.
enum class oddity : unsigned char {
    issuer_conflict,
    issuer_empty,
    name_empty,
    second_colon,
    short_secret,
    trailing_bits,
    algorithm_spelling,
    unknown_parameter,
    unused_parameter,
    upper_case,
    unescaped_character,
    invalid_utf8,
    fragment,
};

/// Its name: "issuer_conflict".
[[nodiscard]] constexpr std::string_view to_string(oddity what) noexcept
{
    constexpr std::string_view names[]{
        "issuer_conflict",  "issuer_empty",  "name_empty",          "second_colon",
        "short_secret",     "trailing_bits", "algorithm_spelling",  "unknown_parameter",
        "unused_parameter", "upper_case",    "unescaped_character", "invalid_utf8",
        "fragment"};
    static_assert(sizeof names / sizeof names[0] == static_cast<std::size_t>(oddity::fragment) + 1);
    return names[static_cast<unsigned char>(what)];
}

/// The oddity in words: what was found and what became of it.
[[nodiscard]] constexpr std::string_view message(oddity what) noexcept
{
    switch (what) {
    case oddity::issuer_conflict: return "the label and the issuer parameter name two issuers";
    case oddity::issuer_empty: return "the label has a colon but no issuer before it";
    case oddity::name_empty: return "the label names no account: some apps refuse that";
    case oddity::second_colon: return "a second colon in the label: some apps lose the issuer";
    case oddity::short_secret: return "the secret is shorter than 16 bytes (RFC 4226, section 4)";
    case oddity::trailing_bits:
        return "the secret's last character has bits that belong to no byte: dropped";
    case oddity::algorithm_spelling: return "the algorithm is not spelled SHA1, SHA256 or SHA512";
    case oddity::unknown_parameter: return "a parameter that is not ours: kept";
    case oddity::unused_parameter: return "a parameter that this type does not use: kept";
    case oddity::upper_case: return "the scheme or the type is not in lower case";
    case oddity::unescaped_character: return "a character that should have been escaped";
    case oddity::invalid_utf8: return "the name or the issuer is not UTF-8";
    case oddity::fragment: return "a fragment ('#') at the end: ignored";
    }
    return "unknown oddity";
}

/// One oddity, and where it is.
struct note {
    oddity what;
    std::size_t offset; ///< in bytes, from the start of the text that was read

    friend constexpr bool operator==(note const&, note const&) = default;
};

namespace detail {

// Each oddity once, where it was first met; it cannot overflow.
class note_list {
public:
    constexpr void add(oddity what, std::size_t offset) noexcept
    {
        for (note const& known : list())
            if (known.what == what) return;
        notes_[size_++] = {what, offset};
    }
    [[nodiscard]] constexpr std::span<note const> list() const noexcept { return {notes_, size_}; }

private:
    note notes_[static_cast<std::size_t>(oddity::fragment) + 1]{};
    std::size_t size_{};
};

} // namespace detail

} // namespace otpp

#endif
