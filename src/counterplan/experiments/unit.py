"""One unit of work: a batch of replicates of one cell, run slice by slice, published whole."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from counterplan.core.errors import RunError
from counterplan.storage.folder import RunFolder
from counterplan.storage.publish import TornFile, is_published, publish_arrays, read_arrays, read_header

CHECKPOINT_SECONDS = 5.0
"""A checkpoint is written about this often."""
REPEATED_SHARE = 0.1
"""Largest share of a run's work that a kill may cause to be done again."""
_LEAST_SECONDS = 0.25
_QUICK_SECONDS = 0.5


class Series(Protocol):
    """What is recorded each quarter."""

    @property
    def unit(self) -> str:
        """Unit in words."""

    @property
    def meaning(self) -> str:
        """One line."""

    @property
    def axes(self) -> tuple[str, ...]:
        """Axes after replicate and quarter."""


class Carry(Protocol):
    """The state of a unit between two slices."""

    @property
    def quarter(self) -> Any:
        """Quarters done."""


class Program(Protocol):
    """A compiled set of options that runs units; what the engine's program offers."""

    @property
    def batch_width(self) -> int:
        """Replicates in a unit; the last unit is padded by repeating its last replicate."""

    @property
    def n_quarters(self) -> int:
        """Length of the run."""

    @property
    def slice_quarters(self) -> int:
        """Quarters that one call of ``advance`` runs."""

    @property
    def series(self) -> Mapping[str, Any]:
        """What is recorded, by name; each a `Series`."""

    @property
    def once(self) -> Mapping[str, Any]:
        """What is recorded once a replicate, by name; each a `Series`."""

    def record_once(self, carry: Any) -> dict[str, np.ndarray]:
        """Returns that; arrays have shape (batch_width, …)."""

    def start(self, cell: int, replicates: list[int]) -> Any:
        """Returns the state at quarter 0, a `Carry`."""

    def advance(self, carry: Any) -> tuple[Any, dict[str, np.ndarray]]:
        """Runs one slice; arrays have shape (batch_width, quarters, …)."""

    def save(self, carry: Any) -> dict[str, np.ndarray]:
        """Turns a state into arrays, bit for bit."""

    def load(self, arrays: dict[str, np.ndarray]) -> Any:
        """Turns arrays from ``save`` back into a state, bit for bit."""

    def state_hash(self, carry: Any) -> list[str]:
        """Returns one hexadecimal hash a replicate."""


@dataclass(frozen=True)
class Unit:
    """A batch of replicates of one cell."""

    cell: int
    batch: int
    replicates: tuple[int, ...]
    quarters: int = 0
    """Length of its runs (0: as long as the program's)."""

    def length(self, program: Program) -> int:
        """Quarters that it runs."""
        return self.quarters or program.n_quarters

    def padded(self, width: int) -> list[int]:
        """Returns the replicates with the last one repeated up to the width."""
        return [*self.replicates, *[self.replicates[-1]] * (width - len(self.replicates))]


def units_of(cells: Iterable[int], n_replicates: int, width: int) -> list[Unit]:
    """Cuts the replicates of every cell into batches of a width (the last may hold fewer)."""
    return [
        Unit(cell, batch, tuple(range(first, min(first + width, n_replicates))))
        for cell in cells
        for batch, first in enumerate(range(0, n_replicates, width))
    ]


@dataclass
class Seam:
    """What happens between two slices: whether to stop, whom to tell, when to write a checkpoint.

    ``longest_repeat``: quarters after which a checkpoint is due however little time has passed.
    """

    advanced: Callable[[int], None] = lambda quarters: None
    stop: threading.Event = field(default_factory=threading.Event)
    checkpoint_seconds: float = CHECKPOINT_SECONDS
    longest_repeat: float = float("inf")
    compiled: threading.Event = field(default_factory=threading.Event)
    compile_turn: threading.Lock = field(default_factory=threading.Lock)


def longest_repeat(n_units: int, n_quarters: float, at_once: int) -> float:
    """Quarters that each of ``at_once`` units may lose, so that a kill repeats at most a tenth of the run."""
    return REPEATED_SHARE * n_units * n_quarters / max(1, min(at_once, n_units))


def run_unit(program: Program, unit: Unit, folder: RunFolder, seam: Seam) -> bool:
    """Runs a unit from its checkpoint or its start and publishes it; False where it was told to stop before.

    Invariant: what is published depends on the program and the unit only, never on where it was interrupted.
    """
    carry, parts = _restore(program, unit, folder, seam)
    done = _quarters(carry)
    written_at, written_quarter, write_seconds = time.monotonic(), done, float("inf")
    while _quarters(carry) < unit.length(program):
        if seam.stop.is_set():
            # A quick farewell only: the prompt has to come back at once.
            if write_seconds < _QUICK_SECONDS and done > written_quarter:
                _write_checkpoint(program, unit, folder, carry, parts)
            return False
        carry, recorded = _advance(program, carry, seam)
        parts.append(recorded)
        seam.advanced(_quarters(carry) - done)
        done = _quarters(carry)
        elapsed = time.monotonic() - written_at
        share = done - written_quarter + program.slice_quarters > seam.longest_repeat
        slow = elapsed >= seam.checkpoint_seconds and (
            write_seconds == float("inf") or elapsed >= 10 * write_seconds
        )
        if done < unit.length(program) and (slow or (share and elapsed >= _LEAST_SECONDS)):
            begun = time.monotonic()
            parts = [_write_checkpoint(program, unit, folder, carry, parts)]
            written_at, written_quarter = time.monotonic(), done
            write_seconds = written_at - begun
    _publish(program, unit, folder, carry, _joined(parts))
    drop_checkpoint(unit, folder)
    return True


