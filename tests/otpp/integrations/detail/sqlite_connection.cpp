// SPDX-License-Identifier: BSL-1.0
#include <otpp/integrations/detail/sqlite_connection.hpp>

#include "support/catch.hpp"
#include "support/errors.hpp"
#include "support/folder.hpp"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <string>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>
#include <vector>

using otpp::reason;
using otpp::detail::reason_of_sqlite;
using otpp::detail::sqlite_connection;
using namespace std::chrono_literals;

namespace {
std::atomic<int> synced{0};
}

// SQLite's: this program's definition comes before the C library's.
extern "C" int fdatasync(int fd)
{
    ++synced;
    return static_cast<int>(::syscall(SYS_fdatasync, fd));
}

TEST_CASE("a code of SQLite has a reason, the extended ones too",
          "[integrations/detail/sqlite_connection]")
{
    CHECK(reason_of_sqlite(SQLITE_BUSY) == reason::store_locked);
    CHECK(reason_of_sqlite(SQLITE_BUSY_SNAPSHOT) == reason::store_locked);
    CHECK(reason_of_sqlite(SQLITE_LOCKED) == reason::store_locked);
    CHECK(reason_of_sqlite(SQLITE_FULL) == reason::store_full);
    CHECK(reason_of_sqlite(SQLITE_READONLY_DIRECTORY) == reason::store_read_only);
    CHECK(reason_of_sqlite(SQLITE_PERM) == reason::store_read_only);
    CHECK(reason_of_sqlite(SQLITE_CORRUPT_INDEX) == reason::store_corrupt);
    CHECK(reason_of_sqlite(SQLITE_NOTADB) == reason::store_schema);
    CHECK(reason_of_sqlite(SQLITE_CANTOPEN_ISDIR) == reason::store_unopened);
    CHECK(reason_of_sqlite(SQLITE_IOERR_FSYNC) == reason::store_failed);
    CHECK(reason_of_sqlite(SQLITE_ERROR) == reason::store_failed);
}

TEST_CASE("a connection makes the file only where it may",
          "[integrations/detail/sqlite_connection]")
{
    support::folder const folder;
    auto const path = folder.path() + "/otpp.db";
    sqlite_connection connection;
    connection.wait_for(1s);
    CHECK_FALSE(connection.is_open());
    CHECK(support::refused(connection.open(path, false), reason::store_unopened));
    CHECK_FALSE(std::filesystem::exists(path));
    REQUIRE(connection.open(path, true));
    CHECK(connection.is_open());
    CHECK_FALSE(connection.has_moved());
    CHECK(connection.insert.run({"alice", "one"}) == SQLITE_DONE);
    CHECK(connection.changes() == 1);
    CHECK(connection.load.step({"alice"}) == SQLITE_ROW);
    CHECK(connection.load.text() == "one");
    CHECK(connection.load.reset() == SQLITE_OK);
    CHECK(connection.begin.run() == SQLITE_DONE);
    CHECK(connection.in_transaction());
    CHECK(connection.remove.run({"alice", "one"}) == SQLITE_DONE);
    CHECK(connection.rollback.run() == SQLITE_DONE);
    CHECK_FALSE(connection.in_transaction());
    CHECK(connection.load.step({"alice"}) == SQLITE_ROW);
    connection.load.reset();
    connection.close();
    CHECK_FALSE(connection.is_open());
    connection.close();
    REQUIRE(connection.open(path, false));
    std::filesystem::remove(path);
    CHECK(connection.has_moved());
    CHECK(support::refused(connection.open(folder.path() + "/no/folder.db", true),
                           reason::store_unopened));
    CHECK(support::refused(connection.open(folder.path(), true), reason::store_unopened));
}

TEST_CASE("every commit is on the disk before it returns",
          "[integrations/detail/sqlite_connection]")
{
    support::folder const folder;
    sqlite_connection connection;
    connection.wait_for(1s);
    REQUIRE(connection.open(folder.path() + "/otpp.db", true));
    // A test cuts no power; it sees that the system was asked to write, for every commit alone.
    for (int i = 0; i != 5; ++i) {
        int const before = synced;
        REQUIRE(connection.insert.run({std::to_string(i), "one"}) == SQLITE_DONE);
        CHECK(synced == before + 1);
        REQUIRE(connection.begin.run() == SQLITE_DONE);
        REQUIRE(connection.update.run({std::to_string(i), "one", "two"}) == SQLITE_DONE);
        REQUIRE(connection.remove.run({std::to_string(i), "two"}) == SQLITE_DONE);
        CHECK(synced == before + 1);
        REQUIRE(connection.commit.run() == SQLITE_DONE);
        CHECK(synced == before + 2);
    }
    otpp::detail::sqlite_statement asked;
    REQUIRE(asked.prepare(connection.handle(), "PRAGMA journal_mode") == SQLITE_OK);
    CHECK(asked.step() == SQLITE_ROW);
    CHECK(asked.text() == "wal");
    asked.finalize();
}

TEST_CASE("many make the file at once", "[integrations/detail/sqlite_connection]")
{
    for (int round = 0; round != 100; ++round) { // one of 30 had met a file half made
        support::folder const folder;
        auto const path = folder.path() + "/otpp.db";
        std::atomic<int> made{0}, ready{0};
        std::vector<std::thread> threads;
        for (int t = 0; t != 8; ++t)
            threads.emplace_back([&] {
                sqlite_connection connection;
                connection.wait_for(10s);
                ++ready;
                while (ready != 8) std::this_thread::yield();
                made += connection.open(path, true).has_value();
            });
        for (auto& thread : threads) thread.join();
        CHECK(made == 8);
    }
}
