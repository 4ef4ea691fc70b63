"""Those who hold places choose what is worth most to them; every choice is within reach, and the accounts close over it."""

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
from counterplan.core.accounts import MONEY_STOCKS, TRANSACTIONS  # noqa: E402
from counterplan.core.effects import Pool  # noqa: E402
from counterplan.core.randomness import Draws  # noqa: E402
from counterplan.core.rule import reads  # noqa: E402
from counterplan.core.system import Choice, System  # noqa: E402
from counterplan.engine.program import Program  # noqa: E402
from counterplan.experiments.cells import make_cell  # noqa: E402
from counterplan.loader import load_system  # noqa: E402
from counterplan.physics.parameters import Physics  # noqa: E402
from counterplan.physics.places import OFFICIAL  # noqa: E402
from counterplan.politics.elite import WeighingElite  # noqa: E402
from counterplan.politics.worth import Odds, Places, chance_of_fall, utility, worth_of  # noqa: E402

sys.path.append(str(Path(__file__).parents[1] / "laws"))

from law_tools import BATCH, RESIDUALS, make_program, run, scenario  # noqa: E402

STAY, RESTORED, VOTE, FORCE = range(4)
REGIMES = {
    "office_pay": np.array([1.5, 0.0, 0.0, 1.5]), "property": np.array([0.0, 1.0, 1.0, 0.0]),
    "vote": np.array([0.0, 0.0, 1.0, 0.0]), "force": np.array([0.4, 0.4, 0.1, 1.0]),
}  # fmt: skip
POLICE = 0.05


def place(**changes: Any) -> tuple[Places, Odds]:
    given = {"owner": 20.0, "owners_now": 0.0, "kept": 0.3, "left": 0.4, "growth": (0.0, 0.0), "protest": 0.02, "police": POLICE,
             "overthrow": 0.1, "promise": 0.9, "shared": 0.25, "force_cost": 0.3} | changes  # fmt: skip
    return Places(*(given[n] for n in Places._fields)), Odds(*(given[n] for n in Odds._fields))


def worth(curvature: float = 1.0, regimes: dict[str, np.ndarray] = REGIMES, **changes: Any) -> np.ndarray:
    found = worth_of({n: jnp.asarray(v) for n, v in regimes.items()}, 0.6, *place(**changes), curvature)
    return np.asarray(found)


def test_utility_is_the_logarithm_at_one_and_close_to_it_beside() -> None:
    incomes = jnp.array([0.3, 1.0, 4.0])
    np.testing.assert_allclose(utility(incomes, 1.0), np.log(incomes), atol=1e-12)
    np.testing.assert_allclose(utility(incomes, 1.001), np.log(incomes), atol=2e-3)
    np.testing.assert_allclose(utility(incomes, 2.0), 1.0 - 1.0 / incomes)


def test_worth_against_the_written_formula() -> None:
    """Nobody protests: h is 0; logs of what a place brings, less force, less what a vote shares out."""
    got = worth(protest=0.0, growth=(0.1, 0.2))
    keeps_force = [1.0 - 0.3 * 0.6 * f for f in REGIMES["force"]]
    stay = 0.1 + np.log(2.5 * keeps_force[STAY])
    vote = 0.2 + 0.3 * np.log(0.75 * 20.0 * keeps_force[VOTE] + 0.25)
    np.testing.assert_allclose(got, [stay, 0.2 + 0.3 * np.log(20.0 * keeps_force[RESTORED]), vote, 0.1 + np.log(2.5 * keeps_force[FORCE])])


@pytest.mark.parametrize("curvature", [0.6, 1.0, 1.7])
@pytest.mark.parametrize("gap", [0.0, 0.2, -0.2])
def test_office_turns_into_property_above_a_threshold_that_can_be_computed(curvature: float, gap: float) -> None:
    """κ* = (u(office) − u(nobody))/(u(owner) − u(nobody)) at equal force and no threat; it falls as owners are believed to grow faster."""
    alike = REGIMES | {"force": np.full(4, 0.4), "vote": np.zeros(4)}
    dear = 1.0 - 0.3 * 0.4 * 0.6

    def u(income: float) -> float:
        return float(utility(jnp.float64(income), curvature))

    office, nobody, owner = u(2.5 * dear), u(np.exp(gap)), u(20.0 * dear * np.exp(gap))
    threshold = (office - nobody) / (owner - nobody)
    assert 0.0 < threshold < 1.0
    for kept, restores in ((threshold - 0.01, False), (threshold + 0.01, True)):
        got = worth(curvature, alike, protest=0.0, growth=(0.0, gap), kept=kept)
        assert (got[RESTORED] > got[STAY]) == restores


