"""Starts that are drawn: each replicate's figures from their prior ranges, and the economy made from them (NumPy, host side)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from counterplan.core.economy import Economy
from counterplan.core.errors import InputError
from counterplan.core.goods import SIX
from counterplan.core.priors import CAUSES, PRODUCT, Prior
from counterplan.core.randomness import host_uniform
from counterplan.core.scenario import SHARES_BY_GOOD, SHARES_OF_PRODUCT

from .endowment import Endowment

ATTEMPTS = 100
"""Draws of one start, and within it of one group of shares, after which a replicate is given up."""
ACCOUNTS_TOLERANCE = 0.05
"""Largest part of the product by which the start's accounts may miss a drawn share of value added, or what the scenario's
values miss where that is more (assumed; at their values the built-in scenarios miss one by 0.023 and by 0.031)."""
DEATHS_TOLERANCE = 0.1
"""Deaths per 1,000 a year by which the death rates by age may miss the drawn crude death rate."""
AGES_TOLERANCE = 1e-4
"""By how much the age structure may miss the share of people aged 65 and over."""
_KEPT = 64


@dataclass(frozen=True)
class Drawn:
    """The figures of one replicate and how often they were drawn again, by cause."""

    values: Mapping[str, float]
    """By the names of their priors."""
    redraws: Mapping[str, int]
    endowment: Endowment


@dataclass(frozen=True)
class _Group:
    """Figures that add to one: drawn ones by name, and what the others leave to them."""

    cause: str
    priors: tuple[Prior, ...]
    left: float


class Starts:
    """Makes the start of every replicate of a run whose figures are drawn; the same for every system.

    Figures of a group of shares are drawn one by one, then the drawn ones are scaled so that the group adds to one. Where one
    leaves its range by that, the group is drawn again; where no start has the figures, all figures are drawn again, each time
    at the next counter. Nothing is moved to the end of a range.

    Lengths of axes and numbers of enterprises are those of the scenario's values, with slots for the largest growth of
    population in the ranges; so a drawn share of employment changes the size of teams, not their number.
    """

    def __init__(
        self, figures: Mapping[str, float], sectors: Mapping[str, np.ndarray], priors: Sequence[Prior], n_persons: int, years: float,
        economy: Economy | None = None,
    ) -> None:  # fmt: skip
        self._figures, self._sectors, self._years, self._economy = figures, sectors, years, economy
        self._goods = (economy.goods if economy else SIX).names
        tables = {f"{table}.{good}" for table in sectors for good in self._goods}
        self._priors = {p.name: p for p in priors if p.name in tables or p.name.startswith("figures.")}
        at_values = Endowment(figures, sectors, n_persons, years, economy=economy)
        births, deaths = self._prior_end("crude_birth_rate", 1), self._prior_end("crude_death_rate", 0)
        growth = (births - deaths) / 1000.0
        self.centre = Endowment(figures, sectors, n_persons, years, at_values.frame_for(years, growth), economy)
        self._tolerance = max(ACCOUNTS_TOLERANCE, float(_missed(self.centre).max()))
        self._groups = self._find_groups()
        grouped = {prior.name for group in self._groups for prior in group.priors}
        self._single = [prior for prior in self._priors.values() if prior.name not in grouped]
        self.of = lru_cache(_KEPT)(self._of)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the figures that are drawn."""
        return tuple(self._priors)

    def fixing(self, values: Mapping[str, float]) -> Starts:
        """The same starts, on the same draws and axes, with some figures fixed ('figures.<name>').

        Error: InputError for figures that shares of the product hold together; fixing one would move the others out of their group.
        """
        tied = [name for name in values if name.removeprefix("figures.") in SHARES_OF_PRODUCT]
        if tied:
            raise InputError(f"{tied[0]}: is one of the shares of the product and cannot be fixed alone.")
        figures = {**self._figures, **{name.removeprefix("figures."): value for name, value in values.items()}}
        priors = [prior for name, prior in self._priors.items() if name not in values]
        other = Starts(figures, self._sectors, priors, self.centre.n_persons, self._years, self._economy)
        other.centre = Endowment(figures, self._sectors, self.centre.n_persons, self._years, self.centre.frame, self._economy)
        return other

    def _of(self, seed: int, replicate: int) -> Drawn:
        """Draws the figures of one replicate and makes its endowment.

        Error: InputError that names the reason where `ATTEMPTS` draws give no possible start.
        """
        redraws = dict.fromkeys(CAUSES, 0)
        if not self._priors:
            return Drawn({}, redraws, self.centre)
        reason = ""
        for attempt in range(ATTEMPTS):
            values = self._draw(seed, replicate, attempt, redraws)
            made = self._endowment(values)
            cause, reason = start_problem(made, self._tolerance)
            if not cause:
                return Drawn(values, redraws, made)
            redraws[cause] += 1
        raise InputError(
            f"replicate {replicate}: {ATTEMPTS} draws of the scenario's figures gave no possible start; the last: {reason}. "
            "Narrow the ranges, or fix figures with --set."
        )

    def _draw(self, seed: int, replicate: int, attempt: int, redraws: dict[str, int]) -> dict[str, float]:
        """Draws all figures; counters of one attempt at a start do not meet those of the next."""
        first = attempt * ATTEMPTS
        values = {p.name: _value(p, seed, replicate, first) for p in self._single}
        for group in self._groups:
            values |= self._draw_group(group, seed, replicate, first, redraws)
        return values

    def _draw_group(self, group: _Group, seed: int, replicate: int, first: int, redraws: dict[str, int]) -> dict[str, float]:
        for counter in range(first, first + ATTEMPTS):
            drawn = {p.name: _value(p, seed, replicate, counter) for p in group.priors}
            total = sum(drawn.values())
            scaled = {name: value * group.left / total for name, value in drawn.items() if total > 0}
            if scaled and all(p.low <= scaled[p.name] <= p.high for p in group.priors):
                return scaled
            redraws[group.cause] += 1
        names = ", ".join(p.name for p in group.priors)
        raise InputError(
            f"replicate {replicate}: {ATTEMPTS} draws of {names} could not be scaled to add to {group.left:.6g} inside their ranges. "
            "Widen the ranges, or fix figures with --set."
        )

    def _endowment(self, values: Mapping[str, float]) -> Endowment:
        single = {name: values.get(f"figures.{name}", value) for name, value in self._figures.items()}
        tables = {
            table: np.array([values.get(f"{table}.{good}", by_good[i]) for i, good in enumerate(self._goods)])
            for table, by_good in self._sectors.items()
        }
        return Endowment(single, tables, self.centre.n_persons, self._years, self.centre.frame, self._economy)

    def _find_groups(self) -> list[_Group]:
        members = {PRODUCT: {f"figures.{name}": self._figures[name] for name in SHARES_OF_PRODUCT}}
        for table in SHARES_BY_GOOD:
            members[table] = {f"{table}.{good}": float(self._sectors[table][i]) for i, good in enumerate(self._goods)}
        groups = []
        for cause, values in members.items():
            drawn = tuple(self._priors[name] for name in values if name in self._priors)
            left = 1.0 - sum(value for name, value in values.items() if name not in self._priors)
            groups += [_Group(cause, drawn, left)] if drawn else []
        return groups

    def _prior_end(self, figure: str, end: int) -> float:
        prior = self._priors.get(f"figures.{figure}")
        return (prior.low, prior.high)[end] if prior else self._figures[figure]


