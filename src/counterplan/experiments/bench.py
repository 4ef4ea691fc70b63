"""Speed against peers on this machine: one workload in C, NumPy, Mesa and as rules through the ledger.

Every version runs in a process of its own, on the same cores, from the same start, and must end in the same
state, bit by bit. What counts is the ratios; nanoseconds of one machine say little about another.
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from counterplan.core.errors import InputError, RunError

TARGETS: dict[str, tuple[str, float]] = {
    "at least 60 times as fast as Mesa": ("mesa", 60.0),
    "within 8 times of C on the same cores": ("c", 8.0),
}
"""What the ledger's speed is held against: the peer and the ratio. Reported, never enforced."""

MESA_PERSONS = 20_000
"""Mesa's cost grows at least linearly with persons, so its small size flatters it."""


@dataclass(frozen=True)
class Entry:
    """One row of the table."""

    name: str
    title: str
    cores: int
    persons: int
    enterprises: int
    steps: int
    repeats: int

    @property
    def size(self) -> tuple[int, int, int]:
        """Persons, enterprises, steps: what decides the end state."""
        return self.persons, self.enterprises, self.steps


def bench(
    persons: int = 1_000_000,
    enterprises: int = 20_000,
    steps: int = 20,
    repeats: int = 3,
    rounds: int = 3,
    seed: int = 1,
    progress: Callable[[str], None] | None = None,
) -> dict[str, Any]:
    """Times all versions of the workload, all in turn in each round, so that a busy moment hits none alone.

    Returns:
        ``rows`` (version, title, persons, cores, ns_per_person_step, c_ratio, mesa_ratio, state,
        money_error), ``skipped`` (version, reason), ``targets`` (target, ratio, met), ``machine`` and
        ``versions``.

    Error: InputError for sizes that make no sense, RunError where a version fails or ends in another state.
    """
    _check(persons=persons, enterprises=enterprises, steps=steps, repeats=repeats, rounds=rounds)
    entries = plan(persons, enterprises, steps, repeats)
    skipped = {e.name: reason for e in entries if (reason := missing(e.name)) is not None}
    entries = [entry for entry in entries if entry.name not in skipped]
    references = {size: _reference(size, seed) for size in dict.fromkeys(entry.size for entry in entries)}
    times: dict[Entry, list[float]] = {entry: [] for entry in entries}
    for number in range(1, rounds + 1):
        for entry in entries:
            if progress is not None:
                progress(f"{entry.title} (round {number} of {rounds})")
            got = _measured(entry, seed)
            _compare(entry, got, references[entry.size])
            times[entry] += got["ns"]
    rows = [_row(entry, ns, references[entry.size]) for entry, ns in times.items()]
    _add_ratios(rows)
    return {
        "rows": rows,
        "skipped": [{"version": name, "reason": reason} for name, reason in skipped.items()],
        "targets": targets(rows),
        "machine": machine(),
        "versions": versions(),
    }


