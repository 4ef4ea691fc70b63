"""The multi-year programme: closed forms, the programme as it is written down against another solver, proof, reasons where no plan exists."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog

from counterplan.planning.certificate import certify, givens
from counterplan.planning.diagnosis import shortages, unlimited
from counterplan.planning.economy import Economy, synthetic_economy
from counterplan.planning.plan import optimal_plan
from counterplan.planning.programme import Programme
from counterplan.planning.solving import PlanError, estimate


def economy(inputs, labour, stocks, labour_supply, target, **more) -> Economy:
    """Few goods; stocks are (good, industry, need a unit, held, wear)."""
    n, years = len(labour), len(labour_supply)
    of, within, need, held, wear = (np.array(column) for column in zip(*stocks, strict=True))
    return Economy(
        tuple("abcdefgh"[:n]), tuple(f"y{t + 1}" for t in range(years)), np.array(inputs, float), np.array(labour, float), np.ones(n),
        of, within, need.astype(float), held.astype(float), wear.astype(float), np.array(labour_supply, float), np.array(target, float), **more,
    )  # fmt: skip


def drawn(seed: int = 0, n: int = 8, years: int = 4) -> Economy:
    return synthetic_economy(np.random.default_rng(seed), n, years, stocks_each=2, uses_each=3)


def test_one_good_is_invested_as_long_as_that_pays() -> None:
    """Output needs its own size in stock, wears .1, takes .2 of itself: y adds .8y either to consumption or to all later stocks."""
    e = economy([[0.2]], [0.0], [(0, 0, 1.0, 10.0, 0.1)], [1.0] * 3, [[1.0]] * 3)
    plan = optimal_plan(e)
    # A unit added in year 1 gives .8 in year 2 and .9·.8 in year 3 (or more if invested again): above 1, so year 1 is invested whole.
    # In year 2 it would give .8 in year 3: below 1, so nothing is.
    np.testing.assert_allclose(plan.fulfilment, [0.0, 0.8 * 17.0, 0.8 * 15.3], rtol=1e-9)
    np.testing.assert_allclose(plan.held[:, 0], [10.0, 17.0, 15.3], rtol=1e-9)
    np.testing.assert_allclose(plan.additions[:, 0], [8.0, 0.0, 0.0], atol=1e-9)


@pytest.mark.parametrize("years", [1, 2, 3, 5, 8])
def test_two_sectors_as_feldman_has_them(years: int) -> None:
    """Machines make machines or consumer goods, v of them a unit; none wears. The value of a machine in either sector by recursion."""
    v, make, use = 2.0, 10.0, 6.0
    e = economy(np.zeros((2, 2)), [0.0, 0.0], [(0, 0, v, make, 0.0), (0, 1, v, use, 0.0)], [1.0] * years, [[0.0, 1.0]] * years)
    worth_make, worth_use = 0.0, 0.0
    for _ in range(years):
        worth_make, worth_use = worth_make + max(worth_make, worth_use) / v, worth_use + 1.0 / v
    plan = optimal_plan(e)
    assert plan.objective == pytest.approx(make * worth_make + use * worth_use, rel=1e-9)
    np.testing.assert_allclose(plan.stock_value, [worth_make, worth_use], rtol=1e-9)
    # Machines go to the sector of machines first and to the other later, never back.
    share = plan.additions[:, 0] > 1e-9
    assert list(share) == sorted(share, reverse=True)


def as_written(e: Economy, at_least: float = 0.0, keep: bool = False) -> float:
    """The programme with every variable it is written with (x, K, g, c, φ), in plain loops, by another solver's interface."""
    n, m, years = len(e.goods), e.need.size, len(e.years)
    size = (n + m + m + n + 1) * years
    x, held, add, used, share = (lambda t, i, o=o: t * (2 * n + 2 * m + 1) + o + i for o in (0, n, n + m, n + 2 * m, 2 * n + 2 * m))
    below, limit, equal, right = [], [], [], []

    def row(**at: float) -> np.ndarray:
        del at
        return np.zeros(size)

    for t in range(years):
        for s in range(m):
            r = row()
            r[x(t, e.stock_in[s])], r[held(t, s)] = e.need[s], -1.0
            below.append(r), limit.append(0.0)
            r = row()
            r[held(t, s)] = 1.0
            if t:
                r[held(t - 1, s)], r[add(t - 1, s)] = -(1.0 - e.wear[s]), -1.0
            equal.append(r), right.append(0.0 if t else e.stock[s])
        for i in range(n):
            r = row()
            for j in range(n):
                r[x(t, j)] += e.inputs[i, j]
            r[x(t, i)] -= 1.0
            for s in np.flatnonzero(e.stock_of == i):
                r[add(t, s)] = 1.0
            r[used(t, i)] = 1.0
            below.append(r), limit.append(0.0)
            r = row()
            r[share(t, 0)], r[used(t, i)] = e.target[t, i], -1.0
            below.append(r), limit.append(0.0)
        for coefficients, bound in [(e.labour, e.labour_supply[t]), *zip(e.uses, e.caps[t], strict=True)]:
            r = row()
            for j in range(n):
                r[x(t, j)] = coefficients[j]
            below.append(r), limit.append(bound)
    if keep:
        for s in range(m):
            r = row()
            r[held(years - 1, s)], r[add(years - 1, s)] = -(1.0 - e.wear[s]), -1.0
            below.append(r), limit.append(-e.stock[s])
    bounds = [(0.0, None)] * size
    gain = np.zeros(size)
    for t in range(years):
        gain[share(t, 0)], bounds[share(t, 0)] = -1.0, (at_least, None)
    return -linprog(gain, np.array(below), limit, np.array(equal), right, bounds, method="highs").fun


