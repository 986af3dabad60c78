// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SUPPORT_FOLDER_HPP
#define OTPP_TESTS_SUPPORT_FOLDER_HPP
// A folder for one test, removed at its end.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <utility>

namespace support {

class folder {
public:
    folder()
    {
        std::string name = (std::filesystem::temp_directory_path() / "otpp-test-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) std::abort();
        path_ = std::move(name);
    }
    folder(folder const&) = delete;
    folder& operator=(folder const&) = delete;
    ~folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] std::string const& path() const noexcept { return path_; }

    /// Writes a file, and returns its path.
    [[nodiscard]] std::string file(std::string_view name, std::string_view text,
                                   ::mode_t mode) const
    {
        std::string const path = path_ + "/" + std::string{name};
        std::FILE* const out = std::fopen(path.c_str(), "wb");
        if (out == nullptr) std::abort();
        bool const whole = std::fwrite(text.data(), 1, text.size(), out) == text.size();
        if (std::fclose(out) != 0 || !whole || ::chmod(path.c_str(), mode) != 0) std::abort();
        return path;
    }

private:
    std::string path_;
};

} // namespace support

#endif
