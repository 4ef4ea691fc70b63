"""Hands the same units to Dask: to processes of this machine, or to a cluster that sees the run's folder."""

from __future__ import annotations

import contextlib
import functools
import importlib
import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from counterplan.core.errors import InputError, RunError
from counterplan.storage.folder import RunFolder

from .ensemble import pending
from .progress import UnitProgress
from .unit import REPEATED_SHARE, Program, Seam, Unit, run_unit, units_of

Builder = Callable[[dict[str, Any]], Program]
"""Makes a program from a manifest's inputs."""
_LOST_WORKERS = 10


def run_units_dask(
    build: str,
    cells: Sequence[int],
    n_replicates: int,
    folder: RunFolder,
    progress: bool | UnitProgress | None = None,
    *,
    batch_width: int,
    n_quarters: int,
    workers: int = 0,
    address: str | None = None,
) -> None:
    """Runs every unit of the cells that is not published yet, on Dask workers.

    Args:
        build: dotted name, 'package.module:function', of a `Builder`; each worker makes its program once.
        workers: processes to start on this machine, where no address is given.
        address: of a running scheduler; its workers must see the run's folder under the same path.

    Error: InputError where Dask is not installed or nothing answers at the address; RunError where workers
        keep dying; KeyboardInterrupt on Ctrl-C. After any of them the same call goes on with what is left.
    """
    distributed = _distributed()
    units = units_of(cells, n_replicates, batch_width)
    if not isinstance(progress, UnitProgress):
        with UnitProgress(len(units) * n_quarters, progress) as bar:
            _hand_out(distributed, build, units, folder, bar, n_quarters, workers, address)
        return
    _hand_out(distributed, build, units, folder, progress, n_quarters, workers, address)


def run_listed_dask(
    build: str, units: list[Unit], folder: RunFolder, bar: UnitProgress, n_quarters: int, workers: int = 0, address: str | None = None
) -> None:  # fmt: skip
    """Runs those of the given units that are not published yet; see `run_units_dask`.

    Args:
        n_quarters: length of a unit that does not say its own.
    """
    _hand_out(_distributed(), build, units, folder, bar, n_quarters, workers, address)


def run_one(build: str, folder: str, manifest_hash: str, unit: Unit, repeat: float) -> None:
    """Runs one unit in a worker, unless it is published; a kill may lose ``repeat`` quarters."""
    run = RunFolder.open(Path(folder))
    if run.manifest_hash != manifest_hash:
        raise RunError(f"{folder}: the worker sees another run there; give a folder that all workers share")
    if pending([unit], run):
        run_unit(_program(build, folder, manifest_hash), unit, run, Seam(longest_repeat=repeat))


def builder(name: str) -> Builder:
    """Finds a builder by its dotted name."""
    module, _, function = name.partition(":")
    found: Builder = getattr(importlib.import_module(module), function)
    return found


@functools.lru_cache(maxsize=2)
def _program(build: str, folder: str, manifest_hash: str) -> Program:
    """Makes the program once a worker and run; the hash is in the key because a folder may be used again."""
    return builder(build)(RunFolder.open(Path(folder)).inputs)


def _distributed() -> Any:
    try:
        return importlib.import_module("distributed")
    except ImportError:
        raise InputError(
            "--workers and --cluster need Dask; install it with: pip install 'counterplan[dask]'"
        ) from None


def _hand_out(
    distributed: Any,
    build: str,
    units: list[Unit],
    folder: RunFolder,
    bar: UnitProgress,
    n_quarters: int,
    workers: int,
    address: str | None,
) -> None:
    todo = pending(units, folder)
    whole = sum(unit.quarters or n_quarters for unit in units)
    bar.found(whole - sum(unit.quarters or n_quarters for unit in todo))
    if not todo:
        return
    bar.compiling()
    with _client(distributed, workers, address) as client:
        futures = _submit(client, build, todo, folder, whole)
        try:
            lengths = {future.key: unit.quarters or n_quarters for future, unit in zip(futures, todo, strict=True)}
            for future in distributed.as_completed(futures):
                future.result()
                bar.advance(lengths[future.key])
        except distributed.KilledWorker as error:
            raise RunError(
                f"{folder.path}: Dask workers kept dying, for want of memory? Try fewer --workers or --persons"
            ) from error
    missing = pending(todo, folder)
    if missing:
        path = folder.unit(missing[0].cell, missing[0].batch)
        raise RunError(
            f"{path}: was not seen after its worker finished; give a folder that all workers share"
        )


def _submit(client: Any, build: str, todo: list[Unit], folder: RunFolder, quarters: int) -> list[Any]:
    """Submits the units, under keys of this run only: another run's unit must not answer for one of ours."""
    at_once = len(client.scheduler_info(n_workers=-1)["workers"])
    repeat = REPEATED_SHARE * quarters / max(1, at_once)
    place, run = str(folder.path.resolve()), folder.manifest_hash
    return [
        client.submit(
            run_one,
            build,
            place,
            run,
            unit,
            repeat,
            key=f"unit-{run[:16]}-{unit.cell}-{unit.batch}",
            pure=False,
        )
        for unit in todo
    ]


def _client(distributed: Any, workers: int, address: str | None) -> Any:
    """Connects to a scheduler, or starts processes here; each runs one unit at a time."""
    if address is not None:
        try:
            return distributed.Client(address, timeout="5s")
        except (OSError, ValueError, TimeoutError) as error:
            raise InputError(
                f"--cluster {address}: no Dask scheduler answers there; start one or check it"
            ) from error
    importlib.import_module("dask").config.set({"distributed.scheduler.allowed-failures": _LOST_WORKERS})
    cluster = distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    )
    return _LocalClient(distributed, cluster)


class _LocalClient:
    """A client and its own processes, closed together."""

    def __init__(self, distributed: Any, cluster: Any) -> None:
        self._cluster = cluster
        self._client = distributed.Client(cluster)

    def __enter__(self) -> Any:
        return self._client

    def __exit__(self, kind: type[BaseException] | None, *details: object) -> None:
        if kind is not None:
            # Closing in good order waits for the units at work; what they have not published is not needed.
            for nanny in self._cluster.workers.values():
                with contextlib.suppress(OSError, TypeError):
                    os.kill(nanny.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        # A process too slow to close dies with this one; that must not hide the first error.
        with contextlib.suppress(TimeoutError, OSError):
            self._client.close(timeout=1)
        with contextlib.suppress(TimeoutError, OSError):
            self._cluster.close(timeout=1)