def plan(persons: int, enterprises: int, steps: int, repeats: int) -> list[Entry]:
    """Lists what is timed: C on one core and on two, NumPy, the rules, Mesa at a smaller size."""
    cores = min(2, _cores())
    full = (persons, enterprises, steps, repeats)
    scale = max(1, persons // MESA_PERSONS)
    small = (min(persons, MESA_PERSONS), max(1, enterprises // scale), min(steps, 10), min(repeats, 3))
    entries = [Entry("c", "C, 1 core", 1, *full)]
    if cores > 1:
        entries.append(Entry("c", f"C, {cores} cores", cores, *full))
    return [
        *entries,
        Entry("rules", f"counterplan, {cores} core{'s' * (cores > 1)}", cores, *full),
        Entry("numpy", "NumPy", cores, *full),
        Entry("mesa", "Mesa", cores, *small),
        Entry("mesa-fused", "Mesa, fused", cores, *small),
    ]


def missing(name: str) -> str | None:
    """Says why a version cannot be timed here, or None."""
    if name == "c" and not any(shutil.which(cc) for cc in ("cc", "gcc", "clang")):
        return "no C compiler: none of cc, gcc, clang is on the path"
    if name.startswith("mesa") and importlib.util.find_spec("mesa") is None:
        return "Mesa is not installed: pip install 'counterplan[bench]'"
    return None


def _check(**numbers: int) -> None:
    for name, value in numbers.items():
        if value < 1:
            raise InputError(f"bench: {name} is {value}; it must be 1 or more")
    if numbers["enterprises"] > numbers["persons"]:
        raise InputError(f"bench: enterprises is {numbers['enterprises']}; it must be at most {numbers['persons']}")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _measured(entry: Entry, seed: int) -> dict[str, Any]:
    options = {name: getattr(entry, name) for name in ("persons", "enterprises", "steps", "repeats", "cores")}
    flags = [f"--{name}={value}" for name, value in {**options, "seed": seed}.items()]
    # The child finds the same package, also where it runs from a source tree.
    path = os.pathsep.join(filter(None, (str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "counterplan.experiments.workload", entry.name, *flags]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path})
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise RunError(f"bench: version '{entry.name}' failed: {last}")
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _reference(size: tuple[int, int, int], seed: int) -> str:
    return str(_measured(Entry("numpy", "reference", 1, *size, repeats=0), seed)["state"])


def _compare(entry: Entry, got: dict[str, Any], reference: str) -> None:
    if got["state"] != reference:
        raise RunError(f"bench: version '{entry.name}' ended in state {got['state']}, NumPy in {reference}")
    if got["money_error"]:
        raise RunError(f"bench: version '{entry.name}' made or lost {got['money_error']} hundredths of money")


def _row(entry: Entry, times: list[float], state: str) -> dict[str, Any]:
    return {
        "version": entry.name,
        "title": entry.title,
        "persons": entry.persons,
        "cores": entry.cores,
        "ns_per_person_step": statistics.median(times),
        "state": state,
        "money_error": 0,
    }


def _fastest(rows: list[dict[str, Any]], name: str) -> float | None:
    times = [row["ns_per_person_step"] for row in rows if row["version"] == name]
    return min(times) if times else None


def _add_ratios(rows: list[dict[str, Any]]) -> None:
    c, mesa = _fastest(rows, "c"), _fastest(rows, "mesa")
    for row in rows:
        own = row["ns_per_person_step"]
        row["c_ratio"] = None if c is None else own / c
        row["mesa_ratio"] = None if mesa is None else mesa / own


def targets(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Holds the rules' ratios against the targets; a ratio without its peer is None."""
    rules = next(row for row in rows if row["version"] == "rules")
    found = []
    for text, (peer, bound) in TARGETS.items():
        ratio = rules[f"{peer}_ratio"]
        met = None if ratio is None else bool(ratio >= bound if peer == "mesa" else ratio <= bound)
        found.append({"target": text, "ratio": ratio, "met": met})
    return found


def machine() -> str:
    """Describes this machine in words."""
    system = f"{platform.system()} on {platform.machine()}"
    return f"{_cores()} cores ({_processor()}), {system}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    return next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")),
        "unknown processor",
    )


def versions() -> dict[str, str]:
    """Lists the versions of everything that is compared."""
    found = {"python": platform.python_version()}
    for name in ("counterplan", "jax", "jaxlib", "numpy", "mesa"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    compiler = next((path for name in ("cc", "gcc", "clang") if (path := shutil.which(name))), None)
    if compiler is not None:
        text = subprocess.run([compiler, "--version"], capture_output=True, text=True).stdout
        found["compiler"] = (text.splitlines() or ["unknown"])[0]
    return found


def cells(result: dict[str, Any]) -> list[tuple[str, ...]]:
    """Returns the table's rows as text, in the order of `HEADINGS`."""
    return [
        (
            row["title"],
            f"{row['persons']:,}",
            f"{row['ns_per_person_step']:.2f}",
            _times(row["c_ratio"]),
            _times(row["mesa_ratio"]),
            "same",
        )
        for row in result["rows"]
    ]


HEADINGS = ("version", "persons", "ns", "times C", "times faster than Mesa", "end state")


def _times(ratio: float | None) -> str:
    return "–" if ratio is None else f"{ratio:.1f} ×" if ratio < 100 else f"{ratio:.0f} ×"


def print_table(result: dict[str, Any]) -> None:
    """Prints the ratios, what was skipped and why, and the targets."""
    from rich.console import Console
    from rich.table import Table

    console = Console()
    table = Table(*HEADINGS, title="Time per person and step", caption=result["machine"])
    for column in table.columns[1:5]:
        column.justify = "right"
    for row in cells(result):
        table.add_row(*row)
    for row in result["skipped"]:
        table.add_row(row["version"], *["–"] * 4, f"skipped: {row['reason']}")
    console.print(table)
    for target in result["targets"]:
        console.print(target_line(target))


def target_line(target: dict[str, Any]) -> str:
    """One line on a target: what was got and whether that is enough."""
    if target["met"] is None:
        return f"{target['target']}: not compared, the peer was skipped"
    return f"{target['target']}: {_times(target['ratio'])}, {'met' if target['met'] else 'missed'}"
