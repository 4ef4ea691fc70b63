"""Systems between two others: some roles already switched, the others not yet, as far as they can stand together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from counterplan.core.phases import SLOTS
from counterplan.core.system import INCOMPATIBLE, System
from counterplan.loader.systems import owned_parameters

if TYPE_CHECKING:
    from counterplan.catalogue import Rules

Players = Sequence[Sequence[str]]
"""Roles by player; a mask has bit i set where player i has switched."""


def roles_that_differ(start: System, end: System) -> tuple[str, ...]:
    """Roles and contexts in which two systems differ, parameters included, in the order of the vector."""
    found = []
    for slot in SLOTS:
        of = [
            (s.institutions[slot], s.contexts.get(slot), {n: v for n, v in s.parameters.items() if n.split(".")[0] == slot})
            for s in (start, end)
        ]
        if of[0] != of[1]:
            found.append(slot)
    return tuple(found)


def between(start: System, end: System, players: Players, mask: int, rules: Rules) -> System:
    """The system in which the players of the mask have switched to the end's options, parameters and contexts."""
    switched = {role for i, roles in enumerate(players) if mask >> i & 1 for role in roles}
    institutions = {role: (end if role in switched else start).institutions[role] for role in start.institutions}
    found = replace(start, name=f"{start.name} {mask:b}", institutions=institutions)
    values = {
        name: value
        for system, own in ((start, False), (end, True))
        for name, value in system.parameters.items()
        if (name.split(".")[0] in switched) == own
    }
    owned = owned_parameters(found, rules)
    contexts = {name: (end if name in switched else start).contexts[name] for name in start.contexts}
    return replace(found, parameters={n: v for n, v in values.items() if n in owned}, contexts=contexts)


def players_of(start: System, end: System) -> tuple[tuple[str, ...], ...]:
    """Roles that differ, those that can only switch together as one player.

    Two roles are tied where neither can switch before the other: both mixtures of their options exclude each other.
    """
    roles = list(roles_that_differ(start, end))
    group = {role: role for role in roles}
    for a in roles:
        for b in roles:
            if a < b and _excluded(start, end, a, b) and _excluded(end, start, a, b):
                kept, gone = sorted((group[a], group[b]), key=roles.index)
                group = {role: kept if of == gone else of for role, of in group.items()}
    return tuple(tuple(role for role in roles if group[role] == first) for first in roles if group[first] == first)


def _excluded(first: System, second: System, a: str, b: str) -> bool:
    """True where the first system's option of one role and the second's of another exclude each other."""
    options = {a: first.institutions[a].options, b: second.institutions[b].options}
    return any({role_a, role_b} == {a, b} and o_a in options[role_a] and o_b in options[role_b] for (role_a, o_a), (role_b, o_b), _ in INCOMPATIBLE)


def exclusions(start: System, end: System) -> dict[str, str]:
    """Pairs of options that keep systems between the two from standing, with the reason."""
    found = {}
    for (role_a, a), (role_b, b), reason in INCOMPATIBLE:
        met = {role: {*start.institutions[role].options, *end.institutions[role].options} for role in (role_a, role_b)}
        if a in met[role_a] and b in met[role_b]:
            found[f"{role_a} = {a} with {role_b} = {b}"] = reason
    return found


def feasible_masks(start: System, end: System, players: Players) -> NDArray[np.bool_]:
    """True for each mask whose system can stand (`core.system.INCOMPATIBLE`)."""
    masks = np.arange(1 << len(players))
    place = {role: i for i, roles in enumerate(players) for role in roles}

    def has(role: str, option: str) -> NDArray[np.bool_]:
        before, after = (option in system.institutions[role].options for system in (start, end))
        switched = masks >> place[role] & 1 == 1 if role in place else np.zeros(masks.size, bool)
        return np.where(switched, after, before)

    feasible = np.ones(masks.size, bool)
    for (role_a, a), (role_b, b), _ in INCOMPATIBLE:
        feasible &= ~(has(role_a, a) & has(role_b, b))
    return feasible
