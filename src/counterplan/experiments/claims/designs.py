"""From claims to cells: every arm of every part of every claim, each different cell once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from counterplan.core.claim import Arm, Change, Claim
from counterplan.core.errors import InputError
from counterplan.core.scenario import Scenario
from counterplan.core.system import System
from counterplan.loader.claim_design import (
    NOTHING,
    arm_system,
    groups_of,
    missing,
    missing_facts,
    missing_rivals,
    one_system,
    outside_priors,
    refuse_unvarying,
)
from counterplan.loader.claims import load_claim
from counterplan.loader.scenarios import load_scenario
from counterplan.loader.systems import load_system, owned_parameters

from ..games import chain_weights

if TYPE_CHECKING:
    from counterplan.catalogue import Rules

OUTSIDE = "fails_at: "
"""Begins a note on a point of failure outside the priors."""
BASE, ABLATION, TOGETHER, FAILING, MATCH = "contrast", "ablation", "rivals together", "point of failure", "match"
ALL = 10_000
"""More years than any design has."""
CLOSURES: dict[str, tuple[str, ...]] = {
    "where a gap of the plan lands": ("coordination.share_of_final",),
    "investment rule": ("priorities.use_response", "priorities.return_response", "priorities.investment"),
    "curvature of utility": ("physics.consumption_curvature",),
}
"""Closures that the literature leaves open: parameters that are set to both ends of their ranges together."""


@dataclass(frozen=True)
class Cell:
    """One system in one world."""

    system: System
    world: tuple[tuple[str, float], ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """What decides its numbers."""
        s = self.system
        return (s.vector, tuple(sorted(s.parameters.items())), tuple(sorted(s.contexts.items())), self.world)


@dataclass(frozen=True)
class Part:
    """One part of a claim's design: cells of the list and the weight of each in the effect."""

    name: str
    cells: tuple[int, ...]
    weights: tuple[float, ...]
    all_draws: bool = False
    """Whether it takes as many draws as the contrast itself, and not only those of ablations, rivals and closures."""
    arms: tuple[int, ...] = ()
    """Which arm of the claim each cell is."""


@dataclass
class Design:
    """All cells of the claims that share a program, and the parts of each claim (of one with several scenarios, what runs here)."""

    scenario: Scenario
    years: int = 0
    cells: list[Cell] = field(default_factory=list)
    parts: dict[str, dict[str, Part]] = field(default_factory=dict)
    """By claim and name of the part."""
    notes: dict[str, list[str]] = field(default_factory=dict)
    """By claim: parts that could not be made, and why."""
    reach: dict[int, int] = field(default_factory=dict)
    """By cell: years from the start that any claim reads."""

    def put(self, claim: str, part: Part, years: int | Sequence[int]) -> None:
        """Adds a part of a claim, of whose cells so many years are read."""
        self.parts.setdefault(claim, {})[part.name] = part
        for place, cell in enumerate(part.cells):
            self.reach[cell] = max(self.reach.get(cell, 0), years if isinstance(years, int) else years[place])

    def place(self, cell: Cell) -> int:
        """Index of a cell, which is added where it is new."""
        for i, known in enumerate(self.cells):
            if known.key == cell.key:
                return i
        name = f"{len(self.cells)} {cell.system.name}"
        self.cells.append(replace(cell, system=replace(cell.system, name=name)))
        return len(self.cells) - 1

    def draws(self, whole: int, side: int, claims: Sequence[str]) -> dict[int, int]:
        """Draws that each needed cell has to have for these claims: ``whole`` in parts with all draws, ``side`` in the others."""
        needed: dict[int, int] = {}
        for claim in claims:
            for part in self.parts.get(claim, {}).values():
                for cell in part.cells:
                    needed[cell] = max(needed.get(cell, 0), whole if part.all_draws else side)
        return needed


def check_design(path: str | Path, rules: Rules) -> None:
    """Refuses a claim file whose experiment could show nothing; what is not built is not looked at.

    Error: InputError that names the claim and the part.
    """
    claim = load_claim(Path(path))
    if claim.normative or missing(claim, rules):
        return
    for design in design_claims([claim], rules).values():
        for note in design.notes.get(claim.id, []):
            if note.startswith(OUTSIDE):
                raise InputError(f"{path}: {note}.")


