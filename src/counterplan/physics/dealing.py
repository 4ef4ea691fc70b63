"""Dealing people and enterprises out at the start so that figures are met exactly (NumPy, host side)."""

from __future__ import annotations

import numpy as np


def exact_share(drawn: np.ndarray, share: float, groups: tuple[np.ndarray, ...]) -> np.ndarray:
    """True for the part of each group with the lowest draws: the share is met to one person, however small it is.

    Where 1.5 % of all workers feed the rest, a thousand persons drawn one by one had 4 to 20 farm workers, and hunger with 4.
    """
    chosen = np.zeros(len(drawn), bool)
    for group in groups:
        members = np.flatnonzero(group)
        order = np.argsort(drawn[members], kind="stable")
        chosen[members[order[: round(share * len(members))]]] = True
    return chosen


def spread_evenly(draws: np.ndarray, among: np.ndarray) -> np.ndarray:
    """Puts those marked at equal distances in [0, 1] in the order of their draws, so that every team has its size to one person."""
    place = np.zeros(len(draws))
    order = np.argsort(np.where(among, draws, 2.0), kind="stable")[: int(among.sum())]
    place[order] = (np.arange(len(order)) + 0.5) / max(len(order), 1)
    return place


def interleave(goods: list[int]) -> list[int]:
    """Mixes goods evenly, so that each region gets its part of each."""
    counts: dict[int, int] = {}
    keyed = []
    for good in goods:
        counts[good] = counts.get(good, 0) + 1
        keyed.append((counts[good] / (goods.count(good) + 1), good))
    return [good for _, good in sorted(keyed)]