def test_every_choice_is_the_best_of_some_states_and_answers_with_the_sign_of_its_source() -> None:
    """Over random states: dearer force never makes repression more attractive; more chance to convert never makes restoring less so."""
    rng = np.random.default_rng(3)
    seen = set()
    for _ in range(400):
        given = {"owner": rng.uniform(1.5, 40.0), "kept": rng.uniform(0, 0.9), "protest": rng.uniform(0, 0.2), "force_cost": rng.uniform(0.05, 0.8),
                 "shared": rng.uniform(0.05, 0.6), "growth": (0.0, rng.uniform(-0.3, 0.3))}  # fmt: skip
        got = worth(**given)
        seen.add(int(got.argmax()))
        dearer, likelier = worth(**{**given, "force_cost": given["force_cost"] + 0.1}), worth(**{**given, "kept": given["kept"] + 0.05})
        assert dearer[FORCE] - dearer[STAY] <= got[FORCE] - got[STAY] + 1e-12
        assert likelier[RESTORED] - likelier[STAY] >= got[RESTORED] - got[STAY] - 1e-12
    assert seen == {STAY, RESTORED, VOTE, FORCE}


def test_the_stronger_the_threat_the_more_a_vote_is_worth_where_force_is_dear() -> None:
    calm, threatened = (worth(protest=p, force_cost=0.9, owner=3.0) for p in (0.0, 0.15))
    assert calm.argmax() != VOTE and threatened.argmax() == VOTE
    cheap, dear = (worth(protest=0.05, force_cost=k, owner=1.2) for k in (0.05, 0.9))
    assert cheap.argmax() == FORCE and dear.argmax() != FORCE


def test_a_threat_is_what_force_does_not_reach() -> None:
    odds = place(protest=0.08)[1]
    regimes = {n: jnp.asarray(v) for n, v in REGIMES.items()}
    falls = chance_of_fall(regimes, jnp.array([0.0, 1.0, 1.0, 2.0]), odds)
    np.testing.assert_allclose(falls, [0.8, 0.3, 0.3 * 0.1, 0.0])


def test_no_regime_is_closed_to_another() -> None:
    """From property back to office, where owners' places bring less than offices do and a place is likely kept."""
    got = worth(owners_now=1.0, owner=1.05, kept=0.9, protest=0.0)
    assert got.argmax() == STAY
    assert worth(owners_now=1.0, owner=20.0, kept=0.9, protest=0.0).argmax() in (RESTORED, VOTE)


N = 200
RICH = np.arange(N) == 0
ECONOMY = {
    "policy_mode": np.int32(STAY), "quarter": np.int32(7), "alive": np.ones(N, bool), "age": np.full(N, 120),
    "office": np.where(np.arange(N) < 4, OFFICIAL, 0), "shares_person": np.where(RICH, 100_000, 101), "wage_level": 10.0, "tax_rate": 0.2,
    "money_flow": np.zeros((len(TRANSACTIONS), len(MONEY_STOCKS)), np.int64), "protest_share": np.zeros(4), "left_over": 4000.0,
    "reported_by_good": np.array([100.0, 0.0]), "need_price": np.ones(2),
}  # fmt: skip
"""Two hundred persons: four officials, and one who has a third of all shares and stands at the top."""


def contend(rule: WeighingElite, **changes: Any) -> tuple[dict[str, np.ndarray], Pool]:
    memories = {v.name: np.float64(v.start) for v in WeighingElite.variables}
    values = {n: jnp.asarray(v) for n, v in {**memories, **ECONOMY, **changes}.items() if n != "regimes"}
    values |= {"regimes": {n: jnp.asarray(v) for n, v in changes.get("regimes", REGIMES).items()}, "context": {"coercion": jnp.float64(0.6)}}
    values |= {"physics": Physics(consumption_curvature=1.0, police=POLICE)}
    values |= {"draw": Draws(jnp.uint64(7), jnp.int32(0), jnp.arange(N), jnp.arange(2), 1)}
    effects = rule.contend(**{name: values[name] for name in reads(rule.contend)})
    return {n: np.asarray(v) for n, v in effects.decide.items()}, effects.pools[0]


RULE = WeighingElite(conversion=0.5, taken=0.6, overthrow=0.1, cost=0.05)


def test_restoring_hands_a_part_of_all_shares_to_officials_who_convert() -> None:
    got, pool = contend(RULE)
    assert got["policy_mode"] == RESTORED
    winners = np.flatnonzero(np.asarray(pool.weight))
    assert 0 < len(winners) < 4 and (winners < 4).all()
    np.testing.assert_array_equal(pool.amount, np.where(RICH, 60_000, 60))
    assert not contend(replace(RULE, conversion=0.0))[0]["policy_mode"]


def test_what_is_left_is_read_off_the_ledger() -> None:
    flow = ECONOMY["money_flow"].copy()
    flow[list(TRANSACTIONS).index("residual"), [list(MONEY_STOCKS).index(s) for s in ("deposits_enterprise", "deposits_bank")]] = -30_000, -10_000
    assert contend(RULE, money_flow=flow)[0]["left_over"] == pytest.approx(0.75 * 4000.0 + 0.25 * 400.0)


