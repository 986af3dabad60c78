// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_BENCH_SERVER_SQLITE_LIMIT_HPP
#define OTPP_BENCH_SERVER_SQLITE_LIMIT_HPP
// The limit of SQLite's own API: prepared statements on one connection, behind a mutex, each commit on the disk
// before the call returns.

#include <cstdlib>
#include <initializer_list>
#include <mutex>
#include <sqlite3.h>
#include <string>
#include <string_view>

namespace bench {

class sqlite_limit {
public:
    explicit sqlite_limit(std::string const& path)
    {
        int const flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
        must(sqlite3_open_v2(path.c_str(), &connection_, flags, nullptr) == SQLITE_OK);
        for (auto const* const sql : {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
                                      "CREATE TABLE record (factor TEXT PRIMARY KEY NOT NULL, line "
                                      "TEXT NOT NULL) WITHOUT ROWID"})
            must(sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
        load_ = prepared("SELECT line FROM record WHERE factor = ?1");
        set_ = prepared("UPDATE record SET line = ?3 WHERE factor = ?1 AND line = ?2");
        insert_ = prepared("INSERT INTO record VALUES (?1, ?2)");
    }
    sqlite_limit(sqlite_limit const&) = delete;
    sqlite_limit& operator=(sqlite_limit const&) = delete;
    ~sqlite_limit()
    {
        for (auto* const each : {load_, set_, insert_}) sqlite3_finalize(each);
        sqlite3_close(connection_);
    }

    void insert(std::string_view name, std::string_view line)
    {
        std::lock_guard const held{busy_};
        must(step(insert_, {name, line}) == SQLITE_DONE);
        sqlite3_reset(insert_);
    }
    std::string load(std::string_view name)
    {
        std::lock_guard const held{busy_};
        must(step(load_, {name}) == SQLITE_ROW);
        std::string found{reinterpret_cast<char const*>(sqlite3_column_text(load_, 0)),
                          static_cast<std::size_t>(sqlite3_column_bytes(load_, 0))};
        sqlite3_reset(load_);
        return found;
    }
    bool compare_and_set(std::string_view name, std::string_view expected, std::string_view line)
    {
        std::lock_guard const held{busy_};
        must(step(set_, {name, expected, line}) == SQLITE_DONE);
        bool const changed = sqlite3_changes(connection_) == 1;
        sqlite3_reset(set_);
        return changed;
    }

private:
    static void must(bool good)
    {
        if (!good) std::abort();
    }
    sqlite3_stmt* prepared(char const* sql)
    {
        sqlite3_stmt* made = nullptr;
        must(sqlite3_prepare_v3(connection_, sql, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr) ==
             SQLITE_OK);
        return made;
    }
    static int step(sqlite3_stmt* statement, std::initializer_list<std::string_view> texts)
    {
        int at = 0;
        for (auto const text : texts)
            sqlite3_bind_text(statement, ++at, text.data(), static_cast<int>(text.size()), nullptr);
        return sqlite3_step(statement);
    }

    sqlite3* connection_ = nullptr;
    sqlite3_stmt *load_ = nullptr, *set_ = nullptr, *insert_ = nullptr;
    std::mutex busy_;
};

} // namespace bench

#endif
