"""Figures of a plan: lines over its years, named at their ends, and bars of fulfilment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .figures import DASHES, SETTINGS, WIDTH, panel_canvas
from .scales import axis_number, short_names, spread
from .svg import INK, LABELS, LINES, MUTED, RULE, finish, plain
from .wording import number

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

MOST_YEARS = 8
"""Years up to which each is named on the axis."""


def bars(name: str, title: str, unit: str, years: Sequence[str], values: Array, line: float) -> str:
    """One bar a year with its height written on it, and a line at a level that matters."""
    import numpy as np
    from matplotlib import rc_context

    with rc_context(SETTINGS):
        canvas, axes = panel_canvas(14.0, 0.0)
        places = np.arange(len(years))
        axes.bar(places, values, width=0.62, color=LINES[0], zorder=2)
        axes.axhline(line, color=INK, lw=0.9, ls=(0, (4, 2)), zorder=3)
        top = max(float(np.max(values)), line) * 1.15
        axes.set_ylim(0.0, top)
        if len(years) <= MOST_YEARS:
            for place, value in zip(places, values, strict=True):
                axes.text(place, value + 0.015 * top, number(float(value)), ha="center", va="bottom", color=LABELS[0], fontsize=10.5)
        _finish_axes(axes, years, unit)
        said = ", ".join(f"{year} {number(float(value))}" for year, value in zip(years, values, strict=True))
        return finish(canvas, name, plain(title), plain(f"{title}, {unit}: {said}."))


def lines(name: str, title: str, unit: str, years: Sequence[str], rows: dict[str, Array], dashed: Sequence[str] = ()) -> str:
    """One line a name over the years, from zero; names in ``dashed`` are limits or supplies."""
    import numpy as np
    from matplotlib import rc_context

    names = short_names(list(rows))
    with rc_context(SETTINGS):
        canvas, axes = panel_canvas(16.0 + 6.1 * max((len(one) for one in names), default=0), 0.0)
        places = np.arange(len(years))
        top = max((float(np.nanmax(values)) for values in rows.values()), default=1.0)
        axes.set_ylim(0.0, 1.08 * top if top > 0 else 1.0)
        for i, (whole, values) in enumerate(rows.items()):
            dash = (0, (4, 2)) if whole in dashed else DASHES[i % len(DASHES)] if not dashed else "-"
            axes.plot(places, values, color=INK if whole in dashed else LINES[i % len(LINES)], ls=dash, lw=1.8, marker="o", ms=2.6, zorder=3)
        _finish_axes(axes, years, unit)
        ends = [(float(values[-1]) / axes.get_ylim()[1], i) for i, values in enumerate(rows.values())]
        _name_ends(axes, ends, names, [INK if whole in dashed else LABELS[i % len(LABELS)] for i, whole in enumerate(rows)])
        said = "; ".join(f"{whole} from {number(float(values[0]))} to {number(float(values[-1]))}" for whole, values in rows.items())
        return finish(canvas, name, plain(title), plain(f"{title}, {unit}: {said}."))


def _name_ends(axes: Axes, ends: list[tuple[float, int]], names: list[str], colours: list[str]) -> None:
    box = axes.get_position()
    height = box.height * axes.get_figure().get_size_inches()[1] * 72  # type: ignore[union-attr]
    for y, i in spread(ends, 13.0 / height):
        axes.text(
            1.0 + 6.0 / (box.width * WIDTH), y, names[i], transform=axes.transAxes, va="center_baseline", ha="left",
            color=colours[i], fontsize=11, fontweight="bold", parse_math=False,
        )  # fmt: skip


def _finish_axes(axes: Axes, years: Sequence[str], unit: str) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    every = max(1, -(-len(years) // MOST_YEARS))
    axes.set_xlim(-0.5, len(years) - 0.5)
    axes.set_xticks(range(0, len(years), every), [plain(str(year))[:8] for year in years[::every]])
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: axis_number(value)))
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(MUTED)
    axes.grid(axis="y", which="major", color=RULE, lw=0.8, zorder=0)
    axes.set_axisbelow(True)
    axes.tick_params(axis="x", length=0, labelcolor=MUTED, pad=3)
    axes.tick_params(axis="y", length=0, labelcolor=MUTED, pad=4)
    figure = axes.get_figure()
    assert figure is not None
    height = figure.get_size_inches()[1] * 72  # type: ignore[union-attr]
    figure.text(0.0, (height - 14) / height, plain(unit), color=MUTED, fontsize=11.5, ha="left", parse_math=False)
