// SPDX-License-Identifier: BSL-1.0
#include <otpp/detail/private_file.hpp>

#include "support/catch.hpp"
#include "support/folder.hpp"

#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

using otpp::detail::private_read;

namespace {

private_read read(std::string const& path, std::string& into, std::size_t room = 64)
{
    into.assign(room, '\0');
    std::size_t size = 0;
    auto const found = otpp::detail::read_private(path.c_str(), into, size);
    into.resize(size);
    return found;
}

} // namespace

TEST_CASE("a private file is read whole", "[detail/private_file]")
{
    support::folder const folder;
    auto const path = folder.file("keys", "some text", 0600);
    std::string text;
    CHECK(read(path, text) == private_read::good);
    CHECK(text == "some text");
    CHECK(::chmod(path.c_str(), 0400) == 0);
    CHECK(read(path, text) == private_read::good);
    CHECK(read(folder.file("empty", "", 0600), text) == private_read::good);
    CHECK(text == "");
}

TEST_CASE("a file that others may read, write or run is told", "[detail/private_file]")
{
    support::folder const folder;
    auto const path = folder.file("keys", "some text", 0600);
    std::string text;
    for (::mode_t bit = 1; bit != 0100; bit <<= 1) {
        REQUIRE(::chmod(path.c_str(), 0600 | bit) == 0);
        INFO(bit);
        CHECK(read(path, text) == private_read::open_to_others);
        CHECK(text == "");
    }
    if (::geteuid() == 0) {
        REQUIRE(::chmod(path.c_str(), 0600) == 0);
        REQUIRE(::chown(path.c_str(), 12345, 12345) == 0);
        CHECK(read(path, text) == private_read::open_to_others);
    }
}

TEST_CASE("what was opened is what is checked", "[detail/private_file]")
{
    support::folder const folder;
    auto const open_file = folder.file("open", "others may read", 0644);
    auto const keys = folder.file("keys", "some text", 0600);
    std::string text;
    REQUIRE(::symlink(keys.c_str(), (folder.path() + "/link").c_str()) == 0);
    REQUIRE(::symlink(open_file.c_str(), (folder.path() + "/link_to_open").c_str()) == 0);
    CHECK(read(folder.path() + "/link", text) == private_read::good);
    CHECK(read(folder.path() + "/link_to_open", text) == private_read::open_to_others);
}

TEST_CASE("what is no plain file, or too long, is not read", "[detail/private_file]")
{
    support::folder const folder;
    std::string text;
    CHECK(read(folder.path() + "/nothing", text) == private_read::unreadable);
    CHECK(read(folder.path(), text) == private_read::unreadable);
    REQUIRE(::mkfifo((folder.path() + "/pipe").c_str(), 0600) == 0);
    CHECK(read(folder.path() + "/pipe", text) == private_read::unreadable); // and does not wait
    auto const path = folder.file("keys", "some text", 0600);
    CHECK(read(path, text, 10) == private_read::good);
    CHECK(read(path, text, 9) == private_read::unreadable);
}
