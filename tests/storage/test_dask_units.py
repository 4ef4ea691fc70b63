"""Units on Dask: the same bytes, also when a worker dies; without Dask one line that says what to install."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest
from toy_program import N_CELLS, N_QUARTERS, N_REPLICATES, WIDTH, ToyProgram, toy_inputs

from counterplan.core.errors import InputError
from counterplan.experiments.dask_units import builder, run_one, run_units_dask
from counterplan.experiments.ensemble import run_units
from counterplan.experiments.unit import Unit
from counterplan.storage.folder import RunFolder
from counterplan.storage.publish import read_arrays


def _units(folder: RunFolder) -> dict[str, dict[str, bytes]]:
    return {
        path.name: {name: array.tobytes() for name, array in read_arrays(path)[0].items()}
        for path in (folder.path / "units").iterdir()
    }


@pytest.fixture
def whole(tmp_path: Path) -> dict[str, dict[str, bytes]]:
    with RunFolder.begin(tmp_path / "whole", toy_inputs()) as folder:
        run_units(ToyProgram(), range(N_CELLS), N_REPLICATES, folder, progress=False)
        return _units(folder)


def _hand_out(folder: RunFolder, build: str, **where: object) -> None:
    run_units_dask(
        build,
        range(N_CELLS),
        N_REPLICATES,
        folder,
        False,
        batch_width=WIDTH,
        n_quarters=N_QUARTERS,
        **where,  # type: ignore[arg-type]
    )


def test_without_dask_one_line_says_what_to_install(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"counterplan\[dask\]") as caught:
        _hand_out(folder, "toy_program:build_toy", workers=2)
    assert "\n" not in str(caught.value)


def test_a_worker_builds_its_program_and_publishes(
    folder: RunFolder, whole: dict[str, dict[str, bytes]]
) -> None:
    unit = Unit(1, 2, (8, 9))
    run_one("toy_program:build_toy", str(folder.path), folder.manifest_hash, unit, 1000.0)
    before = folder.unit(1, 2).stat().st_ino
    run_one("toy_program:build_toy", str(folder.path), folder.manifest_hash, unit, 1000.0)
    assert folder.unit(1, 2).stat().st_ino == before
    assert _units(folder) == {"1-2.unit": whole["1-2.unit"]}
    assert builder("toy_program:build_toy").__name__ == "build_toy"


def test_dask_workers_give_the_same_bits_even_when_one_is_killed(
    tmp_path: Path, whole: dict[str, dict[str, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    mark = tmp_path / "died"
    with RunFolder.begin(tmp_path / "run", toy_inputs(more={"mark": str(mark)})) as folder:
        _hand_out(folder, "toy_program:build_dying", workers=2)
        assert mark.exists()
        assert _units(folder) == whole


def test_ctrl_c_on_dask_comes_back_at_once(folder: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    pressed: list[float] = []

    def press() -> None:
        pressed.append(time.monotonic())
        signal.raise_signal(signal.SIGINT)

    timer = threading.Timer(3.0, press)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        _hand_out(folder, "toy_program:build_slow", workers=2)
    assert time.monotonic() - pressed[0] < 2
    timer.join()
    assert folder.units() == []


def test_an_address_without_a_scheduler_gives_one_line(folder: RunFolder) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(InputError, match="no Dask scheduler answers") as caught:
        _hand_out(folder, "toy_program:build_toy", address="tcp://127.0.0.1:9")
    assert "\n" not in str(caught.value)
