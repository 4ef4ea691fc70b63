"""Money is a unit: doubling all of it changes no real decision."""

from __future__ import annotations

import numpy as np
import pytest
from law_tools import SYSTEMS, Kept, carry_of, host, run

from counterplan.core.table import VARIABLES
from counterplan.engine.program import Program

NOMINAL = [name for name, v in VARIABLES.items() if v.unit in ("currency", "hundredths") and v.kind != "constant"]
NOMINAL += ["price_level", "price_level_before"]
"""What is doubled. Figures of the start are left alone: they say what money bought then."""
REAL = (
    "target_output", "desired_workers", "input_request", "desired_machines", "state_order", "effort", "hours", "hours_norm", "tax_rate",
    "consumption", "nutrition", "output", "offered", "home_grain", "expected_sales", "ideas_revealed", "investment_share",
)  # fmt: skip
GOODS = ("machines", "inventory", "inputs")
DISCRETE = ("employer", "alive", "protesting", "open", "adopted", "custody", "hearth", "person_id")
FINE = 2.0**20
"""Money by this much finer: rounding to a hundredth is then far below what is tested."""
ODD = 64
"""Millionths of a good that sharing out odd units may move: of stocks, and of what a village offers out of its store."""
SAME = 1e-6


def scaled(values: dict[str, np.ndarray], factor: float) -> dict[str, np.ndarray]:
    return {name: v * np.asarray(factor, v.dtype) if name in NOMINAL else v for name, v in values.items()}


def size(values: dict[str, np.ndarray], name: str) -> np.ndarray:
    """What a gap is compared with: the value itself; of a seller's store also what was sold out of it, since the store is what is left."""
    own = np.abs(values[name].astype(np.float64))
    return own + 1e6 * values["sales"] if name == "inventory" else own


def gaps(a: dict[str, np.ndarray], b: dict[str, np.ndarray], part: float = 1e-3) -> dict[str, float]:
    """Largest gap of each real decision and stock of goods (odd units aside), over its size or a part of the largest."""
    found = {}
    for name in (*REAL, *GOODS):
        x, y = a[name].astype(np.float64), b[name].astype(np.float64)
        odd = ODD if name in GOODS else 1e-6 * ODD if name == "offered" else 0.0
        off = np.maximum(np.abs(x - y) - odd, 0.0)
        found[name] = float((off / np.maximum(size(a, name), part * np.abs(x).max() + 1e-12)).max())
    return found


def flipped(a: dict[str, np.ndarray], b: dict[str, np.ndarray]) -> float:
    """Share of discrete decisions that differ."""
    return sum(int((a[name] != b[name]).sum()) for name in DISCRETE) / sum(a[name].size for name in DISCRETE)


@pytest.mark.parametrize("quarter", [5, 13, 18, 20])
@pytest.mark.parametrize("cell", [0, 1, 2], ids=SYSTEMS)
def test_doubling_all_money_changes_nothing_real_in_a_quarter(program: Program, kept: Kept, cell: int, quarter: int) -> None:
    start, at = kept(cell, quarter)
    once, twice = (host(program.advance(carry_of(scaled(start, FINE * factor), at))[0]) for factor in (1.0, 2.0))
    assert {name: gap for name, gap in gaps(once, twice).items() if gap > SAME} == {}
    assert flipped(once, twice) <= 1e-4
    for name in ("wage", "price", "plan_price", "wage_level", "price_level"):
        assert np.allclose(twice[name], 2.0 * once[name], rtol=SAME), name


@pytest.mark.parametrize("factor", [2.0, FINE])
@pytest.mark.parametrize("cell", [0, 1, 2], ids=SYSTEMS)
def test_no_sum_of_money_is_known_by_heart(program: Program, kept: Kept, cell: int, factor: float) -> None:
    """At its own scale money is rounded to hundredths: single purchases move by that, wholes do not."""
    start, at = kept(cell, 13)
    once, more = (host(program.advance(carry_of(scaled(start, by), at))[0]) for by in (1.0, factor))
    assert flipped(once, more) <= 1e-4
    assert {name: gap for name, gap in gaps(once, more, part=1.0).items() if gap > 1e-4} == {}
    for name in (*REAL, *GOODS):
        gap = abs(float(once[name].sum()) - float(more[name].sum()))
        # Half a hundredth of rounding in one payment a person is some 1e-5 of what a person consumes.
        assert gap <= 2e-5 * float(size(once, name).sum()), name


@pytest.mark.parametrize("cell", [0, 1, 2], ids=SYSTEMS)
def test_doubled_money_leads_to_the_same_means(program: Program, kept: Kept, cell: int) -> None:
    """Roundings grow into other paths; their means over replicates agree within sampling error."""
    start, at = kept(cell, 5)
    _, once = run(program, carry_of(start, at), 24)
    _, twice = run(program, carry_of(scaled(start, 2.0), at), 24)
    for name in ("gdp_per_head", "consumption_per_head", "hours_per_worker", "effort"):
        gap = np.log(twice[name][:, -8:].mean(axis=1) / once[name][:, -8:].mean(axis=1))
        assert abs(gap.mean()) < 4.0 * gap.std(ddof=1) / np.sqrt(len(gap)) + 2e-3, name
