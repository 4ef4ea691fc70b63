"""An assembly of delegates whose interests drift away from their voters' while they are in office, and who may be recalled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from counterplan.core.errors import InputError

from .numbers import median

Vector = np.ndarray


class Sittings(NamedTuple):
    """What an assembly decided, sitting by sitting."""

    settled: Vector
    """float64 [sitting], the median delegate's wish."""
    distance: Vector
    """float64 [sitting], mean distance of delegates from the medians of their groups."""
    recalled: Vector
    """int64 [sitting], delegates replaced after it."""


def assembly_of_delegates(
    wishes: Vector, group: Vector, office_wish: float, drift: float, recall: float, luck: Vector, longest: int = 0
) -> Sittings:
    """Holds sittings: each group's delegate starts with the wish of its median voter, and drifts towards that of people in office.

    Args:
        wishes: float64 [voter]; group: int [voter], 0 to groups − 1, none empty; office_wish: what somebody in office for ever wants.
        drift: share of the way to it that a sitting in office brings, 0 to 1; recall: steepness of recall, 0 for none.
        luck: float64 [sitting, group], uniform draws; longest: sittings after which a delegate has to go, 0 for no limit.

    Equation: own wish += drift·(office wish − own wish); chance of recall after a sitting = 1 − exp(−recall·|own wish − group's median|); a
    recalled delegate is followed by somebody with the median's wish. The assembly settles the median of its members' wishes.
    Source: michels-1911 (office changes delegates), ferejohn-1986 (recall disciplines), black-1948; own construction (the form).
    """
    wishes, group = np.asarray(wishes, float), np.asarray(group)
    groups = int(group.max()) + 1 if len(group) else 0
    if groups < 1 or group.min() < 0 or len(np.unique(group)) != groups or len(group) != len(wishes):
        raise InputError("every voter needs a group, numbered from 0 without gaps.")
    if not 0.0 <= drift <= 1.0 or recall < 0:
        raise InputError("drift has to be from 0 to 1, recall at least 0.")
    if luck.ndim != 2 or luck.shape[1] != groups:
        raise InputError(f"luck needs a column for each of the {groups} groups.")
    home = np.array([median(wishes[group == g]) for g in range(groups)])
    own, terms = home.copy(), np.zeros(groups, int)
    settled, distance, recalled = [], [], []
    for chance in luck:
        settled.append(median(own))
        distance.append(float(np.mean(np.abs(own - home))))
        own = own + drift * (office_wish - own)
        terms += 1
        gone = (chance < 1.0 - np.exp(-recall * np.abs(own - home))) | ((longest > 0) & (terms >= longest))
        own, terms = np.where(gone, home, own), np.where(gone, 0, terms)
        recalled.append(int(gone.sum()))
    return Sittings(np.array(settled), np.array(distance), np.array(recalled))
