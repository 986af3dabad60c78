// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_INTEGRATIONS_DETAIL_COMMIT_QUEUE_HPP
#define OTPP_INTEGRATIONS_DETAIL_COMMIT_QUEUE_HPP
// One commit for all that came while the last one was written: on most disks a commit takes as long for
// sixteen lines as for one, https://www.sqlite.org/wal.html

#include <atomic>
#include <mutex>

namespace otpp::detail {

/// What threads bring in is done in groups: by whoever finds nobody at work, for all who wait by then.
class commit_queue {
public:
    /// On the stack of whoever waits for it.
    struct entry {
        entry* next = nullptr;
        bool done = false;
    };

    /// Returns when the entry is done: `work(first)` did it here, or in another thread, with others that
    /// follow by `next` in the order in which they came.
    template <class Work>
    void put(entry& mine, Work&& work) noexcept
    {
        std::unique_lock held{busy_};
        *end_ = &mine;
        end_ = &mine.next;
        while (!mine.done) {
            if (working_) {
                int const group = groups_.load(std::memory_order_relaxed);
                held.unlock();
                groups_.wait(group);
                held.lock();
                continue;
            }
            working_ = true;
            entry* const first = take();
            held.unlock();
            work(first);
            held.lock();
            for (entry* at = first; at != nullptr;) { // done, it may be gone once this is unlocked
                entry* const next = at->next;
                at->done = true;
                at = next;
            }
            working_ = false;
            groups_.fetch_add(1, std::memory_order_relaxed);
            held.unlock();
            groups_.notify_all();
            return;
        }
    }

    /// Waits until nobody is at work, and lets nobody begin.
    void hold() noexcept
    {
        busy_.lock();
        while (working_) {
            int const group = groups_.load(std::memory_order_relaxed);
            busy_.unlock();
            groups_.wait(group);
            busy_.lock();
        }
    }
    void release() noexcept { busy_.unlock(); }

    /// Drops what threads brought that are not in this process.
    void forget() noexcept { (void)take(); }

private:
    entry* take() noexcept
    {
        entry* const all = first_;
        first_ = nullptr;
        end_ = &first_;
        return all;
    }

    std::mutex busy_;
    entry* first_ = nullptr;
    entry** end_ = &first_;
    bool working_ = false;
    std::atomic<int> groups_{0};
};

} // namespace otpp::detail

#endif
