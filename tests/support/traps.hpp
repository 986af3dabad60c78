// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SUPPORT_TRAPS_HPP
#define OTPP_TESTS_SUPPORT_TRAPS_HPP
// What must stop the program is run in a child process.

#include <csignal>
#include <sys/wait.h>
#include <type_traits>
#include <unistd.h>

namespace support {

/// True if `run` ends in a trap instruction. The handlers of Catch2 and the sanitizers are off.
template <class Run>
[[nodiscard]] bool traps(Run const& run)
{
    pid_t const child = fork();
    if (child == 0) {
        std::signal(SIGILL, SIG_DFL);
        std::signal(SIGTRAP, SIG_DFL);
        run();
        _exit(0);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child) return false;
    return WIFSIGNALED(status) && (WTERMSIG(status) == SIGILL || WTERMSIG(status) == SIGTRAP);
}

/// True if the function object can be called in a constant expression: a trap cannot.
template <auto run>
concept constant = requires { typename std::bool_constant<(run(), true)>; };

} // namespace support

#endif
