"""Who bears which identity is of no consequence: other draws and other traits for each person, the same economy in the mean."""

from __future__ import annotations

import numpy as np
import pytest
from law_tools import BATCH, SYSTEMS, carry_of, different, host, run

from counterplan.engine.program import Carry, Program

QUARTERS, ORDERS = 16, 4
OUTCOMES = (
    "gdp_per_head", "consumption_per_head", "calories_per_head", "hours_per_worker", "effort", "skill", "population", "employment_rate",
    "consumption_gini", "elite_share", "wage_level",
)  # fmt: skip


def relabelled(start: dict[str, np.ndarray], seed: int) -> dict[str, np.ndarray]:
    """The same living persons in the same slots with each other's identities.

    At the start only: later on people's places go along with traits for life, which hang on their identities.
    """
    draw, ids = np.random.default_rng(seed), start["person_id"].copy()
    for own, alive in zip(ids, start["alive"].astype(bool), strict=True):
        own[alive] = draw.permutation(own[alive])
    return {**start, "person_id": ids}


def mean_logs(program: Program, values: dict[str, np.ndarray], like: Carry) -> dict[str, np.ndarray]:
    """Logarithm of each outcome's mean over the last two years, by replicate."""
    _, records = run(program, carry_of(values, like), QUARTERS)
    assert not records["failed"].any()
    return {name: np.log(records[name][:, -8:].mean(axis=1)) for name in OUTCOMES}


@pytest.mark.parametrize("cell", [0, 1, 2], ids=SYSTEMS)
def test_relabelling_persons_is_neutral_in_the_mean(program: Program, cell: int) -> None:
    like = program.start(cell, BATCH)
    start = host(like)
    assert different(start, relabelled(start, 0)) == ["person_id"]
    own = mean_logs(program, start, like)
    others = [mean_logs(program, relabelled(start, seed), like) for seed in range(ORDERS)]
    assert set(different(own, others[0])) >= {"gdp_per_head", "effort", "population"}, "every person has other draws now"
    beyond = {}
    for name in OUTCOMES:
        other = np.stack([values[name] for values in others])
        # Own and other orders are draws of one distribution: their spread within a replicate, over all replicates.
        error = np.sqrt(other.var(axis=0, ddof=1).mean() * (1.0 + 1.0 / ORDERS) / len(BATCH))
        beyond[name] = float(abs((own[name] - other.mean(axis=0)).mean()) / error)
    print({name: round(size, 1) for name, size in beyond.items()})
    assert {name: size for name, size in beyond.items() if size > 4.5} == {}  # by chance alone in one of two hundred runs of this test
