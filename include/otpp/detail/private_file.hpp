// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_DETAIL_PRIVATE_FILE_HPP
#define OTPP_DETAIL_PRIVATE_FILE_HPP
// Files that hold what nobody else may read: keys and records. POSIX.1-2017, open and fstat,
// https://pubs.opengroup.org/onlinepubs/9699919799/functions/open.html

#include <otpp/detail/wipe.hpp>

#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <span>
#include <sys/stat.h>
#include <unistd.h>

namespace otpp {

namespace detail {

/// Of the effective user or of root, and with no permission for anybody else.
[[nodiscard]] inline bool is_private(struct stat const& file) noexcept
{
    bool const ours = file.st_uid == ::geteuid() || file.st_uid == 0;
    return ours && (file.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

/// A descriptor that closes itself, and does not survive exec.
class descriptor {
public:
    explicit descriptor(int fd) noexcept : fd_{fd} {}
    descriptor(descriptor const&) = delete;
    descriptor& operator=(descriptor const&) = delete;
    ~descriptor()
    {
        if (fd_ >= 0) ::close(fd_);
    }
    [[nodiscard]] int get() const noexcept { return fd_; }

private:
    int fd_;
};

enum class private_read : unsigned char { good, unreadable, open_to_others };

/// Reads a whole plain file; what was opened is what is checked, so links may be followed. `size` is what
/// was read. A file that is longer than `into` is unreadable.
[[nodiscard]] inline private_read read_private(char const* path, std::span<char> into,
                                               std::size_t& size) noexcept
{
    size = 0;
    descriptor const file{::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    struct stat found;
    if (file.get() < 0 || ::fstat(file.get(), &found) != 0 || !S_ISREG(found.st_mode))
        return private_read::unreadable;
    if (!is_private(found)) return private_read::open_to_others;
    for (;;) {
        auto const got = ::read(file.get(), into.data() + size, into.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return private_read::unreadable;
        if (got == 0) return private_read::good;
        size += static_cast<std::size_t>(got);
        if (size == into.size()) return private_read::unreadable;
    }
}

} // namespace detail

} // namespace otpp

#endif
