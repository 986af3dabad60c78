// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_INTEGRATIONS_DETAIL_AT_FORK_HPP
#define OTPP_INTEGRATIONS_DETAIL_AT_FORK_HPP
// What must be closed before a process forks: a child must not even close what SQLite has opened, and what it
// opens itself would share the locks that SQLite thinks it has, https://www.sqlite.org/howtocorrupt.html

#include <mutex>
#include <pthread.h>

namespace otpp::detail {

/// An object with `before_fork()`, `after_fork_in_parent()` and `after_fork_in_child()`, as long as it
/// lives. POSIX calls them around fork(), in the thread that forks.
class at_fork {
public:
    template <class T>
    explicit at_fork(T& object) noexcept
        : object_{&object},
          before_{[](void* it) { static_cast<T*>(it)->before_fork(); }},
          in_parent_{[](void* it) { static_cast<T*>(it)->after_fork_in_parent(); }},
          in_child_{[](void* it) { static_cast<T*>(it)->after_fork_in_child(); }}
    {
        auto& all = registered();
        std::lock_guard const held{all.busy};
        next_ = all.first;
        all.first = this;
    }
    at_fork(at_fork const&) = delete;
    at_fork& operator=(at_fork const&) = delete;
    ~at_fork()
    {
        auto& all = registered();
        std::lock_guard const held{all.busy};
        at_fork** at = &all.first;
        while (*at != this) at = &(*at)->next_;
        *at = next_;
    }

private:
    struct registry {
        std::mutex busy{}; // held while the process forks
        at_fork* first = nullptr;

        registry() noexcept
        {
            ::pthread_atfork(
                [] {
                    registered().busy.lock();
                    for (auto* it = registered().first; it; it = it->next_)
                        it->before_(it->object_);
                },
                [] {
                    for (auto* it = registered().first; it; it = it->next_)
                        it->in_parent_(it->object_);
                    registered().busy.unlock();
                },
                [] {
                    for (auto* it = registered().first; it; it = it->next_)
                        it->in_child_(it->object_);
                    registered().busy.unlock();
                });
        }
    };
    static registry& registered() noexcept
    {
        static registry all;
        return all;
    }

    void* object_;
    void (*before_)(void*);
    void (*in_parent_)(void*);
    void (*in_child_)(void*);
    at_fork* next_ = nullptr;
};

} // namespace otpp::detail

#endif
