"""The command at a pseudo-terminal: prompts that hide, colour, redrawing, Ctrl-C and closed pipes."""

import contextlib
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import types

import otpp
import pyte
import pytest
from otpp.command.credential import Credential
from otpp.command.subcommands import code as code_command
from otpp.command.terminal import Style

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from command_line import (  # noqa: E402
    COMMAND,
    SECRET,
    URI,
    Terminal,
    default_signals,
    environment,
    found_secrets,
    ignored_signals,
    plain,
    run,
)

COLOUR = "\x1b["


# --- prompts ---------------------------------------------------------------------------------------


def test_code_prompt_hides_secret():
    with Terminal("code", "--at", "59") as terminal:
        terminal.until(r"secret or otpauth URI \(not shown\): ")
        terminal.type(SECRET + "\n")
        rest, code = terminal.end()
    assert code == 0 and not found_secrets(rest)
    assert plain(rest).strip().startswith("287 082    1 s left")


def test_verify_prompts_for_secret_and_code():
    with Terminal("verify", "--at", "59") as terminal:
        assert not found_secrets(terminal.until(r"\(not shown\): "))
        terminal.type(URI + "\n")
        shown = terminal.until("code: ")
        terminal.type("287 082\n")
        rest, code = terminal.end()
    assert code == 0 and not found_secrets(shown + rest)
    assert plain(rest).endswith("yes: the current step\n")


@pytest.mark.parametrize("typed", ["\n", "\x04"])
def test_code_prompt_refuses_empty_answer(typed):
    with Terminal("code") as terminal:
        terminal.until(r"\(not shown\): ")
        terminal.type(typed)
        rest, code = terminal.end()
    assert code == 3 and "otpp code: the answer is empty" in rest


def test_code_prompt_does_not_quote_invalid_secret():
    with Terminal("code") as terminal:
        terminal.until(r"\(not shown\): ")
        terminal.type(SECRET + "1\n")
        rest, code = terminal.end()
    assert code == 3 and "character 33" in rest and not found_secrets(rest)


def test_code_prompt_interrupted_exits_with_130():
    with Terminal("code") as terminal:
        terminal.until(r"\(not shown\): ")
        terminal.type("\x03")
        rest, code = terminal.end()
    assert code == 130 and "Traceback" not in rest


# --- colour ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options, variables, coloured",
    [
        ([], {}, True),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"NO_COLOR": ""}, True),  # no-color.org: only if it is not empty
        ([], {"TERM": "dumb"}, False),
        (["--color", "never"], {}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--json"], {}, False),
    ],
)
def test_colour_on_terminal_follows_options_and_environment(options, variables, coloured, tmp_path):
    (tmp_path / "uri").write_text(URI)
    with Terminal("code", tmp_path / "uri", *options, env=environment(**variables)) as terminal:
        rest, code = terminal.end()
    assert code == 0 and (COLOUR in rest) is coloured


def test_colour_in_pipe_needs_option():
    assert COLOUR not in run("lint", given=f"{URI}&digits=8").out
    assert COLOUR in run("lint", "--color", "always", given=f"{URI}&digits=8").out


def test_qr_on_terminal_is_dark_on_light(tmp_path):
    (tmp_path / "uri").write_text(URI)
    with Terminal("qr", tmp_path / "uri") as terminal:
        rest, code = terminal.end()
    lines = rest.replace("\r", "").rstrip("\n").split("\n")
    assert code == 0 and len(lines) > 20
    *lines, last = lines
    assert all(line.startswith("\x1b[38;5;231;48;5;16m") and line.endswith("\x1b[0m") for line in lines)
    assert re.fullmatch("\x1b\\[38;5;231m▀+\x1b\\[0m", last)  # its lower half is not drawn dark


# --- watching --------------------------------------------------------------------------------------


def watched(terminal, rows, columns):
    """A terminal's screen after each of four frames."""
    screen = pyte.Screen(columns, rows)
    stream = pyte.Stream(screen)
    frames = []
    while len(frames) < 4:
        stream.feed(terminal.until(r"Ctrl-C ends it\S*\r\n"))
        frames.append([line.rstrip() for line in screen.display if line.strip()])
    return screen, stream, frames


def test_watch_redraws_in_place(tmp_path):
    (tmp_path / "uris").write_text(f"{URI}\n{URI.replace('alice', 'bob')}&period=10\n")
    with Terminal("code", "--watch", tmp_path / "uris", rows=12, columns=60) as terminal:
        screen, stream, frames = watched(terminal, 12, 60)
        for frame in frames:  # a frame replaces the last one
            assert len(frame) == 3, frame
            assert re.fullmatch(r"\d{3} \d{3}  [━─]{12}  [ \d]\d s  Example: alice", frame[0]), frame
        left = [int(re.search(r"(\d+) s", frame[0])[1]) for frame in frames]
        assert all(a != b for a, b in zip(left, left[1:])), left
        totp = otpp.TOTP(SECRET)
        now = time.time()
        near = {totp.at(now + d) for d in (-30, -5, 0)}
        assert frames[-1][0][:7].replace(" ", "") in near
        terminal.type("\x03")
        rest, code = terminal.end()
        stream.feed(rest)
    assert code == 0
    assert rest.endswith("\x1b[?25h")  # shows the cursor
    assert not re.search(r"\d{3} \d{3}", "\n".join(screen.display))  # the codes are erased


