"""Files that the command writes: whole or not at all, for their owner alone, never through a link."""

import os
import pathlib
import resource
import stat
import subprocess
import sys

import pytest
from otpp.command import writing
from otpp.command.exits import Fault

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from command_line import COMMAND, SECRET, URI, environment, refused, run  # noqa: E402

WRITERS = [
    pytest.param(["uri"], URI, "out.txt", id="uri"),
    pytest.param(["migrate"], URI, "out.txt", id="migrate"),
    pytest.param(["migrate", "--to", "qr"], URI, "out.png", id="migrate to qr"),
    pytest.param(["qr"], URI, "out.png", id="qr png"),
    pytest.param(["qr"], URI, "out.svg", id="qr svg"),
    pytest.param(["new", "alice"], "", "out.svg", id="new svg"),
    pytest.param(["new", "alice"], "", "out.txt", id="new uri"),
    pytest.param(["bulk", "passcodes"], f"id,secret\n1,{SECRET}\n", "out.csv", id="bulk csv"),
    pytest.param(["bulk", "passcodes"], f"id,secret\n1,{SECRET}\n", "out.parquet", id="bulk parquet"),
]
each_writer = pytest.mark.parametrize("command, given, name", WRITERS)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@each_writer
def test_what_is_written(command, given, name, tmp_path):
    out = tmp_path / name
    umask = os.umask(0)
    try:
        assert run(*command, "-o", out, given=given).code == 0
    finally:
        os.umask(umask)
    assert [f.name for f in tmp_path.iterdir()] == [name]
    assert mode(out) == 0o600 and out.stat().st_size > 20
    before = out.read_bytes()
    refused(4, f"{name}: it exists: --force replaces it", *command, "-o", out, given=given)
    assert out.read_bytes() == before
    out.write_bytes(b"old")
    out.chmod(0o644)
    assert run(*command, "-o", out, "--force", given=given).code == 0
    assert mode(out) == 0o600 and out.read_bytes()[:4] == before[:4]
    assert [f.name for f in tmp_path.iterdir()] == [name]


@each_writer
@pytest.mark.parametrize("force", [[], ["--force"]])
@pytest.mark.parametrize("dangling", [True, False])
def test_a_link_is_not_followed(command, given, name, force, dangling, tmp_path):
    target = tmp_path / "target"
    if not dangling:
        target.write_text("precious")
    (tmp_path / name).symlink_to(target)
    refused(4, "it is there and no ordinary file", *command, "-o", tmp_path / name, *force, given=given)
    assert (tmp_path / name).is_symlink() and target.exists() is not dangling
    assert dangling or target.read_text() == "precious"


@each_writer
def test_a_hard_link_is_left_alone(command, given, name, tmp_path):
    (tmp_path / "other").write_text("precious")
    os.link(tmp_path / "other", tmp_path / name)
    assert run(*command, "-o", tmp_path / name, "--force", given=given).code == 0
    assert (tmp_path / "other").read_text() == "precious"


@each_writer
def test_a_full_disk(command, given, name, tmp_path):
    """A limit of the file's size stands for a disk that is full after the first bytes."""
    (tmp_path / name).write_bytes(b"old")

    def limit():
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (7, 7))

    ran = subprocess.run(
        [*COMMAND, *command, "-o", tmp_path / name, "--force"],
        input=given.encode(), capture_output=True, env=environment(PYTHONDONTWRITEBYTECODE="1"),
        preexec_fn=limit,
    )  # fmt: skip
    assert ran.returncode == 4, ran
    assert ran.stderr.decode().count("\n") == 1 and "file too large" in ran.stderr.decode(), ran
    assert (tmp_path / name).read_bytes() == b"old"
    assert [f.name for f in tmp_path.iterdir()] == [name]


@each_writer
def test_places_that_cannot_be(command, given, name, tmp_path):
    refused(4, "there is no such file or folder", *command, "-o", tmp_path / "none" / name, given=given)
    (tmp_path / name).mkdir()
    refused(4, "no ordinary file", *command, "-o", tmp_path / name, "--force", given=given)
    assert list((tmp_path / name).iterdir()) == []


def test_several_pictures_or_none(tmp_path):
    (tmp_path / "out-3.png").write_bytes(b"old")
    refused(4, "out-3.png: it exists", "qr", "-o", tmp_path / "out.png", given=f"{URI}\n" * 4)
    assert [f.name for f in tmp_path.iterdir()] == ["out-3.png"]


def test_input_that_is_no_file(tmp_path):
    refused(4, "it is a folder", "code", tmp_path)
    refused(4, "there is no such file", "code", tmp_path / "none")
    os.mkfifo(tmp_path / "pipe")
    refused(4, "no ordinary file", "uri", "-o", tmp_path / "pipe", "--force", given=URI)


def test_somebody_is_faster(tmp_path):
    """The name is taken while we write: then it is theirs."""
    with pytest.raises(Fault, match="it exists: --force replaces it"):
        with writing.new_file(str(tmp_path / "out")) as file:
            file.write(b"ours")
            (tmp_path / "out").write_bytes(b"theirs")
    assert (tmp_path / "out").read_bytes() == b"theirs"
    assert [f.name for f in tmp_path.iterdir()] == ["out"]


def test_somebody_is_faster_still(tmp_path, monkeypatch):
    """After the last look: the name itself is taken only if nobody has it."""
    monkeypatch.setattr(writing, "check", lambda path, force: None)
    (tmp_path / "out").write_bytes(b"theirs")
    with pytest.raises(Fault, match="it exists: --force replaces it"):
        writing.write(str(tmp_path / "out"), b"ours")
    assert [(f.name, f.read_bytes()) for f in tmp_path.iterdir()] == [("out", b"theirs")]


def test_a_link_that_comes_meanwhile(tmp_path):
    (tmp_path / "precious").write_bytes(b"precious")
    with pytest.raises(Fault, match="no ordinary file"):
        with writing.new_file(str(tmp_path / "out"), force=True) as file:
            file.write(b"ours")
            (tmp_path / "out").symlink_to(tmp_path / "precious")
    assert (tmp_path / "precious").read_bytes() == b"precious"
    assert not [f for f in tmp_path.iterdir() if f.name.startswith(".otpp")]


def test_without_hard_links(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    writing.write(str(tmp_path / "out"), b"ours")
    assert (tmp_path / "out").read_bytes() == b"ours" and mode(tmp_path / "out") == 0o600
    with pytest.raises(Fault, match="it exists"):
        writing.write(str(tmp_path / "out"), b"again")


def test_what_holds_no_secret_has_the_usual_mode(tmp_path):
    table = f"id,secret,code\n1,{SECRET},287082\n"
    umask = os.umask(0o022)
    try:
        assert run("bulk", "match", "-o", tmp_path / "out.csv", given=table).code == 0
    finally:
        os.umask(umask)
    assert mode(tmp_path / "out.csv") == 0o644


def test_it_is_on_the_disk_before_it_has_its_name(tmp_path, monkeypatch):
    done = []
    for name in ("fsync", "link", "replace"):
        call = getattr(os, name)
        monkeypatch.setattr(
            os, name, lambda *a, call=call, name=name, **n: (done.append(name), call(*a, **n))[1]
        )
    writing.write(str(tmp_path / "out"), b"ours")
    assert done == ["fsync", "link", "fsync"]
    done.clear()
    writing.write(str(tmp_path / "out"), b"ours", force=True)
    assert done == ["fsync", "replace", "fsync"]
