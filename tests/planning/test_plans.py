"""Plan engines: balances against the exact solution, cuts to capacity, the executor, facilitation."""

from __future__ import annotations

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
import pytest  # noqa: E402
from jax import Array  # noqa: E402

from counterplan.planning.balances import exact_balance, fit_to_capacity, material_balances  # noqa: E402
from counterplan.planning.execution import absorb_gap, fill_by_priority  # noqa: E402
from counterplan.planning.facilitation import facilitate  # noqa: E402
from counterplan.planning.imbalance import imbalance, price_step  # noqa: E402

A = jnp.zeros((6, 6)).at[3].set(jnp.array([0.1, 0.2, 0.1, 0.3, 0.2, 0.2])).at[0, 1].set(0.25)
"""Materials go into everything, grain into manufactures."""
FINAL = jnp.array([20.0, 40.0, 30.0, 0.0, 10.0, 5.0])


def test_balances_near_the_exact_solution_by_the_spectral_radius_a_round() -> None:
    exact = np.linalg.solve(np.eye(6) - np.asarray(A), np.asarray(FINAL))
    np.testing.assert_allclose(exact_balance(A, FINAL), exact, rtol=1e-12)
    np.testing.assert_allclose(exact, [30.0, 40.0, 30.0, (3.0 + 8.0 + 3.0 + 2.0 + 1.0) / 0.7, 10.0, 5.0])
    np.testing.assert_allclose(material_balances(A, FINAL, jnp.zeros(6), 60), exact, rtol=1e-12)
    gaps = [float(exact[3] - material_balances(A, FINAL, jnp.zeros(6), rounds)[3]) for rounds in (8, 9)]
    assert gaps[1] / gaps[0] == pytest.approx(0.3, rel=1e-6)
    np.testing.assert_allclose(material_balances(A, FINAL, jnp.ones(6), 1), FINAL + np.asarray(A).sum(axis=1))


def test_stocks_to_be_used_up_lower_outputs_and_none_is_negative() -> None:
    less = FINAL.at[3].add(-7.0)
    np.testing.assert_allclose(material_balances(A, less, jnp.zeros(6), 60)[3], 10.0 / 0.7)
    assert float(material_balances(A, FINAL.at[3].add(-70.0), jnp.zeros(6), 60)[3]) == 0.0


def fitted(final: Array, able: list[float], rounds: int = 60) -> np.ndarray:
    return np.asarray(fit_to_capacity(A, final, jnp.asarray(able), jnp.zeros(6), rounds))


def test_a_plan_within_capacity_stays() -> None:
    np.testing.assert_allclose(fitted(FINAL, [100.0] * 6), exact_balance(A, FINAL), rtol=1e-9)


def test_goods_that_nobody_uses_are_cut_one_by_one_first() -> None:
    got = fitted(FINAL, [100.0, 20.0, 100.0, 100.0, 100.0, 1.0])
    np.testing.assert_allclose(got, exact_balance(A, jnp.array([20.0, 20.0, 30.0, 0.0, 10.0, 1.0])), rtol=1e-9)


def test_then_all_final_demand_is_cut_alike_until_inputs_suffice() -> None:
    whole = np.asarray(exact_balance(A, FINAL))
    got = fitted(FINAL, [100.0, 100.0, 100.0, 0.4 * whole[3], 100.0, 100.0])
    np.testing.assert_allclose(got, 0.4 * whole, rtol=1e-9)


def test_a_plan_that_uses_stocks_up_fits_with_the_stocks() -> None:
    """Seven units of materials from store: 10/.7 have to be made; where half of that can be, everything is halved."""
    less = FINAL.at[3].add(-7.0)
    np.testing.assert_allclose(fitted(less, [100.0] * 6)[3], 10.0 / 0.7, rtol=1e-9)
    got = fitted(less, [100.0, 100.0, 100.0, 5.0 / 0.7, 100.0, 100.0])
    np.testing.assert_allclose(got, 0.5 * np.asarray(material_balances(A, less, jnp.zeros(6), 60)), rtol=1e-9)
    assert got[3] == pytest.approx(5.0 / 0.7)
    whole_store = fitted(FINAL.at[3].add(-700.0), [100.0] * 6)
    np.testing.assert_allclose(whole_store, [30.0, 40.0, 30.0, 0.0, 10.0, 5.0], rtol=1e-9)


