"""Engines without a horizon on the tables of a plan: they spend what is there, each by its own principle, and from the same tables differ."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize

from counterplan.planning import yearly
from counterplan.planning.economy import Economy, synthetic_economy
from counterplan.planning.solving import PlanError

INF = float("inf")


def tables(**changes: object) -> Economy:
    """Two goods, three years; the second is made with the first, and holds stocks of it that wear out."""
    given = Economy(
        goods=("iron", "bread"), years=("a", "b", "c"), inputs=np.array([[0.1, 0.3], [0.0, 0.0]]), labour=np.array([1.0, 2.0]),
        output=np.array([50.0, 40.0]), stock_of=np.array([0, 0]), stock_in=np.array([0, 1]), need=np.array([1.0, 0.5]),
        stock=np.array([60.0, 22.0]), wear=np.array([0.1, 0.2]), labour_supply=np.full(3, 100.0), target=np.tile([10.0, 25.0], (3, 1)),
    )  # fmt: skip
    return replace(given, **changes)  # type: ignore[arg-type]


def feasible(plan: yearly.Yearly) -> None:
    """Goods, labour, stocks and limits close in every year of an engine that keeps stocks up."""
    e = plan.economy
    slack = 1e-9 * (1 + plan.output.max())
    assert np.all(plan.output - plan.output @ yearly.kept_up(e).T - plan.consumption >= -slack)
    assert np.all(plan.labour <= e.labour_supply + slack)
    assert np.all(plan.output <= plan.capacity + slack)
    assert np.all(plan.output @ e.uses.T <= e.caps + slack)


@pytest.mark.parametrize("engine", ["facilitation", "labour-time"])
@pytest.mark.parametrize("seed", [None, 1, 2])
def test_plans_close(engine: str, seed: int | None) -> None:
    economy = tables() if seed is None else synthetic_economy(np.random.default_rng(seed), 12)
    plan = yearly.ENGINES[engine](economy)
    assert plan.settled.all() and np.all(plan.fulfilment > 0)
    feasible(plan)
    np.testing.assert_allclose((plan.price * plan.consumption).sum(axis=1), plan.labour)
    np.testing.assert_allclose((plan.value * plan.consumption).sum(axis=1), plan.labour)


def test_hours_in_goods_count_inputs_and_wear() -> None:
    """v₁ = 1 + (.1 + .1)·v₁ and v₂ = 2 + (.3 + .1)·v₁."""
    np.testing.assert_allclose(yearly.hours_in(tables()), [1.25, 2.5])
    np.testing.assert_allclose(yearly.capacity_of(tables()), [60.0, 44.0])
    np.testing.assert_allclose(yearly.spending(tables())[0], np.array([12.5, 62.5]) / 75.0)


def test_facilitation_ends_where_consumers_could_do_no_better() -> None:
    """Where labour alone is scarce each good gets its share of the hours; where capacity binds too, against a search."""
    plan = yearly.by_facilitation(tables(stock=np.array([1e4, 1e4])))
    np.testing.assert_allclose(plan.consumption[0], np.array([1 / 6, 5 / 6]) * 100.0 / np.array([1.25, 2.5]), rtol=0.03)
    bound = tables(stock=np.array([60.0, 12.0]))  # 24 of bread at most
    plan = yearly.by_facilitation(bound)
    share, all_of_them = yearly.spending(bound)[0], yearly.through(yearly.kept_up(bound))
    rows, have = yearly.givens(bound, yearly.capacity_of(bound), 0)
    best = minimize(
        lambda c: -float(share @ np.log(c)), [5.0, 10.0], bounds=[(0.1, None)] * 2,
        constraints={"type": "ineq", "fun": lambda c: have - rows @ all_of_them @ c},
    )  # fmt: skip
    got, top = np.exp(share @ np.log(plan.consumption[0])), np.exp(-best.fun)
    assert 0.95 * top < got <= top * (1 + 1e-6)
    assert plan.value[0, 1] / plan.value[0, 0] > 1.2 * 2.5 / 1.25  # bread is worth more than the hours in it
    np.testing.assert_allclose(plan.value[0], plan.price[0], rtol=0.05)


def test_labour_time_sells_a_basket_at_what_clears_and_moves_it_where_that_is_not_the_hours() -> None:
    """The basket asked for is what consumers would buy at its hours, so prices are values and nothing moves; another taste moves it."""
    plan = yearly.by_labour_time(tables())
    np.testing.assert_allclose(plan.price, plan.value)
    np.testing.assert_allclose(plan.consumption[0] / plan.consumption[0, 0], [1.0, 2.5])
    moved = yearly.by_labour_time(tables(target=np.array([[10.0, 25.0], [25.0, 10.0], [25.0, 10.0]])))
    first, second, third = moved.consumption[:, 1] / moved.consumption[:, 0]
    assert [first, second] == pytest.approx([2.5, 2.5])  # targets follow last year's sales
    assert third == pytest.approx(2.5 * (0.4 / 2.5) ** 0.5)


def test_boards_build_what_the_basket_needs_and_cut_what_stands_idle() -> None:
    plan = yearly.by_boards(tables(stock=np.array([20.0, 22.0]), labour_supply=np.full(3, 150.0)))
    assert np.all(np.diff(plan.capacity[:, 0]) > 0)
    np.testing.assert_allclose(plan.consumption / plan.economy.target, plan.fulfilment[:, None] * np.ones(2))
    assert np.all(plan.output <= plan.capacity * (1 + 1e-9)) and np.all(plan.labour <= 150.0 + 1e-9)
    idle = yearly.by_boards(tables(stock=np.array([600.0, 22.0])))
    assert idle.capacity[1, 0] == pytest.approx(600.0 * 0.9)  # nothing that wears out is replaced: workers alone would have it
    used = np.array([[0.5, 0.0]])
    held = yearly.by_boards(tables(resources=("smoke",), use=used, cap=np.full((3, 1), 8.0)))
    assert np.all(held.output @ used.T <= 8.0 + 1e-9)


@pytest.mark.parametrize("engine", list(yearly.ENGINES))
def test_units_of_goods_change_nothing(engine: str) -> None:
    """A good counted in millionths or in millions of its unit, and a basket of millions of the same mix, are the same economy."""
    economy, unit = tables(), np.array([1e-6, 1e7])
    other = tables(
        inputs=economy.inputs * unit[:, None] / unit, labour=economy.labour / unit, output=economy.output * unit,
        need=np.array([1.0, 0.5]) * unit[0] / unit,
        stock=economy.stock * unit[0], target=economy.target * unit * 1e9,
    )  # fmt: skip
    one, same = yearly.ENGINES[engine](economy), yearly.ENGINES[engine](other)
    if engine == "boards":  # they expect the whole basket to be ordered
        assert np.all(same.output[1:] <= same.capacity[1:] * (1 + 1e-9))
        return
    np.testing.assert_allclose(same.consumption / unit, one.consumption, rtol=1e-6)
    np.testing.assert_allclose(same.fulfilment * 1e9, one.fulfilment, rtol=1e-6)


def test_swapping_the_engine_on_equal_tables_changes_allocations() -> None:
    economy = tables(stock=np.array([60.0, 12.0]))
    got = {name: engine(economy).consumption for name, engine in yearly.ENGINES.items()}
    names = list(got)
    for i, one in enumerate(names):
        for other in names[:i]:
            assert np.max(np.abs(np.log(got[one] / got[other]))) > 0.01, (one, other)


@pytest.mark.parametrize("engine", list(yearly.ENGINES))
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"stock": np.array([60.0, 0.0])}, "basket of a .* there is no stock to make bread"),
        ({"labour_supply": np.array([100.0, 0.0, 100.0])}, "basket of b .* there is no labour"),
        ({"resources": ("smoke",), "use": np.array([[0.5, 0.0]]), "cap": np.array([[9.0], [9.0], [0.0]])}, "basket of c .* there is no smoke"),
        ({"labour": np.zeros(2)}, "no labour enters the basket of a"),
        ({"inputs": np.array([[1.1, 0.3], [0.0, 0.0]])}, "use up more than is made"),
    ],
)
def test_what_cannot_be_planned_is_named(engine: str, changes: dict[str, object], said: str) -> None:
    with pytest.raises(PlanError, match=said):
        yearly.ENGINES[engine](tables(**changes))
