"""The verdict protocol on effects that are made up: bounds against closed forms, and every condition by itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.stats import binom

from counterplan.experiments.claims.levels import LEVELS
from counterplan.experiments.claims.results import decide
from counterplan.experiments.verdicts import PROTOCOL, Evidence, Margin, controlled, implausibility, judge, matched
from counterplan.experiments.verdicts.protocol import BY_CONSTRUCTION, NO_POINT, Judgement
from counterplan.experiments.verdicts.shares import (
    fewest,
    lower_bound,
    median_interval,
    needed_share,
    probability_of_more,
    upper_bound,
    worst_share,
)

N, SIDE = 400, 96
STRONG, NOTHING = np.full(N, 3.0) + np.linspace(-1, 1, N), np.linspace(-0.8, 0.8, SIDE)
STAYS = np.linspace(2.0, 3.0, SIDE)


def _evidence(**changed: object) -> Evidence:
    """Evidence that meets every condition, with some of it changed."""
    rng = np.random.default_rng(0)
    closures = {f"{name}, {end}": STAYS for name in ("gap", "investment", "curvature") for end in ("low", "high")}
    whole = Evidence(
        effects=STRONG, halves={"a": rng.random(N) > 0.5, "b": rng.random(N) > 0.5}, matched=rng.random(N) > 0.6, ablated=NOTHING,
        rivals={"one": STAYS, "two": STAYS}, together=STAYS, closures=closures, failing=NOTHING, contradicted={"fact": np.zeros(SIDE, bool)},
    )  # fmt: skip
    return replace(whole, **changed)  # type: ignore[arg-type]


def _judged(**changed: object) -> Judgement:
    return judge(_evidence(**changed), Margin())


def test_bounds_solve_the_binomial_equations() -> None:
    for count, of in ((1, 7), (30, 40), (196, 200), (399, 400)):
        assert binom.sf(count - 1, of, lower_bound(count, of)) == pytest.approx(0.05, abs=1e-9)
        assert binom.cdf(count, of, upper_bound(count, of)) == pytest.approx(0.05, abs=1e-9)
    assert lower_bound(20, 20) == pytest.approx(0.05 ** (1 / 20))
    assert lower_bound(0, 20) == 0.0 and upper_bound(20, 20) == pytest.approx(1.0) and upper_bound(0, 0) == 1.0


def test_bounds_cover_as_often_as_they_say() -> None:
    for share in (0.5, 0.8, 0.95):
        for of in (16, 48, 100):
            chance = sum(binom.pmf(k, of, share) for k in range(of + 1) if lower_bound(k, of) > share)
            assert chance <= 0.05 + 1e-12, "the bound lies above the true share in at most one of twenty cases"


def test_a_true_share_of_three_quarters_passes_far_less_often_than_by_the_share_alone() -> None:
    of, share = 100, 0.75
    alone = sum(binom.pmf(k, of, share) for k in range(of + 1) if k / of > 0.8)
    bound = sum(binom.pmf(k, of, share) for k in range(of + 1) if lower_bound(k, of) > 0.8)
    assert 0.09 < alone < 0.16 and bound < 0.005


@pytest.mark.parametrize("ratio", [1.0, 2.0, 4.0])
@pytest.mark.parametrize("hits", [0, 3, 10, 15, 19, 20])
def test_worst_share_is_what_a_linear_programme_finds(ratio: float, hits: int) -> None:
    of = 20
    objective = np.array([1.0 / of] * hits + [0.0] * (of - hits))
    found = linprog(objective, A_eq=np.full((1, of), 1.0 / of), b_eq=[1.0], bounds=[(1 / ratio, ratio)] * of)
    assert worst_share(hits / of, ratio) == pytest.approx(found.fun, abs=1e-9)


def test_share_needed_under_reweighting_is_the_inverse() -> None:
    for least in (0.01, 0.05, 0.3, 0.8):
        assert worst_share(needed_share(least, 4.0), 4.0) == pytest.approx(least)
    assert needed_share(0.8, 4.0) == pytest.approx(0.95)
    assert (fewest(0.8), fewest(0.95)) == (14, 59)


def test_p_value_agrees_with_the_bound() -> None:
    for count in range(370, 401):
        assert (probability_of_more(count, 400, 0.95) < 0.05) == (lower_bound(count, 400) > 0.95)


def test_median_interval_covers() -> None:
    rng = np.random.default_rng(2)
    inside = [low <= 0.0 <= high for low, high in (median_interval(rng.normal(size=60)) for _ in range(150))]
    assert 0.82 <= np.mean(inside) <= 0.97


def test_everything_in_place_is_supported() -> None:
    judgement = _judged()
    assert judgement.leaning == "supported", judgement.reason
    assert judgement.p_support < 1e-6 and judgement.p_refute > 0.99


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"ablated": STAYS}, "not removed by taking the named mechanism out"),
        ({"ablated": None}, "ablation: the mechanism was not taken out"),
        ({"rivals": {"one": NOTHING, "two": STAYS}}, "rival-absorbed: one"),
        ({"rivals": {"one": None, "two": STAYS}}, "rival: one: not built in this version"),
        ({"together": NOTHING}, "rival-absorbed: all together"),
        ({"contradicted": {"fact": np.ones(SIDE, bool)}}, "contradicted by a fact: fact"),
        ({"matched": np.arange(N) < 10}, "too few draws for: matched prior"),
        ({"matched": None}, "matched prior: nothing on record"),
        ({"closures": {"gap, low": STAYS, "gap, high": STAYS}}, "closure: number: fewer than 3"),
    ],
)  # fmt: skip
def test_each_condition_alone_keeps_a_claim_from_being_supported(changed: dict[str, object], reason: str) -> None:
    judgement = _judged(**changed)
    assert judgement.leaning == "indeterminate" and reason in judgement.reason


@pytest.mark.parametrize("part", ["ablated", "failing"])
def test_draws_without_a_value_count_as_an_effect_that_is_not_gone(part: str) -> None:
    some, most = NOTHING.copy(), NOTHING.copy()
    some[:20], most[:70] = np.nan, np.nan
    assert _judged(**{part: some}).leaning == "supported"
    judgement = _judged(**{part: most})
    condition = next(c for c in judgement.support if c.name == {"ablated": "ablation", "failing": "can fail"}[part])
    assert judgement.leaning in ("indeterminate", "no verdict") and condition.holds is None and "70 without a value" in condition.says
    assert condition.p is not None and condition.p > 0.5, "false discoveries are controlled with the same count"


def test_a_fact_is_looked_at_in_draws_that_have_a_value_and_is_open_without_any() -> None:
    assert "contradicted by a fact" in _judged(contradicted={"fact": np.ones(30, bool)}).reason
    assert _judged(contradicted={"fact": np.zeros(0, bool)}).leaning == "indeterminate"


def test_draws_without_a_value_help_neither_side() -> None:
    effects = STRONG.copy()
    effects[:100] = np.nan
    judgement = _judged(effects=effects)
    assert judgement.leaning == "indeterminate" and (judgement.supporting.count, judgement.supporting.of) == (300, 400)
    assert _judged(effects=-effects).opposing.count == 300


def test_a_closure_that_turns_the_sign_is_the_finding() -> None:
    closures = {**_evidence().closures, "gap, low": -STAYS}
    assert _judged(closures=closures).reason == "closure-driven: gap, low"


def test_an_effect_that_only_one_half_of_an_assumed_range_shows_is_prior_driven() -> None:
    upper = np.arange(N) >= N // 2
    effects = np.where(upper | (np.arange(N) % 10 > 0), 3.0, 0.0)
    judgement = _judged(effects=effects, halves={"a": ~upper}, matched=np.ones(N, bool))
    assert "reweighted prior" in judgement.reason
    effects = np.where(upper, 3.0, -0.5)
    assert _judged(effects=effects, halves={"a": ~upper}).reason.startswith("mixed")


def test_matched_draws_without_the_effect_are_prior_driven() -> None:
    effects = STRONG.copy()
    effects[:8] = 0.0
    judgement = _judged(effects=effects, matched=np.arange(N) < 30)
    assert (judgement.leaning == "indeterminate" and "prior-driven" in judgement.reason) or "too few draws" in judgement.reason


def test_no_point_of_failure_means_true_by_construction_and_no_verdict() -> None:
    for failing in (STAYS, None):
        judgement = _judged(failing=failing)
        assert (judgement.leaning, judgement.reason) == ("no verdict", BY_CONSTRUCTION)


@pytest.mark.parametrize("failing", [STAYS, None])
@pytest.mark.parametrize("changed", [{"ablated": STAYS}, {"effects": np.where(np.arange(N) % 2, 3.0, 0.0)}, {"matched": None}])
def test_no_point_of_failure_means_no_verdict_whatever_else_was_found(changed: dict[str, object], failing: np.ndarray | None) -> None:
    judgement = _judged(failing=failing, **changed)
    assert judgement.leaning == "no verdict" and judgement.reason.startswith(NO_POINT)
    assert decide(judgement, (0.0, 0.0), LEVELS["quick"]) == (judgement.leaning, judgement.reason)


def test_too_few_draws_at_the_point_of_failure_show_nothing() -> None:
    few = np.array([3.0] * 6 + [0.0] * 10)
    judgement = _judged(failing=few, matched=None)
    assert judgement.leaning == "no verdict" and "6 of 16 draws" in judgement.reason
    assert _judged(failing=few[3:], matched=None).leaning == "indeterminate"


def test_the_opposite_is_refuted_without_ablation_or_rivals() -> None:
    closures = {name: -values for name, values in _evidence().closures.items()}
    judgement = _judged(effects=-STRONG, closures=closures, ablated=None, rivals={}, failing=None)
    assert judgement.leaning == "refuted"
    assert _judged(effects=-STRONG).reason.startswith("the opposite, but closure-driven")


def test_an_effect_inside_the_margin_refutes_only_where_the_file_says_so() -> None:
    inside = np.linspace(-0.9, 0.9, N)
    assert _judged(effects=inside).leaning == "indeterminate"
    assert judge(_evidence(effects=inside), Margin(inside_refutes=True)).leaning == "refuted"


def test_failed_runs_count_for_neither_side() -> None:
    effects = STRONG.copy()
    effects[:40] = np.nan
    judgement = _judged(effects=effects)
    assert judgement.supporting.count == 360 and judgement.opposing.count == 0
    assert judgement.leaning == "indeterminate"
    assert _judged(effects=np.full(N, np.nan)).reason == "no draw has a value"


def test_an_effect_that_cannot_vary_gets_no_verdict() -> None:
    judgement = _judged(effects=np.full(N, 0.0))
    assert judgement.leaning == "no verdict" and "cannot vary" in judgement.reason


def test_quick_never_calls_a_claim_supported_or_refuted() -> None:
    quick, full = LEVELS["quick"], LEVELS["full"]
    strong, against = _judged(), _judged(effects=-STRONG, closures={k: -v for k, v in _evidence().closures.items()})
    for judgement in (strong, against):
        assert decide(judgement, (0.0, 0.0), full)[0] == judgement.leaning
        verdict, reason = decide(judgement, (0.0, 0.0), quick)
        assert verdict == "indeterminate" and "too few draws" in reason
    assert lower_bound(quick.draws, quick.draws) < needed_share(PROTOCOL.share, PROTOCOL.ratio), "not even if all draws agree"
    assert decide(strong, (0.2, 1.0), full)[0] == "indeterminate", "false discoveries are controlled over all claims"
    assert decide(strong, (0.0, 1.0), full, registered="abc")[1].startswith("the claim's file was changed after the run")


def test_control_of_false_discoveries_over_many_claims() -> None:
    rng = np.random.default_rng(7)
    false = 0
    for _ in range(200):
        found = controlled({str(i): p for i, p in enumerate(rng.random(40))}, 0.05)
        false += any(q <= 0.05 for q in found.values())
    assert false <= 0.05 * 200, "with nothing true, a discovery in at most one family of twenty"
    mixed = controlled({**{f"true {i}": 1e-6 for i in range(5)}, **{f"null {i}": p for i, p in enumerate(rng.random(35))}}, 0.05)
    assert all(q <= 0.05 for name, q in mixed.items() if name.startswith("true"))
    assert controlled({}, 0.05) == {}


def test_implausibility_is_a_distance_in_standard_deviations() -> None:
    model = np.array([10.0, 13.0, 19.0, np.nan])
    np.testing.assert_allclose(implausibility(model, 10.0, 3.0, 4.0), [0.0, 0.6, 1.8, np.inf])
    assert matched([np.array([0.0, 2.9, 3.1]), np.array([1.0, 2.0, 0.0])], 3.0).tolist() == [True, True, False]
