"""Units run to the same bytes whatever happens on the way, and nothing is computed without need."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from toy_program import N_CELLS, N_QUARTERS, N_REPLICATES, SLICE, WIDTH, ToyCarry, ToyProgram, toy_inputs

from counterplan.core.errors import RunError
from counterplan.experiments import unit as unit_module
from counterplan.experiments.ensemble import failures, run_listed, run_units
from counterplan.experiments.progress import UnitProgress
from counterplan.experiments.unit import Seam, Unit, checkpointed_quarters, longest_repeat, run_unit, units_of
from counterplan.storage.folder import RunFolder
from counterplan.storage.publish import read_arrays

TOY = Path(__file__).parent / "toy_program.py"


class Killed(Exception):
    """Stands for the end of the process: nothing of the unit runs after it."""


def _bytes(folder: RunFolder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder.path / "units").iterdir()}


@pytest.fixture
def whole(tmp_path: Path) -> dict[str, bytes]:
    """The units of a run that nothing disturbed."""
    with RunFolder.begin(tmp_path / "whole", toy_inputs()) as folder:
        run_units(ToyProgram(), range(N_CELLS), N_REPLICATES, folder, progress=False, threads=1)
        return _bytes(folder)


def test_units_cover_every_replicate_once() -> None:
    units = units_of([0, 2], 10, 4)
    assert [(u.cell, u.batch, u.replicates) for u in units][:3] == [
        (0, 0, (0, 1, 2, 3)),
        (0, 1, (4, 5, 6, 7)),
        (0, 2, (8, 9)),
    ]
    assert units[2].padded(4) == [8, 9, 9, 9]
    assert len(units) == 6


def test_padding_is_computed_but_not_published(folder: RunFolder) -> None:
    program = ToyProgram()
    run_units(program, [0], N_REPLICATES, folder, progress=False)
    assert sorted(program.started) == [(0, [0, 1, 2, 3]), (0, [4, 5, 6, 7]), (0, [8, 9, 9, 9])]
    arrays, meta = read_arrays(folder.unit(0, 2))
    assert meta["replicates"] == [8, 9]
    assert len(meta["state_hash"]) == 2
    assert {array.shape[:2] for array in arrays.values()} == {(2, N_QUARTERS)}


@pytest.mark.parametrize("killed", [False, True])
def test_a_short_unit_is_the_beginning_of_a_long_one(folder: RunFolder, whole: dict[str, bytes], tmp_path: Path, killed: bool) -> None:
    def kill(carry: ToyCarry) -> None:
        if carry.quarter == 8:
            raise Killed

    short, long = Unit(1, 2, (8, 9), quarters=12), Unit(0, 0, (0, 1, 2, 3))
    if killed:
        with pytest.raises(Killed):
            run_unit(ToyProgram(kill), short, folder, Seam(checkpoint_seconds=0.0))
    program = ToyProgram()
    with UnitProgress(12 + N_QUARTERS, False) as bar:
        run_listed(program, [short, long], folder, bar, threads=1)
        assert bar.done == 12 + N_QUARTERS
    (tmp_path / "1-2.unit").write_bytes(whole["1-2.unit"])
    arrays, all_quarters = read_arrays(folder.unit(1, 2))[0], read_arrays(tmp_path / "1-2.unit")[0]
    assert {name: values.tobytes() for name, values in arrays.items()} == {name: v[:, :12].tobytes() for name, v in all_quarters.items()}
    assert _bytes(folder)["0-0.unit"] == whole["0-0.unit"]


@pytest.mark.parametrize("threads", [1, 2, 5, 50])
def test_threads_change_no_bit(folder: RunFolder, whole: dict[str, bytes], threads: int) -> None:
    run_units(ToyProgram(), range(N_CELLS), N_REPLICATES, folder, progress=False, threads=threads)
    assert {name: data[60:].split(b'"meta"')[0] for name, data in _bytes(folder).items()} == {
        name: data[60:].split(b'"meta"')[0] for name, data in whole.items()
    }
    assert _bytes(folder) == whole


def test_published_units_are_not_computed_again(folder: RunFolder) -> None:
    run_units(ToyProgram(), range(N_CELLS), N_REPLICATES, folder, progress=False)
    before = _bytes(folder)
    idle = ToyProgram()
    run_units(idle, range(N_CELLS), N_REPLICATES, folder, progress=False)
    assert idle.started == []
    folder.unit(1, 1).unlink()
    torn = folder.unit(2, 0)
    torn.write_bytes(torn.read_bytes()[:100])
    some = ToyProgram()
    run_units(some, range(N_CELLS), N_REPLICATES, folder, progress=False)
    assert sorted(cell for cell, _ in some.started) == [1, 2]
    assert _bytes(folder) == before


@pytest.mark.parametrize("at", range(0, N_QUARTERS, SLICE))
def test_a_restored_checkpoint_gives_the_same_bits(
    folder: RunFolder, whole: dict[str, bytes], at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_module, "_LEAST_SECONDS", 0.0)

    def kill(carry: ToyCarry) -> None:
        if carry.quarter == at:
            raise Killed

    unit = Unit(1, 2, (8, 9))
    with pytest.raises(Killed):
        run_unit(ToyProgram(kill), unit, folder, Seam(longest_repeat=SLICE))
    assert checkpointed_quarters(unit, folder) == at
    assert _bytes(folder) == {}
    second = ToyProgram()
    assert run_unit(second, unit, folder, Seam())
    assert (second.started == []) == (at > 0)
    assert _bytes(folder)["1-2.unit"] == whole["1-2.unit"]
    assert not folder.checkpoint(1, 2).exists()


def test_a_checkpoint_left_beside_its_published_unit_is_removed(folder: RunFolder) -> None:
    run_units(ToyProgram(), [0], 4, folder, progress=False)
    folder.checkpoint(0, 0).write_bytes(b"killed before it was removed")
    run_units(ToyProgram(), [0], 4, folder, progress=False)
    assert list((folder.path / "checkpoints").iterdir()) == []


def test_a_torn_or_foreign_checkpoint_is_not_used(folder: RunFolder, whole: dict[str, bytes]) -> None:
    for data in (b"", b"counterplan 1\n" + bytes(60), whole["0-0.unit"][:500]):
        folder.checkpoint(0, 0).write_bytes(data)
        assert checkpointed_quarters(Unit(0, 0, (0, 1, 2, 3)), folder) == 0
    run_units(ToyProgram(), [0], 4, folder, progress=False)
    assert _bytes(folder)["0-0.unit"] == whole["0-0.unit"]


@pytest.mark.parametrize("threads", [1, 2])
def test_a_kill_repeats_at_most_a_tenth(
    folder: RunFolder, threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whenever the process ends, the quarters computed in all exceed those needed by a tenth at most."""
    monkeypatch.setattr(unit_module, "_LEAST_SECONDS", 0.0)
    needed = N_CELLS * 3 * N_QUARTERS
    turn = threading.Lock()
    for kill_at in range(1, 90, 7):
        for path in [*(folder.path / "units").iterdir(), *(folder.path / "checkpoints").iterdir()]:
            path.unlink()
        slices = 0

        def count(carry: ToyCarry, limit: int = kill_at) -> None:
            nonlocal slices
            with turn:
                if slices == limit:
                    raise Killed
                slices += 1

        with pytest.raises(Killed):
            run_units(
                ToyProgram(count), range(N_CELLS), N_REPLICATES, folder, progress=False, threads=threads
            )
        left = [
            unit
            for unit in units_of(range(N_CELLS), N_REPLICATES, WIDTH)
            if not folder.unit(*_place(unit)).exists()
        ]
        saved = needed - sum(N_QUARTERS - checkpointed_quarters(unit, folder) for unit in left)
        assert 0 <= slices * SLICE - saved <= needed / 10


