"""The best plan of one period: against another optimiser, its bound, its rounds; the three engines on the same reports."""

from __future__ import annotations

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
import pytest  # noqa: E402
from scipy.optimize import minimize  # noqa: E402

from counterplan.planning.optimisation import Best, best_final  # noqa: E402

best = jax.jit(best_final, static_argnums=6)


def case(seed: int) -> dict[str, np.ndarray]:
    """Materials go into everything; capacities lie above and below what the aim would take."""
    rng = np.random.default_rng(seed)
    a = np.zeros((6, 6))
    a[3] = rng.uniform(0.05, 0.35, 6)
    a[0, 1], a[1], a[2] = rng.uniform(0.05, 0.25), rng.uniform(0, 0.05, 6), rng.uniform(0, 0.05, 6)
    weight = rng.dirichlet(np.full(6, 3.0)) * (np.arange(6) != 3)
    weight = weight / weight.sum()
    wanted = 100.0 * weight * rng.uniform(0.8, 1.2, 6)
    able = np.linalg.solve(np.eye(6) - a, wanted) * rng.uniform(0.7, 1.4, 6)
    return {"inputs": a, "able": able, "must": np.where(np.arange(6) < 3, 0.3 * wanted, 0.0), "weight": weight}


def found(given: dict[str, np.ndarray], rounds: int, value: np.ndarray | None = None, start: np.ndarray | None = None) -> Best:
    arrays = {name: jnp.asarray(array) for name, array in given.items()}
    value, start = np.ones(6) if value is None else value, given["able"] if start is None else start
    return best(*arrays.values(), jnp.asarray(value), jnp.asarray(start), rounds)


def worth(given: dict[str, np.ndarray], plan: Best) -> float:
    """The aim at the plan, divided so that it is feasible."""
    used = given["weight"] > 0
    return float(given["weight"][used] @ np.log(np.asarray(plan.chosen)[used] / (1.0 + max(float(plan.residual), 0.0))))


def optimum(given: dict[str, np.ndarray]) -> float:
    used, whole = given["weight"] > 0, np.linalg.inv(np.eye(6) - given["inputs"])

    def outputs(more: np.ndarray) -> np.ndarray:
        final = given["must"].copy()
        final[used] += more
        return whole @ final

    got = minimize(
        lambda g: -given["weight"][used] @ np.log(g), 0.05 * given["able"][used], jac=lambda g: -given["weight"][used] / g, method="SLSQP",
        bounds=[(1e-9, None)] * int(used.sum()), options={"maxiter": 500, "ftol": 1e-13},
        constraints=[{"type": "ineq", "fun": lambda g: (given["able"] - outputs(g)) / given["able"]}],
    )  # fmt: skip
    assert got.success
    return -float(got.fun)


@pytest.mark.parametrize("seed", range(6))
def test_many_rounds_reach_the_optimum_and_few_come_near_it(seed: int) -> None:
    given = case(seed)
    want = optimum(given)
    many = found(given, 600)
    assert worth(given, many) == pytest.approx(want, abs=2e-4)
    np.testing.assert_allclose(many.outputs, np.linalg.solve(np.eye(6) - given["inputs"], many.first + many.chosen), rtol=1e-4)
    assert np.all(np.asarray(many.outputs) <= given["able"] * (1 + 1e-4))
    assert want - worth(given, found(given, 12)) < 0.05
    # From the values and outputs of a plan made before, twelve rounds come much nearer.
    again = found(given, 12, np.asarray(many.value) * 7.0, np.asarray(many.outputs))
    assert want - worth(given, again) < 0.02


def test_the_residual_bounds_what_is_lost() -> None:
    """Cover's bound holds once the balances have settled: the loss is between zero and ln(1 + residual)."""
    for seed in range(6):
        given = case(seed)
        want = optimum(given)
        for rounds in (80, 160):
            got = found(given, rounds)
            lost = want - worth(given, got)
            assert -1e-6 <= lost <= np.log1p(float(got.residual)) + 2e-5


def test_one_scarce_good_is_shared_by_weight_and_priced_alone() -> None:
    """Two goods from one material, of which ten can be made: g = w·10 over its content; only the material has a rent."""
    a = np.zeros((6, 6))
    a[3, 1], a[3, 2] = 0.5, 0.25
    given = {"inputs": a, "able": np.array([1e3, 1e3, 1e3, 10.0, 1e3, 1e3]), "must": np.zeros(6), "weight": np.array([0, 0.6, 0.4, 0, 0, 0])}
    got = found(given, 400)
    np.testing.assert_allclose(np.asarray(got.chosen)[[1, 2]], [12.0, 16.0], rtol=1e-3)
    np.testing.assert_allclose(np.asarray(got.value)[[1, 2, 3]], [0.05, 0.025, 0.1], rtol=1e-3)


def test_necessities_beyond_what_can_be_made_are_cut_alike() -> None:
    given = case(2)
    given["must"] = 4.0 * given["must"]
    got = found(given, 300)
    assert np.all(np.asarray(got.chosen)[given["weight"] > 0] > 0) and np.all(np.asarray(got.outputs) <= given["able"] * (1 + 1e-4))
    parts = np.asarray(got.first)[:3] / np.minimum(given["must"], 0.95 * given["able"])[:3]
    assert np.ptp(parts) < 1e-9 and 0.2 < parts[0] < 1.0


def test_all_finite_where_nothing_can_be_made() -> None:
    given = case(1)
    given["able"] = np.full(6, 1e-6)
    got = found(given, 12)
    assert all(bool(np.all(np.isfinite(np.asarray(part)))) for part in got)
    assert float(np.max(got.outputs)) < 1e-4


def test_a_good_that_nobody_can_make_does_not_pull_the_others_down() -> None:
    given = case(3)
    given["inputs"][2] = 0.0  # nobody uses it as an input
    rest = np.asarray(found(given, 12).chosen)
    given["able"] = given["able"].copy()
    given["able"][2] = 1e-6
    got = np.asarray(found(given, 12).chosen)
    assert np.all(got[[0, 1, 4, 5]] > 0.5 * rest[[0, 1, 4, 5]])


