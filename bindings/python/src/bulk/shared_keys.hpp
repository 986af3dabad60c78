// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PYTHON_BULK_SHARED_KEYS_HPP
#define OTPP_PYTHON_BULK_SHARED_KEYS_HPP
// A key_set that Python's threads share: any number of calls read it, none while it is changed.

#include "bulk/running.hpp"

#include <otpp/bulk.hpp>

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <pthread.h>
#include <thread>

namespace otpp::python {

// How often this process was forked off another: the threads that read there do not live here.
inline int forks()
{
    static int count = 0;
    static bool const counted = pthread_atfork(nullptr, nullptr, [] { ++count; }) == 0;
    return counted ? count : 0;
}

class shared_keys {
public:
    explicit shared_keys(totp_options const& options) : set_{options} {}

    // Why a row has no key, where the engine was given an empty one in its stead.
    using other_faults = std::map<std::size_t, reason>;

    // Held with Python's lock or without; made and gone with it.
    class reading {
    public:
        explicit reading(shared_keys& from) : from_{from}, outer_{innermost}
        {
            while (!from.begin_reading(from.is_read_here())) wait();
            innermost = this;
        }
        reading(reading const&) = delete;
        ~reading()
        {
            innermost = outer_;
            std::lock_guard const here{from_.counts_};
            if (from_.readers_ != 0) --from_.readers_;
        }

    private:
        friend class shared_keys;
        shared_keys& from_;
        reading* outer_;
        inline static thread_local reading* innermost = nullptr;
    };

    // Calls change(key_set&, other_faults&) when nobody reads.
    template <class Change>
    void write(Change const& change)
    {
        if (is_read_here()) {
            PyErr_SetString(PyExc_RuntimeError, "a call on this KeySet is under way: its progress "
                                                "callback cannot change it");
            throw py::error_already_set();
        }
        struct queue {
            shared_keys& keys;
            explicit queue(shared_keys& of) : keys{of}
            {
                std::lock_guard const here{keys.counts_};
                ++keys.writers_;
            }
            ~queue()
            {
                std::lock_guard const here{keys.counts_};
                if (keys.writers_ != 0) --keys.writers_;
            }
        } const queued{*this};
        for (;; wait()) {
            std::lock_guard const here{counts_};
            forget_other_process();
            if (readers_ != 0) continue;
            return change(set_, other_faults_);
        }
    }

    // While a reading lives, or before anybody else knows this.
    [[nodiscard]] bulk::key_set const& set() const { return set_; }
    [[nodiscard]] bulk::key_set& set() { return set_; }
    [[nodiscard]] other_faults const& faults() const { return other_faults_; }
    [[nodiscard]] other_faults& faults() { return other_faults_; }

private:
    [[nodiscard]] bool is_read_here() const
    {
        for (auto const* one = reading::innermost; one != nullptr; one = one->outer_)
            if (&one->from_ == this) return true;
        return false;
    }

    // Who waits to write comes first, but not before a call that a call of this thread makes.
    bool begin_reading(bool again)
    {
        std::lock_guard const here{counts_};
        forget_other_process();
        if (writers_ != 0 && !again) return false;
        ++readers_;
        return true;
    }

    void forget_other_process()
    {
        if (forks_ == forks()) return;
        forks_ = forks();
        writers_ = 0;
        readers_ = 0;
    }

    static void wait()
    {
        {
            unlocked const lock;
            std::this_thread::sleep_for(std::chrono::microseconds{100});
        }
        if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    }

    bulk::key_set set_;
    other_faults other_faults_;
    std::mutex counts_; // held for a moment, and never while Python's lock is awaited
    std::size_t readers_ = 0, writers_ = 0;
    int forks_ = forks();
};

} // namespace otpp::python

#endif
