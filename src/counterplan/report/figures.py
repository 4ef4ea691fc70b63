"""One figure an outcome: median and bands by system, with the record where there is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .scales import set_limits, short_names, spread
from .series import AS_IT_STANDS, CUMULATIVE_DEATHS, REPORT_RATIO, Series, annual, heading, read
from .svg import INK, LABELS, LINES, MUTED, PAPER, RULE, finish, plain
from .wording import number

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

SETTINGS: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "counterplan", "font.size": 11}
WIDTH, HEIGHT = 364.0, 232.0
LEFT, BOTTOM = 46.0, 24.0
DASHES: tuple[Any, ...] = (
    "-",
    (0, (6, 2)),
    (0, (1.6, 1.4)),
    (0, (7, 2, 1.4, 2)),
    (0, (3, 1.5)),
    (0, (9, 2.5)),
)
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
MOST_LABELS = 6


@dataclass(frozen=True)
class Paths:
    """What one panel draws: quantiles over replicates (quantile, system, quarter) on calendar time."""

    years: Array
    quantiles: Array
    smoothed: bool


def figure(
    dataset: xr.Dataset,
    outcome: str,
    *,
    record: Mapping[Any, float] | None = None,
    title: bool = True,
) -> str:
    """Draws one outcome as an SVG document: median, 50 and 90 % bands, one colour and dash a system.

    Args:
        outcome: a stored outcome, or one of the two derived ones in ``series``.
        record: what happened, by calendar year, in the unit of the outcome; drawn as points.
        title: False leaves the heading to the page around it.

    Error: InputError for an outcome that the results do not hold.
    """
    from matplotlib import rc_context

    stored = read(dataset, outcome)
    series = stored.shown()
    paths = paths_of(series)
    points = record_points(series, record, 100 if stored.percent else 1)
    names = short_names(series.systems)
    with rc_context(SETTINGS):
        canvas, axes = panel_canvas(_label_room(names), 22.0 if title else 0.0)
        _draw_paths(axes, paths, points)
        _style(axes, series, paths, points)
        _direct_labels(axes, paths, names)
        _headings(axes, series, paths, title)
        return finish(canvas, outcome, plain(heading(series)), describe(series, paths, points))


def panel_canvas(right: float, head: float) -> tuple[FigureCanvasSVG, Axes]:
    """Makes an empty panel with room for labels at the right and a heading on top."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    height = HEIGHT + head
    canvas = FigureCanvasSVG(Figure(figsize=(WIDTH / 72, height / 72), facecolor="none"))
    width, tall = WIDTH - LEFT - right, height - BOTTOM - 26.0 - head
    box = (LEFT / WIDTH, BOTTOM / height, width / WIDTH, tall / height)
    return canvas, canvas.figure.add_axes(box, facecolor="none")


def paths_of(series: Series) -> Paths:
    """Takes quantiles over replicates, of four-quarter means unless the series is a level at a date."""
    import numpy as np

    smoothed = series.name not in AS_IT_STANDS
    values = annual(series.values) if smoothed else series.values
    # A four-quarter mean stands at the middle of its year, as a yearly figure of the record does.
    years = annual(series.years) + 0.125 if smoothed else series.years + 0.25
    quantiles = np.full((len(QUANTILES), values.shape[0], values.shape[2]), np.nan)
    known: NDArray[np.bool_] = np.asarray(np.isfinite(values).any(axis=1))
    for i in range(values.shape[0]):
        if known[i].any():
            quantiles[:, i, known[i]] = np.nanquantile(values[i][:, known[i]], QUANTILES, axis=0)
    return Paths(years, quantiles, smoothed)


def record_points(
    series: Series, record: Mapping[Any, float] | None, scale: float = 1.0
) -> list[tuple[float, float]]:
    """Turns the record into points at mid-year, within the years of the run."""
    import math

    points = []
    for year, value in (record or {}).items():
        x, y = float(year), float(value)
        if series.years[0] <= x <= series.years[-1] and math.isfinite(y):
            points.append((x + 0.5, scale * y))
    return sorted(points)


