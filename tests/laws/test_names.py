"""A system is a vector of institutions and nothing else: its name changes no bit."""

from __future__ import annotations

import itertools

from law_tools import BATCH, MIRROR, different, run

from counterplan.catalogue import find_rules
from counterplan.engine.program import Program
from counterplan.loader import built_in_systems, load_system


def test_two_names_of_one_vector_run_alike(program: Program) -> None:
    assert program.cells[1].name != program.cells[MIRROR].name
    one, records = run(program, program.start(1, BATCH), 16)
    two, mirrored = run(program, program.start(MIRROR, BATCH), 16)
    assert different(records, mirrored) == []
    assert program.state_hash(one) == program.state_hash(two)


def test_no_two_built_in_systems_share_a_vector() -> None:
    rules = find_rules()
    systems = [load_system(name, rules) for name in built_in_systems()]
    assert len(systems) >= 3
    for a, b in itertools.combinations(systems, 2):
        assert (a.vector, dict(a.parameters)) != (b.vector, dict(b.parameters)), (a.name, b.name)
