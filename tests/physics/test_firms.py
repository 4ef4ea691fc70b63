"""Moments over enterprises against SciPy, the year's books by hand, and inequality of hearths against sorting."""

from __future__ import annotations

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
import pytest  # noqa: E402
from scipy import stats  # noqa: E402

from counterplan.core.goods import SIX  # noqa: E402
from counterplan.core.variables import GRAIN  # noqa: E402
from counterplan.physics.accounts import MACHINES, MANUFACTURES  # noqa: E402
from counterplan.physics.firms import count_year, enterprise_outcomes, moments, worth_of_shares  # noqa: E402
from counterplan.physics.measures import _hearths, count_heads  # noqa: E402

from small_economy import start  # noqa: E402  # isort: skip

FIRMS = start()["open"].shape[0]


@pytest.mark.parametrize(("draw", "shape"), [("normal", 0.798), ("laplace", 0.707)])
def test_moments_are_those_of_scipy(draw: str, shape: float) -> None:
    values = getattr(np.random.default_rng(3), draw)(0.02, 0.1, 40_000)
    who = np.arange(values.size) % 3 > 0
    found = moments(jnp.asarray(values), jnp.asarray(who))
    kept = values[who]
    assert float(found.mean) == pytest.approx(kept.mean(), abs=1e-8)
    assert float(found.deviation) == pytest.approx(kept.std(), rel=1e-6)
    assert float(found.skewness) == pytest.approx(stats.skew(kept), abs=1e-4)
    assert float(found.kurtosis) == pytest.approx(stats.kurtosis(kept), abs=1e-3)
    assert float(found.shape) == pytest.approx(shape, abs=0.01)


def test_moments_of_nobody_and_of_equals_are_zero() -> None:
    for who in (jnp.zeros(9, bool), jnp.ones(9, bool)):
        assert [float(m) for m in moments(jnp.full(9, 2.5), who)[1:]] == [0.0] * 4


def books(quarters: int, sales: np.ndarray, installed: np.ndarray, closed_in: int) -> dict[str, jax.Array]:
    """Runs the books of the year for some quarters; the last enterprise is closed in one of them and opens again."""
    names = ("year_sales", "last_year_sales", "sales_year_before", "year_installed", "last_year_installed", "year_machines", "last_year_machines")
    state = {**{name: jnp.zeros(FIRMS) for name in names}, "trading_quarters": jnp.zeros(FIRMS, jnp.int32)}
    machines = jnp.full(FIRMS, 10_000_000, jnp.int64)
    for quarter in range(quarters):
        is_open = jnp.ones(FIRMS, bool).at[-1].set(quarter != closed_in)
        got = jnp.asarray(installed[quarter] * 1e6, jnp.int64)
        flows = {"open": is_open, "sales": jnp.asarray(sales[quarter]), "installed": got, "machines": machines}
        state = dict(count_year(**flows, quarter=jnp.int32(quarter), **state).decide)
    return {**start(), **state, "open": jnp.ones(FIRMS, bool), "sector": jnp.full(FIRMS, MANUFACTURES, jnp.int32)}


def test_growth_and_investment_are_those_of_the_last_full_year() -> None:
    rng = np.random.default_rng(5)
    sales, installed = rng.lognormal(1.0, 0.3, (14, FIRMS)), rng.uniform(0, 1, (14, FIRMS))
    installed[8:12, : FIRMS // 4] = 0.0
    installed[8:12, FIRMS // 4 : FIRMS // 2] = 0.75
    state = books(14, sales, installed, closed_in=9)
    found = enterprise_outcomes({**state, "workers": jnp.arange(FIRMS)})
    year, before, bought = sales[8:12].sum(0)[:-1], sales[4:8].sum(0)[:-1], installed[8:12].sum(0)[:-1]
    growth = np.log(year / before)
    assert float(found["growth_deviation"]) == pytest.approx(growth.std(), rel=1e-5)
    assert float(found["growth_kurtosis"]) == pytest.approx(stats.kurtosis(growth), abs=1e-3)
    assert float(found["investment_inaction"]) == pytest.approx((bought / 10 < 0.01).mean())
    assert float(found["investment_spikes"]) == pytest.approx((bought / 10 > 0.2).mean())
    assert float(found["spike_share"]) == pytest.approx(bought[bought > 2].sum() / bought.sum(), rel=1e-5)
    assert float(found["size_skewness"]) == pytest.approx(stats.skew(np.arange(1, FIRMS)), abs=1e-4)


def test_growth_is_not_counted_before_there_are_two_years() -> None:
    sales = np.random.default_rng(1).lognormal(1.0, 0.3, (8, FIRMS))
    for quarters in (3, 7):
        found = enterprise_outcomes(books(quarters, sales, sales, closed_in=99))
        assert float(found["growth_deviation"]) == 0
    assert float(enterprise_outcomes({**books(8, sales, sales, 99), "sector": jnp.full(FIRMS, GRAIN)})["growth_deviation"]) == 0


def test_shares_are_worth_what_enterprises_own_less_debts() -> None:
    state = start()
    zero = {name: jnp.zeros_like(state[name]) for name in ("inventory", "inputs", "machines", "deposits_enterprise", "debt_enterprise")}
    state = {**state, **zero, "private_owned": jnp.ones(FIRMS, bool)}
    maker = int(np.flatnonzero(np.asarray(state["sector"]) == MANUFACTURES)[0])
    state["machines"] = state["machines"].at[maker].set(5_000_000)
    state["debt_enterprise"] = state["debt_enterprise"].at[maker].set(200)
    price = float(state["mean_price"][MACHINES])
    assert float(worth_of_shares(state)) == pytest.approx(5 * price - 2)
    assert float(worth_of_shares({**state, "private_owned": jnp.ones(FIRMS, bool).at[maker].set(False)})) == 0
    assert float(worth_of_shares({**state, "debt_enterprise": state["debt_enterprise"] + 10**9})) == 0


def test_inequality_of_hearths_is_what_sorting_gives() -> None:
    state = start()
    rng = np.random.default_rng(2)
    hearth, alive = np.asarray(state["hearth"]), np.asarray(state["alive"])
    n = state["hearth_income"].shape[0]
    income, money = rng.lognormal(4, 0.7, n), rng.integers(0, 50_000, alive.size)
    members = np.bincount(hearth[alive], minlength=n)
    filled = {
        "hearth_income": jnp.asarray(income), "hearth_members": jnp.asarray(members), "hearth_eaters": jnp.asarray(members, jnp.float64),
        "deposits_person": jnp.asarray(money, jnp.int64), "private_owned": jnp.zeros(FIRMS, bool),
    }  # fmt: skip
    found = _hearths({**state, **filled}, count_heads({**state, **filled}), SIX)
    own = np.bincount(hearth[alive], weights=money[alive], minlength=n)
    for name, whole in (("income_gini", income), ("wealth_gini", own)):
        held = members > 0
        each = np.repeat(whole[held] / members[held], members[held])
        gaps = np.abs(each[:, None] - each[None, :]).mean() / (2 * each.mean())
        assert float(found[name]) == pytest.approx(gaps, abs=0.007)