def describe(series: Series, paths: Paths, points: Sequence[tuple[float, float]]) -> str:
    """Says in words what a panel shows, for those who do not see it."""
    import numpy as np

    parts = []
    for i, system in enumerate(series.systems):
        known = np.flatnonzero(np.isfinite(paths.quantiles[2, i]))
        if known.size == 0:
            parts.append(f"{system}: no values")
            continue
        low, _, middle, _, high = paths.quantiles[:, i, known[-1]]
        start = paths.quantiles[2, i, known[0]]
        parts.append(
            f"{system}: median from {number(start)} to {number(middle)}, "
            f"90 % of replicates between {number(low)} and {number(high)} at the end"
        )
    span = f"{int(series.years[0])} to {int(series.years[-1])}"
    text = f"{series.label}, {series.shown_unit}, {span}. {'; '.join(parts)}."
    return text + (f" The record is drawn at {len(points)} points." if points else "")


def _label_room(names: Sequence[str]) -> float:
    if len(names) > MOST_LABELS:
        return 14.0
    return 14.0 + 6.1 * max((len(n) for n in names), default=0)


def _draw_paths(axes: Axes, paths: Paths, points: Sequence[tuple[float, float]]) -> None:
    for i in range(paths.quantiles.shape[1]):
        colour = LINES[i % len(LINES)]
        for low, high, alpha in ((0, 4, 0.13), (1, 3, 0.22)):
            axes.fill_between(
                paths.years,
                paths.quantiles[low, i],
                paths.quantiles[high, i],
                color=colour,
                alpha=alpha,
                lw=0,
                zorder=2,
            )
    for i in range(paths.quantiles.shape[1]):
        colour, dash = LINES[i % len(LINES)], DASHES[i % len(DASHES)]
        axes.plot(paths.years, paths.quantiles[2, i], color=colour, ls=dash, lw=1.8, zorder=3 + i / 100)
    if points:
        x, y = zip(*points, strict=True)
        axes.plot(x, y, ls="none", marker="o", ms=3.4, mfc=PAPER, mec=INK, mew=0.9, zorder=5)


def _style(axes: Axes, series: Series, paths: Paths, points: Sequence[tuple[float, float]]) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.set_xlim(float(series.years[0]), float(series.years[-1]) + 0.25)
    set_limits(axes, paths.quantiles, [y for _, y in points], may_be_log=series.name != CUMULATIVE_DEATHS)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}"))
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(MUTED)
    axes.spines["bottom"].set_linewidth(0.8)
    axes.grid(axis="y", which="major", color=RULE, lw=0.8, zorder=0)
    axes.set_axisbelow(True)
    axes.tick_params(axis="x", length=3, color=MUTED, labelcolor=MUTED, pad=3)
    axes.tick_params(axis="y", which="both", length=0, labelcolor=MUTED, pad=4)
    if series.name == REPORT_RATIO:
        axes.axhline(1.0, color=MUTED, lw=0.9, zorder=1)


def _direct_labels(axes: Axes, paths: Paths, names: Sequence[str]) -> None:
    """Names each line at its end, moved apart where lines meet."""
    import numpy as np

    if len(names) > MOST_LABELS:
        return
    box = axes.get_position()
    height = box.height * axes.get_figure().get_size_inches()[1] * 72  # type: ignore[union-attr]
    places = []
    for i in range(len(names)):
        known = np.flatnonzero(np.isfinite(paths.quantiles[2, i]))
        if known.size:
            at = axes.transData.transform((paths.years[known[-1]], paths.quantiles[2, i, known[-1]]))
            places.append((float(axes.transAxes.inverted().transform(at)[1]), i))
    for y, i in spread(places, 13.0 / height):
        axes.text(
            1.0 + 6.0 / (box.width * WIDTH),
            y,
            names[i],
            transform=axes.transAxes,
            va="center_baseline",
            ha="left",
            color=LABELS[i % len(LABELS)],
            fontsize=11,
            fontweight="bold",
            parse_math=False,
        )


def _headings(axes: Axes, series: Series, paths: Paths, title: bool) -> None:
    figure_ = axes.get_figure()
    assert figure_ is not None
    notes = [series.shown_unit]
    if paths.smoothed:
        notes.append("four-quarter mean")
    if axes.get_yscale() == "log":
        notes.append("log scale")
    height = figure_.get_size_inches()[1] * 72  # type: ignore[union-attr]
    y = height - 14
    if title:
        figure_.text(
            0.0,
            y / height,
            plain(heading(series)),
            color=INK,
            fontsize=13,
            fontweight="bold",
            ha="left",
            parse_math=False,
        )
        y -= 20
    figure_.text(
        0.0, y / height, plain(" · ".join(notes)), color=MUTED, fontsize=11.5, ha="left", parse_math=False
    )
