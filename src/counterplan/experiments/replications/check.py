"""One number of a replication beside its target."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite


@dataclass(frozen=True)
class Check:
    """What was computed, what was published, and whether they agree."""

    name: str
    got: float | None
    """None where nothing could be computed; the replication's note says why."""
    target: float | str
    """A number, or an inequality in words such as '> 0'."""
    tolerance: float | None
    """Largest difference allowed; None for an inequality."""
    agrees: bool


def near(name: str, got: float, target: float, tolerance: float) -> Check:
    """Agrees where the two differ by no more than the tolerance."""
    return Check(name, float(got), float(target), float(tolerance), isfinite(got) and abs(got - target) <= tolerance)


def above(name: str, got: float, bound: float = 0.0) -> Check:
    """Agrees where what was computed is larger than a bound."""
    return Check(name, float(got), f"> {bound:g}", None, bool(got > bound))


def below(name: str, got: float, bound: float = 0.0) -> Check:
    """Agrees where what was computed is smaller than a bound."""
    return Check(name, float(got), f"< {bound:g}", None, bool(got < bound))


def between(name: str, got: float, low: float, high: float) -> Check:
    """Agrees where what was computed lies in a published range."""
    return Check(name, float(got), f"{low:g} to {high:g}", None, bool(low <= got <= high))


def recorded(name: str, got: float, published: str) -> Check:
    """Shown beside what was published about something else: it agrees as long as it is a number."""
    return Check(name, float(got), published, None, isfinite(got))


def missing(name: str, target: float | str) -> Check:
    """A published figure beside which nothing was computed."""
    return Check(name, None, target, None, False)
