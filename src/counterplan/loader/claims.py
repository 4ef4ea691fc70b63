"""Reads claim files: a statement, who holds and who disputes it, and the experiment that decides. Built-in ones come through here too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from counterplan.catalogue.source import PACKAGE
from counterplan.core.claim import EXPERIMENTS, FITS, GIVEN_STATISTICS, STATISTICS, Arm, Change, Claim, Design, Estimand, Fact, Prediction, Voice
from counterplan.core.errors import nearest

from .bibliography import Entry, check_sources, load_bibliography
from .document import Document, Strict, read_toml
from .systems import NAME, find_file

FOLDER = PACKAGE / "claims"
REST = "rest"
"""Name of the group of all roles that no group names."""

SHORTEST = {"growth": 2.0, "volatility": 2.0, "slowdown": 4.0, "moves": 2.0, "rises": 8.0, "follows": 8.0, "likeness": 5.0}
"""Years of the shortest window by statistic; a quarter where none stands here."""

Text = Annotated[str, Field(min_length=1)]
Setting = dict[str, str | float]
Statistic = Literal["mean", "log", "growth", "total", "volatility", "slowdown", "moves", "rises", "follows", "likeness"]
Year = Annotated[float, Field(ge=0, le=1000)]


class VoiceTable(Strict):
    """A proponent or a critic."""

    who: Text
    says: Text
    source: str = ""


class ArmTable(Strict):
    """One arm."""

    system: Text
    weight: float = 0.0
    set: Setting = Field(default_factory=dict)
    scenario: str = ""
    window: list[Year] = Field(default_factory=list, max_length=2)


class ContrastTable(Strict):
    """Arms whose statistics are added up with their weights."""

    arms: list[ArmTable] = Field(min_length=1, description="arms = [{ system = \"NAME\", weight = 1.0 }, …]")


class ExperimentTable(Strict):
    """An experiment that is more than a contrast."""

    kind: Text = Field(description=f'kind = one of {", ".join(EXPERIMENTS)}')
    arms: list[ArmTable] = Field(default_factory=list)
    groups: dict[str, list[str]] = Field(default_factory=dict)
    weights: dict[str, float] = Field(default_factory=dict)


class EstimandTable(Strict):
    """What is measured."""

    outcome: Text
    statistic: Statistic
    window: list[Year] = Field(min_length=2, max_length=2, description="window = [0, 30] (years from the start)")
    over: str = ""
    baseline: float = 0.0
    given: str = ""


class PredictionTable(Strict):
    """What the claim says about it."""

    sign: Literal["+", "-"]
    rope: float = Field(gt=0.0, description="rope = the largest effect that counts as none, above 0")
    unit: Text
    because: Text
    inside: Literal["open", "refutes"] = "open"


class ChangeTable(Strict):
    """What is done to all arms."""

    name: str = ""
    because: Text
    set: Setting = Field(default_factory=dict)
    world: dict[str, float] = Field(default_factory=dict)
    source: str = ""
    scenario: str = ""


class FactTable(Strict):
    """Something on record."""

    text: Text
    source: Text
    system: str = ""
    set: Setting = Field(default_factory=dict)
    outcome: str = ""
    statistic: Statistic = "mean"
    window: list[Year] = Field(default_factory=lambda: [0.0, 10.0], min_length=2, max_length=2)
    over: str = ""
    scenario: str = ""
    low: float | None = None
    high: float | None = None


class DesignTable(Strict):
    """Where it runs."""

    scenario: str = ""
    years: int = Field(default=30, ge=2, le=400)
    world: dict[str, float] = Field(default_factory=dict)
    match: list[str] = Field(default_factory=list)
    match_system: str = ""
    reason: str = ""


class ClaimFile(Strict):
    """What a claim file may hold."""

    id: str = Field(pattern=NAME, description='id = "my-claim" (letters, digits, . _ -)')
    statement: Text
    kind: Literal["causal", "pattern", "quantity", "normative"]
    proponents: list[VoiceTable] = Field(default_factory=list)
    critics: list[VoiceTable] = Field(description="[[critics]] with who and says: who disputes it, or what else explains it")
    contrast: ContrastTable | None = None
    experiment: ExperimentTable | None = None
    estimand: EstimandTable | None = None
    prediction: PredictionTable | None = None
    ablate: ChangeTable | None = None
    rivals: list[ChangeTable] = Field(default_factory=list)
    facts: list[FactTable] = Field(default_factory=list)
    fails_at: ChangeTable | None = None
    design: DesignTable = DesignTable()
    bibliography: dict[str, Entry] = Field(default_factory=dict)


class ConjunctionFile(ClaimFile):
    """A claim of several parts that all have to hold: [[estimand]] and [[prediction]] in the same order."""

    estimand: list[EstimandTable]  # type: ignore[assignment]
    prediction: list[PredictionTable]  # type: ignore[assignment]


def built_in_claims() -> dict[str, Path]:
    """Files of the claims that come with the package, by id."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.toml"))}


