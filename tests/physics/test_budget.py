"""The budget: what its tax covers, what it borrows, orders and grants."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from counterplan.core.goods import SIX
from counterplan.physics.books import reset_incomes
from counterplan.physics.expectations import balance_budget, grant_machines
from counterplan.physics.output import balanced_tax, budget_orders, net_output

from small_economy import act, physics, settled, start  # isort: skip

ORDER = jnp.array([0.0, 0.0, 10.0, 0.0, 0.0, 5.0])
PRICE = jnp.array([1.0, 1.0, 2.0, 1.0, 3.0, 4.0])
"""Orders cost 10·2 + 5·4 = 40."""
USUAL: dict[str, float] = {
    "benefit_spending": 6.0, "grants": 14.0, "taxable_income": 200.0, "profit_revenue": 20.0, "debt_state": 100_000.0, "deposits_state": 0.0,
}  # fmt: skip
"""40 + 6 + 14 to be paid for, 20 of profits, a debt of 1,000."""


def tax(**changes: float) -> float:
    values = {name: jnp.asarray(value) for name, value in {**USUAL, **changes}.items()}
    return float(balanced_tax(ORDER, PRICE, **values, physics=physics(largest_tax=0.7)))


@pytest.mark.parametrize(
    ("changes", "rate"),
    [
        ({}, (60.0 - 20.0 + 0.01 * 1000.0) / 200.0),
        ({"debt_state": 0.0}, 40.0 / 200.0),
        ({"deposits_state": 12_000.0}, 50.0 / 200.0),  # two quarters' spending are kept
        ({"deposits_state": 17_000.0}, (50.0 - 0.1 * 50.0) / 200.0),
        ({"benefit_spending": 26.0}, 70.0 / 200.0),
        ({"grants": 34.0}, 70.0 / 200.0),
        ({"relief": 0.05}, 0.2),
        ({"relief": -0.05}, 0.3),
        ({"profit_revenue": 500.0}, 0.0),
        ({"taxable_income": 51.0}, 0.7),
        ({"relief": 0.9}, 0.0),
        ({"taxable_income": 0.0}, 0.0),
    ],
)
def test_the_tax_covers_orders_benefits_and_grants_less_profits(changes: dict[str, float], rate: float) -> None:
    assert tax(**changes) == pytest.approx(rate, abs=1e-12)


def test_orders_are_shares_of_net_output_at_the_starts_prices() -> None:
    net = net_output(jnp.full((4, 6), 50.0), jnp.full((4, 6, 6), 5.0))
    assert float(net) == pytest.approx(6 * 50.0 - 36 * 5.0)
    np.testing.assert_allclose(budget_orders(0.1, 0.2, net, SIX), [0.0, 0.0, 0.2 * 120.0, 0.0, 0.0, 0.1 * 120.0])


def purse(deposits: int, debt: int = 0) -> dict[str, Any]:
    """A budget that spends 40 on orders, 10 on benefits and, where it grants, 2 machines at 3 an enterprise."""
    state = start()
    wanted = jnp.full_like(state["desired_machines"], 2.0)
    return state | {
        "state_order": ORDER, "mean_price": PRICE, "benefit_spending": jnp.asarray(10.0), "desired_machines": wanted,
        "deposits_state": jnp.int64(deposits), "debt_state": jnp.int64(debt), "grant_share": jnp.asarray(0.0), "open": wanted > 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("deposits", "debt", "deposits_after", "debt_after"),
    [(0, 500, 6000, 6500), (5000, 0, 6000, 1000), (6000, 70, 6000, 70), (12_100, 9000, 12_000, 8900), (30_000, 9000, 21_000, 0)],
)
def test_the_budget_borrows_what_lacks_and_repays_what_is_over(deposits: int, debt: int, deposits_after: int, debt_after: int) -> None:
    state = purse(deposits, debt)  # 1.2·50 = 60.00 are needed, 120.00 are enough
    after = settled(state, act(balance_budget, state))
    assert (int(after["deposits_state"]), int(after["debt_state"])) == (deposits_after, debt_after)


def test_grants_pay_open_enterprises_for_the_machines_allotted() -> None:
    places = int(start()["open"].shape[0])
    is_open = jnp.arange(places) % 3 != 0
    state = purse(10**9) | {"grant_share": jnp.asarray(0.5), "open": is_open}
    after = settled(state, act(grant_machines, state))
    got = np.asarray(after["deposits_enterprise"] - state["deposits_enterprise"])
    np.testing.assert_array_equal(got, np.where(is_open, 300, 0))
    assert int(after["deposits_state"]) == 10**9 - int(got.sum())
    without = state | {"grant_share": jnp.asarray(0.0)}
    assert int(settled(without, act(grant_machines, without))["deposits_state"]) == 10**9


def test_a_budget_without_money_grants_pro_rata() -> None:
    state = purse(5000) | {"grant_share": jnp.asarray(1.0), "desired_machines": jnp.where(jnp.arange(40) < 2, jnp.arange(1.0, 41.0), 0.0) * 20.0}
    after = settled(state, act(grant_machines, state))  # 60.00 and 120.00 are due, 50.00 are there
    got = np.asarray(after["deposits_enterprise"] - state["deposits_enterprise"])
    assert abs(got[0] - 1667) <= 1 and abs(got[1] - 3333) <= 1 and not got[2:].any()


def test_money_needed_counts_the_grants() -> None:
    state = purse(0) | {"grant_share": jnp.asarray(1.0), "desired_machines": jnp.where(jnp.arange(40) < 2, 5.0, 0.0)}
    assert int(settled(state, act(balance_budget, state))["deposits_state"]) == round(1.2 * (40 + 10 + 30) * 100)


def test_incomes_profits_and_benefits_are_smoothed_over_a_year() -> None:
    state = start()
    people = state["alive"].shape[0]
    state |= {
        "income_person": jnp.where(jnp.arange(people) < 10, 400, 0), "profits_taken": jnp.int64(20_000), "profit_revenue": jnp.asarray(100.0),
        "benefits_paid": jnp.int64(8_000), "benefit_spending": jnp.asarray(40.0), "tax_rate": jnp.asarray(0.2), "taxable_income": jnp.asarray(90.0),
    }  # fmt: skip
    got = act(reset_incomes, state, quarter=5).decide
    assert float(got["income_total"]) == 40.0
    assert float(got["taxable_income"]) == pytest.approx(0.75 * 90.0 + 0.25 * 40.0 / 0.8)
    assert float(got["profit_revenue"]) == pytest.approx(0.75 * 100.0 + 0.25 * 200.0)
    assert float(got["benefit_spending"]) == pytest.approx(0.75 * 40.0 + 0.25 * 80.0)
    assert not got["income_person"].any()
    first = act(reset_incomes, state, quarter=0).decide
    assert (float(first["profit_revenue"]), float(first["benefit_spending"])) == (200.0, 80.0)
