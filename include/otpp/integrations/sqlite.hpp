// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_INTEGRATIONS_SQLITE_HPP
#define OTPP_INTEGRATIONS_SQLITE_HPP
// Records in a file of SQLite (https://www.sqlite.org; link with pkg-config's sqlite3), for the processes of
// one machine. Python's otpp.stores.SQLite is for the same file at the same time.

#include <otpp/integrations/detail/at_fork.hpp>
#include <otpp/integrations/detail/commit_queue.hpp>
#include <otpp/integrations/detail/sqlite_connection.hpp>
#include <otpp/result.hpp>
#include <otpp/server/factor.hpp>
#include <otpp/server/field.hpp>
#include <otpp/server/record_text.hpp>
#include <otpp/server/store.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace otpp {

/// A store for `verifier`, one for all threads of a process, for as many processes as there are. The file lies
/// on a disk of this machine, is made with mode 0600, and is read by its owner alone. What is told stored is on
/// the disk, as far as the disk says so; writes of several threads share a commit. Errors: `store_locked`
/// after the time-out, `store_full`, `store_read_only`, `store_corrupt`, `store_schema`, `store_mode`,
/// `store_unopened`, `store_failed`: nothing is then known to be stored. Forks: it is closed before, and
/// opened again in both processes; a fork waits for what is being written.
class sqlite_store {
public:
    /// Opens nothing yet. A call waits at most `time_out` for other processes, and as long for the threads
    /// that are before it; how long a disk takes is not bounded.
    explicit sqlite_store(std::string_view path,
                          std::chrono::milliseconds time_out = std::chrono::seconds{5})
        : path_{detail::absolute(path)}, time_out_{time_out}
    {}
    sqlite_store(sqlite_store const&) = delete;
    sqlite_store& operator=(sqlite_store const&) = delete;

    /// Opens the file, and makes it where there is none; the other calls do so as well. One that was there
    /// and is gone is not made again.
    [[nodiscard]] result<bool> open() noexcept
    {
        job mine{what::open, {}, {}, {}};
        return done(mine);
    }

    [[nodiscard]] result<bool> load(std::string_view name, server::record_text& into)
    {
        return read(&connection::load, name, into);
    }

    /// The name that comes after another one, or the first after "", without the library's own: to reseal
    /// them all. False: there are no more.
    [[nodiscard]] result<bool> next_factor(std::string_view after,
                                           server::field<server::max_factor_name>& into)
    {
        return read(&connection::next, after, into);
    }

    [[nodiscard]] result<bool> compare_and_set(std::string_view name, std::string_view expected,
                                               std::string_view line)
    {
        if (line.empty() || line.size() > server::max_record_size) return reason::record_length;
        job mine{expected.empty() ? what::insert : what::update, name, expected, line};
        return done(mine);
    }

    [[nodiscard]] result<bool> remove(std::string_view name, std::string_view expected)
    {
        job mine{what::remove, name, expected, {}};
        return done(mine);
    }

private:
    friend detail::at_fork;
    using connection = detail::sqlite_connection;
    using entry = detail::commit_queue::entry;

    enum class what : unsigned char { open, insert, update, remove };

    struct job : entry {
        job(what asked, std::string_view n, std::string_view e, std::string_view l) noexcept
            : ask{asked}, name{n}, expected{e}, line{l}
        {}
        what ask;
        std::string_view name, expected, line;
        result<bool> said{reason::store_failed};
    };
    [[nodiscard]] static job* job_of(entry* it) noexcept { return static_cast<job*>(it); }

    template <std::size_t capacity>
    result<bool> read(detail::sqlite_statement connection::* which, std::string_view key,
                      server::field<capacity>& into) noexcept
    {
        if (!made_.load(std::memory_order_acquire))
            if (auto const made = open(); !made) return made;
        std::lock_guard const held{reading_};
        if (auto const ready = prepare(reader_); !ready) return ready;
        auto& statement = reader_.*which;
        int const code = statement.step({key});
        auto const text = code == SQLITE_ROW ? statement.text() : std::string_view{};
        bool const whole = code != SQLITE_ROW || (text.data() != nullptr && into.assign(text));
        statement.reset();
        if (code != SQLITE_ROW && code != SQLITE_DONE) return failed(reader_, code);
        if (!whole) return reason::store_corrupt;
        return code == SQLITE_ROW;
    }

    result<bool> done(job& mine) noexcept
    {
        queue_.put(mine, [this](entry* first) { work(job_of(first)); });
        return mine.said;
    }

    // One transaction for all of them: SQLite's own where it is one alone, which costs less.
    void work(job* first) noexcept
    {
        auto outcome = prepare(writer_);
        if (outcome) {
            made_.store(true, std::memory_order_release);
            int code = SQLITE_DONE;
            bool const many = first->next != nullptr;
            if (many) code = writer_.begin.run();
            for (job* it = first; it != nullptr && code == SQLITE_DONE; it = job_of(it->next))
                code = apply(*it);
            if (many && code == SQLITE_DONE) code = writer_.commit.run();
            if (code == SQLITE_DONE) return;
            if (writer_.in_transaction()) (void)writer_.rollback.run();
            outcome = failed(writer_, code);
        }
        for (job* it = first; it != nullptr; it = job_of(it->next)) it->said = outcome;
    }
    int apply(job& it) noexcept
    {
        int code = SQLITE_DONE;
        switch (it.ask) {
        case what::open: it.said = true; return code;
        case what::insert: code = writer_.insert.run({it.name, it.line}); break;
        case what::update: code = writer_.update.run({it.name, it.expected, it.line}); break;
        case what::remove: code = writer_.remove.run({it.name, it.expected}); break;
        }
        it.said = writer_.changes() == 1;
        return code;
    }

    result<bool> prepare(connection& it) noexcept
    {
        it.wait_for(time_out_);
        if (it.is_open() && !it.has_moved()) return true;
        return it.open(path_, !made_.load(std::memory_order_acquire));
    }
    // What may be the connection's fault gets another one.
    static result<bool> failed(connection& it, int code) noexcept
    {
        auto const why = detail::reason_of_sqlite(code);
        if (why != reason::store_locked && why != reason::store_full) it.close();
        return why;
    }

    void before_fork() noexcept
    {
        queue_.hold();
        reading_.lock();
        reader_.close();
        writer_.close();
    }
    void after_fork_in_parent() noexcept
    {
        reading_.unlock();
        queue_.release();
    }
    void after_fork_in_child() noexcept
    {
        queue_.forget();
        after_fork_in_parent();
    }

    std::string const path_;
    std::chrono::milliseconds const time_out_;
    std::atomic<bool> made_{false}; // the file was there: it is not made again
    detail::commit_queue queue_;
    connection writer_; // of whoever works for the queue
    std::mutex reading_;
    connection reader_; // need not wait for a commit
    detail::at_fork forks_{*this};
};

} // namespace otpp

#endif
