// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PROVISIONING_APP_HPP
#define OTPP_PROVISIONING_APP_HPP
// The programs that read otpauth URIs and whose ways are known: provisioning/detail/apps.hpp has the table.

#include <string_view>

namespace otpp::provisioning {

enum class app : unsigned char {
    google_authenticator,     ///< for Android, version 5
    google_authenticator_ios, ///< its public source, from which others descend
    freeotp,                  ///< for Android, version 2
    freeotp_plus,
    aegis,
    two_fas, ///< for Android
    stratum,
    authenticator_pro, ///< Stratum before it took that name
    keepassxc,
    apple, ///< Passwords, by its documentation: the source is closed
};

inline constexpr app all_apps[]{
    app::google_authenticator,
    app::google_authenticator_ios,
    app::freeotp,
    app::freeotp_plus,
    app::aegis,
    app::two_fas,
    app::stratum,
    app::authenticator_pro,
    app::keepassxc,
    app::apple,
};

/// Its name in programs: "google_authenticator".
[[nodiscard]] constexpr std::string_view to_string(app which) noexcept
{
    constexpr std::string_view names[]{"google_authenticator",
                                       "google_authenticator_ios",
                                       "freeotp",
                                       "freeotp_plus",
                                       "aegis",
                                       "two_fas",
                                       "stratum",
                                       "authenticator_pro",
                                       "keepassxc",
                                       "apple"};
    static_assert(sizeof names / sizeof names[0] == sizeof all_apps / sizeof all_apps[0]);
    return names[static_cast<unsigned char>(which)];
}

/// Its name for people: "Google Authenticator (Android)".
[[nodiscard]] constexpr std::string_view title(app which) noexcept
{
    constexpr std::string_view titles[]{"Google Authenticator (Android)",
                                        "Google Authenticator (iOS lineage)",
                                        "FreeOTP",
                                        "FreeOTP+",
                                        "Aegis",
                                        "2FAS",
                                        "Stratum",
                                        "Authenticator Pro (Stratum's older releases)",
                                        "KeePassXC",
                                        "Apple Passwords"};
    static_assert(sizeof titles / sizeof titles[0] == sizeof all_apps / sizeof all_apps[0]);
    return titles[static_cast<unsigned char>(which)];
}

} // namespace otpp::provisioning

#endif
