"""The slot of coordination does something: on the same state and equal reports, other allocations."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from law_tools import SYSTEMS, Kept, carry_of, different, host, swap_cell

from counterplan.engine.program import Program


@pytest.mark.parametrize("base", [0, 1, 2], ids=SYSTEMS)
def test_another_coordination_allocates_otherwise(program: Program, kept: Kept, base: int) -> None:
    start, at = kept(base, 8)
    ends = [host(program.advance(carry_of(start, at, swap_cell(base, donor)))[0]) for donor in range(3)]
    own = host(program.advance(carry_of(start, at))[0])
    assert different(own, ends[base]) == []
    for a, b in itertools.combinations(ends, 2):
        for name, least in (("target_output", 0.01), ("input_request", 0.01), ("price", 0.003)):  # prices move by bounded steps
            over = tuple(range(1, a[name].ndim))
            elsewhere = np.abs(a[name] - b[name]).sum(axis=over) / np.abs(a[name]).sum(axis=over)
            assert (elsewhere > least).all(), (name, elsewhere)
