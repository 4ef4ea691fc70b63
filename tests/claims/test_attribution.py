"""Attribution between real systems on values that are made up, so that every share is known; and the plan of its cells."""

from __future__ import annotations

import numpy as np
import pytest

from counterplan.catalogue import find_rules
from counterplan.core.claim import Estimand
from counterplan.core.errors import InputError, RunError
from counterplan.core.system import System, check_vector
from counterplan.experiments.ask import estimand_of, loaded, parsed_condition, parsed_groups
from counterplan.experiments.attribution import Plan, Question, intervals, plan, shared_out
from counterplan.experiments.chains import between, exclusions, feasible_masks, players_of, roles_that_differ
from counterplan.experiments.games import masks_of, shapley
from counterplan.loader.claim_design import with_settings

RULES = find_rules()
(MARKET, COMMAND, DEMOCRATIC), SCENARIO = loaded(["neoliberal-capitalism", "command-economy", "democratic-planning"], "china-1952", RULES)
ESTIMAND = Estimand("labour_productivity", "mean", (29.0, 30.0))


def _question(start: object = COMMAND, end: object = DEMOCRATIC, **more: object) -> Question:
    return Question(start, end, ESTIMAND, SCENARIO, **more)  # type: ignore[arg-type]


def _near(n: int) -> Question:
    """Two systems that differ in n roles which exclude nothing."""
    settings = dict(list({"exit": "hard", "information": "open", "mobility": "free", "floor": "public"}.items())[:n])
    return _question(COMMAND, with_settings(COMMAND, settings, RULES))


def _stands(system: System) -> bool:
    try:
        check_vector(system, {slot: frozenset({*options, "given"}) for slot, options in RULES.items()})
    except InputError:
        return False
    return True


def test_all_coalitions_up_to_nine_roles_sampled_chains_beyond() -> None:
    few = plan(_near(4))
    assert few.exact and len(few.masks) == 16 and few.roles == ("exit", "mobility", "information", "floor")
    many = plan(_question())
    assert not many.exact and len(many.roles) > 9 and len(many.masks) <= 512
    assert {0, (1 << len(many.roles)) - 1} <= set(many.masks)
    for chain in many.chains:
        assert all(many.feasible[mask] for mask in masks_of(chain))


def test_every_system_between_is_one_that_can_stand() -> None:
    chosen = plan(_question(MARKET, DEMOCRATIC, cells=60))
    assert "residual + management" in chosen.roles, "owners leave and assemblies come at once, for neither mixture can stand"
    assert all(_stands(between(MARKET, DEMOCRATIC, chosen.players, mask, RULES)) for mask in chosen.masks)


def test_masks_that_are_worked_out_at_once_equal_those_looked_at_one_by_one() -> None:
    roles = [r for r in roles_that_differ(MARKET, DEMOCRATIC) if r in ("residual", "coordination", "management", "discipline", "priorities", "land")]
    players = [(role,) for role in roles]
    slow = [_stands(between(MARKET, DEMOCRATIC, players, mask, RULES)) for mask in range(1 << len(players))]
    assert feasible_masks(MARKET, DEMOCRATIC, players).tolist() == slow
    assert 0 < sum(slow) < len(slow)
    assert all(reason for reason in exclusions(MARKET, DEMOCRATIC).values())


def test_parameters_and_contexts_switch_with_their_role() -> None:
    end = with_settings(COMMAND, {"exit": "hard", "exit.leverage": 0.5, "arms": 0.1}, RULES)
    assert roles_that_differ(COMMAND, end) == ("exit", "arms")
    players = [("exit",), ("arms",)]
    assert between(COMMAND, end, players, 0b11, RULES).parameters == {"exit.leverage": 0.5}
    half = between(COMMAND, end, players, 0b10, RULES)
    assert half.parameters == {} and half.contexts["arms"] == 0.1 and half.institutions["exit"].options == ("soft",)


def test_additive_values_give_each_role_its_own_and_shares_add_up() -> None:
    question, rng = _near(4), np.random.default_rng(0)
    chosen = plan(question)
    own = np.array([1.0, -2.0, 0.5, 0.0])
    luck = rng.normal(size=4)
    values = np.array([[luck[r] + sum(own[i] for i in range(4) if mask >> i & 1) for r in range(4)] for mask in chosen.masks])
    found = shared_out(question, chosen, values)
    assert [share["value"] for share in found["shares"].values()] == pytest.approx(own.tolist(), abs=1e-12)
    assert sum(share["value"] for share in found["shares"].values()) == pytest.approx(found["difference"], abs=1e-12)
    assert found["infeasible"]["masked"] == 0 and found["method"] == "exact"
    assert all(abs(row["value"]) < 1e-12 for row in found["interactions"]) and len(found["interactions"]) == 6
    assert all(s["high"] - s["low"] < 1e-9 for s in found["shares"].values()), "luck that all cells share takes nothing from a paired share"


