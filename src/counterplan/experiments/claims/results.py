"""Tests claims from end to end: what is built, one ensemble a scenario, a verdict each, and what a page needs to show it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from counterplan.core.claim import Claim
from counterplan.loader.claim_design import missing, missing_rivals
from counterplan.loader.claims import written
from counterplan.storage.manifest import hash_of
from counterplan.storage.publish import publish_bytes

from ..progress import UnitProgress
from ..unit import Unit
from ..verdicts import PROTOCOL, Judgement, Margin, controlled, judge
from ..verdicts.protocol import INDETERMINATE, NOT_BUILT, NOT_TESTABLE, REFUTED, SUPPORTED
from .designs import BASE, Design, design_claims, names_of
from .evidence import Gathered, Source, gather, outcomes_of
from .levels import BYTES_PROGRAM, Cost, Level, check_memory, cost
from .runs import HERE, Ensemble, Hands, Results, run_all

if TYPE_CHECKING:
    from counterplan.catalogue import Rules
    from counterplan.engine.program import Program

REGISTERED, RESULTS, REPORT = "claims-registered.json", "claims.json", "report.html"
Row = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """What is asked for."""

    asked: tuple[str, ...]
    level: Level
    seed: int
    folder: Path
    rules: Rules
    registry: Path
    """File in which hashes of claims stand before anything is run."""
    progress: bool = True
    say: Callable[[str], None] = lambda text: None
    hands: Hands = HERE
    """Who works the units off."""


def claim_hash(claim: Claim) -> str:
    """Hash of all that a claim's file says and of the protocol's numbers; fixed before a run."""
    return hash_of([written(claim), asdict(PROTOCOL)])[:16]


def judge_claims(claims: Sequence[Claim], request: Request) -> list[Row]:
    """Tests the asked ones among the claims; the others lend their cells to the same program and are not run.

    Error: InputError for a claim that cannot be tested as it is written; RunError where the folder cannot be written.
    """
    from ..run import compilation_cache

    request.folder.mkdir(parents=True, exist_ok=True)
    built = [c for c in claims if not c.normative and not missing(c, request.rules)]
    asked = [c for c in claims if c.id in request.asked]
    designs = design_claims(built, request.rules)
    changed = register([c for c in asked if c in built], request)
    compilation_cache()
    ensembles = {name: _ensemble(name, design, built, request) for name, design in designs.items() if _is_asked(design, request)}
    programs = {name: ensemble.program() for name, ensemble in ensembles.items()}
    _run(ensembles, programs, designs, request)
    gathered: dict[str, Gathered] = {}
    for name, ensemble in ensembles.items():
        mine = [c for c in asked if c in built and next(iter(names_of(c, request.rules).values())) == name]
        results = _opened(ensemble, programs[name], mine)
        for claim in mine:
            others = [n for n in names_of(claim, request.rules).values() if n != name]
            sources = [(name, results), *((n, _opened(ensembles[n], programs[n], [claim])) for n in others)]
            gathered[claim.id] = gather(claim, [Source(designs[n], found, programs[n]) for n, found in sources], request.level)
    notes = {c: [*notes, *coarse(c, built, d, request.level)] for d in designs.values() for c, notes in d.notes.items()}
    rows: list[Row] = _plain(_rows(asked, gathered, changed, notes, request))
    publish_bytes(request.folder / RESULTS, [json.dumps(rows, indent=1, allow_nan=False).encode()])
    return rows


def _opened(ensemble: Ensemble, program: Program, claims: Sequence[Claim]) -> Results:
    return Results(ensemble.folder, program.batch_width, {outcome for claim in claims for outcome in outcomes_of(claim)})


def coarse(id: str, claims: Sequence[Claim], design: Design, level: Level) -> list[str]:
    """Says where a claim about numbers of people has a margin below what one simulated person stands for."""
    people = design.scenario.figures["population"].value / level.persons
    claim = next(c for c in claims if c.id == id)
    if any(p.unit == "persons" and p.rope < people for p in claim.predictions):
        return [f"one simulated person stands for {people:,.0f} people at the start, more than the margin: numbers of this size are not resolved"]
    return []


def expected_cost(units: Mapping[str, Sequence[Unit]], programs: Mapping[str, Program]) -> Cost:
    """Time and memory of everything that is asked for."""
    total: Cost | None = None
    for name, program in programs.items():
        listed, compiled = units[name], 1.0 if total is None else 0.5
        one = cost(
            len(listed), sum(len(unit.replicates) for unit in listed), program.n_quarters, program.endowment.sizes.person, program.batch_width,
            compiled, computed=sum(unit.length(program) for unit in listed),
        )  # fmt: skip
        total = one if total is None else Cost(
            total.units + one.units, total.replicates + one.replicates, max(total.quarters, one.quarters),
            total.seconds + one.seconds, max(total.bytes, one.bytes) + BYTES_PROGRAM,
        )  # fmt: skip
    return total or Cost(0, 0, 0, 0.0, 0.0)


def register(claims: Sequence[Claim], request: Request) -> dict[str, str]:
    """Writes down each claim's hash before anything is run; returns those whose file was changed since an earlier run on these draws."""
    request.registry.parent.mkdir(parents=True, exist_ok=True)
    known: dict[str, str] = json.loads(request.registry.read_text()) if request.registry.exists() else {}
    keys = {c.id: f"{c.id}, {request.level.name}, seed {request.seed}" for c in claims}
    changed = {c.id: known[keys[c.id]] for c in claims if known.get(keys[c.id], claim_hash(c)) != claim_hash(c)}
    fresh = {keys[c.id]: claim_hash(c) for c in claims if keys[c.id] not in known}
    if fresh:
        publish_bytes(request.registry, [json.dumps({**known, **fresh}, indent=1, sort_keys=True).encode()])
    return changed


