"""What effort on the land gains, how a village divides, and what leaves it."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from desk import decide

from counterplan.core.rule import Rule
from counterplan.institutions.land.collective import Collective
from counterplan.institutions.land.commune import Commune
from counterplan.institutions.land.estate import Estate
from counterplan.institutions.land.household import Household
from counterplan.institutions.land.state_farm import StateFarm
from counterplan.institutions.levy.inflexible_progressive import InflexibleProgressive
from counterplan.institutions.levy.market import MarketLevy
from counterplan.institutions.levy.negotiated import NegotiatedLevy

FIELD: dict[str, Any] = {
    "mean_price": [2.0, 1.0, 1.0, 1.0, 1.0, 1.0], "land_elasticity": 0.3, "mean_effort": [0.8, 1.0, 1.0], "trait_monitorability": 0.25,
}  # fmt: skip
"""A farm of 25 reaped 1,000 units at a price of 2: 14 in currency a worker and quarter, .7·20/.8 a unit of effort."""


def test_families_gain_their_marginal_product_and_members_what_is_seen_of_it() -> None:
    own = 0.7 * (0.25 * 1000 * 2.0 / 25) / 0.8
    np.testing.assert_allclose(decide(Household(), "produce", **FIELD)["land_stake"], [own, 0.0, 0.0])
    np.testing.assert_allclose(decide(Household(), "produce", **FIELD)["land_piece"], [1.0, 0.0, 0.0])
    seen = 0.6 * 2 * 0.25
    got = decide(Collective(sight=0.6), "produce", **FIELD)
    np.testing.assert_allclose(got["land_stake"], [(seen + (1 - seen) / 25) * own, 0.0, 0.0])
    np.testing.assert_allclose(got["land_piece"], [seen, 0.0, 0.0])
    assert decide(Collective(), "produce", **FIELD, open=[False, True, True])["land_stake"][0] == 0.0


@pytest.mark.parametrize("rule", [Household(), Collective(), Commune(), Estate(), StateFarm()])
def test_land_takes_back_whoever_belongs_to_it(rule: Rule) -> None:
    assert decide(rule, "hire")["land_open"].tolist() == [1.0, 0.0, 0.0]
    assert not decide(rule, "hire", open=[False, True, True])["land_open"].any()


VILLAGE: dict[str, Any] = {
    "hearth": np.zeros(40), "food_need": 1.0, "necessity": [10.0, 4.0, 2.0, 0, 0, 0], "inventory": [int(2400e6), int(9e6), int(9e6)],
    "mean_price": [2.0, 1.0, 1.0, 1.0, 1.0, 1.0], "deposits_enterprise": [10_000, 10_000, 10_000], "input_bill": [2000, 0, 0],
    "quarter": jnp.int32(2),
}  # fmt: skip
"""Forty eaters after a harvest of 2,400 units; 100 in money, of which 40 are kept for inputs."""


@pytest.mark.parametrize("rule", [Household(home_wish=1.1, payout=0.8), Collective(home_wish=1.1, payout=0.8)])
def test_villages_eat_first_and_offer_what_is_over_with_what_is_due(rule: Rule) -> None:
    got = decide(rule, "pay", **VILLAGE)
    assert got["eaters"].tolist() == [40.0, 0.0, 0.0]
    np.testing.assert_allclose(got["home_grain"], [11.0 * 0.999, 0.0, 0.0])
    np.testing.assert_allclose(got["offered"], [(2400 - 4 * 440) / 4, 0.0, 0.0])
    np.testing.assert_allclose(got["land_pay"], [0.8 * 60.0 / 25, 0.0, 0.0])
    due = decide(rule, "pay", **VILLAGE, levy_due=[1600.0, 0.0, 0.0])
    np.testing.assert_allclose(due["home_grain"][0], 5.0 * 0.999)
    np.testing.assert_allclose(due["offered"][0], 400.0)
    # Inputs for 160 with 100 at hand: 30 units are sold for them this quarter, and every quarter to the harvest.
    inputs = decide(rule, "pay", **VILLAGE, input_request=np.array([[0, 0, 0, 160.0, 0, 0], [0] * 6, [0] * 6]))
    np.testing.assert_allclose(inputs["offered"][0], (2400 - 120 - 1760) / 4 + 30.0)
    np.testing.assert_allclose(inputs["home_grain"][0], 11.0 * 0.999)


HARVEST: dict[str, Any] = {
    "hearth": np.where(np.arange(40) < 30, 0, 5), "food_need": 1.0, "grain_need": 5.0, "expected_harvest": [900.0, 0, 0],
    "reported_harvest": [950.0, 0, 0], "last_harvest": [800.0, 0, 0], "sales": [13.0, 0, 0], "delivered": [70.0, 0, 0],
    "levy_quota": [200.0, 0, 0],
}  # fmt: skip
"""Thirty live in the village of the farm and ten in town; a year's need is 20 each."""


def levied(rule: Rule, quarter: int = 2, **changes: Any) -> tuple[float, float, float]:
    got = decide(rule, "levy", **{**HARVEST, **changes}, quarter=jnp.int32(quarter))
    assert not any(value[1:].any() for value in got.values())
    return tuple(float(got[name][0]) for name in ("levy_quota", "levy_due", "delivered"))  # type: ignore[return-value]


def test_the_inflexible_levy_takes_what_expected_harvests_leave_over_an_allowance() -> None:
    rule = InflexibleProgressive(allowance=1.1)
    assert levied(rule) == pytest.approx((900.0 - 660.0, 240.0, -13.0))  # nothing delivered yet of the new harvest
    assert levied(rule, expected_harvest=[500.0, 0, 0])[0] == 0.0
    assert levied(rule, expected_harvest=[9000.0, 0, 0])[0] == 800.0  # never more than was reaped
    for quarter in (0, 1, 3):
        assert levied(rule, quarter) == pytest.approx((200.0, 200.0 - 70.0 - 13.0, 70.0))


def test_the_negotiated_levy_leaves_equal_food_a_head_on_reports() -> None:
    rule = NegotiatedLevy(standard=1.1)
    # 950 for 40 are 23.75 a head, more than 1.1 times 20: 22 are kept by each of thirty.
    assert levied(rule) == pytest.approx((950.0 - 660.0, 290.0, -13.0))
    assert levied(rule, reported_harvest=[600.0, 0, 0])[0] == pytest.approx(600.0 - 30 * 15.0)
    assert levied(rule, reported_harvest=[9000.0, 0, 0])[0] == 800.0
    assert levied(rule, 3) == pytest.approx((200.0, 117.0, 70.0))


def test_the_tax_in_kind_counts_deliveries_from_each_harvest_on() -> None:
    assert levied(MarketLevy(share=0.0))[:2] == (0.0, 0.0)
    rule = MarketLevy(share=0.1)
    assert levied(rule, 3)[:2] == pytest.approx((80.0, 0.0))
    assert levied(rule, 3, delivered=[20.0, 0, 0])[:2] == pytest.approx((80.0, 80.0 - 20.0 - 13.0))
    assert levied(rule, 2) == pytest.approx((80.0, 80.0, -13.0))  # what left before this harvest counts for the year before
