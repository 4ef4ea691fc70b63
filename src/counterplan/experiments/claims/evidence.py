"""From units to evidence: effects of a claim draw by draw, in every part of its design."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from counterplan.core.claim import Claim, Estimand, Fact
from counterplan.core.errors import RunError

from ..verdicts import PROTOCOL, Evidence, implausibility, matched
from .designs import ABLATION, BASE, FAILING, MATCH, TOGETHER, Design, Part
from .fit import likelihoods, likeness
from .levels import Level
from .runs import Results, physics_hash

if TYPE_CHECKING:
    from counterplan.core.scenario import Scenario
    from counterplan.engine.program import Program

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Gathered:
    """Evidence on one claim with what a page shows beside it."""

    evidence: Evidence
    raw: Floats
    """Effects [estimand, draw] in their own units."""
    parts: dict[str, Floats]
    """Effects by part, in margins."""
    physics: dict[str, str]
    """Hash of the physics by part."""
    failed: int
    no_value: int
    """Draws of the contrast in which no run failed and there is still no value."""
    drawn: dict[str, Floats]
    """Drawn values that any arm of the contrast uses, by name."""


@dataclass(frozen=True)
class Source:
    """A design in which arms of a claim run, with what came out and the program that computed it."""

    design: Design
    results: Results
    program: Program


Placed = Sequence[tuple[Part, Source]]
"""One part of a claim, in each design in which it has cells."""


def gather(claim: Claim, sources: Sequence[Source], level: Level) -> Gathered:
    """Gathers the effects of a claim from the units of its cells.

    Args:
        sources: designs in which its arms run, that of its own scenario first.

    Error: RunError where the physics of two arms of one contrast differ.
    """
    names = dict.fromkeys(name for source in sources for name in source.design.parts[claim.id])
    parts: dict[str, Placed] = {name: [(s.design.parts[claim.id][name], s) for s in sources if name in s.design.parts[claim.id]] for name in names}
    counts = {name: level.draws if placed[0][0].all_draws else level.side_draws for name, placed in parts.items()}
    scenarios = {s.design.scenario.name: s.design.scenario for s in sources}
    found = {name: effects(claim, placed, counts[name], scenarios) for name, placed in parts.items() if not _is_check(name)}
    base = parts[BASE]
    drawn = _drawn(base, level.draws)
    evidence = Evidence(
        effects=found[BASE],
        halves=_halves(drawn, sources),
        matched=_matched(claim, parts.get(MATCH, ()), level),
        ablated=found.get(ABLATION),
        rivals={rival.name: found.get(f"rival: {rival.name}") for rival in claim.rivals},
        together=found.get(TOGETHER),
        closures={name.removeprefix("closure: "): values for name, values in found.items() if name.startswith("closure: ")},
        failing=found.get(FAILING),
        contradicted=_contradicted(claim, parts, level),
    )
    failed = _failed(base, level.draws)
    raw = np.stack([_raw(claim, e, base, level.draws, scenarios) for e in claim.estimands])
    no_value = int((~np.isfinite(found[BASE]) & ~failed).sum())
    hashes = {name: _one_physics(claim, name, placed, counts[name]) for name, placed in parts.items()}
    return Gathered(evidence, raw, found, hashes, int(failed.sum()), no_value, drawn)


def effects(claim: Claim, placed: Placed, n: int, scenarios: Mapping[str, Scenario] = MappingProxyType({})) -> Floats:
    """Effects of one part in units of the margin, in the claim's direction; of several estimands the least, for all have to hold.

    Where one of several has no value and the least of the others is not beyond its margin, that one stands: the claim does not hold there
    whatever the missing one is. Else there is no value.
    """
    scaled = [p.sign * _raw(claim, e, placed, n, scenarios) / p.rope for e, p in zip(claim.estimands, claim.predictions, strict=True)]
    known = np.isfinite(np.stack(scaled))
    least = np.min(np.where(known, np.stack(scaled), np.inf), axis=0)
    return np.where(known.all(axis=0) | ((least <= 1.0) & ~_failed(placed, n)), least, np.nan)


def _failed(placed: Placed, n: int) -> NDArray[np.bool_]:
    return np.any([source.results.failed(cell, n) for part, source in placed for cell in part.cells], axis=0)


def outcomes_of(claim: Claim) -> set[str]:
    """Outcomes that a claim's evidence needs."""
    wanted = [*claim.estimands, *(fact.estimand for fact in claim.facts if fact.estimand)]
    return {name for e in wanted for name in e.outcomes} | set(claim.design.match)


