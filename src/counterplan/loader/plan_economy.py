"""An input-output table as an economy to plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counterplan.core.errors import InputError

from .tables import OUTPUT, Table

if TYPE_CHECKING:
    from counterplan.planning.economy import Economy

CONSUMED = ("C_HH", "C_NP", "C_GOV", "EXP")
"""Final uses that a plan's basket is made of; exports stand in it because they pay for imports."""
INVESTED, CAPITAL = "GFCF", "CAPITAL_STOCK"
LABOUR = ("EMPLOYMENT_THOUSANDS", "EMPLOYEE_HOURS_MILLIONS")
IMPORTS = "IMP_INTERMEDIATE"


def economy_of(table: Table, years: int, wear: float, growth: float, labour_growth: float) -> Economy:
    """An economy to plan from a table: its techniques, its labour and stocks, its consumption and exports as the basket.

    A sector's stock of capital consists of goods in the shares of gross fixed capital formation, for tables say who holds it
    but not what it is. Labour is persons engaged, or hours where only they are given. Imported inputs are a resource without a limit.

    Args:
        wear: share of every stock that wears out in a year.
        growth: yearly growth of the basket; labour_growth: of the labour supply.

    Error: InputError for a table without labour.
    Source: own construction; leontief-1970 (further rows as limits).
    """
    import numpy as np

    from counterplan.planning.economy import Economy

    worked = next((table.row(name) for name in LABOUR if table.has_row(name)), None)
    if worked is None:
        raise InputError(f"table '{table.name}' has no row {' or '.join(LABOUR)}, so that labour cannot be planned; take one that has.")
    labour, output = np.array(worked), np.array(table.column(OUTPUT))
    basket = np.maximum(np.sum([table.column(name) for name in CONSUMED], axis=0), 0.0)
    mix, capital = np.maximum(table.column(INVESTED), 0.0), np.maximum(table.row(CAPITAL), 0.0)
    held = np.outer(mix / max(float(mix.sum()), 1e-300), capital)
    of, within = np.nonzero(held)
    imports = np.maximum(table.row(IMPORTS), 0.0)
    path = np.arange(years)
    return Economy(
        goods=table.sectors,
        years=tuple(f"year{t + 1}" for t in path),
        inputs=np.maximum([table.row(sector) for sector in table.sectors], 0.0) / output,
        labour=labour / output,
        output=output,
        stock_of=of,
        stock_in=within,
        need=held[of, within] / output[within],
        stock=held[of, within],
        wear=np.full(of.size, wear),
        labour_supply=np.asarray(float(labour.sum()) * (1.0 + labour_growth) ** path, dtype=np.float64),
        target=basket * ((1.0 + growth) ** path)[:, None],
        resources=("imports",) if imports.any() else (),
        use=(imports / output)[None, :] if imports.any() else None,
        cap=np.full((years, 1), np.inf) if imports.any() else None,
    )
