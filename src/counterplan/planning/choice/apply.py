"""Applies a rule of choice to a file of ballots."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from counterplan.core.errors import InputError, nearest

from .ballots import Approvals, Wishes, read_approvals, read_wishes
from .delegates import assembly_of_delegates
from .numbers import best_shift, dictator, lobby, quadratic_transfer, weighted_median
from .projects import equal_shares, most_support

Options = Mapping[str, float]
SPECIAL = ("weight", "money", "stake", "group")
"""Columns of a table of wishes that are no issues."""
SEED = 1
"""Seed of the draws that decide on recalls."""


def decide(path: str | Path, rule: str, options: Mapping[str, float] | None = None) -> dict[str, Any]:
    """Applies a rule to a file: approvals of projects (.pb) or a table of wishes (.csv).

    Args:
        rule: a key of `RULES`; options: by the names given there.

    Returns:
        for projects ``{rule, budget, spent, voters, projects: [{project, cost, supporters, payment}]}``, for wishes ``{rule, voters,
        settled: {issue: number}}`` and what else the rule has to say.

    Error: InputError for an unknown rule or option, for a file of the other kind, and for all that the readers refuse.
    """
    if rule not in RULES:
        raise InputError(f"no rule of choice '{rule}'.{nearest(rule, RULES)}")
    kind, apply, defaults = RULES[rule]
    for name in options or {}:
        if name not in defaults:
            raise InputError(f"rule '{rule}' has no option '{name}'.{nearest(name, defaults) or ' It has none.'}")
    given = {**defaults, **(options or {})}
    suffix = Path(path).suffix
    if suffix != kind:
        raise InputError(f"{path}: rule '{rule}' reads a {kind} file ({'approvals' if kind == '.pb' else 'a table of wishes'}), not '{suffix}'.")
    ballots = read_approvals(path) if kind == ".pb" else read_wishes(path)
    return {"rule": rule, **apply(ballots, given)}


def _projects(ballots: Approvals, options: Options, choose: Callable[..., Any]) -> dict[str, Any]:
    chosen = choose(ballots.supporters, ballots.costs, ballots.budget, ballots.voters, by_cost=bool(options["by_cost"]))
    rows = [
        {"project": ballots.projects[p], "cost": float(ballots.costs[p]), "supporters": len(ballots.supporters[p]), "payment": payment}
        for p, payment in zip(chosen.projects, chosen.payments, strict=True)
    ]
    return {"budget": ballots.budget, "spent": sum(row["cost"] for row in rows), "voters": ballots.voters, "projects": rows}


def _equal_shares(ballots: Approvals, options: Options) -> dict[str, Any]:
    return _projects(ballots, options, equal_shares)


def _most_support(ballots: Approvals, options: Options) -> dict[str, Any]:
    return _projects(ballots, options, most_support)


def _settled(ballots: Wishes, settle: Callable[[np.ndarray], float]) -> dict[str, Any]:
    issues = {name: wishes for name, wishes in ballots.columns.items() if name not in SPECIAL}
    if not issues:
        raise InputError(f"the table has no issue, only {', '.join(ballots.columns)}.")
    return {"voters": len(ballots.voters), "settled": {name: settle(wishes) for name, wishes in issues.items()}}


def _column(ballots: Wishes, name: str, rule: str) -> np.ndarray:
    if name not in ballots.columns:
        raise InputError(f"rule '{rule}' needs a column '{name}'; there are {', '.join(ballots.columns)}.")
    return ballots.columns[name]


def _median(ballots: Wishes, options: Options) -> dict[str, Any]:
    del options
    weights = ballots.columns.get("weight", np.ones(len(ballots.voters)))
    return _settled(ballots, lambda wishes: weighted_median(wishes, weights))


def _dictator(ballots: Wishes, options: Options) -> dict[str, Any]:
    return _settled(ballots, lambda wishes: dictator(wishes, int(options["voter"])))


def _lobby(ballots: Wishes, options: Options) -> dict[str, Any]:
    money = _column(ballots, "money", "lobby")
    return _settled(ballots, lambda wishes: lobby(wishes, money, options["openness"]))


def _quadratic(ballots: Wishes, options: Options) -> dict[str, Any]:
    stakes = ballots.columns.get("stake", np.ones(len(ballots.voters)))
    start, price = options["start"], options["price"]
    return _settled(ballots, lambda wishes: quadratic_transfer(start, best_shift(wishes, stakes, start, price), price).number)


def _delegates(ballots: Wishes, options: Options) -> dict[str, Any]:
    names, group = np.unique(_column(ballots, "group", "delegates"), return_inverse=True)
    luck = np.random.default_rng(SEED).random((max(int(options["sittings"]), 1), len(names)))

    def last(wishes: np.ndarray) -> float:
        held = assembly_of_delegates(wishes, group, options["office_wish"], options["drift"], options["recall"], luck, int(options["longest"]))
        return float(held.settled[-1])

    return {**_settled(ballots, last), "sittings": len(luck), "seed": SEED}


RULES: dict[str, tuple[str, Callable[[Any, Options], dict[str, Any]], dict[str, float]]] = {
    "equal-shares": (".pb", _equal_shares, {"by_cost": 0.0}),
    "most-support": (".pb", _most_support, {"by_cost": 0.0}),
    "median": (".csv", _median, {}),
    "quadratic": (".csv", _quadratic, {"start": 0.0, "price": 0.01}),
    "delegates": (".csv", _delegates, {"office_wish": 0.0, "drift": 0.0, "recall": 0.0, "longest": 0.0, "sittings": 20.0}),
    "dictator": (".csv", _dictator, {"voter": 0.0}),
    "lobby": (".csv", _lobby, {"openness": 0.5}),
}
"""By rule: the kind of file, the function, and its options with their defaults."""