def test_sampled_shares_add_to_the_difference_and_say_how_sure_they_are() -> None:
    question, rng = _question(cells=200), np.random.default_rng(1)
    chosen = plan(question)
    n = len(chosen.roles)
    own, pairs = rng.normal(size=n), rng.normal(size=(n, n)) * 0.2
    bits = np.array([[mask >> i & 1 for i in range(n)] for mask in chosen.masks], float)
    exact = bits @ own + np.einsum("mi,ij,mj->m", bits, np.triu(pairs, 1), bits)
    values = exact[:, None] + rng.normal(scale=0.05, size=(len(exact), 6))
    found = shared_out(question, chosen, values)
    got = np.array([share["value"] for share in found["shares"].values()])
    assert got.sum() == pytest.approx(found["difference"], abs=1e-9)
    true = own + 0.5 * (np.triu(pairs, 1).sum(axis=0) + np.triu(pairs, 1).sum(axis=1))
    if chosen.feasible.all():
        inside = [s["low"] <= t <= s["high"] for s, t in zip(found["shares"].values(), true, strict=True)]
        assert np.mean(inside) > 0.6
    assert all(share["high"] > share["low"] for share in found["shares"].values())


def test_failed_runs_drop_their_replicate_everywhere() -> None:
    question = _near(2)
    chosen = plan(question)
    values = np.arange(12.0).reshape(4, 3)
    values[2, 1] = np.nan
    found = shared_out(question, chosen, values)
    assert (found["replicates"], found["left_out"]) == (2, 1)
    with pytest.raises(RunError, match="no replicate"):
        shared_out(question, chosen, np.full((4, 3), np.nan))


def test_groups_have_owens_values_and_a_null() -> None:
    question = Question(**{**vars(_near(4)), "groups": {"one": ("exit", "mobility"), "two": ("information",)}})
    chosen = plan(question)
    own = np.array([3.0, 2.0, 0.1, 0.0])
    values = np.array([[sum(own[i] for i in range(4) if mask >> i & 1)] * 2 for mask in chosen.masks])
    groups = shared_out(question, chosen, values)["groups"]
    assert groups["one"]["value"] == pytest.approx(5.0) and groups["one"]["owen"]["value"] == pytest.approx(5.0)
    assert groups["one"]["null_p"] == pytest.approx(1 / 6), "the largest of six pairs"
    assert groups["two"]["null_p"] == pytest.approx(3 / 4)


def test_intervals_cover_and_widen_with_the_error_of_sampled_chains() -> None:
    rng = np.random.default_rng(3)
    draws = rng.normal(size=(2000, 4))
    _, low, high = intervals(draws, np.zeros(2000))
    assert np.mean((low <= 0.0) & (high >= 0.0)) == pytest.approx(0.9, abs=0.03)
    _, wide_low, wide_high = intervals(draws, np.full(2000, 1.0))
    assert ((wide_high - wide_low) > (high - low)).all()


def test_one_vector_and_no_chain_are_refused() -> None:
    with pytest.raises(InputError, match="one vector"):
        plan(_question(COMMAND, COMMAND))
    tied = {"priorities": "profit", "coordination": "market", "residual": "private", "management": "owner", "discipline": "dismissal"}
    free = {"priorities": "direct", "coordination": "negotiated", "residual": "commons", "management": "assembly", "discipline": "mutual"}
    left, right = with_settings(COMMAND, tied, RULES), with_settings(COMMAND, free, RULES)
    assert players_of(left, right) == (("residual", "management"), ("coordination",), ("discipline",), ("priorities",))
    barred = np.array([True, False, False, True])
    with pytest.raises(InputError, match="no chain of single switches"):
        shapley(np.zeros(4), barred)


def test_plan_of_cells_is_the_same_again() -> None:
    first, again = plan(_question(cells=80)), plan(_question(cells=80))
    assert isinstance(first, Plan) and first.masks == again.masks and first.chains == again.chains


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: estimand_of("labour_productivty", "mean", None, 30), "Did you mean 'labour_productivity'?"),
        (lambda: estimand_of("weather", "mean", None, 30), "comes from outside"),
        (lambda: estimand_of("effort", "meen", None, 30), "Did you mean 'mean'?"),
        (lambda: estimand_of("effort", "growth", (3.0, 4.0), 30), "too short for 'growth'"),
        (lambda: estimand_of("effort", "mean", (3.0, 40.0), 30), "within the 30 years"),
        (lambda: parsed_groups(["work=managment"]), "Did you mean 'management'?"),
        (lambda: parsed_groups(["a=exit", "b=exit"]), "stands in the group 'a' already"),
        (lambda: parsed_groups(["a"]), "write NAME=ROLE,ROLE"),
        (lambda: parsed_condition("effort=2", ["effort"]), "write OUTCOME>NUMBER"),
        (lambda: parsed_condition("skill>2", ["effort"]), "'skill' is not looked at"),
    ],
)  # fmt: skip
def test_bad_questions_give_one_line(call: object, said: str) -> None:
    with pytest.raises(InputError) as caught:
        call()  # type: ignore[operator]
    assert said in str(caught.value) and "\n" not in str(caught.value)
