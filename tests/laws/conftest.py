"""Programs that the tests of the laws share: compiled once, kept on disk like those of a run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import jax
import pytest
from filelock import FileLock
from law_tools import Kept, main_cells, make_program, other_cells, other_steps

from counterplan.engine.program import Program
from counterplan.experiments.run import compilation_cache


@pytest.fixture(scope="session")
def compiled() -> Callable[[Program], Program]:
    """Compiles a program, one process after the other, so that the second finds it on disk."""
    compilation_cache()
    place = Path(str(jax.config.jax_compilation_cache_dir or "."))

    def compile_it(program: Program) -> Program:
        with FileLock(place / "laws.lock"):
            program.compile()
        return program

    return compile_it


@pytest.fixture(scope="session")
def program(compiled: Callable[[Program], Program]) -> Program:
    """All systems, their twin, changes and swaps in one program; the state can be seen every quarter."""
    return compiled(make_program(main_cells()))


@pytest.fixture(scope="session")
def other(compiled: Callable[[Program], Program]) -> Program:
    """One system, beside options of its rules that can be turned on and a mechanism that can be made to leak."""
    return compiled(make_program(other_cells(), steps=other_steps()))


@pytest.fixture(scope="session")
def kept(program: Program) -> Kept:
    """States of the three systems some years in, by system and quarter."""
    return Kept(program)
