"""Small arrays of every variable for tests of single rules: what a rule decides, and what the ledger makes of its effects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

from counterplan.core.effects import Effects  # noqa: E402
from counterplan.core.randomness import Draws  # noqa: E402
from counterplan.core.rule import Rule, reads  # noqa: E402
from counterplan.core.state import State  # noqa: E402
from counterplan.core.table import MONEY_STOCKS, VARIABLES  # noqa: E402
from counterplan.core.variables import Sizes, Variable  # noqa: E402
from counterplan.physics.ledger import settle  # noqa: E402
from counterplan.physics.parameters import Physics  # noqa: E402

SIZES = Sizes(person=40, enterprise=3, region=1, hearth_block=4)
"""Enterprise 0 is a farm, 1 and 2 make manufactures."""
PHYSICS = Physics(
    consumption_curvature=1.0, effort_elasticity=0.25, hours_elasticity=0.5, effort_spread=0.1, substitution=0.4, radius=0.06,
    changeover_hours=60.0, report_bias=0.06, visibility=0.3, real_members=1.0, resale=0.5,
)  # fmt: skip
"""Written out, so that a change of a prior centre moves no test."""
PROFILE = {
    "sector": [0, 1, 1], "open": [True] * 3, "workers": [25, 10, 40], "desired_workers": [25.0, 10.0, 40.0],
    "wage": [10.0] * 3, "cost_wage": [10.0] * 3, "labour": [6240.0 * 2.5, 6240.0, 6240.0 * 4], "expected_sales": [400.0, 200.0, 800.0],
    "technique_labour": [30.0] * 3, "candidate_labour": [30.0] * 3, "candidate_found": [True] * 3,
    "machines": [int(400e6), int(200e6), int(800e6)], "technique_capital": [1.0] * 3,
    "candidate_capital": [1.0] * 3,
    "base_inputs": np.full((6, 6), 0.05), "mean_price": [1.0] * 6, "need_price": [1.0] * 6,
    "depreciation": 0.01,
    "start_hours_norm": 48.0, "hours_norm": [48.0] * 3, "start_wage": 10.0, "wage_level": 10.0,
    "village_income": 5.0, "outside_income": 4.0, "kin_on_land": 1.0, "unemployment": 0.06, "start_unemployment": 0.06,
    "start_return": [0.02] * 6, "start_population": 100.0,
    "start_output": [4.0, 5.0, 1.0, 1.0, 1.0, 1.0],
    "reported_by_good": [400.0, 500.0, 100.0, 100.0, 100.0, 100.0],
    "start_hours": np.array([0.25, 0.5, 0.0, 0.0, 0.0, 0.0]) * 13.0 * 48.0, "output": [0.0, 200.0, 800.0],
    "target_output": [0.0, 200.0, 1000.0], "last_harvest": [1000.0, 0.0, 0.0],
    "capacity": [0.0, 220.0, 900.0],
    "expected_harvest": [900.0, 0.0, 0.0], "reported_harvest": [950.0, 0.0, 0.0],
    "person_id": np.arange(40), "alive": np.ones(40), "participates": np.ones(40), "age": np.full(40, 120),
    "consumption": np.ones(40), "reference_consumption": 1.0,
}  # fmt: skip


def variables(rule: Rule) -> dict[str, Variable]:
    """The table's variables and those that the rule brings along."""
    return {**VARIABLES, **{own.name: own for own in rule.variables}}


def state(known: Mapping[str, Variable] = VARIABLES, **changes: Any) -> dict[str, Any]:
    """Small arrays of every variable, with some of them changed."""
    found: dict[str, Any] = {}
    for name, variable in known.items():
        blank = np.full(SIZES.shape(variable), variable.start)
        given = changes.get(name, PROFILE.get(name, blank))
        value = np.broadcast_to(np.asarray(given, variable.dtype), blank.shape)
        found[name] = jnp.asarray(value)
    draw = Draws(jnp.uint64(7), jnp.int32(0), found["person_id"], found["enterprise_id"], SIZES.region)
    special = {
        "physics": PHYSICS,
        "context": {"coercion": jnp.float64(0.5)},
        "quarter": jnp.int32(2),
        "draw": draw,
    }
    return {**found, **special, "sizes": SIZES, **{k: v for k, v in changes.items() if k in special}}


def effects(rule: Rule, phase: str, **changes: Any) -> Effects:
    """All that a rule does in a phase."""
    method, values = getattr(rule, phase), state(variables(rule), **changes)
    out: Effects = method(**{name: values[name] for name in reads(method)})
    return out


def decide(rule: Rule, phase: str, **changes: Any) -> dict[str, np.ndarray]:
    """What a rule decides in a phase, with every decision in the shape of its variable."""
    out, known = effects(rule, phase, **changes).decide, variables(rule)
    for name, value in out.items():
        assert value.shape == SIZES.shape(known[name]), name
        assert bool(jnp.all(jnp.isfinite(value))), name
    return {name: np.asarray(value) for name, value in out.items()}


def settled(rule: Rule, phase: str, **changes: Any) -> dict[str, np.ndarray]:
    """All variables after the ledger has carried out a rule's effects; money is conserved."""
    values = state(**changes)
    before = State({name: values[name] for name in VARIABLES})
    after = settle(before, [effects(rule, phase, **changes)])
    assert money(after) == money(before)
    return {name: np.asarray(after[name]) for name in VARIABLES}


def money(values: Any) -> int:
    """All money, debts counted against it."""
    return sum(sign * int(np.sum(np.asarray(values[name]))) for name, sign in MONEY_STOCKS.items())