@pytest.mark.parametrize("seed", range(5))
def test_the_programme_is_the_one_that_is_written_down(seed: int) -> None:
    e = drawn(seed)
    rng = np.random.default_rng(seed)
    use = rng.uniform(0, 1, (1, 8))
    capped = replace(e, resources=("smoke",), use=use, cap=np.full((4, 1), 0.9 * float((use @ e.output)[0])) * [[1], [0.95], [0.9], [0.85]])
    for case, options in ((e, {}), (capped, {}), (e, {"keep_stocks": True}), (capped, {"at_least": 0.5})):
        plan = optimal_plan(case, **options)
        want = as_written(case, options.get("at_least", 0.0), options.get("keep_stocks", False))
        assert plan.objective == pytest.approx(want, rel=1e-8), options
        proof = certify(plan)
        assert proof.exact, proof
        assert sum(givens(plan).values()) == pytest.approx(plan.objective, rel=1e-8)
    assert optimal_plan(capped).cap_value.max() > 0


def test_valuations_are_what_a_little_more_would_add() -> None:
    drawn_stocks = np.random.default_rng(9).uniform(0.8, 1.2, 16)
    e = replace(drawn(3), stock=drawn(3).stock * drawn_stocks)  # in proportion to outputs all stocks bind at once, and one-sided slopes differ
    plan = optimal_plan(e)
    for t in range(4):
        more = replace(e, labour_supply=e.labour_supply + 1e-5 * (np.arange(4) == t))
        assert (optimal_plan(more).objective - plan.objective) / 1e-5 == pytest.approx(plan.wage[t], abs=1e-5)
    m = int(np.argmax(plan.stock_value))
    richer = replace(e, stock=e.stock + 1e-6 * (np.arange(e.need.size) == m))
    assert (optimal_plan(richer).objective - plan.objective) / 1e-6 == pytest.approx(plan.stock_value[m], rel=1e-3)


@pytest.mark.parametrize("solver", ["ipm", "pdlp"])
def test_other_methods_come_to_the_same_plan_and_state_what_is_left(solver: str) -> None:
    e = drawn(1, 30, 5)
    best, other = optimal_plan(e), optimal_plan(e, solver=solver)
    assert other.objective == pytest.approx(best.objective, rel=1e-6 if solver == "ipm" else 1e-3)
    assert certify(other).exact == (solver == "ipm")
    assert certify(other).worst < 1e-2


