"""The example economy of the n-year plan solver, as another implementation of the same programme has it."""

from __future__ import annotations

import numpy as np

from counterplan.planning import plan
from counterplan.planning.economy import Economy

from .check import Check, between

ID = "n-year-plan"
SOURCE = "rakvat-planning-2018"
COMPUTES = "fulfilment of year 1 and outputs of iron in years 1 and 5 of the plan for iron, coal, corn and bread over five years"
CALLS = "planning.plan.optimal_plan"
EVIDENCE = "verified"
NOTE = (
    "Tables are those of cockshott-2018 with an output of coal of 5, as in the tests of the other implementation, whose bounds are the targets. "
    "The solver's own documentation could not be read; with its own tables (output of coal 6) the sum of fulfilments is 8.7973."
)

# Rows: iron, coal, corn, bread; columns the same industries.
FLOWS = np.array([[0.1, 0, 0, 0], [2, 1, 0.04, 0.2], [0, 0, 1, 1], [0, 0, 0, 0]])
LABOUR, OUTPUT = np.array([0.3, 1, 2, 0.1]), np.array([10.0, 5, 10, 1])
STOCKS = np.array([[10, 7, 1.4, 1], [2, 1, 0.04, 0.1], [0, 0, 1, 0], [0, 0, 0, 0]])
WEAR = np.array([[0.07, 0.07, 0.07, 0.06], [0.5, 0.5, 0.5, 0.5], [0, 0, 0.5, 0], [0, 0, 0, 0]])
TARGETS = np.array([[0.1, 3, 0, 2.0], [0.1, 3, 0, 2.01], [0.1, 3, 0, 2.02], [0.1, 3.1, 0, 2.1], [0.1, 3.1, 0, 2.1]])
SUPPLY = np.array([3.0, 3.01, 3.02, 3.03, 3.07])


def replicate() -> list[Check]:
    """Plans the example."""
    of, within = np.nonzero(STOCKS)
    held = STOCKS[of, within]
    economy = Economy(
        ("iron", "coal", "corn", "bread"), tuple(f"year{t}" for t in range(1, 6)), FLOWS / OUTPUT, LABOUR / OUTPUT, OUTPUT, of, within,
        held / OUTPUT[within], held, WEAR[of, within], SUPPLY, TARGETS,
    )  # fmt: skip
    made = plan.optimal_plan(economy)
    return [
        between("fulfilment, year 1", float(made.fulfilment[0]), 0.15922, 0.15923),
        between("iron, year 1", float(made.output[0, 0]), 9.02671, 9.02672),
        between("iron, year 5", float(made.output[4, 0]), 0.19788, 0.19789),
    ]
