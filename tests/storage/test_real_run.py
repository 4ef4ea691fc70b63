"""The real program, killed on the way or handed to workers: the same bits as an uninterrupted run, nothing computed twice."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from counterplan.storage.publish import is_published

COMMAND = (
    sys.executable, "-m", "counterplan.cli", "run", "ussr-1928", "--system", "command-economy", "--system", "democratic-planning",
    "--persons", "500", "--years", "3", "--replicates", "32", "--seed", "11", "--json",
)  # fmt: skip
UNITS = 8
"""Thirty-two replicates of two systems in batches of eight."""
PATIENCE = 540.0
"""Seconds for a run that compiles, on a machine that is busy with other things; below the time that a test is given."""

pytestmark = pytest.mark.slow


def started(folder: Path, *more: str) -> subprocess.Popen[bytes]:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen([*COMMAND, *more, "--out", str(folder)], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finished(folder: Path, *more: str) -> Path:
    process = started(folder, *more)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said.decode()
    return folder


def published(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Inode, time and bytes of each unit."""
    found = sorted((folder / "units").glob("*.unit"))
    assert all(is_published(unit) for unit in found)
    return {unit.name: (unit.stat().st_ino, unit.stat().st_mtime_ns, unit.read_bytes()) for unit in found}


def killed(folder: Path, units: int, later: float) -> None:
    """Starts the run and kills it a moment after so many units are there in all (0: while it starts)."""
    process = started(folder)
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end and len(list((folder / "units").glob("*.unit"))) < units:
        time.sleep(0.002)
    time.sleep(later)
    process.kill()
    process.communicate()


def arrays(folder: Path) -> dict[str, tuple[str, tuple[int, ...], bytes]]:
    with xr.open_zarr(folder / "results.zarr") as results:
        return {str(name): (str(v.dtype), v.shape, np.ascontiguousarray(v.values).tobytes()) for name, v in results.variables.items()}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = finished(tmp_path_factory.mktemp("whole") / "run")
    assert len(published(folder)) == UNITS
    return folder


def test_a_run_that_was_killed_ends_in_the_same_bits(whole: Path, tmp_path: Path) -> None:
    draw, folder = random.Random(1928), tmp_path / "run"
    earlier: dict[str, tuple[int, int, bytes]] = {}
    killed(folder, 0, draw.uniform(0.5, 4.0))
    for goal in sorted(draw.sample(range(1, UNITS - 3), 2)):
        killed(folder, goal, draw.uniform(0.0, 0.03))
        now = published(folder)
        assert earlier.items() <= now.items()  # the same inode and time: not written again, so not computed again
        assert goal <= len(now) < UNITS, "the kill came too late to show anything"
        earlier = now
    finished(folder)
    last = published(folder)
    assert earlier.items() <= last.items()
    assert {name: data for name, (_, _, data) in last.items()} == {name: data for name, (_, _, data) in published(whole).items()}
    assert arrays(folder) == arrays(whole)
    assert list((folder / "checkpoints").iterdir()) == []
    assert [path for path in folder.rglob("*.tmp")] == []


def test_a_finished_run_given_again_computes_nothing(whole: Path) -> None:
    before = published(whole)
    finished(whole)
    assert published(whole) == before


def test_workers_give_the_bits_of_one_process(whole: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    folder = finished(tmp_path / "run", "--workers", "2")
    assert {name: data for name, (_, _, data) in published(folder).items()} == {name: data for name, (_, _, data) in published(whole).items()}
    assert arrays(folder) == arrays(whole)
