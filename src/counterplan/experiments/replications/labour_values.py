"""Market prices lie near labour values; how near cannot be read off the usual correlation."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np

from counterplan.physics import measures, values

from .check import Check, above, near, recorded
from .draws import uniform
from .tables import Table, tables_with_labour

ID = "labour-values"
SOURCE = "zachariah-2006"
COMPUTES = (
    "labour values of a unit of money in each table with labour rows (hours, and hours weighted by pay), in the folder that "
    "COUNTERPLAN_FACTS names or beside the checkout, or in one table of our own: mean absolute deviation of prices from values, coefficient "
    "of variation of price over value (both free of scale), the usual correlation of totals by sector, and the same correlation after prices "
    "over values have changed sectors at random (mean of 200)"
)
CALLS = "physics.measures.labour_values"
EVIDENCE = "verified"
NOTE = (
    "Only signs are compared: published deviations are of other tables (16 to 20 % in Greece 1970, correlation .87 to .92; high correlations "
    "in 18 countries). That the correlation stays high when prices have nothing to do with values is the objection that it comes from the "
    "size of sectors (kliman-2002). Imported inputs and wear of machines are left out; values are lowered by the same."
)

SHUFFLES = 200


def replicate() -> list[Check]:
    """Compares prices with values, table by table."""
    checks: list[Check] = []
    worst = 0.0
    for table in tables_with_labour():
        for row, labour in table.labour.items():
            name = f"{table.name}, {row}"
            worth = _values(table, labour)
            net = table.output - table.flows.sum(axis=1)
            worst = max(worst, abs(float(worth @ net) / labour.sum() - 1.0))
            checks += _compared(name, worth, table.output)
    return [near("hours in the net product over all hours, worst table", 1.0 + worst, 1.0, 1e-9), *checks]


def _values(table: Table, labour: np.ndarray) -> np.ndarray:
    none = jnp.zeros(len(table.output))
    output, inputs, hours = jnp.asarray(table.output), jnp.asarray(table.flows.T), jnp.asarray(labour)
    return np.asarray(measures.labour_values(hours, output, inputs, none, hours, inputs, none, machine=none.tolist()))


def _compared(name: str, worth: np.ndarray, output: np.ndarray) -> list[Check]:
    """One unit of each good is what one unit of money buys, so that all prices are one."""
    found = values.distance_of(jnp.ones(len(output)), jnp.asarray(worth), jnp.asarray(output))
    orders = np.argsort(uniform(f"labour values {name}", SHUFFLES, len(output)), axis=1)
    shuffled = [float(values.distance_of(jnp.asarray(worth / worth[order]), jnp.asarray(worth), jnp.asarray(output)).correlation) for order in orders]
    return [
        recorded(f"{name}: mean absolute deviation", float(found.mean_absolute), "0.16 to 0.20 elsewhere"),
        recorded(f"{name}: coefficient of variation", float(found.variation), "not published"),
        above(f"{name}: correlation of totals", float(found.correlation), 0.8),
        above(f"{name}: the same, prices shuffled", float(np.mean(shuffled)), 0.8),
    ]
