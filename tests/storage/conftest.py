"""Makes the helper modules of this folder importable, and a run folder ready to use."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from toy_program import toy_inputs

from counterplan.storage import manifest
from counterplan.storage.folder import RunFolder


@pytest.fixture(autouse=True)
def fixed_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of several processes are compared; a source file saved meanwhile must not make them differ."""
    monkeypatch.setattr(manifest, "source_hash", lambda: "toy")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[RunFolder]:
    """A locked run folder of the toy program."""
    with RunFolder.begin(tmp_path / "run", toy_inputs()) as begun:
        yield begun
