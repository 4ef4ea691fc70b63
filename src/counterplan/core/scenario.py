"""A scenario is where a run starts and what comes from outside. No rule stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .economy import Economy
from .goods import SIX, Goods


@dataclass(frozen=True)
class Figure:
    """One starting figure with its unit, source and prior range (equal ends where it is known)."""

    name: str
    value: float
    unit: str
    source: str
    low: float
    high: float
    note: str = ""

    @property
    def assumed(self) -> bool:
        """True where no source gives the value."""
        return self.source == "assumed"


@dataclass(frozen=True)
class Scenario:
    """Starting figures, paths from outside, contexts held equal in all arms, and the record to compare with."""

    name: str
    title: str
    start: int
    """First calendar year."""
    country: str
    """Code of the country whose record it is compared with."""
    figures: Mapping[str, Figure]
    sector_figures: Mapping[str, Mapping[str, Figure]]
    """Figures by good: {'employment_share': {'grain': Figure, …}, …}."""
    paths: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    """Exogenous series by name and calendar year; a value holds until the next year given, the last one to the end."""
    contexts: Mapping[str, str | float] = field(default_factory=dict)
    """Contexts that this scenario holds equal in all systems."""
    record: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    """What happened, by outcome and year; drawn beside the model, never read by it."""
    sources: tuple[str, ...] = ()
    economy: Economy | None = None
    """Goods, inputs and uses from a table that a user brings (none: the six goods)."""

    @property
    def goods(self) -> Goods:
        """The goods of a run that starts here."""
        return self.economy.goods if self.economy else SIX


REQUIRED_FIGURES: dict[str, str] = {
    "population": "persons",
    "gdp_per_head": "2011 international $ a year",
    "crude_death_rate": "1 per 1,000 a year",
    "crude_birth_rate": "1 per 1,000 a year",
    "infant_mortality": "1 per 1,000 births",
    "calories_per_head": "kcal a day",
    "subsistence_calories": "kcal a day",
    "capital_output_ratio": "years",
    "labour_share": "1",
    "consumption_share": "1",
    "investment_share": "1",
    "provision_share": "1",
    "arms_share": "1",
    "participation_rate": "1",
    "weekly_hours": "hours",
    "depreciation_rate": "1 a year",
    "technique_gap": "1",
    "frontier_growth": "1 a year",
    "harvest_deviation": "1",
    "land_elasticity": "1",
    "wealth_share_top_decile": "1",
}
"""Figures that every scenario gives, with their units."""

OPTIONAL_FIGURES: dict[str, str] = {
    "schooling_years": "years",
    "share_65_and_over": "1",
    "unemployment_rate": "1",
    "enterprise_debt": "years",
}
"""Figures that a scenario may give: schooling of grown people (else three years), the age structure (else that of steady growth),
who has no work though wanting it (else nobody), what enterprises owe over the product of a year (else nothing)."""

REQUIRED_SECTOR_FIGURES: dict[str, str] = {
    "employment_share": "1",
    "value_added_share": "1",
    "consumption_share": "1",
    "capital_share": "1",
}
"""Figures by good that every scenario gives."""

SHARES_OF_PRODUCT = ("consumption_share", "investment_share", "provision_share", "arms_share")
"""Figures that add to one: what the product of the start is used for."""
SHARES_BY_GOOD = ("employment_share", "value_added_share", "consumption_share", "capital_share")
"""Tables whose figures add to one over goods."""
