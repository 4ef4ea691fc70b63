"""Killed at random moments, again and again: the same bytes in the end, nothing lost, doubled or torn."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from toy_program import N_CELLS, N_REPLICATES, ToyProgram, toy_inputs

from counterplan.experiments.ensemble import run_units
from counterplan.storage.folder import RunFolder
from counterplan.storage.publish import is_published

TOY = Path(__file__).parent / "toy_program.py"
N_KILLS = 25


def _session(path: Path, pause: float, lives: float | None) -> None:
    """Runs the toy; kills it after ``lives`` seconds at work, or lets it finish."""
    process = subprocess.Popen(
        [sys.executable, str(TOY), str(path), str(pause)],
        env={"PYTHONPATH": ":".join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    if lives is None:
        out, _ = process.communicate(timeout=60)
        assert (process.returncode, out) == (0, "begun\n")
        return
    if lives > 0:
        assert process.stdout.readline() == "begun\n"
        time.sleep(lives)
    else:
        time.sleep(0.4 * random.Random(lives).random())  # while it starts, before and after it has the lock
    process.kill()
    process.wait()
    process.stdout.close()


def _published(path: Path) -> dict[str, tuple[int, bytes]]:
    units = sorted((path / "units").glob("*.unit"))
    assert all(is_published(unit) for unit in units)
    return {unit.name: (unit.stat().st_ino, unit.read_bytes()) for unit in units}


def test_kills_at_random_moments_leave_the_same_bytes(tmp_path: Path) -> None:
    with RunFolder.begin(tmp_path / "whole", toy_inputs()) as folder:
        run_units(ToyProgram(), range(N_CELLS), N_REPLICATES, folder, progress=False)
    whole = {name: data for name, (_, data) in _published(tmp_path / "whole").items()}
    draw, path, earlier = random.Random(20240701), tmp_path / "run", {}
    partial = 0
    for kill in range(N_KILLS):
        _session(path, 0.012, -float(kill + 1) if kill % 5 == 0 else draw.uniform(0.005, 0.15))
        now = _published(path)
        # The same inode: what was published before was not written again, so not computed again.
        assert earlier.items() <= now.items()
        assert {name: data for name, (_, data) in now.items()}.items() <= whole.items()
        earlier = now
        partial += 0 < len(now) < len(whole)
    assert partial > 3, "the kills came too early or too late to show anything"
    _session(path, 0.0, None)
    final = _published(path)
    assert earlier.items() <= final.items()
    assert {name: data for name, (_, data) in final.items()} == whole
    assert list((path / "checkpoints").iterdir()) == []
    assert list(path.rglob(".*.tmp")) == []


def test_planted_fault_a_writer_without_rename_is_caught(tmp_path: Path) -> None:
    """The test above has teeth: a writer that writes under the final name leaves a torn file when killed."""
    code = (
        "import os, sys\n"
        "import numpy as np\n"
        "from pathlib import Path\n"
        "from counterplan.storage import publish\n"
        "publish.os.replace = lambda temporary, path: None\n"
        "def torn(path, pieces, durable):\n"
        "    with open(path.parent / '0-0.unit', 'wb') as file:\n"
        "        for piece in pieces:\n"
        "            file.write(piece)\n"
        "            file.flush()\n"
        "            if len(piece) > 100:\n"
        "                os.kill(os.getpid(), 9)\n"
        "publish._write = torn\n"
        "publish.publish_arrays(Path(sys.argv[1]) / '0-0.unit', {'a': np.zeros(50), 'b': np.zeros(50)}, {})\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], env={"PYTHONPATH": ":".join(sys.path)})
    assert done.returncode == -9
    assert (tmp_path / "0-0.unit").stat().st_size > 100
    assert not is_published(tmp_path / "0-0.unit")
    assert os.listdir(tmp_path) == ["0-0.unit"]
