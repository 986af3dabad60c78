// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_INTEGRATIONS_DETAIL_SQLITE_CONNECTION_HPP
#define OTPP_INTEGRATIONS_DETAIL_SQLITE_CONNECTION_HPP
// A connection to the file of a store: one table of lines by name, every commit on the disk before it returns,
// https://www.sqlite.org/pragma.html#pragma_synchronous, and nobody else may read it. Python opens the same.

#include <otpp/detail/private_file.hpp>
#include <otpp/result.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <initializer_list>
#include <sqlite3.h>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace otpp::detail {

[[nodiscard]] inline reason reason_of_sqlite(int code) noexcept
{
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return reason::store_locked;
    case SQLITE_FULL: return reason::store_full;
    case SQLITE_READONLY:
    case SQLITE_PERM: return reason::store_read_only;
    case SQLITE_CORRUPT: return reason::store_corrupt;
    case SQLITE_NOTADB: return reason::store_schema;
    case SQLITE_CANTOPEN: return reason::store_unopened;
    default: return reason::store_failed;
    }
}

// What begins with "/" or "." is a file: SQLite means something else by ":memory:". Empty: no name of one.
[[nodiscard]] inline std::string absolute(std::string_view path)
{
    if (path.find('\0') != std::string_view::npos) return {};
    std::string found{path};
    if (path.starts_with('/')) return found;
    char folder[4096];
    found.insert(0, "/");
    found.insert(0, ::getcwd(folder, sizeof folder) != nullptr ? folder : ".");
    return found;
}

/// A statement that is prepared once. Its texts live until `reset`.
class sqlite_statement {
public:
    sqlite_statement() = default;
    sqlite_statement(sqlite_statement const&) = delete;
    sqlite_statement& operator=(sqlite_statement const&) = delete;

    [[nodiscard]] int prepare(sqlite3* of, std::string_view sql) noexcept
    {
        return sqlite3_prepare_v3(of, sql.data(), static_cast<int>(sql.size()),
                                  SQLITE_PREPARE_PERSISTENT, &it_, nullptr);
    }
    void finalize() noexcept
    {
        sqlite3_finalize(it_);
        it_ = nullptr;
    }
    void abandon() noexcept { it_ = nullptr; }

    [[nodiscard]] int step(std::initializer_list<std::string_view> texts = {}) noexcept
    {
        int at = 0;
        for (auto const text : texts) {
            int const code =
                sqlite3_bind_text64(it_, ++at, text.data(), text.size(), nullptr, SQLITE_UTF8);
            if (code != SQLITE_OK) return code;
        }
        return sqlite3_step(it_);
    }
    /// The code of the last step that failed.
    int reset() noexcept
    {
        int const code = sqlite3_reset(it_);
        sqlite3_clear_bindings(it_);
        return code;
    }
    /// A step to its end, of a statement that gives no rows.
    [[nodiscard]] int run(std::initializer_list<std::string_view> texts = {}) noexcept
    {
        int const code = step(texts);
        reset();
        return code;
    }

    [[nodiscard]] std::int64_t number() const noexcept { return sqlite3_column_int64(it_, 0); }
    /// Of the row, until the next step; no data where the column is no text.
    [[nodiscard]] std::string_view text() const noexcept
    {
        if (sqlite3_column_type(it_, 0) != SQLITE_TEXT) return {};
        auto const* const first = sqlite3_column_text(it_, 0);
        auto const size = static_cast<std::size_t>(sqlite3_column_bytes(it_, 0));
        return {reinterpret_cast<char const*>(first), size};
    }

private:
    sqlite3_stmt* it_ = nullptr;
};

/// Not for two threads at once. It belongs to the process that opened it: in another it is left alone.
class sqlite_connection {
public:
    /// "otpp", and the only version of the table that there is so far.
    static constexpr std::int64_t application = 0x6f747070;
    static constexpr std::int64_t version = 1;

