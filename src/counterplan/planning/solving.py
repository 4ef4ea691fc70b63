"""Solving a programme with HiGHS, and what it will take. The solver is a library; nothing of it is written here."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from .programme import Programme

Array = NDArray[np.float64]

INTERIOR_FROM, FIRST_ORDER_FROM = 3_000, 30_000
"""Columns from which the interior point method and the first-order method are taken where none is asked for (docs/performance.md)."""
FIRST_ORDER_TOLERANCE = 1e-4
"""Relative residuals and gap at which the first-order method stops where nothing else is asked for."""


class PlanError(Exception):
    """A programme that has no best plan: infeasible, unbounded, out of time. ``status`` says which."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Solution:
    """Columns and row duals of a solved programme, scaled, and what it took."""

    columns: Array
    duals: Array
    """One a row, ≥ 0: what a unit of the row's limit adds to the objective."""
    solver: str
    seconds: float
    iterations: int


def estimate(programme: Programme) -> tuple[float, float]:
    """Memory (bytes) and seconds that a solution takes, about, on one core of two.

    Fitted to `benchmarks/planning.py` (docs/performance.md); other tables may take some times more or less.
    """
    rows, columns = programme.size()
    dense = 8.0 * programme.n_goods**2 * 6.0
    entries = programme.n_years * (np.count_nonzero(programme.economy.inputs) + 4.0 * programme.n_stocks * (programme.n_years + 1))
    return 120e6 + dense + 600.0 * entries + 2500.0 * (rows + columns), 6e-8 * float(rows + columns) ** 2


def choose(programme: Programme, solver: str | None) -> str:
    """The solver asked for, or the one that is fastest at this size and, up to thirty thousand columns, exact."""
    columns = programme.size()[1]
    return solver or ("simplex" if columns < INTERIOR_FROM else "ipm" if columns < FIRST_ORDER_FROM else "pdlp")


def solve(programme: Programme, solver: str | None = None, time_limit: float = 600.0, tolerance: float | None = None) -> Solution:
    """Finds a best plan.

    Args:
        solver: 'simplex', 'ipm' (with crossover) or 'pdlp' (first-order); None chooses by size.
        tolerance: of the first-order method.

    Error: PlanError with 'infeasible', 'unbounded', 'time' or the solver's own word.
    Source: huangfu-hall-2018.
    """
    name = choose(programme, solver)
    options: dict[str, Any] = {"time_limit": float(time_limit)}
    if name == "pdlp":
        accuracy = FIRST_ORDER_TOLERANCE if tolerance is None else tolerance
        options |= dict.fromkeys(("kkt_tolerance", "pdlp_optimality_tolerance"), accuracy)
    return run_highs(programme.matrix, programme.limit, programme.gain, programme.least, name, options)


def run_highs(matrix: sp.csc_matrix, limit: Array, gain: Array, least: Array, solver: str, options: dict[str, Any]) -> Solution:
    """Maximises gain·z subject to matrix·z ≤ limit and z ≥ least.

    Error: PlanError.
    """
    import highspy

    with _quiet():
        highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("solver", solver)
    for option, value in options.items():
        highs.setOptionValue(option, value)
    programme = highspy.HighsLp()
    programme.num_row_, programme.num_col_ = matrix.shape
    programme.sense_ = highspy.ObjSense.kMaximize
    programme.col_cost_ = gain
    programme.col_lower_, programme.col_upper_ = least, np.full(least.size, np.inf)
    programme.row_lower_, programme.row_upper_ = np.full(limit.size, -np.inf), limit
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_, programme.a_matrix_.index_, programme.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    begun = perf_counter()
    highs.passModel(programme)
    highs.run()
    status = highs.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise PlanError(_STATUS.get(status.name, highs.modelStatusToString(status)))
    found, info = highs.getSolution(), highs.getInfo()
    steps = max(info.simplex_iteration_count, info.ipm_iteration_count, info.pdlp_iteration_count)
    columns = np.maximum(np.array(found.col_value), least)
    return Solution(columns, np.maximum(np.array(found.row_dual), 0.0), solver, perf_counter() - begun, int(steps))


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """HiGHS greets on the process's standard output when it is made, whatever its options: that would spoil a JSON document."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


_STATUS = {"kInfeasible": "infeasible", "kUnbounded": "unbounded", "kUnboundedOrInfeasible": "infeasible or unbounded", "kTimeLimit": "time"}
