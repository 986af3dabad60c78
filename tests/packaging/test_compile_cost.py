"""The umbrella includes nothing that is opt-in; ./dev bench compile measures what it costs."""

import pathlib
import shutil
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bench.compile import subject as compile_cost  # noqa: E402

# What the families of level 5 include and levels 0 to 4 do not.
OPT_IN = {"otpp/bulk.hpp", "otpp/server.hpp", "otpp/provisioning.hpp", "thread", "atomic", "vector"}


def included(header: str, include: pathlib.Path) -> set[str]:
    """Every header that is opened, by its name as it would be included."""
    done = subprocess.run(
        ["g++", "-std=c++20", "-M", "-x", "c++", "-I", include, "-"],
        input=f"#include <{header}>\n", check=True, capture_output=True, text=True,
    )  # fmt: skip
    opened = {pathlib.Path(name) for name in done.stdout.replace("\\\n", " ").split()[1:]}
    own = {str(path.relative_to(include)) for path in opened if path.is_relative_to(include)}
    return own | {path.name for path in opened if not path.is_relative_to(include)}


def test_the_umbrella_includes_nothing_that_is_opt_in(tmp_path):
    found = included("otpp/otpp.hpp", ROOT / "include")
    assert "otpp/totp.hpp" in found and not found & OPT_IN
    assert not {name for name in found if name.startswith(("otpp/bulk/", "otpp/server/"))}

@pytest.mark.slow
@pytest.mark.matrix
@pytest.mark.parametrize("compiler", compile_cost.COMPILERS)
def test_the_programs_compile_and_their_text_is_counted(compiler, record_property):
    if not shutil.which(compiler):
        pytest.skip(f"{compiler} is not installed")
    cost = {header: compile_cost.program_cost(compiler, header) for header in compile_cost.PROGRAMS}
    for header, (seconds, text) in cost.items():
        record_property(f"{compiler}, <{header}>", f"{seconds:.1f} s, {text / 1000:.0f} kB of text")
    assert cost["otpp/otpp.hpp"][1] < 100_000 < cost["otpp/bulk.hpp"][1] < 3_000_000
