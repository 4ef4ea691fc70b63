"""What is asked of a plan, and the economy that it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from counterplan.core.errors import InputError

from .caps import cap_names, with_caps
from .plan_economy import economy_of
from .plan_tables import FILES, read_economy
from .tables import CELLS, load_table

if TYPE_CHECKING:
    from counterplan.planning.economy import Economy

SOLVERS = ("simplex", "ipm", "pdlp")
"""HiGHS's dual simplex, its interior point method with crossover, and its first-order method."""
ENGINES = ("optimal", "facilitation", "labour-time", "boards")
"""The programme over all years, and the engines that plan year by year."""


@dataclass(frozen=True)
class PlanRequest:
    """What is asked for."""

    folder: Path
    table: str | None = None
    years: int | None = None
    caps: tuple[str, ...] = ()
    at_least: float = 0.0
    keep_stocks: bool = False
    growth: float = 0.0
    labour_growth: float = 0.0
    wear: float = 0.05
    solver: str | None = None
    time_limit: float = 600.0
    force: bool = False
    engine: str = ENGINES[0]


def load_economy(request: PlanRequest) -> Economy:
    """The economy of a request, with its years and limits. Error: InputError."""
    _check(request)
    names = cap_names(request.caps)
    if request.table is None:
        if not (request.folder / FILES[0]).is_file() and (request.folder / CELLS).is_file():
            raise InputError(f"{request.folder}: has {CELLS} and no {FILES[0]}; say which table with --table ID.")
        economy = read_economy(request.folder, names, request.force)
        if request.years is not None:
            economy = economy.with_years(request.years)
    else:
        economy = economy_of(load_table(request.folder, request.table), request.years or 5, request.wear, request.growth, request.labour_growth)
    return with_caps(economy, request.caps)


def _check(request: PlanRequest) -> None:
    if request.years is not None and not 1 <= request.years <= 200:
        raise InputError(f"--years {request.years}: 1 to 200 are wanted.")
    if not (0 <= request.at_least < inf):
        raise InputError(f"--at-least {request.at_least:g}: zero or more is wanted; 1 asks for the whole basket every year.")
    if not 0 <= request.wear <= 1:
        raise InputError(f"--wear {request.wear:g}: a share from 0 to 1 is wanted.")
    for name, value in (("growth", request.growth), ("labour-growth", request.labour_growth)):
        if not -1 < value < 1:
            raise InputError(f"--{name} {value:g}: a share a year is wanted, for example 0.02.")
    if request.solver is not None and request.solver not in SOLVERS:
        raise InputError(f"--solver {request.solver}: one of {', '.join(SOLVERS)} is wanted.")
    if request.engine not in ENGINES:
        raise InputError(f"--engine {request.engine}: one of {', '.join(ENGINES)} is wanted.")
    if request.engine != ENGINES[0]:
        for name, asked in (("at-least", request.at_least), ("keep-stocks", request.keep_stocks), ("solver", request.solver)):
            if asked:
                raise InputError(f"--{name} goes with --engine {ENGINES[0]} only; {request.engine} plans year by year.")
    if not request.time_limit > 0:
        raise InputError(f"--time-limit {request.time_limit:g}: seconds above zero are wanted.")
