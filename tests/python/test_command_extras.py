"""The command without the packages of its extras: refused with the extra's name where one is needed."""

import json
import pathlib
import re
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from command_line import SECRET, URI, Terminal, environment, plain, refused, run  # noqa: E402

EXTRAS = ("numpy", "pyarrow", "rich", "shtab", "zxingcpp", "PIL", "nacl")
TABLE = f"id,secret,code\n1,{SECRET},287082\n"


def without(folder, *modules):
    """The environment of a process in which importing these modules fails."""
    for module in modules:
        (folder / f"{module}.py").write_text(f"raise ImportError('no module named {module}')\n")
    return environment(PYTHONPATH=str(folder), PYTHONDONTWRITEBYTECODE="1")


@pytest.fixture
def missing(tmp_path):
    folder = tmp_path / "missing"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("module", ["pyarrow", "numpy"])
@pytest.mark.parametrize("operation", ["match", "passcodes"])
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_bulk_refuses_table_without_pyarrow(operation, module, suffix, missing, tmp_path):
    table = tmp_path / f"in.{suffix}"
    table.write_text(TABLE)
    refused(2, r"otpp bulk needs the extra bulk: pip install 'otpp\[bulk\]'$", "bulk", operation, table,
            "-o", tmp_path / f"out.{suffix}", env=without(missing, module))  # fmt: skip
    assert not (tmp_path / f"out.{suffix}").exists()


def test_bulk_at_terminal_refuses_progress_bar_without_rich(missing, tmp_path):
    (tmp_path / "in.csv").write_text(TABLE)
    arguments = ("bulk", "match", tmp_path / "in.csv", "-o", tmp_path / "out.csv")
    with Terminal(*arguments, env=without(missing, "rich")) as terminal:
        shown, code = terminal.end()
    message = "otpp bulk: the progress bar needs the extra cli: pip install 'otpp[cli]', or add --no-progress\n"
    assert (code, plain(shown)) == (2, message)
    assert not (tmp_path / "out.csv").exists()
    with Terminal(*arguments, "--no-progress", env=without(missing, "rich")) as terminal:
        shown, code = terminal.end()
    assert code == 0 and plain(shown).startswith("1 rows in ")


def test_bulk_into_pipes_needs_no_rich(missing):
    ran = run("bulk", "match", "--at", "59", given=TABLE, env=without(missing, "rich"))
    assert (ran.code, ran.out) == (0, "id,fits,drift,fault\n1,true,0,\n")


def test_completion_without_shtab_names_extra(missing):
    refused(2, r"otpp completion needs the extra cli: pip install 'otpp\[cli\]'$", "completion", "bash",
            env=without(missing, "shtab"))  # fmt: skip


@pytest.mark.parametrize("module", ["zxingcpp", "PIL"])
def test_picture_without_reader_names_extra(module, missing, tmp_path):
    assert run("qr", "-o", tmp_path / "code.png", given=URI).code == 0
    for command in (("qr", "--read"), ("migrate",)):
        refused(2, r"otpp\[images\]", *command, tmp_path / "code.png", env=without(missing, module))


def test_sealed_store_without_nacl_names_extra(missing, tmp_path):
    refused(2, r"otpp\[seal\]", "factor", "keys", tmp_path / "keys", env=without(missing, "nacl"))
    assert not (tmp_path / "keys").exists()


def test_subcommands_work_without_extras(missing, tmp_path):
    env = without(missing, *EXTRAS)
    assert run("code", "--at", "59", given=SECRET, env=env).out == "287082\n"
    assert run("verify", "--at", "59", given=f"{SECRET}\n287082\n", env=env).code == 0
    assert run("uri", "--name", "alice", "--issuer", "Example", given=SECRET, reveals=True, env=env).out == f"{URI}\n"
    assert run("lint", given=URI, env=env).code == 0
    assert json.loads(run("kernels", "--json", env=env).out)["SHA1"][-1] == "portable"
    assert run("qr", "-o", tmp_path / "code.png", given=URI, env=env).code == 0
    links = run("migrate", "--to", "links", given=URI, env=env).out
    assert run("migrate", given=links, reveals=True, env=env).out == f"{URI}\n"
    store = ("--store", tmp_path / "factors.db", "--plaintext")
    assert re.match("otpauth://totp/alice", run("new", "alice", *store, given=None, env=env).out)
    assert run("factor", "list", "--store", tmp_path / "factors.db", env=env).out == "alice\n"
