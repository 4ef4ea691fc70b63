"""A run folder is one run's: the same inputs go on, others are refused, and one process at a time writes."""

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from toy_program import renamed, toy_inputs, toy_scenario, toy_systems

from counterplan.core.errors import InputError, RunError
from counterplan.core.system import Choice
from counterplan.storage import folder as folder_module
from counterplan.storage import manifest as manifest_module
from counterplan.storage.folder import RunFolder
from counterplan.storage.publish import publish_arrays

HOLD = """
import sys, time
from pathlib import Path
from toy_program import toy_inputs
from counterplan.storage import manifest
from counterplan.storage.folder import RunFolder
manifest.source_hash = lambda: "toy"
folder = RunFolder.begin(Path(sys.argv[1]), toy_inputs())
print("held", flush=True)
time.sleep(60)
"""


def _holder(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_same_inputs_take_the_run_up_again(tmp_path: Path) -> None:
    with RunFolder.begin(tmp_path / "run", toy_inputs()) as first:
        text = (first.path / "manifest.json").read_bytes()
    with RunFolder.begin(tmp_path / "run", toy_inputs()) as second:
        assert second.manifest == first.manifest
    assert (tmp_path / "run" / "manifest.json").read_bytes() == text
    assert RunFolder.open(tmp_path / "run").manifest_hash == first.manifest_hash


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"seed": 2}, "'seed' is 1 there and 2 here"),
        ({"replicates": 11}, "'replicates' is 10 there and 11 here"),
        ({"years": 11}, "'years'"),
        ({"persons": 2000}, "'persons'"),
        ({"physics": {"depreciation": 0.02}}, "'physics.depreciation' is 0.01 there and 0.02 here"),
        (
            {"scenario": renamed(toy_scenario(), "other")},
            '\'scenario.name\' is "toy-1950" there and "other" here',
        ),
        ({"systems": toy_systems()[:2]}, r"'systems \(number of entries\)' is 3 there and 2 here"),
        ({"more": {"rules": {}}}, "'rules' is absent there"),
    ],
)
def test_another_run_is_refused_by_its_first_difference(
    tmp_path: Path, changed: dict[str, Any], key: str
) -> None:
    RunFolder.begin(tmp_path / "run", toy_inputs()).close()
    with pytest.raises(RunError, match=key) as caught:
        RunFolder.begin(tmp_path / "run", toy_inputs(**changed))
    assert "\n" not in str(caught.value)
    RunFolder.begin(tmp_path / "run", toy_inputs()).close()


def test_another_institution_is_refused_by_its_role(tmp_path: Path) -> None:
    RunFolder.begin(tmp_path / "run", toy_inputs()).close()
    systems = toy_systems()
    systems[1] = replace(systems[1], institutions={"exit": Choice(("soft", "hard"), "ruler")})
    with pytest.raises(RunError, match=r"systems\[1\]\.institutions\.exit\.mover"):
        RunFolder.begin(tmp_path / "run", toy_inputs(systems=systems))


def test_other_versions_and_source_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    RunFolder.begin(tmp_path / "run", toy_inputs()).close()
    with monkeypatch.context() as patch:
        patch.setattr(manifest_module, "_version", lambda package: "0.0.1")
        with pytest.raises(RunError, match=r"versions\.(counterplan|jax)"):
            RunFolder.begin(tmp_path / "run", toy_inputs())
    monkeypatch.setattr(manifest_module, "source_hash", lambda: "other")
    with pytest.raises(RunError, match=r"hashes\.source"):
        RunFolder.begin(tmp_path / "run", toy_inputs())


def test_the_second_process_hears_who_holds_the_folder(tmp_path: Path) -> None:
    process = _holder(tmp_path / "run")
    try:
        with pytest.raises(
            RunError, match=f"in use by process {process.pid} on {socket.gethostname()}"
        ) as caught:
            RunFolder.begin(tmp_path / "run", toy_inputs())
        assert "\n" not in str(caught.value)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()  # type: ignore[union-attr]


