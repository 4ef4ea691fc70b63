"""A ruler learns from reports alone, moves for a gain above the cost, and the options of the mode are those in force."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
import pytest  # noqa: E402

from counterplan.catalogue import find_rules  # noqa: E402
from counterplan.core.errors import InputError  # noqa: E402
from counterplan.core.randomness import Draws  # noqa: E402
from counterplan.core.system import Choice, System, check_vector  # noqa: E402
from counterplan.engine.program import Cell, Program  # noqa: E402
from counterplan.experiments.cells import make_cell  # noqa: E402
from counterplan.loader import load_system  # noqa: E402
from counterplan.politics.ruler import LearningRuler, learn  # noqa: E402

sys.path.append(str(Path(__file__).parents[1] / "laws"))

from law_tools import BATCH, make_program, run, scenario  # noqa: E402

RULER = LearningRuler(hope=0.05, doubt=0.03, noise=0.04, drift=0.0, switching_cost=0.01)
START = {
    "policy_mode": 0, "alive": np.ones(10, bool), "reported_by_good": np.array([4.0, 6.0]), "need_price": np.ones(2),
    "belief_first": 0.0, "belief_second": 0.0, "doubt_first": 1.0, "doubt_second": 1.0, "reported_last_year": 0.0, "rulers": 1, "quarter": 3,
}  # fmt: skip


def decide(rule: LearningRuler, **changes: Any) -> dict[str, Any]:
    given = {name: jnp.asarray(value) for name, value in {**START, **changes}.items()}
    given["draw"] = Draws(jnp.uint64(7), given["quarter"], jnp.arange(10), jnp.arange(2), 1)
    return {name: np.asarray(value).tolist() for name, value in rule.govern(**given).decide.items()}


def test_belief_is_the_mean_of_prior_and_what_was_seen_by_precision() -> None:
    """Against the closed form: precisions add up, the mean is weighed by them."""
    belief, doubt = jnp.float64(0.02), jnp.float64(0.0009)
    for seen in (0.1, -0.03, 0.04):
        belief, doubt = learn(belief, doubt, jnp.float64(seen), 0.04)
    precision = 1 / 0.0009 + 3 / 0.0016
    assert float(doubt) == pytest.approx(1 / precision)
    assert float(belief) == pytest.approx((0.02 / 0.0009 + (0.1 - 0.03 + 0.04) / 0.0016) / precision)


def test_first_year_only_remembers_and_other_quarters_do_nothing() -> None:
    got = decide(RULER)
    assert (got["policy_mode"], got["belief_first"], got["reported_last_year"]) == (0, 0.0, 1.0)
    assert decide(RULER, quarter=2)["reported_last_year"] == 0.0


@pytest.mark.parametrize(("growth", "mode"), [(0.05, 0), (0.03, 0), (0.02, 1), (0.2, 0)])
def test_moves_where_the_loss_of_belief_exceeds_the_cost(growth: float, mode: int) -> None:
    got = decide(RULER, reported_last_year=np.exp(-growth))
    weight = 0.03**2 / (0.03**2 + 0.04**2)
    assert got["belief_first"] == pytest.approx(weight * (growth - 0.05))
    assert got["belief_second"] == 0.0
    assert got["policy_mode"] == mode == int(-weight * (growth - 0.05) > 0.01)


def test_in_another_regime_nobody_learns_or_moves() -> None:
    got = decide(RULER, reported_last_year=3.0, policy_mode=2)
    assert (got["policy_mode"], got["belief_first"]) == (2, 0.0)


def test_what_is_not_seen_for_long_is_doubted_again() -> None:
    got = decide(replace(RULER, drift=0.003), reported_last_year=1.0, doubt_second=0.5)
    assert got["doubt_second"] == pytest.approx(0.51) and got["doubt_first"] == pytest.approx(0.64, abs=0.005)


def test_who_comes_to_rule_forgets_what_was_learnt_and_brings_a_belief_of_the_size_of_the_doubt() -> None:
    learnt = {"belief_first": 9.0, "belief_second": 9.0, "doubt_first": 0.1, "doubt_second": 0.1}
    kept = decide(RULER, **learnt)
    assert (kept["belief_first"], kept["doubt_first"], kept["rulers"]) == (9.0, 0.1, 1)
    each = [decide(replace(RULER, turnover=1.0), quarter=4 * year + 3, **learnt) for year in range(200)]
    assert {got["rulers"] for got in each} == {2} and {got["doubt_second"] for got in each} == {1.0}
    brought = np.array([[got["belief_first"], got["belief_second"]] for got in each])
    np.testing.assert_allclose(brought.std(axis=0), RULER.doubt, rtol=0.2)
    assert abs(np.corrcoef(brought.T)[0, 1]) < 0.3 and abs(brought.mean()) < 0.2 * RULER.doubt
    assert decide(replace(RULER, turnover=1.0), quarter=2, **learnt)["rulers"] == 1


def lists(**choices: tuple[str, tuple[str, ...]]) -> System:
    """The command economy with roles that somebody moves."""
    base = load_system("command-economy")
    return replace(base, institutions={**base.institutions, **{role: Choice(options, mover) for role, (mover, options) in choices.items()}})


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"discipline": ("ruler", ("norms", "penal", "norms"))}, "list two options"),
        ({"discipline": ("ruler", ("norms", "penal")), "exit": ("ruler", ("soft",))}, "different numbers of options"),
        ({"discipline": ("ruler", ("norms", "penal")), "exit": ("elite", ("soft", "soft"))}, "more than 2"),
        ({"residual": ("elite", ("state-office", "private")), "management": ("elite", ("owner", "owner"))}, "cannot stand together"),
        ({"residual": ("elite", ("state-office", "private")), "management": ("elite", ("quota", "quota"))}, "cannot stand together"),
    ],
)
def test_lists_that_do_not_fit_are_refused(choices: Any, said: str) -> None:
    known = {role: frozenset(options) | {"given"} for role, options in find_rules().items()}
    with pytest.raises(InputError, match=said):
        check_vector(lists(**choices), known)


def test_pairs_are_looked_at_column_by_column() -> None:
    known = {role: frozenset(options) | {"given"} for role, options in find_rules().items()}
    pairs = {"residual": ("state-office", "private"), "management": ("quota", "owner"), "priorities": ("ruler", "profit"),
             "coordination": ("command", "market")}  # fmt: skip
    regimes = {role: ("elite", options) for role, options in pairs.items()}
    system = lists(**regimes)
    check_vector(system, known)
    assert system.columns()["management"] == (0, 1)


@pytest.fixture(scope="module")
def program() -> Program:
    eager = {"ruler.switching_cost": 0.0, "ruler.hope": 0.08, "ruler.drift": 0.02}
    plain = lists(discipline=("fixed", ("penal",)))
    same = replace(lists(discipline=("ruler", ("penal", "penal"))), parameters={**plain.parameters, **eager})
    swing = replace(lists(discipline=("ruler", ("penal", "norms"))), parameters={**plain.parameters, **eager})
    contexts = {"coercion": 0.5, "arms": 0.04}
    cells: list[Cell] = [make_cell(replace(s, contexts=contexts), scenario(), find_rules()) for s in (plain, same, swing)]
    return make_program(cells)


BELIEFS = {v.name for v in LearningRuler.variables} | {"policy_mode"}


def test_equal_modes_are_the_plain_system_bit_for_bit(program: Program) -> None:
    _, plain = run(program, program.start(0, BATCH), 20)
    _, same = run(program, program.start(1, BATCH), 20)
    assert same["policy_mode"].any()  # it does move between modes that are alike
    assert [n for n in plain if n != "policy_mode" and plain[n].tobytes() != same[n].tobytes()] == []


def test_option_in_force_is_that_of_the_mode(program: Program) -> None:
    carry, before = program.start(2, BATCH), np.zeros(len(BATCH), int)
    seen = set()
    for _ in range(24):
        carry, record = program.advance(carry)
        punished = np.asarray(carry.state["coercion_pressure"]).max(axis=1) > 0
        assert (punished == (before == 0)).all()
        before = record["policy_mode"][:, -1].astype(int)
        seen |= set(before.tolist())
        assert not record["failed"].any() and not record["money_residual"].any()
    assert seen == {0, 1}
