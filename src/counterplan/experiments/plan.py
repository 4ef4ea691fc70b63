"""Makes a plan, proves it, and says in one line why there is none where there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from counterplan.core.errors import InputError, RunError
from counterplan.loader.plan_cells import free_memory
from counterplan.loader.plan_request import ENGINES, PlanRequest
from counterplan.planning.certificate import Certificate, certify
from counterplan.planning.diagnosis import shortages, unlimited
from counterplan.planning.economy import Economy
from counterplan.planning.plan import Plan, optimal_plan
from counterplan.planning.programme import Programme
from counterplan.planning.solving import PlanError, choose, estimate

from .plan_yearly import PlannedYearly, make_yearly

NAMED = 3
"""Givens that a message about a plan that does not exist names."""
TOLD_FROM = 10.0
"""Seconds of solving from which an estimate is told beforehand."""
NOTHING = 1e-7


@dataclass(frozen=True)
class Planned:
    """A plan with its proof and what a reader has to know."""

    request: PlanRequest
    plan: Plan
    certificate: Certificate
    notes: tuple[str, ...]

    @property
    def status(self) -> str:
        """'optimal', or 'approximate' where residuals are larger than rounding."""
        return "optimal" if self.certificate.exact else "approximate"


def make_plan(request: PlanRequest, economy: Economy, tell: Callable[[str], None] = lambda line: None) -> Planned | PlannedYearly:
    """Finds the best plan of an economy that was read for a request, or plans it year by year by the engine that is asked for.

    Args:
        tell: gets a line beforehand where solving will take long.

    Error: InputError where no plan exists, naming what is short and when; RunError where time ran out.
    """
    if request.engine != ENGINES[0]:
        return make_yearly(request, economy)
    programme = Programme(economy, request.at_least, request.keep_stocks)
    _check_size(programme, request, tell)
    if free := unlimited(economy) if economy.free_goods().any() else []:
        raise InputError(
            f"{_where(request)}: nothing bounds the plan in {free[0]}: its whole basket takes no labour, no stocks and no limited resource."
        )
    try:
        plan = optimal_plan(economy, request.at_least, request.keep_stocks, request.solver, request.time_limit)
    except PlanError as error:
        raise _no_plan(error, economy, request) from None
    notes = _notes(plan, request)
    return Planned(request, plan, certify(plan), tuple(notes))


def _check_size(programme: Programme, request: PlanRequest, tell: Callable[[str], None]) -> None:
    memory, seconds = estimate(programme)
    free = free_memory()
    rows, columns = programme.size()
    size = f"{programme.n_goods:,} sectors over {programme.n_years} years make {rows:,} rows and {columns:,} columns"
    if memory > 0.8 * free and not request.force:
        raise InputError(f"{_where(request)}: {size}: about {memory / 1e9:.1f} GB, and {free / 1e9:.1f} GB are free here; take fewer, or --force.")
    if seconds > TOLD_FROM or memory > 2e9:
        about = f"{seconds / 60:.0f} minutes" if seconds > 120 else f"{seconds:.0f} seconds"
        solver = choose(programme, request.solver)
        tell(f"{size}: about {memory / 1e9:.1f} GB, and {about} by simplex; solver {solver}, limit {request.time_limit:.0f} seconds.")


def _where(request: PlanRequest) -> str:
    return f"{request.folder}" if request.table is None else f"{request.folder}, table '{request.table}'"


def _no_plan(error: PlanError, economy: Economy, request: PlanRequest) -> Exception:
    if error.status == "time":
        limit = f"{request.time_limit:.0f} seconds"
        return RunError(f"{_where(request)}: no plan within {limit}; raise --time-limit, or take --solver pdlp or fewer sectors.")
    if error.status.startswith("infeasible"):
        try:
            short = shortages(economy, request.at_least, request.keep_stocks, request.time_limit)
        except PlanError as again:
            return RunError(f"{_where(request)}: no plan exists, and the reason was not found: {again.status}.")
        if short:
            asked = f"a fulfilment of {request.at_least:g} in every year" + (" with stocks kept" if request.keep_stocks else "")
            return InputError(f"{_where(request)}: no plan reaches {asked}. The least that is short: {_listed(short)}.")
    return RunError(f"{_where(request)}: the solver found no plan ({error.status}); scales of the tables may be too far apart.")


def _listed(short: list) -> str:  # type: ignore[type-arg]
    more = len(short) - NAMED
    return "; ".join(str(one) for one in short[:NAMED]) + (f"; and {more} more" if more > 0 else "")


def _notes(plan: Plan, request: PlanRequest) -> list[str]:
    """What a reader has to know. Error: InputError where a year's basket cannot be delivered at all."""
    economy, notes = plan.economy, []
    empty = [year for year, share in zip(economy.years, plan.fulfilment, strict=True) if share < NOTHING]
    if empty:
        short = shortages(economy, 1e-3, request.keep_stocks, request.time_limit)
        if short:
            raise InputError(f"{_where(request)}: the basket of {empty[0]} cannot be delivered, however little of it. Short: {_listed(short)}.")
        notes.append(f"Nothing is delivered in {', '.join(empty)}: the sum over years is larger that way. --at-least sets a floor.")
    if not request.keep_stocks and plan.additions.any():
        notes.append("Nothing is added to stocks in the last year, for nothing after it counts; --keep-stocks asks for stocks as at the start.")
    if request.table is not None:
        notes.append(
            f"The table says who holds capital and not what it is: stocks have the mix of gross investment and wear out by {request.wear:g} a year "
            "(assumed). The basket is consumption and exports."
        )
    return notes