def design_claims(claims: Sequence[Claim], rules: Rules) -> dict[str, Design]:
    """Collects the cells of all claims (which must be built) by scenario and by who moves institutions inside their runs.

    Where politics moves a role, every cell of a program pays for all options of it; claims without movers have a program of their own.
    A point of failure outside the priors is not run but noted, so that the claim gets no verdict.

    Error: InputError for a claim whose effect cannot vary.
    """
    designs: dict[str, Design] = {}
    for claim in claims:
        found: dict[str, Design] = {}
        for scenario, name in names_of(claim, rules).items():
            if name not in designs:
                designs[name] = Design(load_scenario(scenario, rules))
            designs[name].years = max(designs[name].years, claim.design.years)
            found[scenario] = designs[name]
        _add(Starts(claim, found), rules)
    return designs


def names_of(claim: Claim, rules: Rules) -> dict[str, str]:
    """Names of the designs in which a claim's arms run, by scenario, the claim's own first."""
    return {scenario: "-".join([scenario, *movers_of(claim, rules)]) for scenario in claim.scenarios}


def movers_of(claim: Claim, rules: Rules) -> tuple[str, ...]:
    """Who moves institutions in any arm of a claim, in the order of their names."""
    return tuple(sorted({mover for arm in claim.arms for mover in load_system(arm.system, rules).movers}))


@dataclass(frozen=True)
class Starts:
    """A claim with the designs in which its arms run, by scenario."""

    claim: Claim
    designs: Mapping[str, Design]

    @property
    def home(self) -> Design:
        """The design of the claim's own scenario, which holds its notes."""
        return self.designs[self.claim.design.scenario]

    def systems(self, change: Change, rules: Rules) -> list[System]:
        """The systems of all arms under a change."""
        return [arm_system(arm, change, self.designs[self.claim.start_of(arm, change)].scenario, rules) for arm in self.claim.arms]

    def add(self, name: str, systems: Sequence[System], change: Change, rules: Rules) -> None:
        """Adds a part to the designs in which its arms start."""
        claim = self.claim
        world = tuple(sorted({**claim.design.world, **change.world}.items()))
        if claim.experiment == "shapley":
            found, weights = _coalitions(claim, systems[0], systems[1], rules)
            starts = [claim.design.scenario] * len(found)
        else:
            found, weights = list(systems), [arm.weight for arm in claim.arms]
            starts = [claim.start_of(arm, change) for arm in claim.arms]
        for scenario, design in self.designs.items():
            arms = tuple(place for place, start in enumerate(starts) if start == scenario)
            if arms:
                cells = tuple(design.place(Cell(found[arm], world)) for arm in arms)
                part = Part(name, cells, tuple(weights[arm] for arm in arms), name in (BASE, FAILING), arms)
                design.put(claim.id, part, [_read(claim, None if claim.experiment == "shapley" else arm) for arm in arms])


def _add(starts: Starts, rules: Rules) -> None:
    claim = starts.claim
    for design in starts.designs.values():
        design.parts.setdefault(claim.id, {})
    notes = starts.home.notes.setdefault(claim.id, [])
    base = starts.systems(NOTHING, rules)
    refuse_unvarying(claim, base)
    starts.add(BASE, base, NOTHING, rules)
    lacking = missing_rivals(claim, rules)
    notes += [f"rival '{name}': not built: {', '.join(what)}" for name, what in lacking.items()]
    for name, change in _changes(claim).items():
        if name == TOGETHER and lacking:
            notes.append("rivals together: not run, because a rival is not built")
        elif not (name.startswith("rival: ") and change.name in lacking):
            _add_changed(starts, name, change, rules)
    for closure, names in CLOSURES.items():
        for end in ("low", "high"):
            systems, world = _closed(base, names, end, rules)
            starts.add(f"closure: {closure}, {end}", systems, Change("", "", {}, world), rules)
    _add_facts(starts, rules)


def _read(claim: Claim, arm: int | None) -> int:
    """Years of an arm that a claim's estimands read."""
    window = claim.arms[arm].window if arm is not None else ()
    return ceil(window[1] if window else max(e.window[1] for e in claim.estimands))


