"""A thousand members, killed again and again, units in the order of an experiment on claims: the same bytes, none lost or doubled."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from toy_program import WIDTH, ToyProgram, toy_inputs

from counterplan.experiments.ensemble import run_listed
from counterplan.experiments.progress import UnitProgress
from counterplan.experiments.unit import Unit, units_of
from counterplan.storage.folder import RunFolder
from counterplan.storage.publish import is_published, read_arrays

THIS = Path(__file__)


def units(members: int, cells: int = 5) -> list[Unit]:
    """Units of several cells, the first batch of all cells first, as claims run them."""
    return sorted(units_of(range(cells), members // cells, WIDTH), key=lambda unit: (unit.batch, unit.cell))


def finish(path: Path, members: int, pause: float) -> None:
    """Runs what is not published yet."""
    program = ToyProgram(lambda carry: time.sleep(pause))
    with RunFolder.begin(path, toy_inputs()) as folder, UnitProgress(1, False) as bar:
        print("begun", flush=True)
        run_listed(program, units(members), folder, bar, checkpoint_seconds=0.02)


def published(path: Path) -> dict[str, bytes]:
    return {unit.name: unit.read_bytes() for unit in sorted((path / "units").glob("*.unit")) if is_published(unit)}


def killed(path: Path, members: int, kills: int) -> int:
    """Runs in a process of its own that is killed so many times, then lets it finish; returns how often it was killed at work."""
    draw, partial = random.Random(7), 0
    code = (
        "from pathlib import Path\nimport test_many_kills as t\nfrom counterplan.storage import manifest\n"
        f"manifest.source_hash = lambda: 'toy'\nt.finish(Path({str(path)!r}), {members}, 0.002)\n"
    )
    for kill in range(kills + 1):
        process = subprocess.Popen(
            [sys.executable, "-c", code], env={"PYTHONPATH": ":".join([str(THIS.parent), *sys.path])}, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        if kill == kills:
            out, _ = process.communicate(timeout=300)
            assert (process.returncode, out) == (0, "begun\n")
            return partial
        assert process.stdout.readline() == "begun\n"
        time.sleep(draw.uniform(0.02, 0.25))
        process.kill()
        process.wait()
        process.stdout.close()
        partial += 0 < len(published(path)) < len(units(members))
    return partial


def check(path: Path, members: int, kills: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from counterplan.storage import manifest

    monkeypatch.setattr(manifest, "source_hash", lambda: "toy")
    finish(path / "whole", members, 0.0)
    whole = published(path / "whole")
    partial = killed(path / "run", members, kills)
    assert published(path / "run") == whole
    seen = [r for unit in units(members) for r in read_arrays(RunFolder.open(path / "run").unit(unit.cell, unit.batch))[1]["replicates"]]
    assert len(seen) == members, "no member lost or doubled"
    assert list((path / "run" / "checkpoints").iterdir()) == []
    assert partial >= 1, "the kills came too early or too late to show anything"


def test_a_hundred_members_killed_three_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(tmp_path, 100, 3, monkeypatch)


@pytest.mark.slow
def test_a_thousand_members_killed_twenty_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(tmp_path, 1000, 20, monkeypatch)
