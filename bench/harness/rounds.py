"""Interleaved timing, of Python callables, of processes, and of programs built on Google Benchmark."""

import json
import os
import pathlib
import random
import resource
import statistics
import subprocess
import sys
import time
import timeit
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")


def interleaved(timers: dict[str, Callable[[], T]], rounds: int) -> dict[str, list[T]]:
    """Calls every timer once in each round, in random order: a slow moment of the machine falls on all alike."""
    taken: dict[str, list[T]] = {name: [] for name in timers}
    for _ in range(rounds):
        for name in random.sample(list(timers), len(timers)):
            taken[name].append(timers[name]())
    return taken


def loop(code: str | Callable[[], object], names: dict | None, milliseconds: float, size: int) -> Callable[[], float]:
    """A timer: nanoseconds of CPU time for each of the `size` items that one execution of `code` handles. It
    repeats `code` for so many milliseconds, with the garbage collector off."""
    timer = timeit.Timer(code, timer=time.process_time_ns, globals=names)
    number = max(1, round(milliseconds * 1e6 / max(1, min(timer.repeat(3, number=1)))))
    return lambda: timer.timeit(number) / number / size


class Process(NamedTuple):
    """The time of a finished process in milliseconds."""

    cpu: float
    clock: float


def process(command: list[Any], text: str = "", allowed: tuple[int, ...] = (0,)) -> Process:
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    after, end = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    if done.returncode not in allowed:
        sys.exit(f"{command} failed with {done.returncode}: {done.stderr}")
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Process(1000 * cpu, 1000 * (end - start))


def google_benchmark(
    program: pathlib.Path, rows: str, rounds: int, milliseconds: float, libraries: dict[str, pathlib.Path] | None = None
) -> dict:
    """The repetitions of the program's rows, in random order. Exits where a row computes a wrong result."""
    listed = " ".join(f"{name}={file}" for name, file in (libraries or {}).items())
    done = subprocess.run(
        [
            program,
            f"--rows={rows}",
            f"--benchmark_repetitions={rounds}",
            f"--benchmark_min_time={milliseconds / 1000}",
            "--benchmark_enable_random_interleaving=true",
            "--benchmark_format=json",
        ],
        capture_output=True,
        text=True,
        env=os.environ | {"BENCH_LIBRARIES": listed},
    )
    if done.returncode != 0:
        sys.exit(done.stderr + f"{program} ended with {done.returncode}")
    return json.loads(done.stdout)


def repetitions(measured: dict, clock: str) -> dict[str, list[float]]:
    """Nanoseconds a call by row, of `cpu_time` or `real_time`, in the order of the repetitions."""
    found: dict[str, dict[int, float]] = {}
    for run in measured["benchmarks"]:
        if run["run_type"] == "iteration":
            name = run["run_name"].removesuffix("/real_time")
            found.setdefault(name, {})[run.get("repetition_index", 0)] = run[clock]
    return {name: [times for _, times in sorted(runs.items())] for name, runs in found.items()}


class Times:
    """Times by row, one for each round."""

    def __init__(self, rows: dict[str, list[float]]) -> None:
        self.rows = rows

    def __contains__(self, name: str) -> bool:
        return name in self.rows

    def median(self, name: str) -> float:
        return statistics.median(self.rows[name])

    def ratio(self, row: str, peer: str) -> float:
        """How many times the row's time the peer takes: the median of the ratios of each round."""
        return statistics.median(p / r for r, p in zip(self.rows[row], self.rows[peer], strict=True))
