"""From names and numbers to questions of attribution and sweeps: loads what is named and says what is wrong in one line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from counterplan.core.claim import GIVEN_STATISTICS, STATISTICS, Arm, Estimand
from counterplan.core.errors import InputError, nearest
from counterplan.core.phases import SLOTS
from counterplan.core.scenario import Scenario
from counterplan.core.system import System
from counterplan.loader import load_scenario
from counterplan.loader.claim_design import NOTHING, arm_system
from counterplan.loader.request import own_rules
from counterplan.physics.outcomes import FIXED, OUTCOMES
from counterplan.storage.manifest import hash_of, source_hash

if TYPE_CHECKING:
    from counterplan.catalogue import Rules

RUNS = Path("runs")
WHOLE = ("growth", "volatility", "slowdown", "total")
"""Statistics that are taken over the whole run where no window is given."""


@dataclass(frozen=True)
class Condition:
    """An inequality on an outcome, such as 'labour_productivity>2'."""

    outcome: str
    sign: int
    bound: float

    def holds(self, values: Any) -> Any:
        """Where it holds; a failed run does not count as holding."""
        return np.isfinite(values) & (self.sign * (np.nan_to_num(values) - self.bound) > 0)


def parsed_condition(text: str, outcomes: Sequence[str]) -> Condition:
    """Reads 'OUTCOME>NUMBER' or 'OUTCOME<NUMBER'.

    Error: InputError for another form and for an outcome that is not looked at.
    """
    match = re.fullmatch(r"\s*(\w+)\s*([<>])\s*([-+.\deE]+)\s*", text)
    try:
        bound = float(match[3]) if match else np.nan
    except ValueError:
        bound = np.nan
    if match is None or not np.isfinite(bound):
        raise InputError(f"--where {text!r}: write OUTCOME>NUMBER or OUTCOME<NUMBER.")
    if match[1] not in outcomes:
        raise InputError(f"--where {text!r}: '{match[1]}' is not looked at.{nearest(match[1], outcomes)}")
    return Condition(match[1], 1 if match[2] == ">" else -1, bound)


def estimand_of(outcome: str, statistic: str, window: tuple[float, float] | None, years: int) -> Estimand:
    """What is taken from each run.

    Error: InputError for an outcome, statistic or window that cannot be used.
    """
    if outcome not in OUTCOMES:
        raise InputError(f"unknown outcome '{outcome}'.{nearest(outcome, OUTCOMES)}")
    if outcome in FIXED:
        raise InputError(f"'{outcome}' cannot vary with institutions: {FIXED[outcome]}.")
    if statistic not in STATISTICS:
        raise InputError(f"unknown statistic '{statistic}'.{nearest(statistic, STATISTICS)}")
    if statistic in GIVEN_STATISTICS:
        raise InputError(f"'{statistic}' compares with a second outcome, which only a claim's file can name; take another statistic.")
    first, last = window or ((0.0, float(years)) if statistic in WHOLE else (max(0.0, years - 1.0), float(years)))
    if not 0.0 <= first < last <= years:
        raise InputError(f"--window {first:g} {last:g}: must lie within the {years} years of the run, the first year before the last.")
    least = {"growth": 2.0, "volatility": 2.0, "slowdown": 4.0}.get(statistic, 0.25)
    if last - first < least:
        raise InputError(f"--window {first:g} {last:g}: is too short for '{statistic}'; it needs {least:g} years.")
    return Estimand(outcome, statistic, (first, last))


def loaded(systems: Sequence[str | Path | System], scenario: str | Path | Scenario, rules: Rules) -> tuple[list[System], Scenario]:
    """The scenario, and the systems with its contexts.

    Error: InputError for what does not exist or cannot stand together.
    """
    there = scenario if isinstance(scenario, Scenario) else load_scenario(scenario, rules)
    found = []
    for system in systems:
        found.append(arm_system(Arm(str(system)), NOTHING, there, rules) if not isinstance(system, System) else system)
    return found, there


def parsed_groups(written: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Reads 'NAME=ROLE,ROLE'.

    Error: InputError for another form, a role that does not exist, or one that stands in two groups.
    """
    found: dict[str, tuple[str, ...]] = {}
    taken: dict[str, str] = {}
    for text in written:
        name, sign, listed = (part.strip() for part in text.partition("="))
        roles = tuple(role.strip() for role in listed.split(",") if role.strip())
        if not (name and sign and roles):
            raise InputError(f"--group {text!r}: write NAME=ROLE,ROLE such as work=management,discipline.")
        if name in found:
            raise InputError(f"--group {text!r}: there is a group '{name}' already; write all its roles behind one name.")
        for role in roles:
            if role not in SLOTS:
                raise InputError(f"--group {text!r}: unknown role '{role}'.{nearest(role, SLOTS)}")
            if role in taken:
                raise InputError(f"--group {text!r}: '{role}' stands in the group '{taken[role]}' already.")
            taken[role] = name
        found[name] = roles
    return found


def folder_of(kind: str, question: Any, rules: Rules, out: str | Path | None) -> Path:
    """The folder that is given, or one named after what is asked and the user's rules, so that the same question goes on where it stopped."""
    if out is not None:
        return Path(out)
    return RUNS / f"{kind}-{hash_of([*_plain(astuple(question)), own_rules(rules), source_hash()])[:10]}"


def _plain(values: Sequence[Any]) -> list[Any]:
    return [list(value) if isinstance(value, tuple) else value for value in values]
