"""Random arguments and input: the command ends with a known exit code, and its output has no secret of the input.

Three seconds; OTPP_FUZZ_SECONDS=60 takes longer. In this process, so that a sanitizer that was loaded before
Python sees the extension at work.
"""

import io
import os
import pathlib
import random
import sys
import time

import otpp.provisioning.migration
import pytest
from otpp.command import COMMANDS, main

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from command_line import SECRET, URI, found_secrets  # noqa: E402

EXITS = {0, 1, 2, 3, 4, 141}
SHOWS_SECRETS = {"new", "uri", "qr", "migrate"}  # on the standard output, since that is what they are for

WORDS = (
    "- --json --at 59 2100-01-01 --find a --type hotp totp --counter 7 --digits 8 6 --period 60 0 --algorithm SHA512 MD5"
    " --issuer Example --name alice --profile apple aegis --domain example.com --app google_authenticator --to qr uris links"
    " -o out.svg out.png out.csv out.txt --force --key secret --code code --time at --factor alice --store a.db --plaintext"
    " --policy asvs5 --watch --window 3 --level H status reset list keys passcodes match bash zsh fish --no-progress -h --version"
).split()


def seeds():
    link = otpp.provisioning.migration.write([otpp.Account.from_uri(URI)])[0]
    table = f"id,secret,code,at\n1,{SECRET},287082,59\n2,{SECRET[:-1]}1,000000,59\n"
    return [text.encode() for text in (SECRET, URI, link, f"{SECRET}\n287082\n", table, f"{URI}\n{link}\n# {URI}\n")]


def changed(source, data):
    """Some bytes of it replaced, cut, doubled or put in."""
    for _ in range(source.randrange(4)):
        at = source.randrange(len(data) + 1)
        kind = source.randrange(5)
        if kind == 0:
            data = data[:at] + source.randbytes(source.randrange(1, 9)) + data[at:]
        elif kind == 1:
            data = data[:at]
        elif kind == 2:
            data = data[:at] + data[at + source.randrange(1, 9) :]
        elif kind == 3:
            data = data + data[:at]
        else:
            data = data[:at] + source.choice([b"\r\n", b"\0", b"%", b"\xff\xfe", b",", b"=", b"\n"]) + data[at:]
    return data


class Ends:
    """The standard streams, as bytes."""

    def __init__(self, monkeypatch, typed):
        self.raw = {"stdin": io.BytesIO(typed), "stdout": io.BytesIO(), "stderr": io.BytesIO()}
        for name, raw in self.raw.items():
            monkeypatch.setattr(sys, name, io.TextIOWrapper(raw, encoding="utf-8", write_through=True))

    def text(self, name):
        return self.raw[name].getvalue().decode("utf-8", "replace")


@pytest.mark.slow
def test_main_with_random_arguments_ends_with_known_exit_code(monkeypatch, tmp_path, record_property):
    monkeypatch.chdir(tmp_path)
    seed = random.randrange(2**32)
    print("seed", seed)
    source = random.Random(seed)
    inputs = seeds()
    exits = dict.fromkeys(EXITS, 0)
    end = time.monotonic() + float(os.environ.get("OTPP_FUZZ_SECONDS", "3"))
    while time.monotonic() < end:
        typed = changed(source, source.choice(inputs)) if source.random() < 0.9 else source.randbytes(300)
        pathlib.Path("given.csv").write_bytes(typed)
        command = source.choice(list(COMMANDS))
        words = [command, *source.choices([*WORDS, "given.csv"], k=source.randrange(6))]
        with monkeypatch.context() as patch:
            ends = Ends(patch, typed)
            code = main(words)
            out, err = ends.text("stdout"), ends.text("stderr")
        assert code in EXITS, (words, typed)
        assert "internal error" not in err, (words, typed, err)
        assert "Traceback" not in err, (words, typed, err)
        assert not found_secrets(err), (words, typed)
        assert command in SHOWS_SECRETS or not found_secrets(out), (words, typed)
        exits[code] += 1
    record_property("calls of the command with anything", sum(exits.values()))
    assert exits[0] > 10 and exits[2] > 10 and exits[3] > 10