def _changes(claim: Claim) -> dict[str, Change]:
    found = {} if claim.ablate is None else {ABLATION: claim.ablate}
    found |= {f"rival: {rival.name}": rival for rival in claim.rivals}
    if len(claim.rivals) > 1:
        settings = {name: value for rival in claim.rivals for name, value in rival.set.items()}
        world = {name: value for rival in claim.rivals for name, value in rival.world.items()}
        found[TOGETHER] = Change(TOGETHER, "", settings, world, scenario=next((rival.scenario for rival in claim.rivals if rival.scenario), ""))
    return found if claim.fails_at is None else {**found, FAILING: claim.fails_at}


def _add_changed(starts: Starts, name: str, change: Change, rules: Rules) -> None:
    """Adds a part in which something is done to all arms; says why where the arms do not allow it."""
    claim, notes = starts.claim, starts.home.notes[starts.claim.id]
    try:
        systems = starts.systems(change, rules)
    except InputError as error:
        if name in (ABLATION, FAILING):
            raise InputError(f"claim '{claim.id}': {name}: {error}") from None
        notes.append(f"{name}: not possible beside the arms: {error}")
        return
    if len(systems) > 1 and one_system(claim, systems):
        raise InputError(f"claim '{claim.id}': {name} makes all arms one system, so it shows nothing about the mechanism.")
    if name == FAILING:
        for design in starts.designs.values():
            if outside := outside_priors(change, systems, design.scenario, rules):
                notes.append(f"{OUTSIDE}{outside[0]}")
                return
    starts.add(name, systems, change, rules)


def _coalitions(claim: Claim, start: System, end: System, rules: Rules) -> tuple[list[System], list[float]]:
    """Systems between two others with the weight of each in a sum of Shapley values of groups."""
    from ..chains import between, feasible_masks, roles_that_differ

    roles = roles_that_differ(start, end)
    groups = groups_of(claim, roles)
    lacking = [name for name in claim.weights if name not in groups]
    if lacking:
        raise InputError(f"claim '{claim.id}': the group '{lacking[0]}' has no role in which the two systems differ.")
    players = list(groups.values())
    feasible = feasible_masks(start, end, players)
    weights = chain_weights(len(players), feasible)
    total = np.sum([value * weights[list(groups).index(name)] for name, value in claim.weights.items()], axis=0)
    used = [mask for mask in range(len(feasible)) if feasible[mask] and total[mask] != 0.0]
    return [between(start, end, players, mask, rules) for mask in used], [float(total[mask]) for mask in used]


def _closed(systems: Sequence[System], names: Sequence[str], end: str, rules: Rules) -> tuple[list[System], dict[str, float]]:
    """The systems, and the world, with a closure's parameters at one end of their ranges."""
    from counterplan.loader import physics_parameters

    world = {n: getattr(physics_parameters()[n.removeprefix("physics.")], end) for n in names if n.startswith("physics.")}
    found = []
    for system in systems:
        owned = owned_parameters(system, rules)
        ends: Mapping[str, float] = {name: getattr(owned[name], end) for name in names if name in owned}
        found.append(replace(system, parameters={**system.parameters, **ends}))
    return found, world


def _add_facts(starts: Starts, rules: Rules) -> None:
    """Adds the cells on which facts are checked and draws are matched with the record, in each scenario that has one."""
    claim, home = starts.claim, starts.home
    world = tuple(sorted(claim.design.world.items()))
    lacking = missing_facts(claim, rules)
    if lacking:
        home.notes[claim.id].append(f"facts that are not checked: {', '.join(lacking)}")
    for i, fact in enumerate(claim.facts):
        if fact.arm and not lacking:
            design = starts.designs[claim.start_of(fact.arm, NOTHING)]
            cell = design.place(Cell(arm_system(fact.arm, NOTHING, design.scenario, rules), world))
            last = ceil(fact.estimand.window[1]) if fact.estimand else claim.design.years
            design.put(claim.id, Part(f"fact: {i}", (cell,), (1.0,)), last)
    if claim.design.match:
        arm = Arm(claim.design.match_system or claim.arms[0].system)
        for design in starts.designs.values():
            cell = design.place(Cell(arm_system(arm, NOTHING, design.scenario, rules), world))
            design.put(claim.id, Part(MATCH, (cell,), (1.0,), all_draws=True), ALL)  # with every year on record