def _is_asked(design: Design, request: Request) -> bool:
    return any(claim in design.parts for claim in request.asked)


def _ensemble(name: str, design: Design, claims: Sequence[Claim], request: Request) -> Ensemble:
    """The cells of a design, whichever of its claims are asked for: what all of them read is run and recorded."""
    level, mine = request.level, [claim for claim in claims if claim.id in design.parts]
    return Ensemble(
        design.scenario, design.cells, level.persons, design.years, request.seed, request.folder / name, request.rules, width=level.width,
        recorded={outcome for claim in mine for outcome in outcomes_of(claim)}, draws=max(level.draws, level.side_draws),
        reach={cell: min(years, design.years) for cell, years in design.reach.items()},
    )  # fmt: skip


def _run(ensembles: Mapping[str, Ensemble], programs: Mapping[str, Program], designs: Mapping[str, Design], request: Request) -> None:
    level = request.level
    draws = {name: designs[name].draws(level.draws, level.side_draws, request.asked) for name in ensembles}
    units = {name: ensemble.units(draws[name], programs[name]) for name, ensemble in ensembles.items()}
    needed = expected_cost(units, programs)
    check_memory(needed)
    if needed.units:
        request.say(f"{len(request.asked)} claims: {needed.says()}")
    with UnitProgress(sum(unit.quarters for listed in units.values() for unit in listed), None if request.progress else False) as bar:
        run_all(ensembles, programs, units, bar, request.hands)


def _rows(
    asked: Sequence[Claim], gathered: Mapping[str, Gathered], changed: Mapping[str, str], notes: Mapping[str, list[str]], request: Request
) -> list[Row]:
    judged = {c.id: judge(gathered[c.id].evidence, _margin(c)) for c in asked if c.id in gathered}
    p_values = {f"{id}+": j.p_support for id, j in judged.items()} | {f"{id}-": j.p_refute for id, j in judged.items()}
    adjusted = controlled(p_values, PROTOCOL.rate)
    rows = []
    for claim in asked:
        if claim.id not in judged:
            rows.append(_untested(claim, request))
            continue
        judgement, q = judged[claim.id], (adjusted[f"{claim.id}+"], adjusted[f"{claim.id}-"])
        verdict, reason = decide(judgement, q, request.level, changed.get(claim.id))
        rows.append(_row(claim, gathered[claim.id], judgement, verdict, reason, q, notes.get(claim.id, []), request))
    return rows


def _margin(claim: Claim) -> Margin:
    return Margin(inside_refutes=any(p.inside == "refutes" for p in claim.predictions))


