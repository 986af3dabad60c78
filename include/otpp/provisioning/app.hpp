// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PROVISIONING_APP_HPP
#define OTPP_PROVISIONING_APP_HPP
// The programs whose ways of reading otpauth URIs are known; app_table.hpp lists them.

#include <string_view>

namespace otpp::provisioning {

/// A program that reads otpauth URIs.
enum class app : unsigned char {
#define OTPP_APP(name, title, ...) name,
#include <otpp/provisioning/app_table.hpp>
};

inline constexpr app all_apps[]{
#define OTPP_APP(name, title, ...) app::name,
#include <otpp/provisioning/app_table.hpp>
};

/// Its name in programs: "google_authenticator".
[[nodiscard]] constexpr std::string_view to_string(app which) noexcept
{
    constexpr std::string_view names[]{
#define OTPP_APP(name, title, ...) #name,
#include <otpp/provisioning/app_table.hpp>
    };
    return names[static_cast<unsigned char>(which)];
}

/// Its name for people: "Google Authenticator (Android)".
[[nodiscard]] constexpr std::string_view title(app which) noexcept
{
    constexpr std::string_view titles[]{
#define OTPP_APP(name, title, ...) title,
#include <otpp/provisioning/app_table.hpp>
    };
    return titles[static_cast<unsigned char>(which)];
}

} // namespace otpp::provisioning

#endif
