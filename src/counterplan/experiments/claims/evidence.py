"""From units to evidence: effects of a claim draw by draw, in every part of its design."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from counterplan.core.claim import Claim, Estimand, Fact
from counterplan.core.errors import RunError

from ..verdicts import PROTOCOL, Evidence, implausibility, matched
from .designs import ABLATION, BASE, FAILING, TOGETHER, Design, Part
from .levels import Level
from .runs import Results, physics_hash

if TYPE_CHECKING:
    from counterplan.core.priors import Prior
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


def gather(claim: Claim, design: Design, results: Results, program: Program, level: Level) -> Gathered:
    """Gathers the effects of a claim from the units of its cells.

    Error: RunError where the physics of two arms of one contrast differ.
    """
    parts = design.parts[claim.id]
    found = {name: effects(claim, part, results, _count(part, level)) for name, part in parts.items() if not _is_check(name)}
    hashes = {name: _one_physics(claim, name, part, program, _count(part, level)) for name, part in parts.items()}
    base = parts[BASE]
    drawn = drawn_values(results, base, level.draws, program)
    rivals = {rival.name: found.get(f"rival: {rival.name}") for rival in claim.rivals}
    evidence = Evidence(
        effects=found[BASE],
        halves=_halves(drawn, program),
        matched=_matched(claim, design, results, parts, level),
        ablated=found.get(ABLATION),
        rivals=rivals,
        together=found.get(TOGETHER),
        closures={name.removeprefix("closure: "): values for name, values in found.items() if name.startswith("closure: ")},
        failing=found.get(FAILING),
        contradicted=_contradicted(claim, results, parts, level),
    )
    failed = _failed(base, results, level.draws)
    raw = np.stack([_raw(e, base, results, level.draws) for e in claim.estimands])
    no_value = int((~np.isfinite(found[BASE]) & ~failed).sum())
    return Gathered(evidence, raw, found, hashes, int(failed.sum()), no_value, drawn)


def effects(claim: Claim, part: Part, results: Results, n: int) -> Floats:
    """Effects of one part in units of the margin, in the claim's direction; of several estimands the least, for all have to hold.

    Where one of several has no value and the least of the others is not beyond its margin, that one stands: the claim does not hold there
    whatever the missing one is. Else there is no value.
    """
    scaled = np.stack([p.sign * _raw(e, part, results, n) / p.rope for e, p in zip(claim.estimands, claim.predictions, strict=True)])
    known = np.isfinite(scaled)
    least = np.min(np.where(known, scaled, np.inf), axis=0)
    return np.where(known.all(axis=0) | ((least <= 1.0) & ~_failed(part, results, n)), least, np.nan)


def _failed(part: Part, results: Results, n: int) -> NDArray[np.bool_]:
    return np.any([results.failed(cell, n) for cell in part.cells], axis=0)


def outcomes_of(claim: Claim) -> set[str]:
    """Outcomes that a claim's evidence needs."""
    wanted = [*claim.estimands, *(fact.estimand for fact in claim.facts if fact.estimand)]
    return {name for e in wanted for name in e.outcomes} | set(claim.design.match)


def _raw(estimand: Estimand, part: Part, results: Results, n: int) -> Floats:
    values = [weight * results.value(cell, n, estimand) for cell, weight in zip(part.cells, part.weights, strict=True)]
    return np.sum(np.stack(values), axis=0) - estimand.baseline


def _count(part: Part, level: Level) -> int:
    return level.draws if part.base else level.side_draws


def _is_check(name: str) -> bool:
    return name == "match" or name.startswith("fact: ")


def _one_physics(claim: Claim, name: str, part: Part, program: Program, n: int) -> str:
    hashes = {physics_hash(program, cell, n) for cell in part.cells}
    if len(hashes) > 1:
        raise RunError(f"claim '{claim.id}': the arms of '{name}' do not have one physics: {', '.join(sorted(hashes))}")
    return hashes.pop()


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


def _halves(drawn: Mapping[str, Floats], program: Program) -> dict[str, NDArray[np.bool_]]:
    """By assumed range: which draws lie in its upper half."""
    assert program.points is not None
    assumed: Sequence[Prior] = [p for p in program.points.priors if p.source == "assumed" and p.name in drawn]
    return {p.name: drawn[p.name] > p.at(0.5) for p in assumed}


def _matched(claim: Claim, design: Design, results: Results, parts: Mapping[str, Part], level: Level) -> NDArray[np.bool_] | None:
    """Draws that facts unrelated to the claim do not rule out; None where nothing is on record."""
    names = [name for name in claim.design.match if design.scenario.record.get(name)]
    if not names:
        return None
    series = results.series(parts["match"].cells[0], level.draws)
    far = []
    for name in names:
        record, model = _in_years(design, name, series[name])
        far.append(implausibility(model, record, PROTOCOL.discrepancy * abs(record)))
    return matched(far, PROTOCOL.implausibility)


def _in_years(design: Design, name: str, values: Floats) -> tuple[float, Floats]:
    """Means of record and model over the years that both have."""
    by_year = values[:, : values.shape[1] // 4 * 4].reshape(values.shape[0], -1, 4).mean(axis=2)
    years = [year for year in design.scenario.record[name] if 0 <= year - design.scenario.start < by_year.shape[1]]
    record = float(np.mean([design.scenario.record[name][year] for year in years]))
    return record, by_year[:, [year - design.scenario.start for year in years]].mean(axis=1)


def _contradicted(claim: Claim, results: Results, parts: Mapping[str, Part], level: Level) -> dict[str, NDArray[np.bool_]]:
    found = {}
    for i, fact in enumerate(claim.facts):
        part = parts.get(f"fact: {i}")
        if part is not None and fact.estimand is not None:
            found[fact.text] = _outside(fact, results.value(part.cells[0], level.side_draws, fact.estimand))
    return found


def _outside(fact: Fact, values: Floats) -> NDArray[np.bool_]:
    low = -np.inf if fact.low is None else fact.low
    high = np.inf if fact.high is None else fact.high
    known = values[np.isfinite(values)]
    return (known < low) | (known > high)
