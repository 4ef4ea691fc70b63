"""Vertical scales, tick labels and the names at the ends of lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .svg import plain
from .wording import MINUS

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

LOG_RATIO = 25.0
"""A path that grows by more than this is drawn on a log scale."""


def short_names(systems: Sequence[str]) -> list[str]:
    """Shortens names to their first words, as far as these tell them apart."""
    split = [name.replace("_", "-").split("-") for name in systems]
    for words in range(1, max((len(s) for s in split), default=1) + 1):
        short = ["-".join(s[:words]) for s in split]
        if len(set(short)) == len(short):
            return [plain(s if len(s) <= 16 else s[:15] + "…") for s in short]
    return [plain(str(name)[:16]) for name in systems]


def set_limits(
    axes: Axes, quantiles: NDArray[np.float64], points: Sequence[float], *, may_be_log: bool
) -> None:
    """Sets the vertical range: from zero where paths come near it, on a log scale where growth is large."""
    import numpy as np
    from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

    values = np.concatenate([quantiles.ravel(), np.array(points, dtype=float)])
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
    formatter = FuncFormatter(lambda value, _: axis_number(value))
    median = quantiles[len(quantiles) // 2]
    middle = median[np.isfinite(median)]
    if may_be_log and low > 0 and middle.size and middle.max() / middle.min() > LOG_RATIO:
        axes.set_yscale("log")
        axes.set_ylim(low / 1.15, high * 1.15)
        axes.yaxis.set_major_locator(LogLocator(base=10, subs=(1, 2, 5)))
        axes.yaxis.set_minor_formatter(NullFormatter())
    else:
        if high - low < 1e-9 * max(abs(high), abs(low), 1e-9):
            low, high = low - 0.05 * (abs(low) or 1), high + 0.05 * (abs(high) or 1)
        room = 0.05 * (high - low)
        bottom = 0.0 if 0 <= low < 0.5 * high else low - room
        axes.set_ylim(bottom, high + room)
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(formatter)


def axis_number(value: float) -> str:
    """Writes a tick's value without needless zeros."""
    size = abs(value)
    for limit, scale, letter in ((1e9, 1e9, "bn"), (1e6, 1e6, "M"), (1e4, 1e3, "k")):
        if size >= limit:
            return f"{value / scale:.4g} {letter}".replace("-", MINUS)
    if size >= 1000:
        return f"{value:,.0f}".replace("-", MINUS)
    return f"{value:.4g}".replace("-", MINUS)


def spread(places: Sequence[tuple[float, int]], gap: float) -> list[tuple[float, int]]:
    """Moves heights in [0, 1] apart to at least a gap, as little as needed and in their order."""
    ordered = sorted(places)
    if not ordered:
        return []
    heights = [min(max(y, 0.0), 1.0) for y, _ in ordered]
    for _ in range(100):
        moved = False
        for k in range(1, len(heights)):
            lack = gap - (heights[k] - heights[k - 1])
            if lack > 1e-9:
                heights[k - 1] -= lack / 2
                heights[k] += lack / 2
                moved = True
        if not moved:
            break
    shift = max(0.0, -heights[0]) or min(0.0, 1.0 - heights[-1])
    return [(y + shift, i) for y, (_, i) in zip(heights, ordered, strict=True)]
