"""What enterprises propose at a plan's prices: the closed form against a search, and who gets which part of a plan."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from desk import PHYSICS, decide
from test_coordination import PLAN

from counterplan.institutions.coordination.negotiated import Negotiated
from counterplan.institutions.coordination.optimised import Optimised
from counterplan.institutions.coordination.proposals import LEAST_OFFERED, proposals, worthwhile_use
from counterplan.physics.costs import labour_for


@pytest.mark.parametrize("substitution", [0.3, 0.4, 0.8])
@pytest.mark.parametrize("price", [1.6, 1.8, 2.1, 2.5])
def test_an_enterprise_proposes_the_output_that_leaves_most_over_cost(price: float, substitution: float) -> None:
    """Against a search over outputs, with the labour that each takes beside given machines."""
    inputs, labour, capacity = 0.5, 1.0, 100.0
    output = np.linspace(1.0, 140.0, 20000)
    hands = np.asarray(labour_for(jnp.array(output), jnp.full(output.size, capacity), substitution))
    left = (price - inputs) * output - labour * hands
    inside = (hands > 0.5001 * output) & (hands < 1.4999 * output)  # where labour_for is not cut off
    best = output[np.argmax(np.where(inside, left, -np.inf))]
    got = capacity * float(worthwhile_use(jnp.array(price), jnp.array(inputs), jnp.array(labour), substitution))
    assert inside[np.searchsorted(output, got)]
    assert got == pytest.approx(best, rel=2e-3)


def test_nothing_is_worth_making_below_cost() -> None:
    assert float(worthwhile_use(jnp.array(0.9), jnp.array(0.5), jnp.array(1.0), 0.4)) == 0.0
    assert float(worthwhile_use(jnp.array(0.4), jnp.array(0.5), jnp.array(1.0), 0.4)) == 0.0


def test_idle_machines_propose_more_than_is_made_and_full_ones_less() -> None:
    """Four enterprises of one good at the same cost, the last a founder's; and a farm."""
    made, capacity = jnp.array([30.0, 85.0, 100.0, 0.0, 40.0]), jnp.array([100.0, 100.0, 80.0, 0.0, 0.0])
    got = np.asarray(
        proposals(
            jnp.array([1.0, 1.6, 1.0, 1.0, 1.0, 1.0]), jnp.ones(5), jnp.ones(5), jnp.zeros((6, 6)), made, capacity,
            jnp.minimum(1.1 * made, capacity), jnp.full(5, 50.0), jnp.full(5, True), jnp.array([1, 1, 1, 1, 0]), PHYSICS,
        )
    )  # fmt: skip
    use = float(worthwhile_use(jnp.array(1.6), jnp.array(0.0), jnp.array(1.0), PHYSICS.substitution))
    assert use == pytest.approx((2.0 - 1.25**0.6) ** (2 / 3))  # PHYSICS.substitution is .4
    np.testing.assert_allclose(got[:3], [1.1 * 30.0, 100.0 * use, 80.0 * use], rtol=1e-9)
    np.testing.assert_allclose(got[3:], [25.0, 40.0], rtol=1e-6)


def test_whoever_makes_at_a_loss_proposes_half_of_what_its_people_could_make() -> None:
    given = (jnp.zeros((6, 6)), jnp.array([50.0]), jnp.array([100.0]), jnp.array([55.0]), jnp.array([9.0]), jnp.array([True]))
    got = proposals(jnp.full(6, 0.5), jnp.ones(1), jnp.ones(1), *given, jnp.array([1]), PHYSICS)
    np.testing.assert_allclose(got, [LEAST_OFFERED * 55.0])


@pytest.mark.parametrize("rule", [Negotiated(), Optimised()], ids=["negotiated", "optimised"])
def test_of_two_plants_that_make_the_same_the_one_with_idle_machines_gets_the_larger_part(rule: Negotiated | Optimised) -> None:
    """Both report the same output; a plan from the achieved level would give them the same."""
    given = {**PLAN, "sector": [1, 1, 3], "reported_output": [50.0, 50.0, 30.0], "potential": [50.0, 50.0, 30.0], "wage_level": 1.0}
    rooms = {name: [120.0, 50.0, 60.0] for name in ("reported_capacity", "capacity")}
    got = decide(rule, "plan", **{**given, **rooms})["target_output"]
    assert got[0] > 1.05 * got[1] > 0
