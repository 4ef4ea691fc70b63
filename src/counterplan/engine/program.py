"""A compiled program: many systems over one set of options, batches of replicates, slices of quarters."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, ClassVar

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from counterplan.core.errors import InputError
from counterplan.core.randomness import Draws, replicate_key
from counterplan.core.rule import Rule
from counterplan.core.state import State
from counterplan.core.table import VARIABLES
from counterplan.core.variables import Variable
from counterplan.physics.endowment import Endowment
from counterplan.physics.integers import take
from counterplan.physics.outcomes import OUTCOMES
from counterplan.physics.parameters import Physics

from .binding import Setting, foresee
from .points import RECORDED, Points
from .quarter import QUARTER, Step
from .slices import Slice, compile_slice, few_arenas, give_back_memory, keep_memory
from .step import CHECKED, run_quarter

jax.config.update("jax_enable_x64", True)  # type: ignore[no-untyped-call]
few_arenas()

WIDE, NARROW = 8, 2
"""Replicates in a batch: for up to `WIDE_UP_TO` persons, and above."""
WIDE_UP_TO = 20_000
_KEPT, KEPT_UP_TO = 4, 150_000
"""Starts of batches that are kept, and slots up to which they are: in claims a batch of all cells, in few worlds, runs before the next one."""


@dataclass(frozen=True)
class Series:
    """What is recorded each quarter under one name."""

    unit: str
    meaning: str
    axes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cell:
    """One system as the engine sees it: rules by role, numbers of the contexts, dated changes.

    ``dated`` gives, by role, pairs (quarter from which on, index into the role's rules).
    """

    name: str
    rules: Mapping[str, tuple[Rule, ...]]
    context: Mapping[str, float]
    parameters: Mapping[str, float] = field(default_factory=dict)
    """Values by 'role.name' for the rules' parameters."""
    dated: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    columns: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """By role that politics moves: index into its rules for each mode of policy and then for each other regime."""
    world: Mapping[str, float] = field(default_factory=dict)
    """Values of physics and starting figures ('physics.<name>', 'figures.<name>') that stand in the place of the program's."""


@dataclass
class Carry:
    """A batch between two slices."""

    cell: int
    replicates: tuple[int, ...]
    quarter: int
    state: State
    batch: dict[str, Any] | None = None
    """What differs between the replicates besides the state (None: to be made)."""


class Program:
    """Compiles the union of the cells' options once and runs batches of any cell with it."""

    def __init__(
        self,
        cells: Sequence[Cell],
        endowment: Endowment,
        physics: Physics,
        n_quarters: int,
        seed: int,
        steps: Sequence[Step] = QUARTER,
        points: Points | None = None,
        paths: Mapping[str, Sequence[float]] | None = None,
        recorded: Collection[str] = (),
    ) -> None:
        """Takes what all replicates share, and where each stands in the priors (``points``; None: all at one point).

        Args:
            paths: exogenous series by name, one value a year of the run.
            recorded: outcomes that are recorded, beside those on which failures are read (none named: all).
        """
        self.cells, self.endowment, self.physics, self.points = list(cells), endowment, physics, points
        self.n_quarters, self.seed, self.steps = n_quarters, seed, steps
        self.paths = {name: np.asarray(values, np.float64) for name, values in (paths or {}).items()}
        wide = endowment.n_persons <= WIDE_UP_TO
        self.batch_width = WIDE if wide else NARROW
        self.slice_quarters = 4 if wide else 1
        self.options = _union(self.cells)
        self.brought = _brought(self.options)
        self._weighs = any("regimes" in names for rules in self.options.values() for rule in rules for names in rule.phases().values())
        self.moved = frozenset(role for cell in self.cells for role in cell.columns)
        self.recorded = frozenset(recorded)
        self.series = {name: Series(o.unit, o.meaning, o.axes) for name, o in OUTCOMES.items() if self._records(name)}
        self.once = {name: Series(*described) for name, described in RECORDED.items()} if points else {}
        self._advance: Slice | None = None
        self._made = lru_cache(_KEPT)(self._make)

    def start(self, cell: int, replicates: Sequence[int]) -> Carry:
        """Makes the state at quarter 0 for a batch (padded by repeating its last replicate)."""
        self.compile()
        many = self.endowment.n_persons > WIDE_UP_TO
        if many:
            give_back_memory()  # before and after, else what a state is made from and what ran before it lie about beside it
        padded = (*replicates, *[replicates[-1]] * (self.batch_width - len(replicates)))
        world = tuple(sorted((name, value) for name, value in self.cells[cell].world.items() if name.startswith("figures.")))
        kept = self.batch_width * self.endowment.sizes.person <= KEPT_UP_TO
        made = self._made(padded, world) if kept else self._make(padded, world)
        stacked = {}
        for name in VARIABLES:
            # A copy of what is kept for other cells: the state is used up as the batch goes on.
            stacked[name] = jnp.asarray(made[name].copy() if kept else made.pop(name))
        for name, own in self.brought.items():
            stacked[name] = jnp.full((self.batch_width, *self.endowment.sizes.shape(own)), own.start, own.dtype)
        del made
        if many:
            give_back_memory()
        return Carry(cell, padded, 0, State(stacked))

    def _make(self, replicates: tuple[int, ...], world: tuple[tuple[str, float], ...]) -> dict[str, np.ndarray]:
        """The start of a batch by variable, [replicate, …]: the same for all cells whose figures are the same."""

        def start(replicate: int) -> Endowment:
            return self.points.endowment(replicate, dict(world)) if self.points else self.endowment

        made: dict[int, dict[str, np.ndarray]] = {r: start(r).state(self.seed, self._luck(r)) for r in set(replicates)}
        found = {}
        for name in VARIABLES:
            found[name] = np.stack([made[r][name] for r in replicates])
            for values in made.values():
                del values[name]
        return found

    def advance(self, carry: Carry) -> tuple[Carry, dict[str, np.ndarray]]:
        """Runs one slice of quarters; arrays have shape (batch, quarters, …). The state that it is given may be used up."""
        advance = self.compile()
        batch = self._batch(carry) if carry.batch is None else carry.batch
        state, record = advance(carry.state, batch, self._choices(carry.cell, carry.quarter), np.int32(carry.quarter))
        done = Carry(carry.cell, carry.replicates, carry.quarter + self.slice_quarters, state, batch)
        return done, {name: np.moveaxis(np.asarray(values), 0, 1) for name, values in record.items()}

    def compile(self) -> Slice:
        """Compiles a slice, once and before any state takes room; what the compiler used goes back to the machine."""
        if self._advance is None:
            sizes, width = self.endowment.sizes, self.batch_width
            known = {**VARIABLES, **self.brought}
            state = State({n: jax.ShapeDtypeStruct((width, *sizes.shape(v)), np.dtype(v.dtype)) for n, v in known.items()})  # type: ignore[no-untyped-call, misc]
            batch = self._batch(Carry(0, (0,) * width, 0, state))
            self._advance = compile_slice(self._quarter, state, batch, self._choices(0, 0), self.slice_quarters)
            give_back_memory()
            keep_memory()
        return self._advance

    def _batch(self, carry: Carry) -> dict[str, Any]:
        """Everything that differs between replicates besides the state; every operand has the batch axis."""
        cell, width = self.cells[carry.cell], self.batch_width

        def wide(value: float, name: str = "") -> np.ndarray:
            return self._wide(value, name, carry.replicates)

        lucks = [self._luck(replicate) for replicate in carry.replicates]
        keys = replicate_key(jnp.full((width,), self.seed), jnp.asarray(lucks, jnp.int64))
        physics = self.physics_of(carry.cell, carry.replicates)
        parameters = {}
        for role, rules in self.options.items():
            for rule in rules:
                for name, info in type(rule).parameters().items():
                    bare = name.split(".", 1)[1]
                    value = cell.parameters.get(name, getattr(rule, bare)) if info else 0.0
                    full = f"{role}.{rule.option}.{bare}"
                    parameters[full] = wide(value, "" if name in cell.parameters else full)
        context = {name: wide(value, f"context.{name}") for name, value in cell.context.items()}
        paths = {name: np.tile(values, (self.batch_width, 1)) for name, values in self.paths.items()}
        return {"key": keys, "physics": physics, "parameters": parameters, "context": context, "paths": paths}

    def _records(self, outcome: str) -> bool:
        return not self.recorded or outcome in self.recorded or outcome in (*CHECKED, "failed")

    def _luck(self, replicate: int) -> int:
        return self.points.luck(replicate) if self.points else replicate

    def physics_of(self, cell: int, replicates: Sequence[int]) -> dict[str, np.ndarray]:
        """Values of the physics by replicate: what the cell's world sets, else what is drawn, else the program's."""
        world, found = self.cells[cell].world, {}
        for name, value in vars(self.physics).items():
            full = f"physics.{name}"
            found[name] = self._wide(world[full], "", replicates) if full in world else self._wide(value, full, replicates)
        return found

    def _wide(self, value: float, name: str, replicates: Sequence[int]) -> np.ndarray:
        """A value for each replicate, drawn where its name is among the priors."""
        if self.points is None:
            return np.full(len(replicates), value)
        return np.asarray([self.points.value(name, replicate, value) for replicate in replicates], np.float64)

    def record_once(self, carry: Carry) -> dict[str, np.ndarray]:
        """Returns what is recorded once a replicate, arrays of shape (batch, …): the drawn values, where some are drawn."""
        return self.points.record(self.cells[carry.cell], carry.replicates) if self.points else {}

    def _choices(self, cell: int, quarter: int) -> dict[str, np.ndarray]:
        """Index of the option in force, by role and quarter of the slice (never batched)."""
        table = {}
        for role, rules in self.options.items():
            own = self.cells[cell].rules.get(role, (ABSENT,))
            index = [_place(rules, rule) for rule in own]
            row = np.full(self.slice_quarters, index[0], np.int32)
            for start, which in self.cells[cell].dated.get(role, ()):
                row = np.where(np.arange(quarter, quarter + self.slice_quarters) >= start, np.int32(index[which]), row)
            table[role] = self._by_column(cell, role, row, index) if role in self.moved else row
        return table

    def _by_column(self, cell: int, role: str, row: np.ndarray, index: Sequence[int]) -> np.ndarray:
        """A role's index by quarter and column; the same in all columns where nobody moves it in this cell (int32 [quarter, column])."""
        n = max(len(columns) for c in self.cells for columns in c.columns.values())
        own = self.cells[cell].columns.get(role)
        if own is None:
            return np.repeat(row[:, None], n, axis=1)
        wide = [index[place] for place in (*own, *[own[-1]] * (n - len(own)))]
        return np.tile(np.asarray(wide, np.int32), (self.slice_quarters, 1))

    def _in_force(self, state: State, choice: Mapping[str, Array]) -> dict[str, Array]:
        """Index of the option in force by role, in one replicate: where politics moves, that of the column in force."""
        return {role: take(row, state["policy_mode"]) if role in self.moved else row for role, row in choice.items()}

    def _quarter(self, state: State, batch: dict[str, Any], choice: Mapping[str, Array], now: Array) -> tuple[State, dict[str, Array]]:
        def one(state: State, batch: dict[str, Any]) -> tuple[State, dict[str, Array]]:
            return run_quarter(self.steps, state, self._setting(state, batch, choice, now), self.options, self.brought, self.recorded)

        done: tuple[State, dict[str, Array]] = jax.vmap(one)(state, batch)
        return done

    def _setting(self, state: State, batch: dict[str, Any], choice: Mapping[str, Array], now: Array) -> Setting:
        sizes = self.endowment.sizes
        draw = Draws(batch["key"], now, state["person_id"], state["enterprise_id"], sizes.region)
        paths = {name: values[now // 4] for name, values in batch["paths"].items()}
        setting = Setting(
            Physics(**batch["physics"]), batch["parameters"], batch["context"], self._in_force(state, choice), draw, now, sizes, paths=paths
        )
        if self._weighs:
            setting = replace(setting, regimes=foresee(self.options, choice, setting))
        return setting

    def save(self, carry: Carry) -> dict[str, np.ndarray]:
        """Returns a checkpoint: plain arrays."""
        arrays = {f"state/{name}": np.asarray(value) for name, value in carry.state.items()}
        arrays["quarter"] = np.asarray(carry.quarter)
        arrays["cell"] = np.asarray(carry.cell)
        arrays["replicates"] = np.asarray(carry.replicates)
        return arrays

    def load(self, arrays: Mapping[str, np.ndarray]) -> Carry:
        """Takes a checkpoint up again."""
        state = State({n[6:]: jnp.asarray(v) for n, v in arrays.items() if n.startswith("state/")})
        replicates = tuple(int(r) for r in arrays["replicates"])
        return Carry(int(arrays["cell"]), replicates, int(arrays["quarter"]), state)

    def state_hash(self, carry: Carry) -> list[str]:
        """One hash a replicate: free of the slots that persons stand in, of the batch and of companions."""
        host = {name: np.asarray(value) for name, value in carry.state.items()}
        by_person = {n for n, v in {**VARIABLES, **self.brought}.items() if v.axes[:1] == ("person",)}
        return [_hash_one({n: v[i] for n, v in host.items()}, by_person) for i in range(len(carry.replicates))]


def _hash_one(values: Mapping[str, np.ndarray], by_person: set[str]) -> str:
    living = np.flatnonzero(values["alive"])
    order = living[np.argsort(values["person_id"][living], kind="stable")]
    digest = hashlib.sha256()
    for name in sorted(values):
        array = values[name]
        if name in by_person:
            array = array[order]
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def _place(rules: Sequence[Rule], rule: Rule) -> int:
    # By name, not by class: a user's file is loaded anew for each system.
    return next(i for i, known in enumerate(rules) if known.option == rule.option)


def _union(cells: Sequence[Cell]) -> dict[str, tuple[Rule, ...]]:
    """All options of each role over the cells, in the order of their names (so that names of systems do not matter)."""
    found: dict[str, dict[str, Rule]] = {}
    for cell in cells:
        for role, rules in cell.rules.items():
            for rule in rules:
                found.setdefault(role, {})[rule.option] = rule
    for role in found:
        if any(role not in cell.rules for cell in cells):
            found[role][ABSENT.option] = ABSENT
    return {role: tuple(by_option[o] for o in sorted(by_option)) for role, by_option in sorted(found.items())}


class Absent(Rule):
    """Nobody: what stands in a place that only other systems of a program fill. Own construction."""

    option: ClassVar[str] = "absent"


ABSENT = Absent()


def _brought(options: Mapping[str, Sequence[Rule]]) -> dict[str, Variable]:
    """Variables that rules bring along, by name.

    Error: InputError where a name is taken, or where the kind is one that the ledger or physics would have to know.
    """
    found: dict[str, tuple[str, Variable]] = {}
    for rule in (rule for rules in options.values() for rule in rules):
        who = f"{rule.role}={rule.option}"
        for own in rule.variables:
            if own.kind not in BRINGS:
                raise InputError(f"{who}: brings '{own.name}', which is a {own.kind}; a rule may bring a {' or a '.join(BRINGS)}.")
            if own.name in VARIABLES:
                raise InputError(f"{who}: brings '{own.name}', a name of the variable table; give it another name.")
            if own.name in found and found[own.name][1] != own:
                raise InputError(f"{who}: brings '{own.name}' otherwise than {found[own.name][0]} does; give it another name.")
            found[own.name] = (who, own)
    return {name: own for name, (_, own) in sorted(found.items())}


BRINGS = ("memory", "decision")
"""Kinds of variables that a rule may bring along."""
