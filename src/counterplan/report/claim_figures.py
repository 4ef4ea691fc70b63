"""The plot of a claim: effects of all draws against the margin, part by part of the experiment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .figures import SETTINGS
from .svg import INK, LINES, MUTED, RULE, finish, plain

WIDTH, ROW, HEAD, FOOT, LEFT = 720.0, 22.0, 30.0, 36.0, 250.0
SHOWN = (-4.0, 4.0)
"""Margins that are drawn; effects beyond stand at the end."""
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def claim_figure(name: str, parts: Mapping[str, Sequence[float | None]]) -> str:
    """Draws a row for each part: every draw as a dot, median and middle half as bars, in units of the margin.

    Args:
        name: id of the claim.
        parts: effects in margins, in the claim's direction, by part; None where there is no value.
    """
    import numpy as np
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    height = HEAD + ROW * len(parts) + FOOT
    with rc_context(SETTINGS):
        canvas = FigureCanvasSVG(Figure(figsize=(WIDTH / 72, height / 72), facecolor="none"))
        box = (LEFT / WIDTH, FOOT / height, (WIDTH - LEFT - 20.0) / WIDTH, ROW * len(parts) / height)
        axes = canvas.figure.add_axes(box, facecolor="none")
        rng = np.random.default_rng(1)
        for row, values in enumerate(parts.values()):
            known = np.array([v for v in values if v is not None], np.float64)
            _draw_row(axes, row, known, rng)
        _style(axes, list(parts))
        return finish(canvas, f"claim {name}", f"Effects of claim {name}", describe(parts))


def describe(parts: Mapping[str, Sequence[float | None]]) -> str:
    """Says in words what the plot shows."""
    import numpy as np

    said = []
    for name, values in parts.items():
        known = np.array([v for v in values if v is not None], np.float64)
        beyond = int((known > 1.0).sum())
        said.append(f"{name}: {beyond} of {len(values)} draws beyond the margin" + (f", median {np.median(known):.2g} margins" if known.size else ""))
    return plain("; ".join(said) + ".")


def _draw_row(axes: Any, row: int, known: Any, rng: Any) -> None:
    import numpy as np

    if known.size == 0:
        return
    colour = LINES[0] if row == 0 else LINES[5]
    inside = np.clip(known, *SHOWN)
    axes.plot(inside, row + rng.uniform(-0.28, 0.28, known.size), ls="none", marker="o", ms=2.2, mew=0, color=colour, alpha=0.35, zorder=2)
    q = np.clip(np.quantile(known, QUANTILES), *SHOWN)
    axes.plot([q[0], q[4]], [row, row], color=INK, lw=0.9, zorder=3)
    axes.plot([q[1], q[3]], [row, row], color=INK, lw=3.2, solid_capstyle="butt", zorder=3)
    axes.plot([q[2]], [row], marker="|", ms=11, mew=2, color=INK, zorder=4)


def _style(axes: Any, names: Sequence[str]) -> None:
    axes.set_xlim(SHOWN[0] - 0.15, SHOWN[1] + 0.15)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.axvspan(-1.0, 1.0, color=RULE, alpha=0.6, lw=0, zorder=0)
    axes.axvline(0.0, color=MUTED, lw=0.8, zorder=1)
    axes.set_yticks(range(len(names)), [plain(name) for name in names])
    for label in axes.get_yticklabels():
        label.set_parse_math(False)
    axes.set_xticks(range(int(SHOWN[0]), int(SHOWN[1]) + 1))
    axes.tick_params(axis="y", length=0, labelcolor=INK, labelsize=10)
    axes.tick_params(axis="x", length=3, color=MUTED, labelcolor=MUTED, labelsize=10)
    axes.set_xlabel("effect in margins, towards the claim; the band is the margin", color=MUTED, fontsize=10)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(MUTED)
