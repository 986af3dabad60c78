"""The Python package as users get it: an sdist that builds, a wheel that holds only the package and
works elsewhere, on every interpreter of this machine."""

import email
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import zipfile

import pytest
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
MINIMAL = ROOT / "tests/python/test_minimal.py"
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")

pytestmark = pytest.mark.slow


def run(*command, **options):
    ran = subprocess.run(command, capture_output=True, text=True, **options)
    assert ran.returncode == 0, f"{command}\n{ran.stdout}{ran.stderr}"
    return ran.stdout


def clean_environment():
    """Without what leads to this repository or to the environment of the tests."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "VIRTUAL_ENV"))
    }


def interpreter(version):
    """The path of a Python that can make environments, or None. pyenv's are found as well."""
    candidates = [shutil.which(f"python{version}")]
    if pyenv := shutil.which("pyenv"):
        versions = pathlib.Path(run(pyenv, "root").strip()) / "versions"
        candidates += sorted(versions.glob(f"{version}.*/bin/python{version}"))
    for candidate in filter(None, candidates):
        check = [
            candidate,
            "-c",
            f"import ensurepip, sys, venv; assert '%d.%d' % sys.version_info[:2] == '{version}'",
        ]
        if subprocess.run(check, capture_output=True).returncode == 0:
            return str(candidate)
    return None


def each_interpreter():
    for version in PYTHONS:
        found = interpreter(version)
        missing = pytest.mark.skipif(
            found is None, reason=f"python{version} is not on this machine"
        )
        yield pytest.param(found, id=f"python{version}", marks=missing)


EACH_INTERPRETER = pytest.mark.parametrize("python", list(each_interpreter()))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    """Of what is committed, by the backend itself."""
    folder = tmp_path_factory.mktemp("sdist")
    make = "import mesonpy, sys; print(mesonpy.build_sdist(sys.argv[1]))"
    name = run(sys.executable, "-c", make, folder, cwd=ROOT).splitlines()[-1]
    return folder / name


@pytest.fixture(scope="module")
def wheel():
    """Of this folder: ./dev has built and installed it."""
    (made,) = (ROOT / "build/wheel").glob("*.whl")
    return made


class Environment:
    """A fresh virtual environment, and a folder to work in that has nothing to do with ours."""

    def __init__(self, python, folder):
        self.folder = folder / "elsewhere"
        self.folder.mkdir()
        run(python, "-m", "venv", folder / "venv", env=clean_environment())
        self.python = folder / "venv/bin/python"

    def run(self, *arguments):
        return run(self.python, *arguments, cwd=self.folder, env=clean_environment())

    def pip(self, *arguments):
        return self.run("-m", "pip", "--disable-pip-version-check", "-q", *arguments)

    def passes_the_minimal_test(self):
        shutil.copy(MINIMAL, self.folder)
        (self.folder / "pytest.ini").write_text("[pytest]\n")  # not that of a folder above
        where = self.run("-c", "import otpp; print(otpp.__file__)")
        assert pathlib.Path(where).is_relative_to(self.python.parents[1]), where
        said = self.run("-m", "pytest", "-q", MINIMAL.name)
        passed = re.search(r"(\d+) passed", said)
        return passed is not None and int(passed[1]) >= 10 and "failed" not in said


# --- what is in it ---------------------------------------------------------------------------------


def unexpected(names):
    """The files of a wheel that are not of the package or its description, and those missing."""
    extension = [
        name for name in names if re.fullmatch(r"otpp/_(otpp|server)\.[\w.-]+\.(so|pyd)", name)
    ]
    package = "bindings/python/"
    modules = {
        name.removeprefix(package)
        for name in run("git", "-C", ROOT, "ls-files", f"{package}otpp").split()
    }
    info = {name.partition("/")[0] for name in names if ".dist-info/" in name}
    described = {
        f"{folder}/{name}"
        for folder in info
        for name in "METADATA WHEEL RECORD entry_points.txt licenses/LICENSE".split()
    }
    manual = {f"{folder.removesuffix('.dist-info')}.data/data/share/man/man1/otpp.1" for folder in info}
    assert len(extension) == 2 and len(info) == 1
    return set(names) ^ (modules | described | manual | set(extension))


