"""The page of a test of claims: a table of verdicts, then each claim with its conditions, its plot and how to run it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .claim_figures import claim_figure
from .page import fill_page, write_page
from .svg import plain, themed
from .wording import number

MARKS = {True: "holds", False: "fails", None: "undecided"}
FEW = 8
"""Halves of assumed ranges that are listed one by one; the others are counted."""


def write_claims_report(rows: Sequence[Mapping[str, Any]], about: Mapping[str, Any], path: Path) -> Path:
    """Writes the page and returns where it stands.

    Args:
        rows: results as `claims --json` gives them.
        about: ``level``, ``seed``, ``persons``, ``command``, ``again`` (by claim), ``version`` and ``protocol`` (numbers by name).
    """
    summary, pages = [_summary(row) for row in rows], [_page(row, about) for row in rows]
    content = {"about": about, "summary": summary, "claims": pages, "title": "Claims and verdicts"}
    write_page(path, fill_page("claims.html.j2", content))
    return path


def _summary(row: Mapping[str, Any]) -> dict[str, str]:
    share = row.get("share_supporting")
    return {
        "id": row["id"], "statement": row["statement"], "verdict": row["verdict"], "reason": row["reason"],
        "share": "" if share is None else f"{share:.2f}",
        "effect": "" if row.get("effect") is None else f"{number(row['effect'])} ({number(row['low'])} to {number(row['high'])}){_unit(row['unit'])}",
    }  # fmt: skip


def _page(row: Mapping[str, Any], about: Mapping[str, Any]) -> dict[str, Any]:
    from markupsafe import Markup

    claim = row["claim"]
    tested = "margins" in row
    parts = {"contrast": row["margins"], **row["parts"]} if tested else {}
    return {
        **_summary(row), "kind": claim["kind"], "tested": tested, "missing": row.get("missing", []), "hash": row["hash"],
        "proponents": claim["proponents"], "critics": claim["critics"], "facts": claim["facts"],
        "rivals": [_change(rival) for rival in claim["rivals"]], "ablate": _change(claim["ablate"]), "fails_at": _change(claim["fails_at"]),
        "experiment": _experiment(claim),
        "conditions": _conditions(row["conditions"]) if tested else [], "against": _conditions(row["against"]) if tested else [],
        "notes": row.get("notes", []), "where": row.get("where", []), "failed": row.get("failed", 0),
        "no_value": row.get("no_value", 0), "draws": row.get("draws", 0),
        "svg": Markup(themed(claim_figure(row["id"], {k: list(v) for k, v in parts.items()}))) if tested else "",
        "command": about["again"][row["id"]],
        "adjusted": row.get("adjusted_p", {}),
    }  # fmt: skip


def _unit(unit: str) -> str:
    """A unit behind a number; nothing behind a pure one."""
    return "" if unit == "1" else f" {unit}"


def _change(change: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What is done to all arms, with its values in words."""
    if change is None:
        return None
    values = [f"{name} = {value}" for name, value in {**change["set"], **change["world"]}.items()]
    return {**change, "at": plain(", ".join([*values, *([f"all arms from {change['scenario']}"] if change.get("scenario") else [])]))}


def _experiment(claim: Mapping[str, Any]) -> list[str]:
    """The experiment in words."""
    lines = []
    for arm in claim["arms"]:
        changes = ", ".join(f"{name} = {value}" for name, value in arm["set"].items())
        weight = f"{arm['weight']:+g} × " if arm["weight"] else ""
        start = f" from {arm['scenario']}" if arm.get("scenario") else ""
        span = f" (record of the years {arm['window'][0]:g} to {arm['window'][1]:g})" if arm.get("window") else ""
        lines.append(f"{weight}{arm['system']}" + (f" with {changes}" if changes else "") + start + span)
    for estimand, prediction in zip(claim["estimands"], claim["predictions"], strict=True):
        over = f" over {estimand['over']}" if estimand["over"] else ""
        sign = "above" if prediction["sign"] > 0 else "below"
        bound = estimand["baseline"] + prediction["sign"] * prediction["rope"]
        first, last = estimand["window"]
        lines.append(
            f"{estimand['outcome']}{over}, {estimand['statistic']} over the years {first:g} to {last:g}: "
            f"{sign} {number(bound)}{_unit(prediction['unit'])}, because {prediction['because']}"
        )
    if claim["groups"]:
        weights = claim["weights"]
        lines.insert(2, "; ".join(f"{name} ({', '.join(roles)}) × {weights.get(name, 0.0):+g}" for name, roles in claim["groups"].items()))
    return [plain(line) for line in lines]


def _conditions(found: Mapping[str, Mapping[str, Any]]) -> list[dict[str, str]]:
    """Conditions one by one; halves of ranges that hold are counted together."""
    halves = {name: c for name, c in found.items() if name.startswith("half: ")}
    good = [name for name, c in halves.items() if c["holds"]]
    rest = [name for name in halves if name not in good]
    shown = {name: c for name, c in found.items() if name not in halves} | {name: halves[name] for name in rest[:FEW]}
    rows = [{"name": name, "holds": MARKS[c["holds"]], "says": str(c["says"])} for name, c in shown.items()]
    if halves:
        more = f"; {len(rest) - FEW} more that do not hold are not listed" if len(rest) > FEW else ""
        rows.append({"name": "halves of assumed ranges", "holds": MARKS[not rest], "says": f"{len(good)} of {len(halves)} hold{more}"})
    return rows