def decide(judgement: Judgement, adjusted: tuple[float, float], level: Level, registered: str | None = None) -> tuple[str, str]:
    """The verdict once false discoveries, the level and changes of the file are looked at.

    Args:
        adjusted: p-values of support and refutation, adjusted over all claims.
        registered: the hash under which the claim was registered, where its file has been changed since.
    """
    verdict, reason = judgement.leaning, judgement.reason
    if registered is not None:
        return INDETERMINATE, f"the claim's file was changed after the run (registered as {registered}); take another --seed for a verdict on it"
    if verdict in (SUPPORTED, REFUTED):
        q = adjusted[0] if verdict == SUPPORTED else adjusted[1]
        if not level.decides:
            return INDETERMINATE, f"too few draws: at level '{level.name}' nothing is called {verdict}; what was looked at points to it"
        if q > PROTOCOL.rate:
            return INDETERMINATE, f"not beyond what {PROTOCOL.rate:.0%} false discoveries over all claims allow (adjusted p {q:.2g})"
    return verdict, reason


def _untested(claim: Claim, request: Request) -> Row:
    lacking = missing(claim, request.rules)
    why = f"this version lacks: {'; '.join(lacking)}"
    if claim.design.reason:  # whoever wrote it knows that these do not exist: no hints at names that do
        why = f"{claim.design.reason} (absent here: {'; '.join(text.split(' (did you mean')[0] for text in lacking)})"
    verdict, reason = (NOT_TESTABLE, claim.design.reason) if claim.normative else (NOT_BUILT, why)
    return {
        "id": claim.id, "statement": claim.statement, "verdict": verdict, "effect": None, "low": None, "high": None, "share_supporting": None,
        "ablation": None, "rivals": {}, "reason": reason, "missing": lacking, "claim": written(claim), "hash": claim_hash(claim),
    }  # fmt: skip


def _row(
    claim: Claim, found: Gathered, judgement: Judgement, verdict: str, reason: str, q: tuple[float, float], notes: Sequence[str], request: Request
) -> Row:
    single = len(claim.predictions) == 1
    scale = claim.predictions[0].rope * claim.predictions[0].sign if single else 1.0
    ends = sorted([judgement.low * scale, judgement.high * scale])
    conditions = {c.name: {"holds": c.holds, "says": c.says, **({"share": c.share.value} if c.share else {})} for c in judgement.support}
    noted = [*notes, *(f"rival '{n}' lacks {', '.join(w)}" for n, w in missing_rivals(claim, request.rules).items() if not notes)]
    noted += [f"What is tested is less than what is said: {claim.design.reason}."] if claim.design.reason else []
    return {
        "id": claim.id, "statement": claim.statement, "verdict": verdict,
        "effect": judgement.effect * scale, "low": ends[0], "high": ends[1], "unit": claim.predictions[0].unit if single else "margins",
        "share_supporting": judgement.supporting.value, "share_low": judgement.supporting.low, "share_high": judgement.supporting.high,
        "share_opposing": judgement.opposing.value,
        "ablation": conditions["ablation"], "rivals": {k.removeprefix("rival: "): v for k, v in conditions.items() if k.startswith("rival: ")},
        "reason": reason, "leaning": judgement.leaning, "adjusted_p": {"support": q[0], "refute": q[1]}, "conditions": conditions,
        "against": {c.name: {"holds": c.holds, "says": c.says} for c in judgement.refute}, "level": request.level.name,
        "draws": request.level.draws, "failed": found.failed, "no_value": found.no_value, "physics": found.physics, "hash": claim_hash(claim),
        "notes": noted,
        "missing": [], "claim": written(claim), "effects": found.raw, "parts": {k: v for k, v in found.parts.items() if k != BASE},
        "margins": found.evidence.effects, "where": where_it_fails(found),
    }  # fmt: skip


def where_it_fails(found: Gathered) -> list[Row]:
    """Drawn values that go most with the effect: rank correlations over draws, the largest first."""
    from scipy.stats import spearmanr

    effects = found.evidence.effects
    known = np.isfinite(effects)
    if known.sum() < 10 or np.ptp(effects[known]) == 0.0:
        return []
    rows = []
    for name, values in found.drawn.items():
        result = spearmanr(values[known], effects[known])
        rows.append({"name": name, "correlation": float(result.statistic), "p": float(result.pvalue)})
    return sorted(rows, key=lambda row: -abs(row["correlation"]))[:5]


def _plain(value: Any) -> Any:
    """A value as JSON can hold it: numbers that are not finite become null."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else None
    return value


__all__ = ["REGISTERED", "REPORT", "Request", "claim_hash", "decide", "expected_cost", "judge_claims", "register", "where_it_fails"]
