// SPDX-License-Identifier: BSL-1.0
#include <otpp/integrations/sqlite.hpp>

#include "support/catch.hpp"
#include "support/errors.hpp"
#include "support/folder.hpp"
#include "support/store_contract.hpp"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sqlite3.h>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

using otpp::reason;
using otpp::sqlite_store;
using support::line_of;
using support::says;
using namespace std::chrono_literals;

static_assert(otpp::server::record_store<sqlite_store>);

namespace {

// SQLite's own interface, as an administrator or another program uses it.
class raw {
public:
    explicit raw(std::string const& path)
    {
        REQUIRE(sqlite3_open(path.c_str(), &it_) == SQLITE_OK);
    }
    ~raw() { sqlite3_close(it_); }
    raw(raw const&) = delete;
    raw& operator=(raw const&) = delete;

    void run(char const* sql)
    {
        REQUIRE(sqlite3_exec(it_, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
    }
    std::string text(char const* sql)
    {
        std::string found;
        auto const add = [](void* to, int n, char** columns, char**) {
            for (int i = 0; i != n; ++i)
                *static_cast<std::string*>(to) += columns[i] ? columns[i] : "NULL";
            return 0;
        };
        REQUIRE(sqlite3_exec(it_, sql, add, &found, nullptr) == SQLITE_OK);
        return found;
    }

private:
    sqlite3* it_ = nullptr;
};

::mode_t mode_of(std::string const& path)
{
    struct stat file;
    return ::stat(path.c_str(), &file) == 0 ? file.st_mode & 07777 : 0;
}

// What a child process says with its exit: 0 is good.
template <class Child>
int exit_of(Child&& child)
{
    ::pid_t const pid = ::fork();
    if (pid == 0) ::_exit(child());
    int status = 0;
    ::waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

} // namespace

TEST_CASE("the file keeps what every store keeps", "[integrations/sqlite]")
{
    support::folder const folder;
    sqlite_store store{folder.path() + "/otpp.db"};
    support::check_store_contract(store);
    CHECK(support::check_store_races(store, 8, 25) > 0);
}

TEST_CASE("what is stored is there for the next, in the table that Python reads",
          "[integrations/sqlite]")
{
    support::folder const folder;
    auto const path = folder.path() + "/otpp.db";
    {
        sqlite_store store{path};
        REQUIRE(says(store.compare_and_set("alice", "", "one"), true));
        sqlite_store other{path};
        CHECK(line_of(other, "alice") == "one");
        REQUIRE(says(other.compare_and_set("alice", "one", "two"), true));
        CHECK(says(store.compare_and_set("alice", "one", "three"), false));
        CHECK(line_of(store, "alice") == "two");
    }
    sqlite_store again{path};
    CHECK(line_of(again, "alice") == "two");
    raw file{path};
    CHECK(file.text("SELECT factor, line, typeof(factor), typeof(line) FROM record") ==
          "alicetwotexttext");
    CHECK(file.text("PRAGMA application_id") == std::to_string(0x6f747070));
    CHECK(file.text("PRAGMA user_version") == "1");
    CHECK(file.text("PRAGMA journal_mode") == "wal");
}

TEST_CASE("all factors are named, one after the other", "[integrations/sqlite]")
{
    support::folder const folder;
    sqlite_store store{folder.path() + "/otpp.db"};
    auto const names = [&store] {
        std::string all;
        otpp::server::field<otpp::server::max_factor_name> name;
        while (says(store.next_factor(std::string{name.view()}, name), true)) {
            all += std::string{name.view()} + ",";
            // What is done to a factor meanwhile does not disturb it.
            CHECK(says(store.compare_and_set(name.view(), "one", "one"), true));
        }
        return all;
    };
    CHECK(names() == "");
    for (std::string_view const name :
         {"zoe", "otpp:decoys", "alice", "otpp", "otpp;", "otpp:decoy:1", "Bob"})
        REQUIRE(says(store.compare_and_set(name, "", "one"), true));
    CHECK(names() == "Bob,alice,otpp,otpp;,zoe,");
    raw{folder.path() + "/otpp.db"}.run("INSERT INTO record VALUES (printf('%.300c', 'a'), 'x')");
    otpp::server::field<otpp::server::max_factor_name> name;
    CHECK(support::refused(store.next_factor("a", name), reason::store_corrupt));
}

TEST_CASE("nobody else may read the file, whatever the mask", "[integrations/sqlite]")
{
    support::folder const folder;
    auto const path = folder.path() + "/otpp.db";
    ::mode_t const before = ::umask(0);
    sqlite_store store{path};
    bool const stored = says(store.compare_and_set("alice", "", "one"), true);
    ::umask(before);
    CHECK(stored);
    CHECK(mode_of(path) == 0600);
    CHECK(mode_of(path + "-wal") == 0600);
    CHECK(mode_of(path + "-shm") == 0600);

    for (::mode_t const mode : {0644u, 0640u, 0660u, 0602u, 0666u}) {
        INFO(mode);
        auto const open_file = folder.file("open.db", "", mode);
        sqlite_store open{open_file};
        CHECK(support::refused(open.open(), reason::store_mode));
        CHECK(support::refused(open.compare_and_set("alice", "", "one"), reason::store_mode));
        otpp::server::record_text line;
        CHECK(support::refused(open.load("alice", line), reason::store_mode));
        CHECK(std::filesystem::file_size(open_file) == 0);
    }
    auto const target = folder.file("target.db", "", 0600);
    REQUIRE(::symlink(target.c_str(), (folder.path() + "/link.db").c_str()) == 0);
    sqlite_store link{folder.path() + "/link.db"};
    CHECK(support::refused(link.open(), reason::store_unopened));
    if (::geteuid() == 0) {
        auto const foreign = folder.file("foreign.db", "", 0600);
        REQUIRE(::chown(foreign.c_str(), 12345, 12345) == 0);
        sqlite_store others{foreign};
        CHECK(support::refused(others.open(), reason::store_mode));
    }
}

TEST_CASE("a name is a file, in the folder of the moment", "[integrations/sqlite]")
{
    support::folder const folder, elsewhere;
    auto const before = std::filesystem::current_path();
    std::filesystem::current_path(folder.path());
    sqlite_store memory{":memory:"}, uri{"file:otpp.db?mode=memory"}, nothing{""};
    sqlite_store with_nul{std::string_view{"a.db\0b", 6}};
    CHECK(says(memory.compare_and_set("alice", "", "one"), true));
    std::filesystem::current_path(elsewhere.path());
    CHECK(says(uri.open(), true));
    CHECK(support::refused(nothing.open(), reason::store_unopened));
    CHECK(support::refused(with_nul.open(), reason::store_unopened));
    std::filesystem::current_path(before);
    CHECK(mode_of(folder.path() + "/:memory:") == 0600);
    CHECK(mode_of(folder.path() + "/file:otpp.db?mode=memory") == 0600);
    sqlite_store again{folder.path() + "/:memory:"};
    CHECK(line_of(again, "alice") == "one");
}

TEST_CASE("a file that is something else is left alone", "[integrations/sqlite]")
{
    support::folder const folder;
    auto const refused = [](std::string const& path) {
        sqlite_store store{path};
        otpp::server::record_text line;
        return support::refused(store.open(), reason::store_schema) &&
               support::refused(store.load("alice", line), reason::store_schema) &&
               support::refused(store.compare_and_set("alice", "", "one"), reason::store_schema);
    };
    std::string const words(5000, 'w');
    CHECK(refused(folder.file("text", words, 0600)));
    CHECK(refused(folder.file("short", "hello", 0600)));

    auto const path = folder.file("other.db", "", 0600);
    {
        raw other{path};
        other.run("CREATE TABLE people (name)");
    }
    CHECK(refused(path));
    CHECK(raw{path}.text("SELECT count(*) FROM sqlite_schema") == "1");
    auto const with = [&](char const* sql) {
        auto const made = folder.path() + "/otpp.db";
        std::filesystem::remove(made);
        {
            sqlite_store store{made};
            REQUIRE(says(store.compare_and_set("alice", "", "one"), true));
        }
        raw{made}.run(sql);
        return made;
    };
    CHECK(refused(with("PRAGMA user_version = 2")));
    CHECK(refused(with("PRAGMA application_id = 1")));
    CHECK(refused(with("DROP TABLE record")));
    CHECK(refused(with("ALTER TABLE record DROP COLUMN line")));
}

TEST_CASE("a damaged file and a line of garbage are told", "[integrations/sqlite]")
{
    support::folder const folder;
    auto const path = folder.path() + "/otpp.db";
    {
        sqlite_store store{path};
        for (int i = 0; i != 400; ++i)
            REQUIRE(
                says(store.compare_and_set("user" + std::to_string(i), "", std::string(300, 'x')),
                     true));
    }
    {
        raw file{path};
        file.run("INSERT INTO record VALUES ('blob', x'6f6e65'), ('long', printf('%.3000c', 'x'))");
    }
    otpp::server::record_text line;
    {
        sqlite_store store{path};
        CHECK(support::refused(store.load("blob", line), reason::store_corrupt));
        CHECK(support::refused(store.load("long", line), reason::store_corrupt));
        CHECK(line_of(store, "user7").size() == 300);
    }
    auto const size = std::filesystem::file_size(path);
    {
        std::fstream file{path, std::ios::binary | std::ios::in | std::ios::out};
        file.seekp(4096); // the pages behind the header's
        for (std::uintmax_t i = 4096; i != size; ++i) file.put(static_cast<char>(i * 7));
    }
    sqlite_store store{path};
    CHECK(support::refused(store.load("user7", line), reason::store_corrupt));
    CHECK(support::refused(store.compare_and_set("user7", std::string(300, 'x'), "y"),
                           reason::store_corrupt));
    CHECK(support::refused(store.compare_and_set("new", "", "y"), reason::store_corrupt));
}

TEST_CASE("who waits too long for another process is told", "[integrations/sqlite]")
{
    support::folder const folder;
    auto const path = folder.path() + "/otpp.db";
    sqlite_store store{path, 200ms};
    REQUIRE(says(store.compare_and_set("alice", "", "one"), true));
    raw other{path};
    other.run("BEGIN IMMEDIATE");
    auto const start = std::chrono::steady_clock::now();
    CHECK(support::refused(store.compare_and_set("alice", "one", "two"), reason::store_locked));
    auto const waited = std::chrono::steady_clock::now() - start;
    CHECK(waited >= 200ms);
    CHECK(waited < 10s);
    CHECK(line_of(store, "alice") == "one"); // reading does not wait
    sqlite_store patient{path, 60s};
    std::thread releasing{[&] {
        std::this_thread::sleep_for(50ms);
        other.run("COMMIT");
    }};
    CHECK(says(patient.compare_and_set("alice", "one", "two"), true));
    releasing.join();
}

TEST_CASE("a disk that takes no more stores nothing", "[integrations/sqlite]")
{
    support::folder const folder;
    auto const path = folder.path() + "/otpp.db";
    CHECK(exit_of([&] {
              std::signal(SIGXFSZ, SIG_IGN);
              sqlite_store store{path};
              if (!says(store.compare_and_set("alice", "", "one"), true)) return 1;
              ::rlimit const most{60'000, RLIM_INFINITY}, none{RLIM_INFINITY, RLIM_INFINITY};
              ::setrlimit(RLIMIT_FSIZE, &most);
              std::string last = "one";
              for (int i = 0; i != 100; ++i) {
                  auto const next = std::string(2000, static_cast<char>('a' + i % 26));
                  auto const set = store.compare_and_set("alice", last, next);
                  if (!set) {
                      if (set.error().reason != reason::store_failed &&
                          set.error().reason != reason::store_full)
                          return 2;
                      ::setrlimit(RLIMIT_FSIZE, &none);
                      // Not stored, or unknown; and it goes on when there is room.
                      auto const found = line_of(store, "alice");
                      if (found != last && found != next) return 3;
                      return says(store.compare_and_set("alice", found, "after"), true) &&
                                     line_of(store, "alice") == "after"
                                 ? 0
                                 : 4;
                  }
                  last = next;
              }
              return 5;
          }) == 0);
}

TEST_CASE("a file that is moved away is not written any more", "[integrations/sqlite]")
{
    support::folder const folder;
    auto const path = folder.path() + "/otpp.db";
    sqlite_store store{path};
    REQUIRE(says(store.compare_and_set("alice", "", "one"), true));
    CHECK(line_of(store, "alice") == "one");
    for (auto const* const end : {"", "-wal", "-shm"})
        std::filesystem::rename(path + end, folder.path() + "/away" + end);
    otpp::server::record_text line;
    CHECK(support::refused(store.load("alice", line), reason::store_unopened));
    CHECK(support::refused(store.compare_and_set("alice", "one", "two"), reason::store_unopened));
    CHECK_FALSE(std::filesystem::exists(path)); // an empty one in its place would forget all codes

    sqlite_store moved{folder.path() + "/away"};
    CHECK(line_of(moved, "alice") == "one");
    {
        sqlite_store restored{path};
        REQUIRE(says(restored.compare_and_set("alice", "", "restored"), true));
    }
    CHECK(line_of(store, "alice") == "restored");
    CHECK(says(store.compare_and_set("alice", "restored", "two"), true));
    CHECK(line_of(moved, "alice") == "one");
}

TEST_CASE("parent and child use the store after a fork", "[integrations/sqlite]")
{
    support::folder const folder;
    auto const path = folder.path() + "/otpp.db";
    sqlite_store store{path};
    REQUIRE(says(store.compare_and_set("counter", "", "0"), true));
    auto const count = [&store](int times) {
        otpp::server::record_text line;
        for (int done = 0; done != times;) {
            if (!says(store.load("counter", line), true)) return 1;
            auto const next = std::to_string(std::stoi(std::string{line.view()}) + 1);
            auto const set = store.compare_and_set("counter", line.view(), next);
            if (!set) return 2;
            done += *set;
        }
        return 0;
    };
    // Threads are in the middle of everything while others fork.
    std::vector<std::thread> threads;
    std::vector<int> said(3);
    for (auto& each : said) threads.emplace_back([&count, &each] { each = count(20); });
    std::vector<::pid_t> children;
    for (int i = 0; i != 6; ++i) {
        ::pid_t const pid = ::fork();
        if (pid == 0) ::_exit(count(10));
        children.push_back(pid);
        std::this_thread::sleep_for(5ms);
    }
    for (auto& each : threads) each.join();
    CHECK(said == std::vector<int>(3));
    for (auto const pid : children) {
        int status = -1;
        ::waitpid(pid, &status, 0);
        CHECK(status == 0);
    }
    CHECK(line_of(store, "counter") == std::to_string(3 * 20 + 6 * 10));
}

TEST_CASE("a child has locks of its own", "[integrations/sqlite]")
{
    support::folder const folder;
    auto const path = folder.path() + "/otpp.db";
    // The parent goes while the child works: without locks of its own, the next who opens the file would take
    // the log away from under it.
    CHECK(exit_of([&] {
              sqlite_store store{path};
              if (!says(store.compare_and_set("alice", "", "one"), true)) return 1;
              int go[2];
              if (::pipe(go) != 0) return 2;
              ::pid_t const child = ::fork();
              if (child == 0) {
                  if (!says(store.compare_and_set("alice", "one", "two"), true)) ::_exit(1);
                  ::close(go[1]);
                  char c;
                  (void)!::read(go[0], &c, 1); // the end of the parent's store
                  bool const good = says(store.compare_and_set("alice", "two", "three"), true) &&
                                    line_of(store, "alice") == "three";
                  ::_exit(good ? 0 : 2);
              }
              for (int i = 0; i != 5000 && line_of(store, "alice") != "two"; ++i)
                  std::this_thread::sleep_for(1ms);
              std::string locks;
              {
                  std::ifstream all{"/proc/locks"};
                  for (std::string line; std::getline(all, line);)
                      if (line.find(" " + std::to_string(child) + " ") != std::string::npos)
                          locks += line;
              }
              ::close(go[1]);
              int status = -1;
              ::waitpid(child, &status, 0);
              return status != 0 ? 3 : locks.empty() ? 4 : 0;
          }) == 0);
}

TEST_CASE("a fork that nobody was told of finds the store closed", "[integrations/sqlite]")
{
    support::folder const folder;
    sqlite_store store{folder.path() + "/otpp.db"};
    REQUIRE(says(store.compare_and_set("alice", "", "one"), true));
    CHECK(line_of(store, "alice") == "one");
    ::pid_t const child = ::_Fork(); // calls no handlers
    if (child == 0) {
        otpp::server::record_text line;
        bool const closed =
            support::refused(store.load("alice", line), reason::store_unopened) &&
            support::refused(store.compare_and_set("alice", "one", "two"), reason::store_unopened);
        ::_exit(closed ? 0 : 1);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
    CHECK(says(store.compare_and_set("alice", "one", "two"), true));
}
