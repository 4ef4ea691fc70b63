"""Small economies for tests of the laws: programs, runs quarter by quarter, comparisons bit by bit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import jax.numpy as jnp
import numpy as np
import xarray as xr
from rules_of_tests import GiftFloor, NudgedDismissal, leak

from counterplan.catalogue import find_rules
from counterplan.core.accounts import ACCOUNT_AXES
from counterplan.core.rule import Rule
from counterplan.core.scenario import Scenario
from counterplan.core.state import State
from counterplan.core.table import VARIABLES
from counterplan.core.variables import GOODS
from counterplan.engine.program import Carry, Cell, Program
from counterplan.engine.quarter import QUARTER, Mechanism, Step
from counterplan.experiments.cells import figures_of, make_cell
from counterplan.loader import load_scenario, load_system
from counterplan.physics.endowment import Endowment
from counterplan.physics.ledger import SIGNED
from counterplan.physics.outcomes import OUTCOMES
from counterplan.physics.parameters import Physics

SYSTEMS = ("neoliberal-capitalism", "command-economy", "democratic-planning")
PERSONS, YEARS, SEED = 480, 8, 5
MIRROR, TURN, STAGGER, SWAP = 3, 4, 5, 6
"""Cells of the main program after the three systems: a twin, two that change institutions, then swaps of coordination."""

BATCH = tuple(range(8))
PERSON_NAMES = tuple(name for name, v in VARIABLES.items() if v.axes[:1] == ("person",))
STOCKS = tuple(name for name, v in VARIABLES.items() if v.kind == "stock" and name not in SIGNED)
"""Stocks that may not fall below zero."""
RESIDUALS = ("money_residual", "goods_residual", "person_residual")

Record = dict[str, np.ndarray]


@cache
def scenario() -> Scenario:
    return load_scenario("china-1952", find_rules())


@cache
def system_cells() -> tuple[Cell, ...]:
    """The three systems as the engine sees them."""
    rules = find_rules()
    return tuple(make_cell(load_system(name, rules), scenario(), rules) for name in SYSTEMS)


def endowment(persons: int = PERSONS, years: float = YEARS, **figures: float) -> Endowment:
    """The start of the scenario in small, with other figures where they are given."""
    single, tables = figures_of(scenario())
    return Endowment({**single, **figures}, tables, persons, years)


def turning(name: str, stagger: int) -> Cell:
    """A cell in which every role goes round the options of the three systems, a year each, for ever.

    With ``stagger`` each role changes that many quarters after the one before, so that mixtures occur as well.
    """
    cells = system_cells()
    rules: dict[str, tuple[Rule, ...]] = {}
    dated: dict[str, tuple[tuple[int, int], ...]] = {}
    for place, role in enumerate(cells[0].rules):
        options = [cell.rules[role][0] for cell in cells]
        rules[role] = tuple(options)
        late = stagger * place
        dated[role] = tuple((4 * turn + late % 4, (turn + late // 4) % 3) for turn in range(1, 60))
    return Cell(name, rules, cells[1].context, {}, dated)


def swapped(base: int, donor: int) -> Cell:
    """A system with the coordination of another."""
    cells = system_cells()
    rules = {**cells[base].rules, "coordination": cells[donor].rules["coordination"]}
    return replace(cells[base], name=f"{SYSTEMS[base]}+{SYSTEMS[donor]}", rules=rules)


def swap_cell(base: int, donor: int) -> int:
    """Index of that cell in the main program."""
    return SWAP + 3 * base + donor


def main_cells() -> list[Cell]:
    cells = system_cells()
    mirror = replace(cells[1], name="another name")
    swaps = [swapped(base, donor) for base in range(3) for donor in range(3)]
    return [*cells, mirror, turning("turning", 0), turning("turning one by one", 1), *swaps]


def other_cells() -> list[Cell]:
    """A system as it is, with options that add something at strength zero, and at strength one."""
    plain = system_cells()[0]
    rules = {**plain.rules, "discipline": (NudgedDismissal(),), "floor": (GiftFloor(),)}
    return [
        plain,
        replace(plain, name="nudged, at zero", rules=rules, parameters={"discipline.strength": 0.0, "floor.strength": 0.0}),
        replace(plain, name="nudged", rules=rules, parameters={"discipline.strength": 1.0, "floor.strength": 1.0}),
    ]


def other_steps() -> list[Step]:
    """The quarter, with a mechanism at its end that makes money out of nothing in one far quarter."""
    return [*QUARTER, Mechanism(leak)]


def make_program(
    cells: Sequence[Cell], start: Endowment | None = None, physics: Physics | None = None, steps: Sequence[Step] = QUARTER, quarters: int = 1
) -> Program:
    """A program that shows its state every ``quarters`` quarters."""
    start = start or endowment()
    program = Program(cells, start, physics or Physics(), 4 * YEARS, SEED, steps)
    program.slice_quarters = quarters
    return program


def join(parts: Sequence[Record]) -> Record:
    return {name: np.concatenate([part[name] for part in parts], axis=1) for name in parts[0]}


def as_dataset(record: Record) -> xr.Dataset:
    """Records of one system as the data set that a run folder would hold."""
    names = {"good": GOODS, **ACCOUNT_AXES}
    axes = {name: ("system", "replicate", "quarter", *OUTCOMES[name].axes) for name in record}
    data = xr.Dataset({name: (axes[name], values[None]) for name, values in record.items()})
    return data.assign_coords({axis: list(labels) for axis, labels in names.items()})


def run(program: Program, carry: Carry, quarters: int) -> tuple[Carry, Record]:
    """Runs on from a state, which is used up by it."""
    parts = []
    for _ in range(0, quarters, program.slice_quarters):
        carry, record = program.advance(carry)
        parts.append(record)
    return carry, join(parts)


def host(carry: Carry) -> dict[str, np.ndarray]:
    """Copies of all variables."""
    return {name: np.array(value) for name, value in carry.state.items()}


def carry_of(values: Mapping[str, np.ndarray], like: Carry, cell: int | None = None) -> Carry:
    """A state from copies, at the time and with the replicates of another."""
    state = State({name: jnp.array(value) for name, value in values.items()})
    return Carry(like.cell if cell is None else cell, like.replicates, like.quarter, state)


def different(a: Mapping[str, np.ndarray], b: Mapping[str, np.ndarray], rows: list[int] | None = None) -> list[str]:
    """Names whose bits differ."""
    keep = ... if rows is None else rows
    bits = lambda v: np.ascontiguousarray(v[keep]).tobytes()  # noqa: E731
    return [name for name in a if bits(np.asarray(a[name])) != bits(np.asarray(b[name]))]


class Kept:
    """Copies of states by system and quarter; each is computed once."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._found: dict[tuple[int, int], tuple[dict[str, np.ndarray], Carry]] = {}

    def __call__(self, cell: int, quarter: int) -> tuple[dict[str, np.ndarray], Carry]:
        """Variables at the end of so many quarters, and the time and replicates that go with them."""
        if (cell, quarter) not in self._found:
            at = max((q for c, q in self._found if c == cell and q < quarter), default=0)
            carry = carry_of(*self._found[cell, at]) if at else self._program.start(cell, BATCH)
            carry, _ = run(self._program, carry, quarter - at)
            self._found[cell, quarter] = (host(carry), carry)
        return self._found[cell, quarter]