def _place(unit: Unit) -> tuple[int, int]:
    return unit.cell, unit.batch


def test_longest_repeat_shares_the_tenth_among_those_at_work() -> None:
    assert longest_repeat(9, 40, 2) == pytest.approx(18)
    assert longest_repeat(1, 40, 2) == pytest.approx(4)


def test_checkpoints_are_rare_where_quarters_are_cheap(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    monkeypatch.setattr(unit_module, "_write_checkpoint", lambda *given: written.append(1))
    run_units(ToyProgram(), range(N_CELLS), N_REPLICATES, folder, progress=False)
    assert written == []


def test_failed_replicates_are_kept_and_listed(folder: RunFolder) -> None:
    run_units(ToyProgram(failing=9), [0, 1], N_REPLICATES, folder, progress=False)
    assert [(f.cell, f.replicate, f.code, f.quarter) for f in failures(folder)] == [
        (0, 9, 2, 5),
        (1, 9, 2, 5),
    ]
    arrays, _ = read_arrays(folder.unit(0, 2))
    assert np.isfinite(arrays["output"]).all()


def test_the_first_error_stops_all_and_leaves_nothing_half_written(
    folder: RunFolder, whole: dict[str, bytes]
) -> None:
    def fail(carry: ToyCarry) -> None:
        if carry.quarter == 20 and int(carry.state[0, 1]) == 4:
            raise RunError("accounts do not close")

    with pytest.raises(RunError, match="accounts do not close"):
        run_units(ToyProgram(fail), range(N_CELLS), N_REPLICATES, folder, progress=False)
    assert _bytes(folder).items() <= whole.items()
    run_units(ToyProgram(), range(N_CELLS), N_REPLICATES, folder, progress=False)
    assert _bytes(folder) == whole


def test_a_disk_that_fills_up_at_any_write_leaves_nothing_torn(
    folder: RunFolder, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each time a few more writes succeed; a session ends with one line, and the last finishes the run."""
    monkeypatch.setattr(unit_module, "_LEAST_SECONDS", 0.0)
    true_write, sessions = os.write, 0
    for allowed in range(2, 300, 11):
        left = [allowed]

        def full(descriptor: int, data: bytes, left: list[int] = left) -> int:
            left[0] -= 1
            if left[0] < 0:
                raise OSError(errno.ENOSPC, "No space left on device")
            return true_write(descriptor, data)

        with monkeypatch.context() as patch:
            patch.setattr(os, "write", full)
            try:
                run_units(ToyProgram(), range(N_CELLS), N_REPLICATES, folder, progress=False, threads=1)
            except RunError as error:
                sessions += 1
                assert "disk is full" in str(error)
                assert "\n" not in str(error)
        assert _bytes(folder).items() <= whole.items()
        assert list(folder.path.rglob(".*.tmp")) == []
    assert sessions >= 3
    assert _bytes(folder) == whole


def test_the_first_slice_is_computed_alone(folder: RunFolder) -> None:
    """Several threads must not compile the same program at the same time."""
    turn, active, most_before_compiled, compiled = threading.Lock(), 0, 0, False

    def slow(carry: ToyCarry) -> None:
        nonlocal active, most_before_compiled, compiled
        with turn:
            active += 1
            if not compiled:
                most_before_compiled = max(most_before_compiled, active)
        time.sleep(0.05 if not compiled else 0)
        with turn:
            compiled = True
            active -= 1

    run_units(ToyProgram(slow), range(N_CELLS), N_REPLICATES, folder, progress=False, threads=4)
    assert most_before_compiled == 1


def test_ctrl_c_stops_within_two_seconds_and_resumes(tmp_path: Path, whole: dict[str, bytes]) -> None:
    path = tmp_path / "run"
    process = subprocess.Popen(
        [sys.executable, str(TOY), str(path), "0.1"],
        env={"PYTHONPATH": ":".join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    time.sleep(0.5)
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=10)
    assert time.monotonic() - begun < 2
    assert (process.returncode, out, err) == (130, "stopped\n", "")
    assert list(path.rglob(".*.tmp")) == []
    with RunFolder.begin(path, toy_inputs()) as folder:
        assert _bytes(folder).items() <= whole.items()
        assert list((path / "checkpoints").iterdir()) != []
        run_units(ToyProgram(), range(N_CELLS), N_REPLICATES, folder, progress=False)
        assert _bytes(folder) == whole


def test_ctrl_c_does_not_wait_for_a_long_compilation(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from counterplan.experiments import ensemble

    monkeypatch.setattr(ensemble, "_STOP_SECONDS", 0.2)
    release = threading.Event()
    timer = threading.Timer(0.2, signal.raise_signal, [signal.SIGINT])
    timer.start()
    begun = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            run_units(ToyProgram(lambda carry: release.wait(20) and None), [0], 4, folder, progress=False)
        assert time.monotonic() - begun < 2
        assert _bytes(folder) == {}
    finally:
        release.set()
        timer.join()
        time.sleep(0.05)


def test_progress_counts_all_quarters_once(folder: RunFolder, capsys: pytest.CaptureFixture[str]) -> None:
    total = N_CELLS * 3 * N_QUARTERS
    with UnitProgress(total, False) as bar:
        for cell in range(N_CELLS):
            run_units(ToyProgram(), [cell], N_REPLICATES, folder, progress=bar)
            assert bar.done == (cell + 1) * 3 * N_QUARTERS
    with UnitProgress(total, True) as bar:
        run_units(ToyProgram(), range(N_CELLS), N_REPLICATES, folder, progress=bar)
        assert bar.done == total
    captured = capsys.readouterr()
    assert captured.out == ""


def test_progress_is_silent_where_there_is_no_terminal(
    folder: RunFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    run_units(ToyProgram(), range(N_CELLS), N_REPLICATES, folder)
    assert capsys.readouterr() == ("", "")


def test_progress_asked_for_says_compiling_and_the_time_left(
    folder: RunFolder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("counterplan.experiments.progress._LINE_SECONDS", 0.0)
    run_units(ToyProgram(), [0], N_REPLICATES, folder, progress=True)
    captured = capsys.readouterr()
    lines = captured.err.splitlines()
    assert captured.out == ""
    assert lines[0] == "compiling: 0 % (0 of 120 quarters)"
    assert lines[-1].startswith("running: 100 % (120 of 120 quarters), about 0:00 left")


def test_time_left_does_not_count_earlier_work_as_speed() -> None:
    bar = UnitProgress(1000, False)
    bar.found(900)
    assert bar.seconds_left() is None
    bar.advance(10)
    time.sleep(0.05)
    bar.advance(10)
    left = bar.seconds_left()
    assert left is not None
    assert 0.3 < left < 2.0


def test_the_bar_appears_on_a_terminal(folder: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    run_units(ToyProgram(lambda carry: time.sleep(0.002)), range(N_CELLS), N_REPLICATES, folder)
    assert "compiling" in screen.getvalue()
    assert "100%" in screen.getvalue()
