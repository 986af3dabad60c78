"""What the Python side of the tests shares: where the builds are, and how much is to be run."""

import json
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent


def pytest_addoption(parser):
    parser.addoption("--build", action="append", default=[], help="a Meson build folder, compiled")
    parser.addoption("--how", choices=["quick", "usual", "all"], default="usual")


def builds(config):
    return [ROOT / name for name in config.getoption("build")]


def pytest_collection_modifyitems(config, items):
    how = config.getoption("how")
    unwanted = {"quick": {"slow", "matrix"}, "usual": {"matrix"}, "all": set()}[how]
    keep = [item for item in items if not any(item.get_closest_marker(m) for m in unwanted)]
    dropped = [item for item in items if item not in keep]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
    # What compiles comes first: nobody waits at the end for one long file.
    items[:] = sorted(keep, key=lambda item: "project" not in item.path.parts)


def pytest_generate_tests(metafunc):
    """`meson_test`: every test program of every build, as (build folder, test)."""
    if "meson_test" in metafunc.fixturenames:
        cases = []
        for build in builds(metafunc.config):
            listed = subprocess.run(
                ["meson", "introspect", "--tests", build], check=True, capture_output=True, text=True
            ).stdout
            cases += [(build, test) for test in json.loads(listed)]
        metafunc.parametrize(
            "meson_test", cases, ids=[f"{build.name}:{test['name']}" for build, test in cases]
        )


def pytest_terminal_summary(terminalreporter):
    """What the tests counted (record_property), so that a green run says how much it saw."""
    said = {
        f"{name}: {value}"
        for report in terminalreporter.getreports("passed")
        for name, value in report.user_properties
    }
    if said:
        terminalreporter.section("counted")
        for line in sorted(said):
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def first_build(request):
    """The build that checks on compiled programs use: g++, C++20, optimised."""
    found = builds(request.config)
    if not found:
        pytest.fail("no build given: run ./dev test")
    return found[0]
