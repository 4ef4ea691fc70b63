"""The quarter: one list, read from top to bottom. No arithmetic stands here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from counterplan.core.effects import Effects
from counterplan.physics import (
    books,
    contention,
    demography,
    effort,
    expectations,
    firms,
    foreign,
    household,
    livelihood,
    matching,
    payroll,
    production,
    reporting,
    search,
)


@dataclass(frozen=True)
class Rules:
    """All institutions that act in a phase, at once."""

    phase: str


@dataclass(frozen=True)
class Mechanism:
    """One piece of physics."""

    function: Callable[..., Effects]
    yearly_in: int | None = None
    """Quarter of the year in which it acts (None: every quarter)."""

    @property
    def name(self) -> str:
        """Name as it stands in the physics."""
        return f"{self.function.__module__.rsplit('.', 1)[-1]}.{self.function.__name__}"


Step = Rules | Mechanism

QUARTER: tuple[Step, ...] = (
    Mechanism(books.reset_terms),
    Mechanism(books.measure_prices),
    Mechanism(books.count_workers),
    Mechanism(expectations.expect_sales),
    Rules("expect"),
    Rules("plan"),
    Mechanism(expectations.balance_budget),
    Mechanism(expectations.grant_machines),
    Rules("finance"),
    Rules("hire"),
    Mechanism(matching.match_labour),
    Rules("supply"),
    Rules("produce"),
    Mechanism(production.draw_weather),
    Mechanism(effort.choose_effort),
    Mechanism(production.limits),
    Mechanism(production.produce),
    Mechanism(production.harvest),
    Mechanism(reporting.report),
    Rules("report"),
    Rules("levy"),
    Rules("pay"),
    Mechanism(payroll.pay_wages),
    Mechanism(foreign.trade_abroad),
    Rules("consume"),
    Mechanism(household.count_incomes),
    Mechanism(books.reset_incomes),
    Rules("invest"),
    Mechanism(production.spoil),
    Rules("search"),
    Mechanism(search.advance_frontier),
    Mechanism(search.find_candidates),
    Rules("adopt"),
    Mechanism(search.take_over),
    Rules("exit"),
    Mechanism(firms.count_year),
    Rules("live"),
    Mechanism(livelihood.update_levels),
    Mechanism(livelihood.count_village_income),
    Mechanism(demography.live),
    Mechanism(demography.bear),
    Mechanism(demography.learn),
    Mechanism(demography.take_in),
    Mechanism(demography.leave_home, yearly_in=3),
    Mechanism(demography.settle_estates, yearly_in=3),
    Mechanism(demography.appoint, yearly_in=3),
    Rules("contend"),
    Mechanism(contention.contend),
    Rules("govern"),
)
"""What happens in a quarter, in order."""


def acting(phase: str, rules: dict[str, Any]) -> list[str]:
    """Lists the roles whose rules act in a phase."""
    return [role for role, rule in rules.items() if phase in rule.phases()]
