"""Equal shares elects who is paid for by supporters, and leaves the rest of the money with those who paid least."""

from __future__ import annotations

import numpy as np

from counterplan.planning import choice

from .check import Check, near

ID = "R13"
SOURCE = "lackner-regner-krenn-2023"
COMPUTES = (
    "twelve voters elect four of seven (3 × ab, 3 × ac, 2 × ad, bcf, e, f, g), and eight elect three of four (3 × cd, 2 × ab, 2 × ac, bd): who is "
    "elected (as a number, a = 1), what each supporter pays at most, and what is left to voters"
)
CALLS = "planning.choice.equal_shares"
EVIDENCE = "verified"
NOTE = "The source's runs fill the remaining seats by another rule afterwards; only their first phase is the Method of Equal Shares."

TWELVE = ["ab"] * 3 + ["ac"] * 3 + ["ad"] * 2 + ["bcf", "e", "f", "g"]
EIGHT = ["cd"] * 3 + ["ab"] * 2 + ["ac"] * 2 + ["bd"]


def replicate() -> list[Check]:
    """Elects."""
    names, chosen = _elected(TWELVE, 4)
    first = [
        near("12 voters: elected", _number(names), 1, 0),
        near("12 voters: payment", sum(chosen.payments), 1 / 8, 1e-12),
        near("12 voters: least left", chosen.left.min(), 5 / 24, 1e-12),
        near("12 voters: most left", chosen.left.max(), 1 / 3, 1e-12),
    ]
    names, chosen = _elected(EIGHT, 3)
    payments = [*chosen.payments, 0.0, 0.0]
    return [
        *first,
        near("8 voters: elected, in order", _number(names), 31, 0),
        near("8 voters: first payment", payments[0], 1 / 5, 1e-12),
        near("8 voters: second payment", payments[1], 13 / 40, 1e-12),
        near("8 voters: money left in all", chosen.left.sum(), 3 * 7 / 40 + 2 / 20 + 3 / 8, 1e-12),
    ]


def _elected(ballots: list[str], seats: int) -> tuple[str, choice.Chosen]:
    names = sorted(set("".join(ballots)))
    supporters = [np.array([i for i, ballot in enumerate(ballots) if name in ballot]) for name in names]
    chosen = choice.equal_shares(supporters, np.ones(len(names)), float(seats), len(ballots))
    return "".join(names[p] for p in chosen.projects), chosen


def _number(names: str) -> int:
    """Candidates as digits, so that a = 1 and ca = 31."""
    return int("0" + "".join(str(1 + ord(name) - ord("a")) for name in names))