def load_claim(name_or_path: str | Path, bibliography: Mapping[str, Entry] | None = None) -> Claim:
    """Loads a built-in claim by its id, or a user's from a file.

    Error: InputError that names file, line and key.
    """
    path = find_file(name_or_path, built_in_claims(), "claim")
    return claim_of(read_toml(path, "claim"), bibliography)


def claim_of(document: Document, bibliography: Mapping[str, Entry] | None = None) -> Claim:
    """Builds a claim from a file that was read; what it names may be missing from this version."""
    several = any(isinstance(document.data.get(key), list) for key in ("estimand", "prediction"))
    file = document.validated(ConjunctionFile if several else ClaimFile)
    known = {**(load_bibliography() if bibliography is None else bibliography), **file.bibliography}
    check_sources(document, _sources(file), known)
    claim = Claim(
        id=file.id, statement=file.statement, kind=file.kind, proponents=_voices(file.proponents), critics=_voices(file.critics),
        **_experiment(document, file), estimands=tuple(_estimand(e) for e in _several(file.estimand)),
        predictions=tuple(_prediction(p) for p in _several(file.prediction)), ablate=_change(file.ablate, "ablation"),
        rivals=tuple(c for rival in file.rivals if (c := _change(rival, "rival"))),
        facts=tuple(_fact(document, file, place) for place in range(len(file.facts))),
        fails_at=_change(file.fails_at, "where it fails"), design=_design(file.design),
    )  # fmt: skip
    _check(document, claim)
    return claim


def written(claim: Claim) -> dict[str, Any]:
    """A claim as plain values: what is hashed, stored and shown; scenarios and windows of arms and changes only where they have their own."""
    return asdict(claim, dict_factory=lambda pairs: {k: v for k, v in pairs if v or k not in ("scenario", "window")})


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _voices(tables: list[VoiceTable]) -> tuple[Voice, ...]:
    return tuple(Voice(**table.model_dump()) for table in tables)


def _experiment(document: Document, file: ClaimFile) -> dict[str, Any]:
    if file.contrast is not None and file.experiment is not None:
        raise document.error(("experiment",), "stands beside [contrast]; a claim has one of the two.")
    given = file.contrast or file.experiment
    arms = tuple(Arm(a.system, a.weight, dict(a.set), a.scenario, tuple(a.window)) for a in given.arms) if given else ()
    if file.experiment is None:
        return {"arms": arms}
    groups = {name: tuple(roles) for name, roles in file.experiment.groups.items()}
    return {"experiment": file.experiment.kind, "arms": arms, "groups": groups, "weights": dict(file.experiment.weights)}


def _estimand(table: EstimandTable) -> Estimand:
    return Estimand(table.outcome, table.statistic, (table.window[0], table.window[1]), table.over, table.baseline, table.given)


def _prediction(table: PredictionTable) -> Prediction:
    return Prediction(1 if table.sign == "+" else -1, table.rope, table.unit, table.because, table.inside)


def _change(table: ChangeTable | None, name: str) -> Change | None:
    return None if table is None else Change(table.name or name, table.because, dict(table.set), dict(table.world), table.source, table.scenario)


def _fact(document: Document, file: ClaimFile, place: int) -> Fact:
    table = file.facts[place]
    if not table.outcome:
        return Fact(table.text, table.source)
    if not table.system or (table.low is None and table.high is None):
        raise document.error(("facts", place), "names an outcome; it also needs a system and a bound: low, high or both.")
    estimand = Estimand(table.outcome, table.statistic, (table.window[0], table.window[1]), table.over)
    if table.statistic in (*GIVEN_STATISTICS, *FITS):
        raise document.error(("facts", place, "statistic"), f"'{table.statistic}' is taken from several series or arms; a fact bounds one.")
    arm = Arm(table.system, 1.0, dict(table.set), table.scenario)
    return Fact(table.text, table.source, arm, estimand, table.low, table.high)


