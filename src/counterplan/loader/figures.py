"""What a starting figure may be: bounds that nature sets, and shares that add to one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from counterplan.core.errors import InputError
from counterplan.core.scenario import SHARES_BY_GOOD, SHARES_OF_PRODUCT, Figure, Scenario

TOLERANCE = 1e-6
"""How far shares may miss one."""

BOUNDS_BY_UNIT: dict[str, tuple[float, float]] = {
    "persons": (1.0, 1e11),
    "2011 international $ a year": (1.0, 1e7),
    "1 per 1,000 a year": (0.0, 1000.0),
    "1 per 1,000 births": (0.0, 1000.0),
    "kcal a day": (1.0, 10_000.0),
    "years": (0.1, 150.0),
    "hours": (0.0, 168.0),
    "1 a year": (-1.0, 1.0),
    "1": (0.0, 1.0),
}
"""Smallest and largest value that a figure of a unit can have."""
BOUNDS_BY_NAME: dict[str, tuple[float, float]] = {
    "depreciation_rate": (0.0, 1.0),
    "technique_gap": (0.0, 1000.0),
    "enterprise_debt": (0.0, 10.0),
    "harvest_deviation": (0.0, 10.0),
}
"""Where the unit alone does not say it."""


def check_figure(figure: Figure, error: Callable[[str], InputError]) -> None:
    """Refuses a value that cannot be, or a prior range that does not hold the value."""
    low, high = BOUNDS_BY_NAME.get(
        figure.name, BOUNDS_BY_UNIT.get(figure.unit, (float("-inf"), float("inf")))
    )
    for label, value in (("value", figure.value), ("low", figure.low), ("high", figure.high)):
        if not low <= value <= high:
            raise error(f"{label} {value:.12g} {figure.unit} cannot be; it must lie in [{low:g}, {high:g}].")
    if not figure.low <= figure.value <= figure.high:
        raise error(
            f"value {figure.value:.12g} lies outside its own range [{figure.low:.12g}, {figure.high:.12g}]; "
            "low <= value <= high."
        )


def check_sums(scenario: Scenario, error: Callable[[tuple[str, ...], str], InputError]) -> None:
    """Refuses shares that do not add to one."""
    total = sum(scenario.figures[name].value for name in SHARES_OF_PRODUCT)
    if abs(total - 1.0) > TOLERANCE:
        raise error(
            ("figures", SHARES_OF_PRODUCT[0]),
            f"{' + '.join(SHARES_OF_PRODUCT)} add to {total:.9g}; they must add to 1.",
        )
    for table in SHARES_BY_GOOD:
        total = sum(figure.value for figure in scenario.sector_figures[table].values())
        if abs(total - 1.0) > TOLERANCE:
            raise error(
                ("sector_figures", table), f"the shares of all goods add to {total:.9g}; they must add to 1."
            )


def with_value(figure: Figure, value: float) -> Figure:
    """The figure with another value that a user set; it is then known, not assumed."""
    return replace(figure, value=value, low=value, high=value, source="set")
