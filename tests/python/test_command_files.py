"""Output files: whole or not at all, private, and never written through a link."""

import os
import pathlib
import resource
import stat
import subprocess
import sys

import pytest
from otpp.command import atomic_file
from otpp.command.errors import CommandError

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
def test_output_file_is_private_and_replaced_only_with_force(command, given, name, tmp_path):
    out = tmp_path / name
    umask = os.umask(0)
    try:
        assert run(*command, "-o", out, given=given).code == 0
    finally:
        os.umask(umask)
    assert [f.name for f in tmp_path.iterdir()] == [name]
    assert mode(out) == 0o600 and out.stat().st_size > 20
    before = out.read_bytes()
    refused(4, f"{name}: the file exists; --force replaces it", *command, "-o", out, given=given)
    assert out.read_bytes() == before
    out.write_bytes(b"old")
    out.chmod(0o644)
    assert run(*command, "-o", out, "--force", given=given).code == 0
    assert mode(out) == 0o600 and out.read_bytes()[:4] == before[:4]
    assert [f.name for f in tmp_path.iterdir()] == [name]


@each_writer
@pytest.mark.parametrize("force", [[], ["--force"]])
@pytest.mark.parametrize("dangling", [True, False])
def test_output_refuses_symbolic_link(command, given, name, force, dangling, tmp_path):
    target = tmp_path / "target"
    if not dangling:
        target.write_text("precious")
    (tmp_path / name).symlink_to(target)
    refused(4, "exists and is not a regular file", *command, "-o", tmp_path / name, *force, given=given)
    assert (tmp_path / name).is_symlink() and target.exists() is not dangling
    assert dangling or target.read_text() == "precious"


@each_writer
def test_output_with_force_keeps_other_hard_link(command, given, name, tmp_path):
    (tmp_path / "other").write_text("precious")
    os.link(tmp_path / "other", tmp_path / name)
    assert run(*command, "-o", tmp_path / name, "--force", given=given).code == 0
    assert (tmp_path / "other").read_text() == "precious"


@each_writer
def test_output_to_full_disk_keeps_old_file(command, given, name, tmp_path):
    """A limit of the file size simulates a disk that is full after the first bytes."""
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
def test_output_refuses_missing_directory_and_directory(command, given, name, tmp_path):
    refused(4, "no such file or directory", *command, "-o", tmp_path / "none" / name, given=given)
    (tmp_path / name).mkdir()
    refused(4, "not a regular file", *command, "-o", tmp_path / name, "--force", given=given)
    assert list((tmp_path / name).iterdir()) == []


def test_qr_writes_no_picture_if_one_exists(tmp_path):
    (tmp_path / "out-3.png").write_bytes(b"old")
    refused(4, "out-3.png: the file exists", "qr", "-o", tmp_path / "out.png", given=f"{URI}\n" * 4)
    assert [f.name for f in tmp_path.iterdir()] == ["out-3.png"]


def test_input_and_output_refuse_special_files(tmp_path):
    refused(4, "it is a directory", "code", tmp_path)
    refused(4, "no such file", "code", tmp_path / "none")
    os.mkfifo(tmp_path / "pipe")
    refused(4, "not a regular file", "uri", "-o", tmp_path / "pipe", "--force", given=URI)


def test_create_refuses_file_created_meanwhile(tmp_path):
    with pytest.raises(CommandError, match="the file exists; --force replaces it"):
        with atomic_file.create(str(tmp_path / "out")) as file:
            file.write(b"ours")
            (tmp_path / "out").write_bytes(b"theirs")
    assert (tmp_path / "out").read_bytes() == b"theirs"
    assert [f.name for f in tmp_path.iterdir()] == ["out"]


def test_create_refuses_file_created_after_last_check(tmp_path, monkeypatch):
    monkeypatch.setattr(atomic_file, "check_replaceable", lambda path, force: None)
    (tmp_path / "out").write_bytes(b"theirs")
    with pytest.raises(CommandError, match="the file exists; --force replaces it"):
        atomic_file.write(str(tmp_path / "out"), b"ours")
    assert [(f.name, f.read_bytes()) for f in tmp_path.iterdir()] == [("out", b"theirs")]


def test_create_refuses_symbolic_link_created_meanwhile(tmp_path):
    (tmp_path / "precious").write_bytes(b"precious")
    with pytest.raises(CommandError, match="not a regular file"):
        with atomic_file.create(str(tmp_path / "out"), force=True) as file:
            file.write(b"ours")
            (tmp_path / "out").symlink_to(tmp_path / "precious")
    assert (tmp_path / "precious").read_bytes() == b"precious"
    assert not [f for f in tmp_path.iterdir() if f.name.startswith(".otpp")]


def test_write_without_hard_links_refuses_existing_file(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    atomic_file.write(str(tmp_path / "out"), b"ours")
    assert (tmp_path / "out").read_bytes() == b"ours" and mode(tmp_path / "out") == 0o600
    with pytest.raises(CommandError, match="the file exists"):
        atomic_file.write(str(tmp_path / "out"), b"again")


def test_output_without_secrets_has_mode_of_umask(tmp_path):
    table = f"id,secret,code\n1,{SECRET},287082\n"
    umask = os.umask(0o022)
    try:
        assert run("bulk", "match", "-o", tmp_path / "out.csv", given=table).code == 0
    finally:
        os.umask(umask)
    assert mode(tmp_path / "out.csv") == 0o644


def test_write_synchronises_before_naming(tmp_path, monkeypatch):
    done = []
    for name in ("fsync", "link", "replace"):
        call = getattr(os, name)
        monkeypatch.setattr(
            os, name, lambda *a, call=call, name=name, **n: (done.append(name), call(*a, **n))[1]
        )
    atomic_file.write(str(tmp_path / "out"), b"ours")
    assert done == ["fsync", "link", "fsync"]
    done.clear()
    atomic_file.write(str(tmp_path / "out"), b"ours", force=True)
    assert done == ["fsync", "replace", "fsync"]
