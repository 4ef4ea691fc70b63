"""Programs that the tests of the laws share: compiled once, kept on disk like those of a run."""

from __future__ import annotations

import pytest

from counterplan.engine.program import Carry, Program
from counterplan.experiments.run import compilation_cache

from law_tools import host, carry_of, main_cells, make_program, run


@pytest.fixture(scope="session", autouse=True)
def kept_on_disk() -> None:
    compilation_cache()


@pytest.fixture(scope="session")
def program(kept_on_disk: None) -> Program:
    """All systems, their twin, changes and swaps in one program; the state can be seen every quarter."""
    return make_program(main_cells())
