"""Rows of the tables of a report: plain strings, which the template escapes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from counterplan.core.phases import CONTEXTS, ROLES

from .health import Collapse, collapses, residuals
from .manifest import mapping, starting_figures
from .notes import Contrast
from .series import CUMULATIVE_DEATHS, FAILURES, HEADLINE, failures, has, heading, outcome_names, read
from .summary import levels
from .wording import MINUS, exact, interval, number, per_year

if TYPE_CHECKING:
    import xarray as xr

Row = dict[str, Any]
_LINK = re.compile(r"https?://[^\s\"'<>]+", re.I)
_HELD = {"money_residual": "Money", "goods_residual": "Goods", "person_residual": "Persons"}


def headline_rows(dataset: xr.Dataset) -> list[Row]:
    """End levels of a few outcomes with their growth, a column a system."""
    rows = []
    for name in HEADLINE:
        if not has(dataset, name):
            continue
        series = read(dataset, name).shown()
        cells = []
        rate = series.unit == "%" or name == CUMULATIVE_DEATHS
        for level in levels(series).values():
            growth = per_year(level["growth"]) if level["growth"] is not None and not rate else ""
            cells.append({"end": number(level["end"]), "growth": growth})
        rows.append({"label": heading(series), "unit": series.shown_unit, "cells": cells})
    return rows


def level_rows(dataset: xr.Dataset) -> list[Row]:
    """Start, end, interval and growth of every outcome, a line a system."""
    rows = []
    for name in outcome_names(dataset):
        series = read(dataset, name).shown()
        lines = [
            {
                "system": system,
                "start": number(level["start"]),
                "end": number(level["end"]),
                "interval": interval(level["low"], level["high"]),
                "growth": per_year(level["growth"]),
            }
            for system, level in levels(series).items()
        ]
        rows.append(
            {"label": heading(series), "unit": series.shown_unit, "meaning": series.meaning, "lines": lines}
        )
    return rows


def contrast_rows(found: list[Contrast]) -> list[Row]:
    """Every paired comparison, largest first."""
    rows = []
    for pair in found:
        effect = pair.effect
        rows.append(
            {
                "label": pair.label[:1].upper() + pair.label[1:],
                "unit": pair.unit,
                "pair": f"{pair.higher} less {pair.lower}",
                "difference": number(effect["difference"]),
                "interval": interval(effect["low"], effect["high"]),
                "replicates": effect["replicates"],
                "distinguishable": pair.distinguishable,
            }
        )
    return rows


def institution_rows(manifest: Mapping[str, Any], systems: tuple[str, ...]) -> list[Row]:
    """The vectors side by side: roles, then contexts, with what is or is held equal."""
    chosen = [mapping(manifest, "systems", system) for system in systems]
    held = mapping(manifest, "scenario", "contexts")
    rows = []
    for slot, meaning in {**ROLES, **CONTEXTS}.items():
        cells = []
        for system in chosen:
            options = mapping(system, "institutions").get(slot)
            amount = mapping(system, "contexts").get(slot)
            cells.append(_option(held.get(slot, options), None if slot in held else amount))
        equal = len(set(cells)) == 1
        rows.append(
            {
                "slot": slot,
                "meaning": meaning,
                "cells": cells,
                "equal": equal and len(systems) > 1,
                "held": slot in held,
                "context": slot in CONTEXTS,
            }
        )
    return rows


def _option(options: Any, amount: Any) -> str:
    """Writes an option, the options that politics may move to, or the number of a context."""
    if isinstance(options, (list, tuple)):
        first, *rest = [str(o) for o in options] or [""]
        text = f"{first}; may move to {', '.join(rest)}" if rest else first
    elif isinstance(options, (int, float)) and not isinstance(options, bool):
        text = exact(float(options))
    else:
        text = "" if options is None else str(options)
    if amount is None:
        return text or number(None)
    amount_text = exact(float(amount)) if isinstance(amount, (int, float)) else str(amount)
    return amount_text if text in {"", amount_text} else f"{text} ({amount_text})"


def parameter_rows(manifest: Mapping[str, Any], systems: tuple[str, ...]) -> list[Row]:
    """Parameters that at least one system sets away from its prior centre."""
    values = [mapping(manifest, "systems", s, "parameters") for s in systems]
    rows = []
    for name in sorted({str(n) for v in values for n in v}):
        cells = [_option(v.get(name), None) if name in v else "as given" for v in values]
        rows.append({"slot": name, "cells": cells, "equal": len(set(cells)) == 1 and len(systems) > 1})
    return rows


def account_rows(dataset: xr.Dataset) -> list[Row]:
    """Each account with its largest residual and whether it is closed."""
    return [
        {"label": _HELD[r.name], "state": r.state, "largest": number(r.largest), "open": r.state != "closed"}
        for r in residuals(dataset)
    ]


def failure_rows(dataset: xr.Dataset) -> list[Row]:
    """Failed replicates by system, with the reason."""
    size = dataset.sizes["replicate"]
    rows = []
    for system, codes in failures(dataset).items():
        reasons = [f"{n}: {FAILURES.get(code, f'code {code}')}" for code, n in sorted(codes.items())]
        rows.append({"system": system, "count": sum(codes.values()), "of": size, "reasons": reasons})
    return rows


def collapse_rows(dataset: xr.Dataset) -> list[Row]:
    """Collapses by system, with what moved most in the eight quarters before."""
    rows = []
    for found in collapses(dataset):
        rows.append(
            {
                "system": found.system,
                "kind": found.kind,
                "count": f"{found.replicates} of {found.of}",
                "first": int(found.first_year),
                "median": int(found.median_year),
                "before": _before(dataset, found),
            }
        )
    return rows


def _before(dataset: xr.Dataset, found: Collapse) -> list[str]:
    parts = []
    for name, change in found.before:
        sign = "+" if change > 0 else MINUS
        parts.append(f"{read(dataset, name).label} {sign}{abs(change):.1f} sd")
    return parts


def figure_rows(manifest: Mapping[str, Any]) -> list[Row]:
    """Starting figures of the scenario with unit, source and prior range."""
    rows = []
    for name, entry in starting_figures(manifest):
        source = str(entry.get("source", ""))
        rows.append(
            {
                "name": name.replace("_", " "),
                "value": _quantity(entry.get("value")),
                "unit": "pure number" if entry.get("unit") == "1" else str(entry.get("unit", "")),
                "source": source,
                "link": safe_link(source),
                "assumed": source == "assumed",
                "range": _range(_real(entry.get("low")), _real(entry.get("high")), source == "assumed"),
                "note": str(entry.get("note", "") or ""),
            }
        )
    return rows


def source_rows(manifest: Mapping[str, Any]) -> list[Row]:
    """Sources of the scenario and of the systems, each once."""
    listed = [str(s) for s in _sequence(mapping(manifest, "scenario").get("sources"))]
    for system in mapping(manifest, "systems").values():
        if isinstance(system, Mapping):
            listed += [str(s) for s in _sequence(system.get("sources"))]
    return [{"text": s, "link": safe_link(s)} for s in dict.fromkeys(listed)]


def safe_link(text: str) -> str | None:
    """Returns a text that is an http or https address as a link target, and nothing else."""
    return text if _LINK.fullmatch(text) else None


def provenance_rows(dataset: xr.Dataset, manifest: Mapping[str, Any]) -> list[Row]:
    """Seed, sizes, versions and hashes."""
    rows = [{"label": "Seed", "value": str(manifest.get("seed", dataset.attrs.get("seed", "not recorded")))}]
    rows.append({"label": "Replicates", "value": str(dataset.sizes["replicate"])})
    rows.append({"label": "Quarters", "value": str(dataset.sizes["quarter"])})
    for key, value in sorted(mapping(manifest, "versions").items()):
        rows.append({"label": str(key), "value": str(value)})
    if not mapping(manifest, "versions") and "version" in dataset.attrs:
        rows.append({"label": "counterplan", "value": str(dataset.attrs["version"])})
    hashes = dict(mapping(manifest, "hashes"))
    if "manifest_hash" in dataset.attrs:
        hashes.setdefault("manifest", dataset.attrs["manifest_hash"])
    for key, value in sorted(hashes.items()):
        rows.append({"label": f"{key} hash", "value": str(value)})
    return rows


def repeat_command(manifest: Mapping[str, Any]) -> str:
    """The command that repeats the run, as it was typed or as a list of words."""
    import shlex

    command = manifest.get("command", "")
    return shlex.join(str(w) for w in command) if isinstance(command, (list, tuple)) else str(command or "")


def _sequence(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [] if value is None else [value]


def _real(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _range(low: float | None, high: float | None, assumed: bool) -> str:
    if low is None or high is None:
        return number(None)
    if low == high:
        return "none given" if assumed else "known"
    return f"{exact(low)} to {exact(high)}"


def _quantity(value: Any) -> str:
    real = _real(value)
    return exact(real) if real is not None else str(value)
