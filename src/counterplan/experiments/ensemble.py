"""Runs all units of an experiment in one process: skips what is published, goes on where it stopped."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from counterplan.storage.folder import RunFolder
from counterplan.storage.publish import read_arrays

from .progress import UnitProgress
from .unit import (
    CHECKPOINT_SECONDS,
    Program,
    Seam,
    Unit,
    checkpointed_quarters,
    drop_checkpoint,
    longest_repeat,
    run_unit,
    units_of,
)

_STOP_SECONDS = 1.5


@dataclass(frozen=True)
class Failure:
    """A replicate that failed; it is kept in the results."""

    cell: int
    replicate: int
    code: int
    quarter: int


def run_units(
    program: Program,
    cells: Sequence[int],
    n_replicates: int,
    folder: RunFolder,
    progress: bool | UnitProgress | None = None,
    threads: int = 2,
    *,
    checkpoint_seconds: float = CHECKPOINT_SECONDS,
) -> None:
    """Runs every unit of the cells that is not published yet.

    Args:
        progress: None shows a bar on a terminal, True always, False never; or a bar of the caller's that
            counts several calls together.
        threads: units at work at once (the engine lets other threads run while it computes).

    Error: KeyboardInterrupt, within two seconds of Ctrl-C, with nothing half-written counted; RunError where
        a unit cannot be written. After either the same call goes on where it stopped.
    """
    units = units_of(cells, n_replicates, program.batch_width)
    if isinstance(progress, UnitProgress):
        run_listed(program, units, folder, progress, threads, checkpoint_seconds)
        return
    with UnitProgress(len(units) * program.n_quarters, progress) as bar:
        run_listed(program, units, folder, bar, threads, checkpoint_seconds)


def pending(units: Sequence[Unit], folder: RunFolder) -> list[Unit]:
    """Returns the units that are not published yet; torn ones count as such."""
    left = []
    for unit in units:
        if folder.has_unit(unit.cell, unit.batch, unit.replicates):
            drop_checkpoint(unit, folder)  # of a process killed between publishing and removing it
        else:
            left.append(unit)
    return left


def failures(folder: RunFolder) -> list[Failure]:
    """Lists the failed replicates of all published units."""
    found = []
    for cell, batch in folder.units():
        for replicate, (code, quarter) in read_arrays(folder.unit(cell, batch))[1]["failed"].items():
            found.append(Failure(cell, int(replicate), code, quarter))
    return sorted(found, key=lambda failure: (failure.cell, failure.replicate))


def run_listed(
    program: Program,
    units: list[Unit],
    folder: RunFolder,
    bar: UnitProgress,
    threads: int = 2,
    checkpoint_seconds: float = CHECKPOINT_SECONDS,
) -> None:
    """Runs those of the given units that are not published yet, in the order given; see `run_units`."""
    todo = pending(units, folder)
    quarters = sum(unit.length(program) for unit in units)
    earlier = quarters - sum(unit.length(program) for unit in todo)
    bar.found(earlier + sum(checkpointed_quarters(unit, folder) for unit in todo))
    if not todo:
        return
    bar.compiling()
    seam = Seam(
        advanced=bar.advance,
        checkpoint_seconds=checkpoint_seconds,
        longest_repeat=longest_repeat(len(units), quarters / len(units), threads),
    )
    _Crew(program, todo, folder, seam, threads).work()


class _Crew:
    """A few threads that take units from one queue; the first error, or Ctrl-C, stops them all at a seam."""

    def __init__(
        self, program: Program, todo: list[Unit], folder: RunFolder, seam: Seam, threads: int
    ) -> None:
        self._program = program
        self._folder = folder
        self._seam = seam
        self._errors: list[BaseException] = []
        self._queue: queue.SimpleQueue[Unit] = queue.SimpleQueue()
        for unit in todo:
            self._queue.put(unit)
        n_threads = max(1, min(threads, len(todo)))
        # Daemons: a compilation that does not return must not keep the process alive after Ctrl-C.
        # Waiting is for events, not for threads: in Python 3.11 a join that Ctrl-C ends takes a live thread for dead.
        self._ended = [threading.Event() for _ in range(n_threads)]
        self._threads = [threading.Thread(target=self._member, args=(ended,), daemon=True) for ended in self._ended]

    def work(self) -> None:
        """Runs until all units are done; raises the first error of any thread."""
        try:
            for thread in self._threads:
                thread.start()
            for ended in self._ended:
                while not ended.wait(0.1):
                    pass
        except BaseException:
            self._seam.stop.set()
            limit = time.monotonic() + _STOP_SECONDS
            for thread, ended in zip(self._threads, self._ended, strict=True):
                if thread.ident is not None:
                    ended.wait(max(0.0, limit - time.monotonic()))
            raise
        if self._errors:
            raise self._errors[0]

    def _member(self, ended: threading.Event) -> None:
        try:
            while not self._seam.stop.is_set():
                run_unit(self._program, self._queue.get_nowait(), self._folder, self._seam)
        except queue.Empty:
            pass
        except BaseException as error:
            self._errors.append(error)
            self._seam.stop.set()
        finally:
            ended.set()
