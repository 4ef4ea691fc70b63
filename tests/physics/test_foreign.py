"""Trade with the world: what pays crosses the border, accounts close, the exchange rate balances."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from small_economy import endowment, settled, start  # isort: skip

from counterplan.core.effects import Effects
from counterplan.core.goods import SIX
from counterplan.core.rule import reads
from counterplan.core.table import MONEY_STOCKS, VARIABLES
from counterplan.physics.accounts import MACHINES, MANUFACTURES, SERVICES
from counterplan.physics.books import goods_made_less_used, goods_total
from counterplan.physics.foreign import cost_with_imports, trade_abroad, world_prices
from counterplan.physics.parameters import Physics

PHYSICS = Physics(trade_response=0.5, machine_price_slope=0.2)
N_ENTERPRISES = endowment().sizes.enterprise


def economy(**changes: Any) -> dict[str, Any]:
    """The start with free trade, prices of one, money for everyone and no debt abroad."""
    state = dict(start())
    rich = {"deposits_enterprise": jnp.full(N_ENTERPRISES, 10**9), "foreign_credit": 1.0}
    free = {"trade_share": 1.0, "tariff_rate": 0.0, "gap_to_frontier": 1.0}
    even = {"demand": jnp.ones(6), "supplied": jnp.ones(6), "exchange_rate": 1.0, "price": jnp.ones(N_ENTERPRISES), "price_level": 1.0}
    given = {**rich, **free, **even, **changes}
    return state | {name: jnp.broadcast_to(jnp.asarray(value, VARIABLES[name].dtype), state[name].shape) for name, value in given.items()}


def traded(**changes: Any) -> tuple[dict[str, Any], dict[str, Any], Effects]:
    """State before and after trade, and its effects."""
    before = economy(**changes)
    special = {"physics": PHYSICS, "sizes": endowment().sizes}
    out = trade_abroad(**{name: special[name] if name in special else before[name] for name in reads(trade_abroad)})
    return before, dict(settled(before, out)), out


def of(values: Any, good: int, state: dict[str, Any]) -> np.ndarray:
    return np.asarray(values)[np.asarray((state["sector"] == good) & state["open"])]


def test_at_equal_prices_nothing_crosses_the_border() -> None:
    before, after, _ = traded()
    assert int(after["deposits_abroad"]) == 0
    np.testing.assert_array_equal(after["inventory"], before["inventory"])
    assert float(after["exchange_rate"]) == 1.0


def test_what_is_dear_at_home_comes_in_and_what_is_cheap_goes_out_as_prices_say() -> None:
    before, after, _ = traded(price=jnp.where(start()["sector"] == MACHINES, 1.1, jnp.where(start()["sector"] == MANUFACTURES, 0.9, 1.0)))
    came = of((after["inventory"] - before["inventory"]) / 1e6, MACHINES, before)
    np.testing.assert_allclose(came, 0.5 * np.log(1.1) * of(before["expected_sales"], MACHINES, before), atol=1e-5)
    went = of((before["inventory"] - after["inventory"]) / 1e6, MANUFACTURES, before)
    np.testing.assert_allclose(went, 0.5 * np.log(1 / 0.9) * of(before["inventory"], MANUFACTURES, before) / 1e6, atol=1e-5)
    assert int(after["imported"][MACHINES]) > 0 > int(after["exported"][MANUFACTURES])
    assert int(after["imported"][SERVICES]) == int(after["exported"][SERVICES]) == 0


@pytest.mark.parametrize("price", [0.7, 1.0, 1.3])
def test_money_and_goods_close_with_the_world_in_the_ledger(price: float) -> None:
    before, after, _ = traded(price=price, tariff_rate=0.1)
    money = [sum(sign * int(np.sum(state[name])) for name, sign in MONEY_STOCKS.items()) for state in (before, after)]
    assert money[0] == money[1]
    made = goods_made_less_used(after) - goods_made_less_used(before)
    np.testing.assert_array_equal(goods_total(after) - goods_total(before), made)


def test_a_tariff_keeps_goods_out_and_fills_the_budget() -> None:
    free, taxed = (traded(price=1.4, tariff_rate=rate)[1] for rate in (0.0, 0.2))
    assert int(taxed["imported"].sum()) < int(free["imported"].sum())
    before = int(start()["deposits_state"])
    paid = int(taxed["deposits_abroad"])
    assert int(taxed["deposits_state"]) - before == pytest.approx(0.2 * paid, rel=1e-4)
    assert int(traded(price=1.4, tariff_rate=0.5)[1]["imported"].sum()) == 0


def test_the_world_lends_up_to_its_limit_and_then_imports_are_paid_by_exports() -> None:
    everything = int(traded(price=1.4)[1]["deposits_abroad"])
    limit = 0.3 * everything
    year = 4.0 * float((np.asarray(start()["past_output"]).sum() - np.asarray(start()["past_inputs"]).sum()) / 4.0)
    some = int(traded(price=1.4, foreign_credit=limit / 100.0 / year)[1]["deposits_abroad"])
    assert some == pytest.approx(limit, rel=1e-3)
    assert int(traded(price=1.4, foreign_credit=0.0)[1]["deposits_abroad"]) == 0


def test_unmet_demand_draws_imports_where_they_pay() -> None:
    lack = {"supplied": jnp.full(6, 0.6)}
    assert int(traded(price=1.1, **lack)[1]["imported"].sum()) > int(traded(price=1.1)[1]["imported"].sum())
    assert int(traded(price=0.95, **lack)[1]["imported"].sum()) == 0


def test_buyers_at_home_come_first() -> None:
    sent = [-int(traded(price=0.8, supplied=jnp.full(6, met))[1]["exported"].sum()) for met in (1.0, 0.95, 0.9, 0.6)]
    assert sent[1] == pytest.approx(0.5 * sent[0], rel=1e-6)
    assert sent[0] > 0 and sent[2:] == [0, 0]


def test_the_exchange_rate_falls_with_a_deficit_and_with_debt_and_rises_with_a_surplus() -> None:
    def rate(**changes: Any) -> float:
        return float(traded(**changes)[1]["exchange_rate"])

    assert rate(price=1.3) > 1.0 > rate(price=0.8)
    assert rate(deposits_abroad=10**9) > 1.0
    assert rate(price=50.0, deposits_abroad=10**15) == pytest.approx(np.exp(0.05))


def test_where_technique_lags_the_worlds_machines_are_cheap_and_importers_prices_follow() -> None:
    np.testing.assert_allclose(world_prices(SIX, jnp.asarray(0.05), PHYSICS)[MACHINES], 0.05**0.2)
    np.testing.assert_allclose(world_prices(SIX, jnp.asarray(2.0), PHYSICS), 1.0)
    cost = cost_with_imports(jnp.array([1.0, 1.0]), jnp.array([0.0, 0.5]), jnp.array([9.0, 0.4]), jnp.array([1, 1]))
    np.testing.assert_allclose(cost, [1.0, 0.7])


def test_autarky_trades_hardly_anything_under_any_owner() -> None:
    """The same arithmetic whoever plans: only what is let through differs."""
    free, shut = (int(traded(price=1.4, trade_share=share)[1]["imported"].sum()) for share in (1.0, 0.05))
    assert shut == pytest.approx(0.05 * free, rel=1e-3)