    sqlite_connection() = default;
    sqlite_connection(sqlite_connection const&) = delete;
    sqlite_connection& operator=(sqlite_connection const&) = delete;
    ~sqlite_connection() { close(); }

    [[nodiscard]] bool is_open() const noexcept { return it_ != nullptr && process_ == ::getpid(); }

    /// Whether what was opened no longer lies under the name.
    [[nodiscard]] bool has_moved() noexcept
    {
        int moved = 0;
        return sqlite3_file_control(it_, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK &&
               moved != 0;
    }

    /// How long the next statements wait for other processes.
    void wait_for(std::chrono::milliseconds time) noexcept
    {
        deadline_ = std::chrono::steady_clock::now() + time;
    }

    /// `path` is absolute. Errors: `store_unopened`, `store_mode`, `store_schema`, `store_read_only`, …
    [[nodiscard]] result<bool> open(std::string const& path, bool may_create) noexcept
    {
        close();
        if (it_ != nullptr) return reason::store_unopened; // another process's: see close
        if (may_create) create(path);
        struct stat file;
        if (::lstat(path.c_str(), &file) != 0 || !S_ISREG(file.st_mode))
            return reason::store_unopened;
        if (!is_private(file)) return reason::store_mode;
        process_ = ::getpid();
        int const code = sqlite3_open_v2(
            path.c_str(), &it_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
            nullptr);
        auto opened = code == SQLITE_OK ? set_up() : reason_of_sqlite(code);
        if (opened && has_moved()) opened = reason::store_unopened;
        if (!opened) close();
        return opened;
    }

    void close() noexcept
    {
        for (auto* const each :
             {&load, &next, &update, &insert, &remove, &begin, &commit, &rollback})
            is_open() ? each->finalize() : each->abandon();
        if (!is_open())
            return; // a child that was forked behind our back would take the parent's locks away
        sqlite3_close(it_);
        it_ = nullptr;
    }

    /// Whether a transaction is open.
    [[nodiscard]] bool in_transaction() const noexcept { return sqlite3_get_autocommit(it_) == 0; }
    [[nodiscard]] sqlite3* handle() const noexcept { return it_; }
    /// Rows that the last update, insert or remove changed.
    [[nodiscard]] int changes() const noexcept { return sqlite3_changes(it_); }

    sqlite_statement load, next, update, insert, remove, begin, commit, rollback;

private:
    // An empty file with its mode from the first moment on, known to its folder. One that is there is not even
    // opened: closing it again would drop the locks that this process may have on it.
    static void create(std::string const& path) noexcept
    {
        descriptor const made{
            ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)};
        if (made.get() < 0) return;
        ::fsync(made.get());
        auto const folder = path.substr(0, path.rfind('/') + 1);
        descriptor const parent{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
        if (parent.get() >= 0) ::fsync(parent.get());
    }

    [[nodiscard]] result<bool> set_up() noexcept
    {
        sqlite3_busy_handler(it_, &sqlite_connection::wait, this);
        if (sqlite3_db_readonly(it_, "main") != 0) return reason::store_read_only;
        int code = execute("PRAGMA trusted_schema = OFF");
        if (code == SQLITE_OK) code = write_ahead();
        if (code == SQLITE_OK) code = execute("PRAGMA synchronous = FULL; PRAGMA fullfsync = ON");
        std::int64_t found = 0, of = 0;
        if (code == SQLITE_OK) code = identify(found, of);
        // Two reads: another process may have written in between.
        if (code == SQLITE_OK && (found == 0 || of == 0)) {
            code = make_table();
            if (code == SQLITE_OK) code = identify(found, of);
        }
        if (code != SQLITE_OK) return reason_of_sqlite(code);
        if (found != application || of != version) return reason::store_schema;
        for (auto const& [statement, sql] : {
                 std::pair{&load, "SELECT line FROM record WHERE factor = ?1"},
                 std::pair{&next,
                           "SELECT factor FROM record WHERE factor > ?1 AND (factor < 'otpp:' OR "
                           "factor >= 'otpp;') ORDER BY factor LIMIT 1"},
                 std::pair{&update, "UPDATE record SET line = ?3 WHERE factor = ?1 AND line = ?2"},
                 std::pair{&insert, "INSERT OR IGNORE INTO record VALUES (?1, ?2)"},
                 std::pair{&remove, "DELETE FROM record WHERE factor = ?1 AND line = ?2"},
                 std::pair{&begin, "BEGIN IMMEDIATE"},
                 std::pair{&commit, "COMMIT"},
                 std::pair{&rollback, "ROLLBACK"},
             })
            if (code == SQLITE_OK) code = statement->prepare(it_, sql);
        if (code != SQLITE_OK)
            return code == SQLITE_ERROR ? reason::store_schema : reason_of_sqlite(code);
        return true;
    }

    // The busy handler is not asked for this one lock.
    [[nodiscard]] int write_ahead() noexcept
    {
        for (int attempt = 0;; ++attempt) {
            bool is_wal = false;
            int const code = query("PRAGMA journal_mode = WAL", [&is_wal](sqlite_statement& row) {
                is_wal = row.text() == "wal";
            });
            if (code != SQLITE_BUSY || wait(this, attempt) == 0)
                return code == SQLITE_OK && !is_wal ? SQLITE_CANTOPEN : code;
        }
    }

    [[nodiscard]] int identify(std::int64_t& found, std::int64_t& of) noexcept
    {
        int const code = number("PRAGMA application_id", found);
        return code == SQLITE_OK ? number("PRAGMA user_version", of) : code;
    }

    // Unless another process did, or the file has tables of somebody else.
    [[nodiscard]] int make_table() noexcept
    {
        int code = execute("BEGIN IMMEDIATE");
        if (code != SQLITE_OK) return code;
        std::int64_t tables = 0, found = 0, of = 0;
        code = number("SELECT count(*) FROM sqlite_schema", tables);
        if (code == SQLITE_OK) code = identify(found, of);
        if (code == SQLITE_OK && tables == 0 && found == 0 && of == 0)
            code = execute(
                "CREATE TABLE record (factor TEXT PRIMARY KEY NOT NULL, line TEXT NOT NULL) "
                "WITHOUT ROWID;"
                "PRAGMA application_id = 1869901936;"
                "PRAGMA user_version = 1");
        if (code == SQLITE_OK) code = execute("COMMIT");
        if (code != SQLITE_OK) (void)execute("ROLLBACK");
        return code;
    }

    [[nodiscard]] int execute(char const* sql) noexcept
    {
        return sqlite3_exec(it_, sql, nullptr, nullptr, nullptr);
    }
    template <class Row>
    [[nodiscard]] int query(std::string_view sql, Row&& row) noexcept
    {
        sqlite_statement asked;
        int code = asked.prepare(it_, sql);
        if (code == SQLITE_OK) code = asked.step();
        if (code == SQLITE_ROW) {
            row(asked);
            code = SQLITE_OK;
        }
        asked.finalize();
        return code;
    }
    [[nodiscard]] int number(std::string_view sql, std::int64_t& value) noexcept
    {
        return query(sql, [&value](sqlite_statement& row) { value = row.number(); });
    }

    // Short sleeps: who waits longer each time is overtaken by those who have just come.
    static int wait(void* self, int attempt) noexcept
    {
        if (std::chrono::steady_clock::now() >= static_cast<sqlite_connection*>(self)->deadline_)
            return 0;
        auto const microseconds = static_cast<unsigned>(100 + (attempt * 7 + ::getpid()) % 9 * 100);
        ::usleep(microseconds);
        return 1;
    }

    sqlite3* it_ = nullptr;
    ::pid_t process_ = 0;
    std::chrono::steady_clock::time_point deadline_{};
};

} // namespace otpp::detail

#endif
