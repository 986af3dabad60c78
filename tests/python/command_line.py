"""Runs the command for its tests: as a process, in pipes or at a pseudo-terminal.

The output of each run is searched for the secrets of the tests. Only a run with `reveals` may print them.
"""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

import pytest

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238's: at 59 seconds 287082, of 8 digits 94287082
SHORT = "JBSWY3DPEHPK3PXP"
URI = f"otpauth://totp/Example:alice?secret={SECRET}&issuer=Example"
COMMAND = (sys.executable, "-m", "otpp.command")
SECRETS = (SECRET, SECRET.lower(), SHORT, "12345678901234567890", "GEZD GNBV")


def environment(**more):
    named = {"OTPP_KEYS", "OTPP_DEBUG", "NO_COLOR", "COLUMNS", "LINES"}
    kept = {name: value for name, value in os.environ.items() if name not in named}
    return kept | {"TERM": "xterm-256color", "PYTHONUTF8": "1"} | more


def default_signals():
    """The `preexec_fn` of a child that a test sends signals to.

    Background jobs and children of nohup inherit signals that are ignored, and pass them on.
    """
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def ignored_signals():
    """The `preexec_fn` of a child that starts as a background job under nohup does."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def found_secrets(text):
    return [secret for secret in SECRETS if secret in text]


class CompletedRun:
    def __init__(self, code, out, error):
        self.code, self.out, self.error = code, out, error

    def __repr__(self):
        return f"exit code {self.code}\n{self.out}\n{self.error}"


def run(*arguments, given="", reveals=False, **options):
    """Runs the command in pipes. `given` is the standard input: text, bytes, or None for an empty one."""
    data = given.encode() if isinstance(given, str) else given or b""
    options.setdefault("env", environment())
    ran = subprocess.run(
        [*COMMAND, *map(str, arguments)], input=data, capture_output=True, timeout=120, **options
    )
    out, error = ran.stdout.decode(errors="surrogateescape"), ran.stderr.decode()
    assert not found_secrets(error), "a secret is in the standard error"
    assert reveals or not found_secrets(out), "a secret is in the output"
    assert "Traceback" not in error and "internal error" not in error, error
    return CompletedRun(ran.returncode, out, error)


def refused(code, pattern, *arguments, **options):
    """Runs the command, which must end with this exit code and one line of error that matches the pattern."""
    ran = run(*arguments, **options)
    assert ran.code == code, ran
    lines = ran.error.splitlines()
    assert len(lines) == 1 and lines[0].startswith("otpp"), ran
    assert re.search(pattern, lines[0]), ran
    return ran


class Terminal:
    """The command at a pseudo-terminal."""

    def __init__(self, *arguments, rows=40, columns=100, **options):
        self.shown = ""
        self.master, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        options.setdefault("env", environment())
        self.process = subprocess.Popen(
            [*COMMAND, *map(str, arguments)],
            stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True,
            preexec_fn=lambda: (os.setsid(), fcntl.ioctl(0, termios.TIOCSCTTY, 0), default_signals()),
            **options,
        )  # fmt: skip
        os.close(theirs)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)

    def _more(self, seconds):
        if not select.select([self.master], [], [], seconds)[0]:
            return None
        with contextlib.suppress(OSError):  # EIO: the process has ended
            return os.read(self.master, 65536).decode(errors="replace")
        return ""

    def until(self, pattern, seconds=120):
        """Waits for output that matches; returns the output from the last match up to this one."""
        end = time.monotonic() + seconds
        while not (found := re.search(pattern, self.shown)):
            more = self._more(end - time.monotonic()) if time.monotonic() < end else None
            if not more:
                pytest.fail(f"{pattern} did not match: {self.shown!r}")
            self.shown += more
        before, self.shown = self.shown[: found.end()], self.shown[found.end() :]
        return before

    def type(self, text):
        os.write(self.master, text.encode())

    def end(self, seconds=120):
        """The rest of the output, and the exit code."""
        end = time.monotonic() + seconds
        while more := self._more(max(0, end - time.monotonic())):
            self.shown += more
        rest, self.shown = self.shown, ""
        return rest, self.process.wait(timeout=max(1, end - time.monotonic()))


def plain(shown):
    """Terminal output without its escape sequences."""
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown).replace("\r", "")
