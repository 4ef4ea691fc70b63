"""A small program with the protocol of the engine's, in NumPy: every replicate follows integers of its own.

As a script it runs all units into the folder that it is given, slowly enough to be killed on the way.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from counterplan.core.scenario import Figure, Scenario
from counterplan.core.system import Choice, System
from counterplan.storage import manifest
from counterplan.storage.manifest import describe_inputs

N_CELLS, N_REPLICATES, N_QUARTERS, WIDTH, SLICE = 3, 10, 40, 4, 4


@dataclass(frozen=True)
class ToySeries:
    unit: str
    meaning: str
    axes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ToyCarry:
    quarter: int
    state: np.ndarray


class ToyProgram:
    """``on_slice`` is called with cell-like state before each slice; it may sleep, count or raise."""

    batch_width = WIDTH
    slice_quarters = SLICE
    n_quarters = N_QUARTERS
    series: ClassVar = {
        "output": ToySeries("units", "what was made"),
        "stock": ToySeries("millionths", "what is kept, by good", ("good",)),
        "failed": ToySeries("code", "0 or why the replicate failed"),
    }

    once: ClassVar[dict[str, ToySeries]] = {}

    def __init__(self, on_slice: Callable[[ToyCarry], None] = lambda carry: None, failing: int = -1) -> None:
        self._on_slice = on_slice
        self._failing = failing
        self.started: list[tuple[int, list[int]]] = []

    def start(self, cell: int, replicates: list[int]) -> ToyCarry:
        self.started.append((cell, list(replicates)))
        ids = np.array(replicates, np.uint64)
        return ToyCarry(0, np.stack([ids * np.uint64(7919) + np.uint64(cell * 31 + 1), ids], axis=1))

    def advance(self, carry: ToyCarry) -> tuple[ToyCarry, dict[str, np.ndarray]]:
        self._on_slice(carry)
        outputs, stocks, failed = [], [], []
        state = carry.state.copy()
        last = min(carry.quarter + self.slice_quarters, self.n_quarters)
        for quarter in range(carry.quarter, last):
            state[:, 0] = state[:, 0] * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
            outputs.append((state[:, 0] >> np.uint64(11)).astype(np.float64) * 2.0**-53)
            stocks.append(
                np.stack([(state[:, 0] >> np.uint64(shift)).astype(np.int64) for shift in (8, 9)], axis=1)
            )
            failed.append(((state[:, 1] == self._failing) & (quarter >= 5)).astype(np.int32) * 2)
        recorded = {"output": outputs, "stock": stocks, "failed": failed}
        return ToyCarry(last, state), {name: np.stack(rows, axis=1) for name, rows in recorded.items()}

    def save(self, carry: ToyCarry) -> dict[str, np.ndarray]:
        return {"quarter": np.int64(carry.quarter), "state": carry.state}

    def load(self, arrays: dict[str, np.ndarray]) -> ToyCarry:
        return ToyCarry(int(arrays["quarter"]), arrays["state"])

    def record_once(self, carry: ToyCarry) -> dict[str, np.ndarray]:
        return {}

    def state_hash(self, carry: ToyCarry) -> list[str]:
        return [f"{int(number):016x}" for number in carry.state[:, 0]]


def toy_scenario() -> Scenario:
    """A scenario with one figure, one path and a record."""
    population = Figure("population", 5.0e8, "persons", "census", 4.9e8, 5.1e8)
    share = Figure("employment_share", 0.8, "1", "assumed", 0.7, 0.9)
    return Scenario(
        name="toy-1950",
        title="A toy",
        start=1950,
        country="TOY",
        figures={"population": population},
        sector_figures={"employment_share": {"grain": share}},
        paths={"harvest": {1950: 0.9, 1951: 1.0}},
        record={"output": {1950: 1.5}},
        sources=("census",),
    )


def toy_systems() -> list[System]:
    """Three systems that differ in one option."""
    return [
        System(name, {"exit": Choice((option,))}, parameters={"exit.delay": 0.5 + index})
        for index, (name, option) in enumerate([("a", "hard"), ("b", "soft"), ("c", "none")])
    ]


def toy_inputs(**changed: Any) -> dict[str, Any]:
    """The inputs of the toy's manifest."""
    given: dict[str, Any] = {
        "systems": toy_systems(),
        "scenario": toy_scenario(),
        "physics": {"depreciation": 0.01},
        "sizes": {"person": 10, "enterprise": 2, "region": 1},
        "persons": 1000,
        "seed": 1,
        "replicates": N_REPLICATES,
        "years": N_QUARTERS // 4,
        "batch_width": WIDTH,
    }
    return describe_inputs(**{**given, **changed})


def renamed(scenario: Scenario, name: str) -> Scenario:
    """The scenario under another name."""
    return replace(scenario, name=name)


def build_toy(inputs: dict[str, Any]) -> ToyProgram:
    """Makes the program from a manifest's inputs, as a worker does."""
    assert inputs["batch_width"] == WIDTH
    return ToyProgram()


def build_dying(inputs: dict[str, Any]) -> ToyProgram:
    """A program whose first process is killed in the middle of a unit; its mark lets the next one live."""
    import os
    import signal

    mark = Path(inputs["mark"])

    def die_once(carry: ToyCarry) -> None:
        if carry.quarter >= 20 and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)

    return ToyProgram(die_once)


def build_slow(inputs: dict[str, Any]) -> ToyProgram:
    """A program that needs ten seconds a unit."""
    return ToyProgram(lambda carry: time.sleep(1.0))


def main() -> None:
    """Runs everything into the folder named first; the second argument is the pause before each slice."""
    from counterplan.experiments.ensemble import run_units
    from counterplan.storage.folder import RunFolder

    manifest.source_hash = lambda: "toy"  # as in the process that compares
    program = ToyProgram(lambda carry: time.sleep(float(sys.argv[2])))
    with RunFolder.begin(Path(sys.argv[1]), toy_inputs()) as folder:
        print("begun", flush=True)
        try:
            run_units(program, range(N_CELLS), N_REPLICATES, folder, progress=False, checkpoint_seconds=0.02)
        except KeyboardInterrupt:
            print("stopped", flush=True)
            sys.exit(130)


if __name__ == "__main__":
    main()
