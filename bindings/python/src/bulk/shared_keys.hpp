// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PYTHON_BULK_SHARED_KEYS_HPP
#define OTPP_PYTHON_BULK_SHARED_KEYS_HPP
// A key_set shared by Python threads: many concurrent readers, or one writer.

#include "bulk/running.hpp"

#include <otpp/bulk.hpp>

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <pthread.h>
#include <thread>

namespace otpp::python {

// The number of forks between this process and the first: readers do not survive a fork.
inline int forks()
{
    static int count = 0;
    static bool const counted = pthread_atfork(nullptr, nullptr, [] { ++count; }) == 0;
    return counted ? count : 0;
}

class shared_keys {
public:
    explicit shared_keys(totp_options const& options) : set_{options} {}

    // The reason for rows that the engine sees as an empty key.
    using other_faults = std::map<std::size_t, reason>;

    // A read lock. Constructed and destroyed with the GIL, which may be released in between.
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

    // Calls change(key_set&, other_faults&) without concurrent readers.
    template <class Change>
    void write(Change const& change)
    {
        if (is_read_here()) {
            PyErr_SetString(PyExc_RuntimeError, "a call on this KeySet is under way: its progress "
                                                "callback must not change the KeySet");
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

    // Only during a reading, or before the object is shared.
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

    // A waiting writer goes first, except before a nested call of a thread that already reads.
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
    std::mutex counts_; // never held while waiting for the GIL
    std::size_t readers_ = 0, writers_ = 0;
    int forks_ = forks();
};

} // namespace otpp::python

#endif
