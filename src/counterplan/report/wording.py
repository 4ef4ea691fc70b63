"""Numbers as words on a page: a few significant digits, a true minus sign, a dash where there is none."""

from __future__ import annotations

import math

MINUS = "\N{MINUS SIGN}"
NONE = "\N{EN DASH}"
_LARGE = ((1e12, "trillion", "tn"), (1e9, "billion", "bn"), (1e6, "million", "M"))


def number(value: float | None, short: bool = False) -> str:
    """Writes a number with three significant digits or more; whole thousands keep their digits.

    Args:
        short: 'M' instead of 'million', as on an axis.
    """
    if value is None or not math.isfinite(value):
        return NONE
    size = abs(value)
    for limit, word, letter in _LARGE:
        if size >= limit:
            return f"{_signed(value / limit)} {letter if short else word}"
    return _signed(value)


def _signed(value: float) -> str:
    size = abs(value)
    if size == 0:
        return "0"
    if size >= 100:
        text = f"{size:,.0f}"
    elif size >= 10:
        text = f"{size:.1f}"
    elif size >= 1:
        text = f"{size:.2f}"
    elif size >= 1e-6:
        text = f"{size:.{2 - math.floor(math.log10(size))}f}"
    else:
        text = f"{size:.1e}"
    return (MINUS if value < 0 else "") + text


def exact(value: float) -> str:
    """Writes a number as it was given, without zeros at its end."""
    if not math.isfinite(value):
        return NONE
    return f"{value:,.10g}".replace("-", MINUS) if abs(value) < 1e6 else number(value)


def rough(percent: float) -> str:
    """Writes a percentage with no more digits than a reader needs."""
    return f"{percent:.0f} %" if abs(percent) >= 10 else f"{percent:.1f} %"


def per_year(growth: float | None) -> str:
    """Writes a log difference per year as a signed percentage."""
    if growth is None or not math.isfinite(growth):
        return NONE
    text = f"{abs(100 * growth):.1f} %"
    if text == "0.0 %":
        return text
    return ("+" if growth > 0 else MINUS) + text


def interval(low: float | None, high: float | None) -> str:
    """Writes an interval as 'low to high', or a dash where it is not defined."""
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return NONE
    return f"{number(low)} to {number(high)}"


def listed(words: list[str]) -> str:
    """Joins words as in a sentence: 'a, b and c'."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def counted(count: int, noun: str) -> str:
    """Writes '1 system' or '3 systems'."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