def _raw(claim: Claim, estimand: Estimand, placed: Placed, n: int, scenarios: Mapping[str, Scenario]) -> Floats:
    if claim.experiment == "fit":
        cells = [(arm, cell, source) for part, source in placed for arm, cell in zip(part.arms, part.cells, strict=True)]
        series = {arm: source.results.series(cell, n)[estimand.outcome] for arm, cell, source in cells}
        return likeness(likelihoods(claim, estimand, series, scenarios)) - estimand.baseline
    weighted = [(weight, cell, source) for part, source in placed for cell, weight in zip(part.cells, part.weights, strict=True)]
    values = [weight * source.results.value(cell, n, estimand) for weight, cell, source in weighted]
    return np.sum(np.stack(values), axis=0) - estimand.baseline


def _is_check(name: str) -> bool:
    return name == MATCH or name.startswith("fact: ")


def _one_physics(claim: Claim, name: str, placed: Placed, n: int) -> str:
    """Hashes of the physics, one a scenario: all arms have the same code and values, and where they start together the same of everything."""
    hashes = [{physics_hash(source.program, cell, n) for cell in part.cells} for part, source in placed]
    values = [source.program.physics_of(part.cells[0], range(n)) for part, source in placed]
    alike = all(np.array_equal(values[0][key], other[key]) for other in values[1:] for key in values[0])
    if not alike or any(len(found) > 1 for found in hashes):
        raise RunError(f"claim '{claim.id}': the arms of '{name}' do not have one physics: {', '.join(sorted(set().union(*hashes)))}")
    return "+".join(found.pop() for found in hashes)


def drawn_values(results: Results, part: Part, n: int, program: Program) -> dict[str, Floats]:
    """Drawn values by name, from the first cell of the part that uses them; what no cell uses is left out."""
    assert program.points is not None
    found: dict[str, Floats] = {}
    for cell in part.cells:
        table = results.series(cell, n)["drawn"]
        for i, prior in enumerate(program.points.priors):
            if prior.name not in found and np.isfinite(table[:, i]).all() and np.ptp(table[:, i]) > 0.0:
                found[prior.name] = table[:, i]
    return found


def _drawn(base: Placed, n: int) -> dict[str, Floats]:
    """Drawn values of all designs: parameters are the same in all of them, figures are each scenario's own."""
    found: dict[str, Floats] = {}
    for part, source in base:
        assert source.program.points is not None
        figures = set(source.program.points.starts.names) if found else set()
        for name, values in drawn_values(source.results, part, n, source.program).items():
            found.setdefault(_name_in(name, source, figures), values)
    return found


def _name_in(name: str, source: Source, figures: Collection[str]) -> str:
    return f"{name} in {source.design.scenario.name}" if name in figures else name


def _halves(drawn: Mapping[str, Floats], sources: Sequence[Source]) -> dict[str, NDArray[np.bool_]]:
    """By assumed range: which draws lie in its upper half."""
    found: dict[str, NDArray[np.bool_]] = {}
    for place, source in enumerate(sources):
        assert source.program.points is not None
        figures = set(source.program.points.starts.names) if place else set()
        for prior in source.program.points.priors:
            name = _name_in(prior.name, source, figures)
            if prior.source == "assumed" and name in drawn:
                found.setdefault(name, drawn[name] > prior.at(0.5))
    return found


def _matched(claim: Claim, placed: Placed, level: Level) -> NDArray[np.bool_] | None:
    """Draws that facts unrelated to the claim do not rule out; None where nothing is on record."""
    far = []
    for part, source in placed:
        design = source.design
        names = [name for name in claim.design.match if design.scenario.record.get(name)]
        for name in names:
            record, model = _in_years(design, name, source.results.series(part.cells[0], level.draws)[name])
            far.append(implausibility(model, record, PROTOCOL.discrepancy * abs(record)))
    return matched(far, PROTOCOL.implausibility) if far else None


def _in_years(design: Design, name: str, values: Floats) -> tuple[float, Floats]:
    """Means of record and model over the years that both have."""
    by_year = values[:, : values.shape[1] // 4 * 4].reshape(values.shape[0], -1, 4).mean(axis=2)
    years = [year for year in design.scenario.record[name] if 0 <= year - design.scenario.start < by_year.shape[1]]
    record = float(np.mean([design.scenario.record[name][year] for year in years]))
    return record, by_year[:, [year - design.scenario.start for year in years]].mean(axis=1)


def _contradicted(claim: Claim, parts: Mapping[str, Placed], level: Level) -> dict[str, NDArray[np.bool_]]:
    found = {}
    for i, fact in enumerate(claim.facts):
        for part, source in parts.get(f"fact: {i}", ()):
            assert fact.estimand is not None
            found[fact.text] = _outside(fact, source.results.value(part.cells[0], level.side_draws, fact.estimand))
    return found


def _outside(fact: Fact, values: Floats) -> NDArray[np.bool_]:
    low = -np.inf if fact.low is None else fact.low
    high = np.inf if fact.high is None else fact.high
    known = values[np.isfinite(values)]
    return (known < low) | (known > high)