def test_a_killed_holder_blocks_nobody(tmp_path: Path) -> None:
    process = _holder(tmp_path / "run")
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()  # type: ignore[union-attr]
    assert (tmp_path / "run" / "lock.holder").exists()
    with RunFolder.begin(tmp_path / "run", toy_inputs()) as folder:
        assert json.loads((folder.path / "lock.holder").read_text())["pid"] == os.getpid()


def test_one_process_cannot_begin_twice(tmp_path: Path) -> None:
    with (
        RunFolder.begin(tmp_path / "run", toy_inputs()),
        pytest.raises(RunError, match=f"in use by process {os.getpid()}"),
    ):
        RunFolder.begin(tmp_path / "run", toy_inputs())
    RunFolder.begin(tmp_path / "run", toy_inputs()).close()


def test_leftovers_of_a_killed_process_are_cleared(tmp_path: Path) -> None:
    RunFolder.begin(tmp_path / "run", toy_inputs()).close()
    for name in ("units/.0-0.unit.7.8.tmp", "checkpoints/.0-0.ckpt.7.8.tmp", ".manifest.json.7.8.tmp"):
        (tmp_path / "run" / name).write_bytes(b"half")
    (tmp_path / "run" / ".results.zarr.7.tmp" / "x").mkdir(parents=True)
    RunFolder.begin(tmp_path / "run", toy_inputs()).close()
    assert list((tmp_path / "run").rglob(".*.tmp")) == []


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(InputError, match=r"letters\.txt"):
        RunFolder.begin(tmp_path, toy_inputs())
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]
    with pytest.raises(InputError, match="is a file"):
        RunFolder.begin(tmp_path / "letters.txt", toy_inputs())
    with pytest.raises(InputError, match="holds no run"):
        RunFolder.open(tmp_path)


def test_a_folder_that_cannot_be_made_gives_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*given: Any, **named: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refused)
    with pytest.raises(RunError, match="no permission") as caught:
        RunFolder.begin(tmp_path / "run", toy_inputs())
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"inputs": {}}', "\ufeff{}", "[" * 100_000])
def test_a_damaged_manifest_is_refused(tmp_path: Path, text: str) -> None:
    RunFolder.begin(tmp_path / "run", toy_inputs()).close()
    (tmp_path / "run" / "manifest.json").write_text(text, encoding="utf-8")
    for attempt in (
        lambda: RunFolder.open(tmp_path / "run"),
        lambda: RunFolder.begin(tmp_path / "run", toy_inputs()),
    ):
        with pytest.raises(RunError, match=r"manifest\.json") as caught:
            attempt()
        assert "\n" not in str(caught.value)


def test_an_edited_manifest_is_refused(tmp_path: Path) -> None:
    RunFolder.begin(tmp_path / "run", toy_inputs()).close()
    path = tmp_path / "run" / "manifest.json"
    path.write_text(path.read_text().replace('"seed": 1', '"seed": 2'))
    with pytest.raises(RunError, match="hash does not match"):
        RunFolder.open(tmp_path / "run")


def test_a_unit_of_another_run_is_refused(folder: RunFolder) -> None:
    publish_arrays(folder.unit(0, 0), {}, {"manifest_hash": "other", "replicates": [0, 1]})
    with pytest.raises(RunError, match=r"0-0\.unit: belongs to another run"):
        folder.has_unit(0, 0, (0, 1))
    publish_arrays(folder.unit(0, 0), {}, {"manifest_hash": folder.manifest_hash, "replicates": [0, 1]})
    assert folder.has_unit(0, 0, (0, 1))
    assert folder.units() == [(0, 0)]


def test_the_lock_is_given_back_when_the_manifest_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: Any, **named: Any) -> None:
        raise RunError("full")

    with monkeypatch.context() as patch:
        patch.setattr(folder_module, "publish_bytes", full)
        with pytest.raises(RunError, match="full"):
            RunFolder.begin(tmp_path / "run", toy_inputs())
    RunFolder.begin(tmp_path / "run", toy_inputs()).close()