def _design(table: DesignTable) -> Design:
    return Design(**{**table.model_dump(), "match": tuple(table.match)})


def _sources(file: ClaimFile) -> Iterator[tuple[tuple[str, ...], str]]:
    for key, entries in (("proponents", file.proponents), ("critics", file.critics), ("rivals", file.rivals), ("facts", file.facts)):
        for entry in entries:
            if entry.source:
                yield (key,), entry.source


def _check(document: Document, claim: Claim) -> None:
    """Refuses a claim that could not be judged: contradictions inside the file."""
    if claim.normative:
        if not claim.design.reason:
            raise document.error(("design",), 'a normative claim says why no run decides it: [design] reason = "…".')
        if claim.predictions:
            raise document.error(("prediction",), "a normative claim predicts nothing; drop it or choose another kind.")
        return
    needed = {
        "contrast or experiment": claim.arms or claim.experiment != "contrast", "estimand": claim.estimands, "prediction": claim.predictions,
        "rivals": claim.rivals, "fails_at": claim.fails_at, "ablate": claim.ablate,
    }  # fmt: skip
    for key, found in needed.items():
        if not found:
            raise document.error((), f"'{key}' is missing; every claim that is tested has one.")
    if len(claim.estimands) != len(claim.predictions):
        raise document.error(("prediction",), f"{len(claim.predictions)} stand beside {len(claim.estimands)} estimands; give one for each.")
    for i, estimand in enumerate(claim.estimands):
        _check_estimand(document, claim, estimand, ("estimand", i) if len(claim.estimands) > 1 else ("estimand",))
    if claim.experiment == "contrast" and not any(arm.weight for arm in claim.arms):
        raise document.error(("contrast", "arms"), "all weights are 0, so the effect cannot vary; give the arms weights such as 1.0 and -1.0.")
    if claim.experiment == "fit":
        _check_fit(document, claim)
    names = [change.name for change in claim.rivals]
    if len(set(names)) < len(names):
        raise document.error(("rivals",), f"two rivals have one name: {', '.join(names)}.")
    for group in claim.weights:
        if group not in (*claim.groups, REST):
            raise document.error(("experiment", "weights", group), f"is no group.{nearest(group, (*claim.groups, REST))}")


def _check_estimand(document: Document, claim: Claim, estimand: Estimand, keys: tuple[str | int, ...]) -> None:
    from counterplan.physics.outcomes import FIXED

    first, last = estimand.window
    if last - first < SHORTEST.get(estimand.statistic, 0.25):
        raise document.error((*keys, "window"), f"is too short for '{estimand.statistic}' ({({**STATISTICS, **FITS})[estimand.statistic]}).")
    if last > claim.design.years:
        raise document.error((*keys, "window"), f"ends after {last:g} years; the experiment runs {claim.design.years} ([design] years).")
    if (estimand.statistic in FITS) != (claim.experiment == "fit"):
        raise document.error((*keys, "statistic"), f"{', '.join(FITS)} goes with an experiment of the kind 'fit', and it with that.")
    if (estimand.statistic in GIVEN_STATISTICS) != bool(estimand.given):
        said = f"names the outcome to which the series answers; {' and '.join(GIVEN_STATISTICS)} have one, other statistics have none."
        raise document.error((*keys, "given"), said)
    if estimand.outcome in FIXED:
        raise document.error((*keys, "outcome"), f"'{estimand.outcome}' cannot vary with institutions: {FIXED[estimand.outcome]}.")


def _check_fit(document: Document, claim: Claim) -> None:
    """Refuses a fit in which candidates could not be compared."""
    starts: dict[str, list[str]] = {}
    for arm in claim.arms:
        starts.setdefault(str((arm.system, sorted(arm.set.items()))), []).append(arm.scenario or claim.design.scenario)
        if arm.window and not (len(arm.window) == 2 and arm.window[0] + SHORTEST["likeness"] <= arm.window[1] <= claim.design.years):
            raise document.error(("experiment", "arms"), f"a window needs two years, {SHORTEST['likeness']:g} apart, up to {claim.design.years}.")
    everywhere = sorted({arm.scenario or claim.design.scenario for arm in claim.arms})
    if len(starts) < 2 or len(everywhere) < 2 or any(sorted(own) != everywhere for own in starts.values()):
        raise document.error(("experiment", "arms"), "a fit needs two systems or more, each once in every scenario, and two scenarios or more.")