def drop_checkpoint(unit: Unit, folder: RunFolder) -> None:
    """Removes the checkpoint of a unit that is published."""
    with contextlib.suppress(OSError):
        folder.checkpoint(unit.cell, unit.batch).unlink(missing_ok=True)


def checkpointed_quarters(unit: Unit, folder: RunFolder) -> int:
    """Quarters that a unit's checkpoint saves from being computed again (0 where none counts)."""
    path = folder.checkpoint(unit.cell, unit.batch)
    if not is_published(path):
        return 0
    meta = read_header(path)
    return int(meta["quarter"]) if _fits(meta, unit, folder) else 0


def _restore(
    program: Program, unit: Unit, folder: RunFolder, seam: Seam
) -> tuple[Any, list[dict[str, np.ndarray]]]:
    found = _read_checkpoint(unit, folder)
    if found is None:
        with seam.compile_turn:
            return program.start(unit.cell, unit.padded(program.batch_width)), []
    arrays, _ = found
    state = {
        name.removeprefix("carry/"): array for name, array in arrays.items() if name.startswith("carry/")
    }
    series = {
        name.removeprefix("series/"): array for name, array in arrays.items() if name.startswith("series/")
    }
    return program.load(state), [series]


def _read_checkpoint(unit: Unit, folder: RunFolder) -> tuple[dict[str, np.ndarray], dict[str, Any]] | None:
    path = folder.checkpoint(unit.cell, unit.batch)
    if not path.exists():
        return None
    try:
        arrays, meta = read_arrays(path)
    except TornFile:
        return None  # after a power cut; the unit starts again
    return (arrays, meta) if _fits(meta, unit, folder) else None


def _fits(meta: Mapping[str, Any], unit: Unit, folder: RunFolder) -> bool:
    """True for a checkpoint of this very unit of this very run."""
    return meta["manifest_hash"] == folder.manifest_hash and tuple(meta["replicates"]) == unit.replicates


def _advance(program: Program, carry: Any, seam: Seam) -> tuple[Any, dict[str, np.ndarray]]:
    """Runs one slice; the first of all alone, so that the program is compiled once, not by every thread."""
    if not seam.compiled.is_set():
        with seam.compile_turn:
            if not seam.compiled.is_set():
                result = program.advance(carry)
                seam.compiled.set()
                return result
    return program.advance(carry)


def _write_checkpoint(
    program: Program, unit: Unit, folder: RunFolder, carry: Any, parts: list[dict[str, np.ndarray]]
) -> dict[str, np.ndarray]:
    """Writes a checkpoint and returns what has been recorded so far, joined."""
    series = _joined(parts)
    arrays = {f"carry/{name}": np.asarray(array) for name, array in program.save(carry).items()}
    arrays |= {f"series/{name}": array for name, array in series.items()}
    meta = {
        "kind": "checkpoint",
        "manifest_hash": folder.manifest_hash,
        "cell": unit.cell,
        "batch": unit.batch,
        "replicates": list(unit.replicates),
        "quarter": _quarters(carry),
    }
    # Not waited for: a run can do without it, and the checksum shows one that a power cut tore.
    publish_arrays(folder.checkpoint(unit.cell, unit.batch), arrays, meta, durable=False)
    return series


def _publish(
    program: Program, unit: Unit, folder: RunFolder, carry: Any, series: dict[str, np.ndarray]
) -> None:
    """Publishes the unit's own replicates (not the padding), failed ones included."""
    n_own = len(unit.replicates)
    if set(series) != set(program.series):
        wrong = sorted(set(series) ^ set(program.series))[0]
        raise RunError(f"cell {unit.cell}: series '{wrong}' is either declared or recorded, not both")
    own = {name: np.asarray(array)[:n_own, : unit.length(program)] for name, array in series.items()}
    own |= {name: array[:n_own] for name, array in program.record_once(carry).items()}
    described = {
        name: {"unit": series.unit, "meaning": series.meaning, "axes": list(series.axes)}
        for name, series in (*program.series.items(), *program.once.items())
    }
    for name in program.once:
        described[name]["once"] = True
    meta = {
        "kind": "unit",
        "manifest_hash": folder.manifest_hash,
        "cell": unit.cell,
        "batch": unit.batch,
        "replicates": list(unit.replicates),
        "series": described,
        "state_hash": [str(text) for text in program.state_hash(carry)[:n_own]],
        "failed": _failures(unit, own.get("failed")),
    }
    publish_arrays(folder.unit(unit.cell, unit.batch), own, meta)


def _failures(unit: Unit, failed: np.ndarray | None) -> dict[str, list[int]]:
    """Lists the failed replicates with their first code and its quarter."""
    found = {}
    for row, replicate in zip(failed if failed is not None else (), unit.replicates, strict=False):
        quarters = np.flatnonzero(row)
        if len(quarters):
            found[str(replicate)] = [int(row[quarters[0]]), int(quarters[0])]
    return found


def _joined(parts: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    return {name: np.concatenate([np.asarray(part[name]) for part in parts], axis=1) for name in parts[0]}


def _quarters(carry: Any) -> int:
    """Quarters done (the same number in every replicate where the engine keeps one each)."""
    return int(np.max(np.asarray(carry.quarter)))
