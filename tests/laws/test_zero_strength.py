"""A rule at zero strength: no bit changes inside one program; in another program one quarter moves by 1e-12 at most."""

from __future__ import annotations

import numpy as np
from law_tools import BATCH, carry_of, different, host, run

from counterplan.engine.program import Program

LAST_BIT = 2.0**-23
"""Variables of persons have 32 bits: 1e-12 of them is the same value or the one beside it."""
FROM_PERSONS = {"legitimacy": 1e-8}
"""A mean of such variables of persons, which their last bits move."""


def test_on_or_off_inside_one_program(other: Program) -> None:
    off, without = run(other, other.start(0, BATCH), 16)
    on, at_zero = run(other, other.start(1, BATCH), 16)
    assert different(without, at_zero) == []
    assert other.state_hash(off) == other.state_hash(on)


def test_at_full_strength_it_does_something(other: Program) -> None:
    _, without = run(other, other.start(0, BATCH), 4)
    _, at_one = run(other, other.start(2, BATCH), 4)
    assert {"effort", "consumption_per_head"} <= set(different(without, at_one))


def test_added_to_another_program(program: Program, other: Program) -> None:
    """The same quarter from the same states, in a program that knows other options and one more mechanism."""
    for quarters in (0, 2, 9):  # the last one brings in a harvest
        base, _ = run(program, program.start(0, BATCH), quarters) if quarters else (program.start(0, BATCH), None)
        start = host(base)
        a, records = program.advance(carry_of(start, base))
        b, with_more = other.advance(carry_of(start, base, cell=1))
        assert different({"weather": records["weather"]}, {"weather": with_more["weather"]}) == []  # a named draw
        one, two = host(a), host(b)
        moved = {name: _moved(name, one[name], two[name]) for name in one}
        assert {name: size for name, size in moved.items() if size > 0} == {}


def _moved(name: str, a: np.ndarray, b: np.ndarray) -> float:
    """How far values moved beyond what is allowed; whole numbers may not at all."""
    if a.dtype.kind != "f":
        return float((a != b).sum())
    allowed = FROM_PERSONS.get(name, 1e-12 if a.dtype == np.float64 else LAST_BIT)
    # Differences of larger values (hardship, prices less costs) are held against what they come from.
    size = np.maximum(np.abs(a), (1e-3 if a.dtype == np.float64 else 1.0) * np.abs(a).max())
    return float(np.maximum(np.abs(a - b) - allowed * size, 0.0).max())