def test_watch_draws_at_beginning_of_each_second(monkeypatch, capsys):
    """With a clock of its own: a frame takes 0.3 s, and the next one is drawn when the second ends."""
    clock = [1000.6]
    drawn = []

    def sleep(seconds):
        drawn.append(clock[0])
        if len(drawn) == 4:
            raise KeyboardInterrupt
        clock[0] += seconds + 0.3

    monkeypatch.setattr(code_command, "time", types.SimpleNamespace(time=lambda: clock[0], sleep=sleep))
    credential = Credential(otpp.TOTP(SECRET), None, "Example", "alice")
    assert code_command._watch([credential], Style("never")) == 0
    assert drawn == pytest.approx([1000.6, 1001.3, 1002.3, 1003.3])
    assert re.findall(r"(\d+) s  Example: alice", capsys.readouterr().out) == ["20", "19", "18", "17"]


def test_watch_fits_small_terminal(tmp_path):
    long = URI.replace("alice", "%E5%90%8D" * 40)
    (tmp_path / "uris").write_text("\n".join([long] * 9))
    with Terminal("code", "--watch", tmp_path / "uris", rows=6, columns=44) as terminal:
        _, _, frames = watched(terminal, 6, 44)
        terminal.type("\x03")
        assert terminal.end()[1] == 0
    for frame in frames:
        assert len(frame) == 6 - 1 and "… and" in frame[-2], frame
        assert frame[0].rstrip().endswith("…"), frame


# --- signals, closed pipes, full disks ---------------------------------------------------------------------


def test_code_into_closed_pipe_ends_silently(tmp_path):
    """As in `otpp code … | head -1`."""
    (tmp_path / "uris").write_text(f"{URI}\n" * 20_000)
    with subprocess.Popen(
        [*COMMAND, "code", tmp_path / "uris"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
    ) as process:  # fmt: skip
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 141


@pytest.mark.parametrize(
    "arguments", [["code"], ["lint"], ["uri"], ["kernels"], ["--help"], ["qr"], ["migrate"], ["code", "--json"]]
)
def test_output_to_full_device_is_reported(arguments):
    with open("/dev/full", "wb") as full:
        ran = subprocess.run(
            [*COMMAND, *arguments], input=URI.encode(), stdout=full, stderr=subprocess.PIPE,
            env=environment(),
        )  # fmt: skip
    assert ran.returncode == 4
    assert re.fullmatch(rb"otpp( \S+)?: the disk is full; no partial file was left\n", ran.stderr)


def test_closed_standard_streams_are_reported():
    for command in ("kernels", "code"):
        ran = subprocess.run(
            ["sh", "-c", 'exec "$@" >&- <&-', "sh", *COMMAND, command],
            stderr=subprocess.PIPE, env=environment(),
        )  # fmt: skip
        assert ran.returncode in (3, 4) and b"Traceback" not in ran.stderr, ran
        assert ran.stderr.count(b"\n") == 1, ran


@contextlib.contextmanager
def sending(to, *arguments, signals=default_signals):
    """otpp bulk, and the writing end of the pipe that it reads: its standard input or a named pipe."""
    if to != "-":
        os.mkfifo(to)
    with subprocess.Popen(
        [*COMMAND, "bulk", "passcodes", to, *arguments], bufsize=0,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
        preexec_fn=signals,
    ) as process, (process.stdin if to == "-" else open(to, "wb", buffering=0)) as sender:  # fmt: skip
        yield process, sender


ROWS = b"id,secret\n" + f"1,{SECRET}\n".encode() * 700_000  # more than one block


def wait_for_partial_file(folder):
    end = time.monotonic() + 60
    while not (there := list(folder.iterdir())) and time.monotonic() < end:
        time.sleep(0.05)
    assert there and there[0].name.startswith(".otpp-")


@pytest.fixture(params=["-", "a named pipe"])
def source(request, tmp_path_factory):
    return request.param if request.param == "-" else tmp_path_factory.mktemp("pipe") / "in"


@pytest.mark.parametrize("number, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_bulk_ended_by_signal_leaves_no_file(number, code, source, tmp_path):
    """While the rest of the table has not arrived."""
    with sending(source, "-o", tmp_path / "out.csv") as (process, sender):
        sender.write(ROWS)
        wait_for_partial_file(tmp_path)
        process.send_signal(number)
        assert process.wait(60) == code
        message = process.stderr.read().decode()
    assert re.fullmatch(r"otpp bulk: .*no partial file was left\n", message), message
    assert list(tmp_path.iterdir()) == []


def test_bulk_keeps_ignored_signals_ignored(source, tmp_path):
    """As under nohup or in a background job of a script: the table is read to its end."""
    with sending(source, "-o", tmp_path / "out.csv", signals=ignored_signals) as (process, sender):
        sender.write(ROWS)
        wait_for_partial_file(tmp_path)
        for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
            process.send_signal(number)
        sender.write(f"2,{SECRET}\n".encode())
        sender.close()
        assert process.wait(60) == 0
        assert process.stderr.read().startswith(b"700,001 rows in ")
    assert [(file.name, file.read_bytes().count(b"\n")) for file in tmp_path.iterdir()] == [("out.csv", 700_002)]


def test_bulk_reports_invalid_row_while_input_is_open(source):
    """The command does not wait for the writer of the pipe to close it."""
    with sending(source) as (process, sender):
        with contextlib.suppress(BrokenPipeError):
            sender.write(ROWS.replace(b"\n", b"\n1\n", 1))
        assert process.wait(60) == 3
        message = process.stderr.read().decode()
    assert message == "otpp bulk: row 2 has 1 column; the header has 2\n"
