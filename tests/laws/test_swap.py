"""The slot of coordination does something: on the same state and equal reports, other allocations."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from law_tools import SYSTEMS, Kept, carry_of, different, host, swap_cell

from counterplan.engine.program import Carry, Program


def two_slices(program: Program, carry: Carry) -> Carry:
    """Two slices on: indicative prices move by bounded steps."""
    return program.advance(program.advance(carry)[0])[0]


@pytest.mark.parametrize("base", [0, 1, 2], ids=SYSTEMS)
def test_another_coordination_allocates_otherwise(program: Program, kept: Kept, base: int) -> None:
    start, at = kept(base, 8)
    ends = [host(two_slices(program, carry_of(start, at, swap_cell(base, donor)))) for donor in range(3)]
    own = host(two_slices(program, carry_of(start, at)))
    assert different(own, ends[base]) == []
    for a, b in itertools.combinations(ends, 2):
        for name in ("target_output", "input_request", "price"):
            over = tuple(range(1, a[name].ndim))
            elsewhere = np.abs(a[name] - b[name]).sum(axis=over) / np.abs(a[name]).sum(axis=over)
            assert (elsewhere > 0.01).all(), (name, elsewhere)