def test_the_gap_is_shared_between_final_uses_and_inputs() -> None:
    take = lambda share: float(absorb_gap(jnp.asarray(70.0), jnp.asarray(60.0), jnp.asarray(40.0), share))  # noqa: E731
    assert take(1.0) == 60.0  # a gap of 30: final uses bear it
    assert take(0.7) == pytest.approx(60.0 - 9.0)
    assert take(0.0) == 30.0
    assert float(absorb_gap(jnp.asarray(500.0), jnp.asarray(60.0), jnp.asarray(40.0), 0.0)) == 60.0
    # Final uses bear no more than the whole of themselves: of a gap of 80 inputs bear 40.
    assert float(absorb_gap(jnp.asarray(20.0), jnp.asarray(60.0), jnp.asarray(40.0), 1.0)) == 20.0


def test_requests_are_filled_by_priority_and_never_above_the_request() -> None:
    asked = jnp.array([[10.0], [10.0], [10.0]])
    fill = lambda there, weights: np.asarray(fill_by_priority(asked, jnp.array([there]), jnp.asarray(weights)))[:, 0]  # noqa: E731
    np.testing.assert_allclose(fill(99.0, [1.0, 1.0, 1.0]), 10.0)
    np.testing.assert_allclose(fill(15.0, [1.0, 1.0, 1.0]), 5.0, rtol=1e-6)
    np.testing.assert_allclose(fill(8.0, [2.0, 1.0, 1.0]), [4.0, 2.0, 2.0], rtol=1e-6)
    np.testing.assert_allclose(fill(18.0, [2.0, 1.0, 0.6]), [10.0, 5.0, 3.0], rtol=1e-6)
    np.testing.assert_allclose(fill(23.0, [2.0, 1.0, 0.6]), [10.0, 13.0 / 1.6, 0.6 * 13.0 / 1.6], rtol=1e-6)
    for there in (0.0, 1.0, 17.0, 29.9):
        assert fill(there, [2.0, 1.0, 0.6]).sum() == pytest.approx(there, abs=1e-6)


def test_steps_of_indicative_prices_are_those_of_the_scheme() -> None:
    np.testing.assert_allclose(imbalance(jnp.array([1.0, 3.0, 2.0]), jnp.array([3.0, 1.0, 2.0])), [1.0, 1.0, 0.0])
    step = lambda z, before: float(price_step(jnp.asarray(z), jnp.asarray(before)))  # noqa: E731
    assert step(1.0, 1.0) == pytest.approx(0.55 * 0.25)
    assert step(1.0, 0.2) == pytest.approx(0.55 * 0.2)
    assert step(0.0, 0.0) == 0.001
    assert step(0.0, 1.0) == pytest.approx(0.05 * 0.25)


def test_prices_rise_where_more_is_asked_for_and_rounds_stop_near_balance() -> None:
    def propose(price: Array, uses: Array) -> tuple[Array, Array, Array]:
        return jnp.array([10.0, 10.0]), jnp.array([20.0, 20.0]) / price, uses + 1.0

    start = jnp.array([1.0, 4.0])
    price, supply, demand, uses, rounds = facilitate(propose, start, jnp.zeros(2), 200)
    assert float(imbalance(supply, demand).max()) <= 0.05
    np.testing.assert_allclose(price, 2.0, rtol=0.06)
    assert 3 < int(rounds) < 200
    assert float(uses[0]) == 200.0
    one, *_ = facilitate(propose, start, jnp.zeros(2), 1)
    z = 2.0 / 3.0  # 10 against 20, and 10 against 5
    np.testing.assert_allclose(one, start * (1.0 + np.array([1.0, -1.0]) * (1.05 - 0.5**z) * 0.25))