def test_the_proof_sees_each_kind_of_fault() -> None:
    plan = optimal_plan(drawn(2))
    clean = certify(plan)
    assert clean.exact
    faults = {
        "goods": replace(plan, consumption=plan.consumption - 0.01),
        "stocks": replace(plan, held=0.99 * plan.held),
        "labour": replace(plan, economy=replace(plan.economy, labour_supply=0.9 * plan.economy.labour_supply)),
        "negative": replace(plan, additions=plan.additions - 0.1),
        "fulfilment": replace(plan, at_least=99.0),
        "kept": replace(plan, keep_stocks=True),
        "valuation": replace(plan, value=1.1 * plan.value),
        "gap": replace(plan, fulfilment=1.01 * plan.fulfilment),
    }
    for name, broken in faults.items():
        assert getattr(certify(broken), name) > 1e-4, name


def test_what_is_short_is_named_with_the_year_and_suffices() -> None:
    e = drawn(4)
    with pytest.raises(PlanError, match="infeasible"):
        optimal_plan(e, at_least=3.0)
    poor = replace(e, labour_supply=e.labour_supply * [1.0, 1.0, 0.2, 1.0])
    # Stocks in plenty, so that labour alone is short, and in one year.
    rich = replace(poor, stock=20.0 * e.stock)
    short = shortages(rich, 0.9)
    assert {(one.kind, one.where) for one in short} == {("labour", "year3")}
    helped = replace(rich, labour_supply=rich.labour_supply + (np.array(rich.years) == "year3") * short[0].more * (1 + 1e-9))
    assert optimal_plan(helped, at_least=0.9).fulfilment.min() >= 0.9 - 1e-9
    with pytest.raises(PlanError):
        optimal_plan(replace(helped, labour_supply=helped.labour_supply - 0.01 * (np.array(rich.years) == "year3")), at_least=0.9)
    assert shortages(rich, 0.1) == []


def test_what_no_labour_can_make_is_named_as_a_good() -> None:
    e = economy([[1.1]], [1.0], [(0, 0, 0.1, 1.0, 0.1)], [10.0], [[1.0]])
    assert [one.kind for one in shortages(e, 0.5)] == ["good"]


def test_what_nothing_bounds_is_named() -> None:
    free = economy([[0.0, 0.0], [0.0, 0.5]], [1.0, 0.0], [(0, 0, 1.0, 1.0, 0.1)], [1.0, 1.0], [[1.0, 1.0], [0.0, 1.0]])
    assert free.free_goods().tolist() == [False, True]
    assert unlimited(free) == ["y2"]
    with pytest.raises(PlanError, match="unbounded"):
        optimal_plan(free)
    assert unlimited(drawn()) == []


def test_drawn_economies_reproduce_themselves() -> None:
    for seed in range(5):
        e = synthetic_economy(np.random.default_rng(seed), 40)
        assert np.abs(np.linalg.eigvals(e.inputs)).max() < 1.0
        assert e.need.size == 200 and np.bincount(e.stock_in).tolist() == [5] * 40
        renewed = e.output - e.inputs @ e.output - np.bincount(e.stock_of, e.wear * e.stock, 40)
        assert np.all(renewed >= e.target[0] - 1e-9)
        assert e.labour @ e.output == pytest.approx(e.labour_supply[0])
        assert optimal_plan(e, at_least=0.99).fulfilment.min() >= 0.99


def test_more_years_repeat_the_last_and_sizes_are_known_beforehand() -> None:
    e = drawn()
    longer = e.with_years(6)
    assert longer.years[-1] == "year6" and np.array_equal(longer.target[5], e.target[3])
    assert e.with_years(2).years == ("year1", "year2")
    programme = Programme(e, keep_stocks=True)
    assert programme.matrix.shape == programme.size()
    assert estimate(programme)[0] < estimate(Programme(synthetic_economy(np.random.default_rng(0), 60)))[0]