def start_problem(start: Endowment, tolerance: float = ACCOUNTS_TOLERANCE) -> tuple[str, str]:
    """Says why no economy starts from these figures: one of `CAUSES` and the reason, or two empty texts.

    Args:
        tolerance: largest part of the product by which accounts may miss a share of value added.
    """
    figures, accounts = start.figures, start.accounts
    if not (np.isfinite(accounts.gross_output).all() and (accounts.gross_output > 0).all()):
        return "accounts", "the input-output table is not productive"
    missed = _missed(start)
    if missed.max() > tolerance:
        good = start.goods.names[int(missed.argmax())]
        return "accounts", f"uses of product and value added contradict each other in {good} by {missed.max():.3f} of the product"
    died = float((start.ages * start.hazard).sum()) * 1000.0
    if abs(died - figures["crude_death_rate"]) > DEATHS_TOLERANCE:
        return "deaths", f"no death rates by age give {figures['crude_death_rate']:.3g} deaths per 1,000 with these births and infant deaths"
    old = figures.get("share_65_and_over")
    if old is not None and abs(float(start.ages[65:].sum()) - old) > AGES_TOLERANCE:
        return "deaths", f"no age structure has a share of {old:.3g} aged 65 and over with these births and deaths"
    rate, able = figures["participation_rate"] / (1.0 - start.jobless), start.able_share
    if rate > able:
        return "participation", f"a share of {rate:.3f} of the people would work and {able:.3f} are of working age"
    return "", ""


def _missed(start: Endowment) -> np.ndarray:
    """Parts of the product by which the start's accounts miss the shares of value added."""
    got = start.accounts.value_added * 4.0 / start.figures["gdp_per_head"]
    missed: np.ndarray = np.abs(got - start.sectors["value_added_share"])
    return missed


def _value(prior: Prior, seed: int, replicate: int, counter: int) -> float:
    return prior.at(float(host_uniform(seed, replicate, f"prior: {prior.stream}", np.array([counter]))[0]))


__all__ = ["ACCOUNTS_TOLERANCE", "ATTEMPTS", "Drawn", "Starts", "start_problem"]