def test_the_wheel_holds_the_package_alone(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert unexpected(names) == set()
    for planted in (
        "otpp/include/otpp/otpp.hpp",
        "tests/test_minimal.py",
        "otpp-0.1.0.data/headers/x.hpp",
    ):
        assert unexpected([*names, planted]) == {planted}
    assert unexpected([name for name in names if not name.endswith("LICENSE")]) != set()


def test_the_sdist_holds_what_it_is_built_of(sdist):
    names = {name.partition("/")[2] for name in tarfile.open(sdist).getnames()}
    assert {"LICENSE", "README.md", "pyproject.toml", "meson.build", "PKG-INFO"} <= names
    tracked = ("git", "-C", ROOT, "ls-tree", "-r", "--name-only", "HEAD", "include", "bindings/python")
    compiled = set(run(*tracked).split())
    assert len(compiled) > 150 and compiled <= names
    assert not [name for name in names if name.startswith(("build/", ".venv/", "dist/"))]


@pytest.mark.matrix
def test_the_sdist_builds(sdist, tmp_path):
    """As pip begins: Meson finds all that is to be compiled, and the compiler each header of it. Whole
    wheels are built of it in --all."""
    with tarfile.open(sdist) as opened:
        opened.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    arguments = tomllib.loads((folder / "pyproject.toml").read_text())["tool"]["meson-python"]["args"]["setup"]
    run("meson", "setup", folder / "build", *arguments, cwd=folder)
    commands = json.loads((folder / "build/compile_commands.json").read_text())
    assert len(commands) >= 4
    for each in commands:
        run(*shlex.split(each["command"]), "-fsyntax-only", cwd=each["directory"])


def test_the_versions_agree(sdist, wheel):
    (version,) = re.findall(r"^  version: '([\d.]+)',$", (ROOT / "meson.build").read_text(), re.M)
    assert (
        re.findall(r"version\s*=", (ROOT / "pyproject.toml").read_text()) == []
    )  # it is in one place
    said = [
        run(sys.executable, "-c", "import otpp; print(otpp.__version__)").strip(),
        run(sys.executable, "-m", "pip", "show", "otpp").partition("Version: ")[2].split()[0],
        metadata(wheel)["Version"],
        sdist.name.removeprefix("otpp-").removesuffix(".tar.gz"),
        wheel.name.split("-")[1],
    ]
    assert said == [version] * len(said)


def metadata(wheel):
    with zipfile.ZipFile(wheel) as opened:
        (name,) = [name for name in opened.namelist() if name.endswith("/METADATA")]
        return email.message_from_bytes(opened.read(name))


def test_its_description(wheel):
    described = metadata(wheel)
    assert described["Name"] == "otpp" and described["License-Expression"] == "BSL-1.0"
    assert described["Requires-Python"] == ">=3.10"
    needed = described.get_all("Requires-Dist")
    assert [name for name in needed if "extra ==" not in name] == ["segno>=1.6"]
    assert [name for name in needed if "extra == 'seal'" in name.replace('"', "'")]


# --- that it works elsewhere -----------------------------------------------------------------------


def test_the_wheel_works_elsewhere(wheel, tmp_path):
    there = Environment(sys.executable, tmp_path)
    there.pip("install", wheel, "pytest")
    assert there.passes_the_minimal_test()


@pytest.mark.matrix
@EACH_INTERPRETER
def test_built_and_tested_on(python, sdist, tmp_path):
    """pip makes the wheel with build isolation: all that it needs comes from pyproject.toml."""
    there = Environment(python, tmp_path)
    there.pip("wheel", "--no-deps", "-w", tmp_path / "wheels", sdist)
    (wheel,) = (tmp_path / "wheels").glob("*.whl")
    assert unexpected(zipfile.ZipFile(wheel).namelist()) == set()
    there.pip("install", wheel, "pytest")
    assert there.passes_the_minimal_test()


@pytest.mark.matrix
@EACH_INTERPRETER
def test_all_of_the_python_tests_on(python, sdist, tmp_path):
    """With the peer that the tests speak of, and else with what there is for the interpreter."""
    there = Environment(python, tmp_path)
    requirements = (ROOT / "tools/requirements.txt").read_text()
    (pyotp,) = re.findall(r"^pyotp==.*$", requirements, re.M)
    tools = "pytest hypothesis mypy numpy freezegun tzdata zxing-cpp pillow pynacl pyarrow matplotlib"
    there.pip("install", pyotp, *tools.split())
    there.pip("install", sdist)
    for name in "bindings docs include tests tools".split():
        shutil.copytree(ROOT / name, there.folder / name)
    shutil.copy(ROOT / "pytest.ini", there.folder / "pytest.ini")
    assert " passed" in there.run("-m", "pytest", "-q", "tests/python")


@pytest.mark.matrix
def test_pip_install_of_the_folder(tmp_path):
    """`pip install .` as the README has it, in a fresh environment."""
    there = Environment(sys.executable, tmp_path)
    there.pip("install", ROOT, "pytest")
    assert there.passes_the_minimal_test()
