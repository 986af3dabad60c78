"""tests/packaging/consume: a user's project that takes OTP++ in each of four ways, built and run."""

import json
import os
import pathlib
import re
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CONSUME = ROOT / "tests" / "packaging" / "consume"
TOTP_AT_59 = "94287082\n"  # RFC 6238, appendix B


def run(*command, cwd=None, **environment):
    done = subprocess.run(
        command, cwd=cwd, env=os.environ | environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def project(way, tmp_path):
    """A copy of the user's project, outside of this repository."""
    copy = tmp_path / "user"
    shutil.copytree(CONSUME / way, copy)
    shutil.copy(CONSUME / "main.cpp", copy)
    return copy


def copy_of_the_repository(to):
    """What a user would have cloned: the files that git knows, as they stand here."""
    for name in run("git", "ls-files", cwd=ROOT).splitlines():
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, to / name)


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    """OTP++, installed where there is no CMake: only its users have one."""
    build, prefix = tmp_path_factory.mktemp("build"), tmp_path_factory.mktemp("prefix")
    native = build.with_suffix(".ini")
    native.write_text("[binaries]\ncmake = 'no-cmake-here'\n")
    off = [f"-D{option}=disabled" for option in ("tests", "examples", "bench", "cryptopp")]
    run("meson", "setup", build, ROOT, "--prefix", prefix, "--native-file", native, *off)
    run("meson", "install", "-C", build)
    return prefix


def test_include(tmp_path):
    user = project("include", tmp_path)
    for compiler in ("g++", "clang++"):
        run("./build.sh", cwd=user, OTPP=str(ROOT), CXX=compiler)
        assert run(user / "user") == TOTP_AT_59


def test_pkgconfig(prefix, tmp_path):
    (found,) = prefix.rglob("otpp.pc")
    user = project("pkgconfig", tmp_path)
    run("./build.sh", cwd=user, PKG_CONFIG_PATH=str(found.parent), CXX="g++")
    assert run(user / "user") == TOTP_AT_59


@pytest.mark.slow
def test_cmake(prefix, tmp_path):
    user = project("cmake", tmp_path)
    run("cmake", "-S", ".", "-B", "build", f"-DCMAKE_PREFIX_PATH={prefix}", cwd=user)
    run("cmake", "--build", "build", cwd=user)
    assert run(user / "build" / "user") == TOTP_AT_59


VERSIONS = {  # of a find_package, with 0.1.0 installed
    "": True,
    "0": True,
    "0.1": True,
    "0.1.0 EXACT": True,
    "0.0.9": True,
    "0.0.9 EXACT": False,
    "0.1.1": False,
    "1": False,
    "0.0.1...0.1.0": True,
    "0.0.1...<0.1.0": False,
    "0.0.1...0.0.9": False,
    "0.1...<1": True,
    "0.1.1...0.3": False,
}


@pytest.mark.slow
def test_find_package_accepts_versions_of_the_same_major(prefix, tmp_path):
    lines = ["cmake_minimum_required(VERSION 3.19)", "project(versions NONE)"]
    for version in VERSIONS:
        lines += [
            f"find_package(otpp {version} QUIET)",
            f'message(STATUS "[{version}] ${{otpp_FOUND}}")',
            "unset(otpp_DIR CACHE)",
        ]
    (tmp_path / "CMakeLists.txt").write_text("\n".join(lines))
    printed = run("cmake", "-S", tmp_path, "-B", tmp_path / "build", f"-DCMAKE_PREFIX_PATH={prefix}")
    found = dict(re.findall(r"^-- \[(.*)\] (\d)$", printed, re.M))
    assert {version: answer == "1" for version, answer in found.items()} == VERSIONS


@pytest.mark.slow
def test_subproject(tmp_path):
    """And only the headers of it: a user's build makes none of our tests, benchmarks, examples."""
    user = project("subproject", tmp_path)
    copy_of_the_repository(user / "subprojects" / "otpp")
    run("meson", "setup", "build", cwd=user)
    targets = json.loads(run("meson", "introspect", "--targets", "build", cwd=user))
    assert [target["name"] for target in targets] == ["user"]
    assert json.loads(run("meson", "introspect", "--tests", "build", cwd=user)) == []
    run("meson", "compile", "-C", "build", cwd=user)
    assert run(user / "build" / "user") == TOTP_AT_59


def test_every_header_is_installed_and_nothing_else(prefix):
    headers = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("include/**/*.*")}
    assert len(headers) >= 30
    installed = {p.relative_to(prefix).as_posix() for p in prefix.rglob("*") if p.is_file()}
    assert {name for name in installed if name.startswith("include/")} == headers
    others = {pathlib.PurePath(name).name for name in installed - headers}
    assert others == {"otpp.pc", "otppConfig.cmake", "otppConfigVersion.cmake"}


def test_the_versions_agree(prefix):
    version = re.search(r"version: '([\d.]+)'", (ROOT / "meson.build").read_text())[1]
    (pc,) = prefix.rglob("otpp.pc")
    (cmake,) = prefix.rglob("otppConfigVersion.cmake")
    assert f"Version: {version}\n" in pc.read_text()
    assert f'set(PACKAGE_VERSION "{version}")' in cmake.read_text()
