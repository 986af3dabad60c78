"""The exit codes of the command."""

SUCCESS = 0
NEGATIVE = 1
USAGE = 2
INVALID_INPUT = 3
FAILURE = 4
INTERRUPTED = 130  # 128 + SIGINT, as shells count it
CLOSED_PIPE = 141  # 128 + SIGPIPE

MEANINGS = {
    SUCCESS: "success, or a positive answer: the code fits, the URI has no error",
    NEGATIVE: "a negative answer: the code does not fit, the URI has an error",
    USAGE: "usage error: an invalid option, or an extra that is not installed",
    INVALID_INPUT: "invalid input: a secret, a URI, a table, a picture",
    FAILURE: "a file, a store or a library failed: missing, full, locked",
    INTERRUPTED: "interrupted by Ctrl-C; 143 and 129 are SIGTERM and SIGHUP",
    CLOSED_PIPE: "the reader of the output closed its pipe",
}