def test_other_quarters_and_lower_gains_change_nothing() -> None:
    for changes in ({"quarter": np.int32(6)}, {"left_over": 1.0}, {"office": np.zeros(N)}):
        got, pool = contend(RULE, **changes)
        assert got["policy_mode"] == STAY and not np.asarray(pool.amount).any()


def test_no_date_and_no_count_of_years_moves_anybody() -> None:
    for changes in ({}, {"left_over": 1.0}, {"unrest": 0.9, "protest_share": np.full(4, 0.9)}):
        early, late = (contend(RULE, quarter=np.int32(q), **changes)[0] for q in (7, 407))
        assert [n for n in early if early[n].tobytes() != late[n].tobytes()] == []


def test_owners_go_back_to_office_where_property_brings_nothing() -> None:
    none_left = {"policy_mode": np.int32(RESTORED), "office": np.zeros(N), "left_over": 0.0}
    got, pool = contend(replace(RULE, conversion=0.95), **none_left)
    assert got["policy_mode"] == STAY and not np.asarray(pool.amount).any()
    assert got["office"][0] == OFFICIAL and not got["office"][1:].any()
    assert contend(RULE, **{**none_left, "left_over": 4000.0})[0]["policy_mode"] != STAY


@pytest.mark.parametrize("regime", [STAY, RESTORED])
def test_a_regime_falls_where_protest_outgrows_force_and_the_vote_comes(regime: int) -> None:
    uproar = {"policy_mode": np.int32(regime), "unrest": 0.9, "protest_share": np.full(4, 0.9)}
    got, pool = contend(RULE, **uproar)
    assert got["policy_mode"] == VOTE and not got["office"].any()
    amount, weight = np.asarray(pool.amount), np.asarray(pool.weight)
    assert amount.sum() == (100_000 if regime == RESTORED else 0)
    assert regime != RESTORED or (weight[0] == 0 and weight[1:].all())
    same = contend(RULE, **uproar, regimes=REGIMES | {"vote": np.zeros(4)})[0]
    assert same["policy_mode"] == regime and not same["office"].any()
    assert contend(RULE, **{**uproar, "policy_mode": np.int32(VOTE)})[0]["office"].any()  # nobody is overthrown under a vote


def test_growth_is_learnt_for_the_kind_in_force_only() -> None:
    got, _ = contend(RULE, report_before=100.0 / N)
    weight = RULE.doubt**2 / (RULE.doubt**2 + RULE.noise**2)
    assert got["belief_office"] == pytest.approx(weight * -RULE.hope) and got["belief_property"] == 0.0


REGIMES_OF = {
    "residual": ("state-office", "private", "private", "state-office"), "coordination": ("command", "market", "market", "command"),
    "management": ("quota", "owner", "owner", "quota"), "priorities": ("ruler", "profit", "parliament", "ruler"),
    "association": ("banned", "licensed", "free", "banned"),
}  # fmt: skip


@pytest.fixture(scope="module")
def program() -> Program:
    plain = load_system("command-economy")

    def moved(parameters: dict[str, float], **lists: tuple[str, ...]) -> System:
        choices = {role: Choice(options, "elite") for role, options in lists.items()}
        return replace(plain, institutions={**plain.institutions, **choices}, parameters={**plain.parameters, **parameters})

    same = moved({"elite.overthrow": 1.0}, residual=("state-office",) * 4, priorities=("ruler",) * 4)
    eager = moved({"elite.conversion": 0.9, "elite.cost": 0.0, "elite.noise": 0.01, "elite.doubt": 0.05}, **REGIMES_OF)
    contexts = {"coercion": 0.5, "arms": 0.04}
    return make_program([make_cell(replace(s, contexts=contexts), scenario(), find_rules()) for s in (plain, same, eager)])


@pytest.mark.slow
def test_regimes_that_are_alike_are_the_plain_system_bit_for_bit(program: Program) -> None:
    _, plain = run(program, program.start(0, BATCH), 16)
    _, same = run(program, program.start(1, BATCH), 16)
    assert [n for n in plain if plain[n].tobytes() != same[n].tobytes()] == []


@pytest.mark.slow
def test_accounts_close_and_shares_are_kept_over_every_change(program: Program) -> None:
    carry = program.start(2, BATCH)
    shares = np.asarray(carry.state["shares_person"]).sum(axis=1)
    carry, record = run(program, carry, 40)
    modes = record["policy_mode"].astype(int)
    assert (np.diff(modes, axis=1) != 0).any(axis=1).all()
    assert not record["failed"].any() and not any(record[name].any() for name in RESIDUALS)
    np.testing.assert_array_equal(np.asarray(carry.state["shares_person"]).sum(axis=1), shares)
    owned = np.isin(modes[:, :-1], (RESTORED, VOTE))  # from the quarter after a change on
    np.testing.assert_array_equal(record["owners_share"][:, 1:] > 0.5, owned)
    used = 0.5 * np.array([1.0, 0.5, 0.15, 1.0])  # coercion of the context, and the share of it that the association of each regime uses
    np.testing.assert_allclose(record["force"][:, 1:], used[modes[:, :-1]])
