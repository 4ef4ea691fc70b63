"""Counting at the quarter's start, what enterprises expect, and the search for techniques."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from counterplan.physics.books import count_workers, measure_prices
from counterplan.physics.expectations import expect_sales
from counterplan.physics.search import _observed, cost_change, find_candidates, take_over

from small_economy import act, endowment, start  # isort: skip

SIZES = endowment().sizes
N, E = SIZES.person, SIZES.enterprise
WHO = jnp.arange(N)
TOWN = int(np.flatnonzero(np.asarray(start()["sector"]) == 1)[0])


def test_heads_wages_and_the_jobless_are_counted() -> None:
    state = start() | {
        "alive": WHO < 100, "participates": WHO < 90, "age": jnp.full(N, 120, jnp.int16), "custody": (WHO < 10).astype(jnp.int8),
        "employer": jnp.where(WHO < 30, 0, jnp.where(WHO < 70, TOWN, jnp.where(WHO < 80, TOWN + 1, -1))).astype(jnp.int32),
        "skill": jnp.where(WHO < 50, 2.0, 1.0).astype(jnp.float32), "wage": jnp.full(E, 10.0).at[TOWN + 1].set(20.0).at[0].set(99.0),
    }  # fmt: skip
    got = act(count_workers, state).decide
    assert got["workers"][jnp.array([0, TOWN, TOWN + 1, 5])].tolist() == [30, 40, 10, 0]
    assert got["mean_skill"][jnp.array([0, TOWN, 5])].tolist() == [2.0, 1.5, 1.0]
    assert float(got["unemployment"]) == pytest.approx(10 / 80)  # of those who would work and are not in custody
    assert float(got["wage_level"]) == pytest.approx((40 * 10.0 + 10 * 20.0) / 50)  # without farms


def test_the_price_level_is_that_of_the_starts_basket_and_its_past_is_smoothed() -> None:
    state = start() | {"mean_price": jnp.array([2.0, 1.0, 1.0, 9.0, 1.0, 1.0]), "basket": jnp.array([0.3, 0.4, 0.3, 0.0, 0.0, 0.0])}
    got = act(measure_prices, state | {"price_level": jnp.asarray(1.2), "price_level_before": jnp.asarray(1.0)}).decide
    assert float(got["price_level"]) == pytest.approx(1.3)
    assert float(got["price_level_before"]) == pytest.approx(1.05)


def test_expected_sales_move_a_quarter_of_the_way_to_orders_that_can_be_believed() -> None:
    state = start() | {
        "expected_sales": jnp.full(E, 100.0), "capacity": jnp.full(E, 40.0), "open": jnp.ones(E, bool), "last_harvest": jnp.full(E, 800.0),
        "orders": jnp.full(E, 60.0), "sales": jnp.full(E, 80.0), "delivered": jnp.full(E, 7.0),
    }  # fmt: skip
    farm = np.asarray(state["sector"]) == 0

    def expected(**changes: Array) -> dict[str, Array]:
        return dict(act(expect_sales, state | changes).decide)

    np.testing.assert_allclose(expected()["expected_sales"], np.where(farm, 125.0, 90.0))
    np.testing.assert_allclose(expected(orders=jnp.full(E, 999.0))["expected_sales"], 100.0 + 0.25 * np.where(farm, 100.0, 0.0))
    idle = expected(orders=jnp.full(E, 999.0), sales=jnp.zeros(E))["expected_sales"]  # a quarter of capacity is believed without sales
    np.testing.assert_allclose(idle[TOWN], 100.0 + 0.25 * (12.5 - 100.0))
    assert not expected(open=jnp.zeros(E, bool))["expected_sales"].any()
    np.testing.assert_allclose(expected()["delivered"], np.where(farm, 87.0, 0.0))
    assert not expected()["orders"].any() and not expected()["sales"].any()


def seeker(**changes: Array) -> dict[str, Array]:
    """Everywhere a tenth of 40 hours a worker goes into search; nobody looks abroad; techniques differ by place."""
    usual = {
        "open": jnp.ones(E, bool), "workers": jnp.full(E, 10), "labour_hours": jnp.full(E, 400.0), "search_share": jnp.full(E, 0.1),
        "ideas_revealed": jnp.ones(E), "learning_abroad": jnp.asarray(0.0), "technique_labour": 1.0 + jnp.arange(E) / E,
        "technique_materials": jnp.ones(E), "technique_capital": jnp.ones(E), "trait_skill": jnp.ones(E), "trait_disamenity": jnp.ones(E),
        "trait_monitorability": jnp.full(E, 0.5), "start_labour": jnp.full(6, 4.0), "gap_to_frontier": jnp.asarray(0.2),
        "frontier": jnp.asarray(2.0), "schooling_level": jnp.asarray(11.0), "enterprise_id": jnp.arange(E),
    }  # fmt: skip
    return start() | usual | changes


def candidates(copies: float, arrival: float = 0.1, seeds: int = 40, **changes: Array) -> dict[str, np.ndarray]:
    numbers = {"search_schooling": 11.0, "arrival": arrival, "radius": 0.06, "idea_share": 0.5, "imitation_share": copies, "imitation_gain": 0.1}
    found = [act(find_candidates, seeker(**changes), seed=seed, **numbers).decide for seed in range(seeds)]
    return {name: np.array([f[name] for f in found]) for name in found[0]}


def test_draws_arrive_by_search_hours_and_ideas_that_are_told() -> None:
    chance = 1.0 - np.exp(-0.1 * 4.0)
    assert candidates(0.0)["candidate_found"].mean() == pytest.approx(chance, rel=0.1)
    assert candidates(0.0, ideas_revealed=jnp.zeros(E))["candidate_found"].mean() == pytest.approx(0.5 * chance, rel=0.12)
    assert candidates(1.0, ideas_revealed=jnp.zeros(E))["candidate_found"].mean() == pytest.approx(chance, rel=0.1)
    half = candidates(0.0, schooling_level=jnp.asarray(5.5))["candidate_found"].mean()
    assert half == pytest.approx(1.0 - np.exp(-0.1 * 2.0), rel=0.1)  # an hour of search of half the schooling counts half
    assert not candidates(0.0, seeds=2, open=jnp.zeros(E, bool))["candidate_found"].any()
    assert not candidates(0.0, seeds=2, search_share=jnp.zeros(E))["candidate_found"].any()


def test_own_steps_lie_in_a_ball_without_drift_and_traits_have_none_either() -> None:
    got = candidates(0.0)
    steps = np.log([got["candidate_labour"] / np.asarray(seeker()["technique_labour"]), got["candidate_capital"], got["candidate_materials"]])
    length = np.sqrt((steps**2).sum(axis=0))
    assert length.max() <= 0.06 + 1e-9
    assert (length > 0.06 * 0.5 ** (1 / 3)).mean() == pytest.approx(0.5, abs=0.04)
    assert np.abs(steps.mean(axis=(1, 2))).max() < 0.003
    traits = np.log([got["candidate_skill"], got["candidate_disamenity"]])
    assert np.abs(traits.mean(axis=(1, 2))).max() < 0.02
    cost = steps.sum(axis=0).ravel()
    assert max(abs(np.corrcoef(cost, trait.ravel())[0, 1]) for trait in traits) < 0.08


def test_copying_closes_a_tenth_of_the_gap_to_another_of_the_trade_or_the_worlds_best() -> None:
    own, sector = np.asarray(seeker()["technique_labour"]), np.asarray(start()["sector"])
    got = candidates(1.0)["candidate_labour"]
    better = got / own < 1.0 - 0.06
    assert not better.any()  # a tenth of the largest gap is less than that
    copied = np.log(got / own) / 0.1
    models = [np.log(own[sector == s]) for s in sector]
    for place in (3, E - 1):  # others are better there; who sees none better takes an own step
        gaps = models[place] - np.log(own[place])
        seen = {round(float(x), 6) for x in copied[:, place] if np.isclose(gaps, x, atol=1e-9).any()}
        assert len(seen) >= 2
        assert max(seen) < 0.0
    abroad = candidates(1.0, seeds=5, learning_abroad=jnp.asarray(1.0))["candidate_labour"]
    np.testing.assert_allclose(abroad, own * (0.4 / own) ** 0.1 * np.ones((5, 1)))


def test_a_technique_is_taken_over_whole_and_costs_hours_of_all_workers() -> None:
    fresh = {f"candidate_{name}": jnp.full(E, 9.0) for name in ("labour", "materials", "capital", "skill", "monitorability", "disamenity")}
    state = seeker(**fresh, adopted=jnp.arange(E) < 3, candidate_found=jnp.arange(E) != 1, changeover=jnp.full(E, 5.0))
    got = act(take_over, state, changeover_hours=60.0).decide
    yes = np.isin(np.arange(E), [0, 2])
    for name in ("technique_labour", "technique_materials", "technique_capital", "trait_skill", "trait_monitorability", "trait_disamenity"):
        np.testing.assert_allclose(got[name], np.where(yes, 9.0, state[name]))
    np.testing.assert_allclose(got["changeover"], np.where(yes, 605.0, 5.0))
    assert float(got["innovations"]) == 2.0


def test_the_change_of_cost_is_priced_factor_by_factor() -> None:
    number = [jnp.asarray(x) for x in (2.0, 3.0, 4.0, 1.5, 3.5, 5.0, 10.0, 20.0, 30.0)]
    assert float(cost_change(*number)) == pytest.approx(0.5 * 10 - 0.5 * 20 - 1.0 * 30)


def test_who_looks_at_others_sees_each_other_open_enterprise_of_the_trade_alike() -> None:
    """Places of one trade: 0, 2, 3 open and 4 closed; 1 is alone in another trade."""
    labour, open_ = jnp.array([1.0, 7.0, 3.0, 4.0, 5.0]), jnp.array([True, True, True, True, False])
    sector, lots = jnp.array([1, 2, 1, 1, 1]), (np.arange(60) + 0.5) / 60

    class Luck:
        def __init__(self, lot: float) -> None:
            self.lot = lot

        def enterprise(self, stream: str) -> Array:
            return jnp.full(5, self.lot)

    seen = np.stack([np.asarray(_observed(labour, open_, sector, 3, Luck(lot))) for lot in lots])  # type: ignore[arg-type]
    for own, others in ((0, (3.0, 4.0)), (2, (1.0, 4.0)), (3, (1.0, 3.0))):
        assert dict(zip(*np.unique(seen[:, own], return_counts=True), strict=True)) == {other: 30 for other in others}
    assert (seen[:, 1] == 7.0).all()
