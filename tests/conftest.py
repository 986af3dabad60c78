"""What all tests share: the build folders, how much is run, and the times at the end of a run."""

import collections
import json
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMPILING = {"bench", "hardening", "packaging", "protocol"}


def pytest_addoption(parser):
    parser.addoption("--build", action="append", default=[], help="a Meson build folder, compiled")
    parser.addoption("--how", choices=["quick", "usual", "all"], default="usual")
    parser.addoption("--parts", help="a file by ./dev: what the builds took")


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
    items[:] = sorted(keep, key=lambda item: item.path.parent.name not in COMPILING)


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


# Seconds of the processor by test file, children included: of this process, or of all workers of xdist.
cpu_of_files = collections.Counter()


def cpu_seconds() -> float:
    return sum(os.times()[:4])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    before = cpu_seconds()
    try:
        return (yield)
    finally:
        cpu_of_files[item.location[0]] += cpu_seconds() - before


def pytest_sessionfinish(session):
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["cpu_of_files"] = dict(cpu_of_files)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    cpu_of_files.update(getattr(node, "workeroutput", {}).get("cpu_of_files", {}))


SLOWEST = 20


def pytest_terminal_summary(terminalreporter, config):
    """What the tests counted (record_property), and what each part of the run took."""
    counted = {
        f"{name}: {value}"
        for report in terminalreporter.getreports("passed")
        for name, value in report.user_properties
    }
    if counted:
        terminalreporter.section("counted")
        for line in sorted(counted):
            terminalreporter.write_line(line)

    parts = config.getoption("parts")
    if not parts:
        return

    def row(name, clock, cpu):
        terminalreporter.write_line(f"{clock:8.1f} {cpu:8.1f}  {name}")

    terminalreporter.section("seconds by the clock and of the processor")
    all_cpu = sum(cpu_of_files.values())
    for line in (ROOT / parts).read_text().splitlines():
        name, *times = line.split("\t")
        clock, *cpu = map(float, times)
        row(name, clock, sum(cpu))
        all_cpu += sum(cpu)
    clock_of_files = collections.Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                clock_of_files[report.location[0]] += report.duration
    for name, clock in clock_of_files.most_common(SLOWEST):
        row(name, clock, cpu_of_files[name])
    others = clock_of_files.keys() - dict(clock_of_files.most_common(SLOWEST)).keys()
    row(f"{len(others)} other test files", sum(clock_of_files[n] for n in others), sum(cpu_of_files[n] for n in others))
    terminalreporter.write_line(f"{all_cpu / 60:.1f} minutes of the processor in all")


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
