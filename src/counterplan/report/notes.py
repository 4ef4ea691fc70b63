"""Reading notes that are written from the results of a run and say nothing that is not in them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from counterplan.loader.systems import ALIKE, OUTSIDE

from .compare import Effect, effect_of
from .health import collapses, famines
from .manifest import mapping, starting_figures
from .priors import is_drawn, redraw_note
from .series import (
    FAILURES,
    MAIN,
    Series,
    annual,
    end_levels,
    failures,
    has,
    heading,
    mean_or_nan,
    read,
    systems_of,
)
from .wording import counted, interval, listed, number, rough

if TYPE_CHECKING:
    import xarray as xr

PAIRS_A_NOTE = 3


@dataclass(frozen=True)
class Note:
    """A sentence or two; the kind is 'contrast', 'same', 'event' or 'caveat', the label what it is about."""

    kind: str
    label: str
    text: str


@dataclass(frozen=True)
class Contrast:
    """One outcome in two systems; ``higher`` is the system with the higher end level."""

    label: str
    unit: str
    higher: str
    lower: str
    effect: Effect
    size: float
    """Difference as a share of the range that the outcome covers in this run."""

    @property
    def distinguishable(self) -> bool:
        """True where the interval lies on one side of zero."""
        low, high = self.effect["low"], self.effect["high"]
        return low is not None and high is not None and (low > 0 or high < 0)


def contrasts(dataset: xr.Dataset) -> list[Contrast]:
    """Compares the end levels of the main outcomes for every pair of systems, largest first."""
    found = []
    for name in MAIN:
        if not has(dataset, name):
            continue
        series = read(dataset, name).shown()
        ends, span = end_levels(series), _span(series)
        for i, j in itertools.combinations(range(len(series.systems)), 2):
            effect = effect_of(series, ends[i], ends[j])
            if effect["difference"] is None:
                continue
            low, high = (i, j) if effect["difference"] >= 0 else (j, i)
            if low != i:
                effect = effect_of(series, ends[low], ends[high])
            size = abs(effect["difference"] or 0.0) / span if span > 0 else 0.0
            names = series.systems[high], series.systems[low]
            found.append(Contrast(heading(series), series.shown_unit, *names, effect, size))
    return sorted(found, key=lambda c: (not c.distinguishable, -c.size))


def _span(series: Series) -> float:
    """Range of the mean paths of an outcome over all systems and quarters."""
    import numpy as np

    paths = mean_or_nan(annual(series.values), axis=1)
    known = paths[np.isfinite(paths)]
    return float(known.max() - known.min()) if known.size else 0.0


def reading_notes(dataset: xr.Dataset, manifest: Mapping[str, Any] | None = None) -> list[Note]:
    """Writes the notes: contrasts, what cannot be told apart, events, and what the numbers leave open."""
    found = contrasts(dataset)
    return [
        *_contrast_notes(found),
        *_same_notes(found),
        *_event_notes(dataset),
        *_caveats(dataset, manifest or {}, found),
    ]


def _contrast_notes(found: list[Contrast]) -> list[Note]:
    by_outcome: dict[str, list[Contrast]] = {}
    for contrast in found:
        if contrast.distinguishable:
            by_outcome.setdefault(contrast.label, []).append(contrast)
    notes = []
    for label, pairs in by_outcome.items():
        unit = pairs[0].unit
        parts = [_difference(pair) for pair in pairs[:PAIRS_A_NOTE]]
        where = label if unit == "pure number" else f"{label} ({unit})"
        rest = len(pairs) - len(parts)
        more = f"; {counted(rest, 'further pair')} in the table below" if rest else ""
        notes.append(Note("contrast", where, f"{'; '.join(parts)}{more}."))
    return notes


def _difference(pair: Contrast) -> str:
    effect = pair.effect
    lower, difference = effect["a"], effect["difference"]
    share = ""
    if (
        lower is not None
        and difference is not None
        and lower > 0
        and difference < 10 * lower
        and pair.unit != "%"
    ):
        share = f", {rough(100 * difference / lower)}"
    return (
        f"higher in {pair.higher} than in {pair.lower} by {number(difference)} "
        f"({interval(effect['low'], effect['high'])}{share})"
    )


def _same_notes(found: list[Contrast]) -> list[Note]:
    by_outcome: dict[str, list[str]] = {}
    single = False
    for contrast in found:
        if contrast.distinguishable:
            continue
        single = single or contrast.effect["low"] is None
        by_outcome.setdefault(contrast.label, []).append(f"{contrast.higher} and {contrast.lower}")
    if not by_outcome:
        return []
    if single:
        text = "Fewer than two common replicates: no interval can be given, so no difference is called one."
        return [Note("same", "No intervals", text)]
    parts = [f"{label} ({listed(pairs)})" for label, pairs in by_outcome.items()]
    return [Note("same", "No difference distinguishable from zero", f"{'; '.join(parts)}.")]


def _event_notes(dataset: xr.Dataset) -> list[Note]:
    redrawn = [Note("event", "Figures drawn again", redraw_note(dataset))] if is_drawn(dataset) else []
    return [*_famine_notes(dataset), _collapse_note(dataset), _failure_note(dataset), *redrawn]


def _famine_notes(dataset: xr.Dataset) -> list[Note]:
    found = famines(dataset)
    if not found:
        return []
    parts = []
    for famine in found:
        text = f"{famine.system} in {famine.replicates} of {counted(famine.of, 'replicate')}"
        if famine.first_year is not None and famine.worst is not None:
            text += (
                f" (first in {int(famine.first_year)}, worst year {number(100 * famine.worst)} % "
                f"of the population, medians; {counted(famine.quarters, 'quarter')} in all)"
            )
        parts.append(text)
    rule = "Famines (a year with excess deaths above 1 % of the population)"
    return [Note("event", rule, f"{'; '.join(parts)}.")]


def _collapse_note(dataset: xr.Dataset) -> Note:
    rule = "Collapses (output per head under a third, or population under half, of its start)"
    found = collapses(dataset)
    if not found:
        return Note("event", rule, "in no replicate of any system.")
    parts = []
    for system in systems_of(dataset):
        mine = [c for c in found if c.system == system]
        text = [f"{c.replicates} of {c.of} ({c.kind}; first in {int(c.first_year)})" for c in mine]
        none = f"0 of {dataset.sizes['replicate']}"
        parts.append(f"{system} in {listed(text) if text else none}")
    return Note("event", rule, f"{'; '.join(parts)}. What moved before is listed under the accounts.")


def _failure_note(dataset: xr.Dataset) -> Note:
    counts = failures(dataset)
    if not any(counts.values()):
        return Note("event", "Failed replicates", "none; all are in the figures and tables.")
    parts = []
    for system, codes in counts.items():
        reasons = [f"{n} ({FAILURES.get(code, f'code {code}')})" for code, n in sorted(codes.items())]
        parts.append(f"{system} {listed(reasons) if reasons else '0'}")
    return Note(
        "event", "Failed replicates (counted here, left out of figures and tables)", f"{'; '.join(parts)}."
    )


def _caveats(dataset: xr.Dataset, manifest: Mapping[str, Any], found: list[Contrast]) -> list[Note]:
    notes = [_drawn_caveat(dataset) if is_drawn(dataset) else _one_point_caveat(dataset, manifest)]
    notes += _unusual_caveats(manifest)
    if len(found) > 1:
        chance = max(1, round(len(found) / 10))
        notes.append(
            Note(
                "caveat",
                "Many comparisons",
                f"{counted(len(found), 'comparison')} were made with 90 % intervals; if nothing differed, "
                f"about {chance} would still exclude zero. Contrasts are ordered by the difference as a "
                "share of the range that the outcome covers in this run. They compare whole institution "
                "vectors; which institution makes a difference is not shown here.",
            )
        )
    return notes


def _unusual_caveats(manifest: Mapping[str, Any]) -> list[Note]:
    """Values that were given although no prior holds them, and systems that are alike: accepted, and said."""
    said = [str(note) for note in mapping(manifest, "request").get("notes", ())]
    titles = {OUTSIDE: "Values outside their priors", ALIKE: "Systems that are alike"}
    found = {title: [note for note in said if mark in note] for mark, title in titles.items()}
    return [Note("caveat", title, f"{'; '.join(notes)}.") for title, notes in found.items() if notes]


def _one_point_caveat(dataset: xr.Dataset, manifest: Mapping[str, Any]) -> Note:
    assumed = sum(1 for _, figure in starting_figures(manifest) if figure.get("source") == "assumed")
    count = f"{counted(assumed, 'starting figure')} and every parameter marked" if assumed else "parameters marked"
    return Note(
        "caveat",
        "One parameter point",
        "These numbers hold for one point in the space of parameters. Intervals show the spread of "
        f"random draws over {counted(dataset.sizes['replicate'], 'replicate')} and nothing else: {count} "
        "'assumed' kept a single value and were not swept.",
    )


def _drawn_caveat(dataset: xr.Dataset) -> Note:
    return Note(
        "caveat",
        "Chance and priors together",
        f"Each of the {counted(dataset.sizes['replicate'], 'replicate')} has its own values of "
        f"{counted(dataset.sizes['parameter'], 'parameter')} and starting figures, drawn from their prior ranges, and intervals "
        "show the spread over both. Ranges are drawn independently of each other, although what they stand for may go together; "
        "what was set, and what has no range, kept one value.",
    )
