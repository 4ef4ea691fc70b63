"""Options that set no more than a level: what people and enterprises make of it, with the sign or the closed form of the source."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from counterplan.core.effects import Effects
from counterplan.core.rule import Rule, reads
from counterplan.institutions.association.banned import BannedAssociation
from counterplan.institutions.association.free import FreeAssociation
from counterplan.institutions.association.licensed import LicensedAssociation
from counterplan.institutions.bargaining.concession import concession
from counterplan.institutions.discipline.dismissal import Dismissal
from counterplan.institutions.floor.enterprise import EnterpriseFloor
from counterplan.institutions.floor.none import NoFloor
from counterplan.institutions.floor.public import PublicFloor
from counterplan.institutions.information.closed import ClosedInformation
from counterplan.institutions.information.open import OpenInformation
from counterplan.institutions.mobility.assigned import AssignedMobility
from counterplan.institutions.mobility.free import FreeMobility
from counterplan.institutions.mobility.restricted import RestrictedMobility
from counterplan.institutions.openness.autarky import Autarky
from counterplan.institutions.openness.bloc import Bloc
from counterplan.institutions.openness.managed import ManagedOpenness
from counterplan.institutions.openness.open import OpenEconomy
from counterplan.institutions.openness.tariff import Tariff
from counterplan.physics.contention import contend
from counterplan.physics.foreign import trade_abroad
from counterplan.physics.livelihood import update_levels
from counterplan.physics.matching import match_labour
from counterplan.physics.reporting import report
from counterplan.physics.search import find_candidates

from small_economy import act, endowment, physics, start  # isort: skip

SIZES = endowment().sizes
N, E = SIZES.person, SIZES.enterprise
WHO, SECTOR = jnp.arange(N), np.asarray(start()["sector"])
State = dict[str, Array]
CAPACITY = {"coercion": jnp.asarray(0.5), "arms": jnp.asarray(0.0)}


def after(rule: Rule, phase: str, state: State) -> State:
    """A state with what a rule decides in a phase written into it."""
    method = getattr(rule, phase)
    special = {"context": CAPACITY, "sizes": SIZES, "physics": physics()}
    out: Effects = method(**{name: special[name] if name in special else state[name] for name in reads(method)})
    return state | dict(out.decide)


def grown_people(**changes: Array) -> State:
    """Everybody is grown, alike, used to what they have and free; a quarter of them stands in each region."""
    hearth = ((2 * (WHO % 4) + (WHO // 4) % 2) * SIZES.hearth_block + (WHO // 8) % 20).astype(jnp.int32)
    alike = {
        "alive": jnp.ones(N, bool), "participates": jnp.ones(N, bool), "age": jnp.full(N, 120, jnp.int16), "custody": jnp.zeros(N, jnp.int8),
        "person_id": WHO.astype(jnp.int64) + 1, "hearth": hearth, "jobless": jnp.zeros(N, jnp.int16), "habit": jnp.ones(N, jnp.float32),
        "consumption": jnp.ones(N, jnp.float32), "hours": jnp.full(N, 48.0, jnp.float32), "start_hours_norm": jnp.asarray(48.0),
    }  # fmt: skip
    return start() | alike | changes


@pytest.mark.parametrize(
    ("rule", "seen"), [(FreeAssociation(force=0.15), 0.0), (LicensedAssociation(force=0.5), 1.0), (BannedAssociation(force=1.0), 3.0)]
)
def test_the_more_force_stands_against_them_the_fewer_come_out(rule: Rule, seen: float) -> None:
    """Grievance .25, threshold .1: of people whose aversion is even from 0 to 1 those below .15/P come out, P = 1 − exp(−⌊C/A⌋/2)."""
    hungry = jnp.full(N, 1.0 - 0.5 / 0.6, jnp.float32)
    state = grown_people(nutrition=hungry, legitimacy=jnp.asarray(0.5), protest_share=jnp.zeros(4))
    numbers = {"weight_hunger": 0.6, "protest_threshold": 0.1, "cost_of_arrest": 1.0, "arrest_steepness": 0.5, "police": 25.0 / N}
    out = act(contend, after(rule, "contend", state), **numbers).decide
    share = min(0.15 / max(1.0 - np.exp(-0.5 * seen), 1e-9), 1.0)  # 25 can arrest if all are, a quarter of them in a region: 6.25·force·½
    assert float(out["protesting"].mean()) == pytest.approx(share, abs=3.0 * np.sqrt(share * (1.0 - share) / N) + 1e-9)


def test_protest_raises_wages_as_far_as_people_may_combine() -> None:
    def won(rule: Rule) -> float:
        response = after(rule, "contend", start())["wage_response"]
        return float(concession(response, jnp.full(4, 0.4), jnp.asarray(0.2)))

    gains = [won(FreeAssociation(response=0.2)), won(LicensedAssociation(response=0.1)), won(BannedAssociation(response=0.0))]
    np.testing.assert_allclose(gains, [0.2 * 0.3, 0.1 * 0.3, 0.0])


def test_reports_are_overstated_more_where_nothing_is_published() -> None:
    """Bias·max(0, stake − penalty·audits·(½ + ½ press)), as the reporter's best choice gives it."""
    said = []
    for rule in (OpenInformation(audits=0.15, press=0.9), ClosedInformation(audits=0.05, press=0.1)):
        state = grown_people(report_stake=jnp.ones(E), output=jnp.full(E, 100.0))
        said.append(np.asarray(act(report, after(rule, "report", state), report_bias=0.06, audit_penalty=2.0).decide["reported_output"])[E // 2])
    np.testing.assert_allclose(said, [100.0 * (1 + 0.06 * (1 - 0.3 * 0.95)), 100.0 * (1 + 0.06 * (1 - 0.1 * 0.55))])


def test_a_floor_takes_from_what_a_worker_has_to_lose() -> None:
    """Life without a job is worth the floor and free time; the loss of a job falls by as much as the floor gives (Shapiro and Stiglitz 1984)."""
    lost, floors = [], []
    rich = {"wage_level": jnp.asarray(100.0), "wage": jnp.full(E, 100.0), "village_income": jnp.asarray(50.0), "land_open": jnp.zeros(E)}
    for rule in (NoFloor(), EnterpriseFloor(share=0.1), PublicFloor(share=0.35)):
        state = after(rule, "finance", grown_people(**rich))
        state |= act(update_levels, state, worth_of_time=0.3).decide
        floors.append(float(state["floor_income"]))
        lost.append(float(after(Dismissal(), "produce", state)["loss_if_found"][-1]))
    assert 0.0 == floors[0] < floors[1] < floors[2]
    assert floors[2] == pytest.approx(3.5 * floors[1])
    np.testing.assert_allclose(lost, 70.0 - np.array(floors))


def moved(rule: Rule, on_land: bool) -> float:
    """Share of people at work, on the land or in towns, whom another enterprise in a town took on: jobs stand open everywhere."""
    plenty = {"supplied": jnp.full(6, 1e9), "reported_harvest": jnp.full(E, 1e9)}
    wages = {"wage": jnp.full(E, 20.0), "wage_level": jnp.asarray(20.0), "village_income": jnp.asarray(10.0), "finding_rate": jnp.asarray(1.0)}
    jobs = {"desired_workers": jnp.asarray(np.where(SECTOR == 1, 1e5, 0.0)), "dismissal_rate": jnp.zeros(E), "trait_disamenity": jnp.ones(E)}
    mine = jnp.asarray(np.arange(4) if on_land else np.flatnonzero(SECTOR == 2)[:4])[WHO % 4]
    hearth = ((2 * (WHO % 4) + (0 if on_land else 1)) * SIZES.hearth_block + (WHO // 8) % 20).astype(jnp.int32)
    open_ = {"open": jnp.ones(E, bool), "land_open": jnp.zeros(E), "employer": mine.astype(jnp.int32), "hearth": hearth}
    state = after(rule, "hire", grown_people(**plenty, **wages, **jobs, **open_))
    numbers = {"quit_rate": 0.0, "migration_response": 0.2}
    gone = [np.asarray(act(match_labour, state, seed=seed, **numbers).decide["employer"] != mine).mean() for seed in range(12)]
    return float(np.mean(gone))


@pytest.mark.parametrize(
    ("rule", "from_land", "between"),
    [
        (FreeMobility(access=1.0, job_search=0.8), 1.0, 0.16), (RestrictedMobility(access=0.7, job_search=0.4), 0.35, 0.08),
        (AssignedMobility(access=1.0, call_up=1.0, job_search=0.0), 1.0, 0.0), (AssignedMobility(access=0.7, call_up=1.0, job_search=0.0), 0.7, 0.0),
    ],
)  # fmt: skip
def test_who_may_move_moves(rule: Rule, from_land: float, between: float) -> None:
    """From the land by the gap of incomes (.2·ln 2) as far as towns are open; between jobs a fifth of those who may look.

    Where nobody lives in towns yet half of all permits are given.
    """
    assert moved(rule, on_land=True) == pytest.approx(from_land * 0.2 * np.log(2.0), rel=0.1)
    assert moved(rule, on_land=False) == pytest.approx(between, rel=0.1)


OPENNESS = (
    (OpenEconomy(reach=0.6, trade=1.0, tariff=0.05, credit=0.4), 0.6, 1.0, np.log(1.4 / 1.05)),
    (Tariff(reach=0.5, trade=1.0, tariff=0.3, credit=0.25), 0.5, 1.0, np.log(1.4 / 1.3)),
    (ManagedOpenness(reach=0.4, trade=0.6, tariff=0.1, credit=0.1), 0.4, 1.0, 0.6 * np.log(1.4 / 1.1)),
    (Bloc(reach=0.4, lag=1.0, trade=0.5, tariff=0.0, credit=0.25), 0.4, 2.0, 0.5 * np.log(1.4)),
    (Autarky(reach=0.1, trade=0.05, tariff=0.0, credit=0.0), 0.1, 1.0, 0.05 * np.log(1.4)),
)
"""With each: share of copies that look abroad, labour of what they see over the world's best, and what is let in at prices of 1.4."""


@pytest.mark.parametrize(("rule", "learning", "lag", "trade"), OPENNESS)
def test_techniques_of_the_world_are_seen_as_far_as_it_is_open(rule: Rule, learning: float, lag: float, trade: float) -> None:
    """All at home work alike, so only who looks abroad finds something: ln of the gap, times the share that is closed (Nelson and Phelps)."""
    alike = {"technique_labour": jnp.full(E, 8.0), "start_labour": jnp.full(6, 8.0), "frontier": jnp.asarray(1.0), "open": jnp.ones(E, bool)}
    far = {"gap_to_frontier": jnp.asarray(0.25), "search_share": jnp.full(E, 0.02), "abroad_lag": jnp.asarray(0.0)}
    state = after(rule, "search", start() | alike | far)
    numbers = {"imitation_gain": 0.1, "imitation_share": 1.0, "radius": 0.0}
    steps = [np.log(np.asarray(act(find_candidates, state, seed=s, **numbers).decide["candidate_labour"]) / 8.0) for s in range(30)]
    step = 0.1 * np.log(0.25 * lag)
    taken = np.isclose(steps, step)
    assert np.isclose(np.array(steps)[~taken], 0.0).all()
    assert taken.mean() == pytest.approx(learning, abs=4.0 * np.sqrt(0.25 / taken.size))


@pytest.mark.parametrize(("rule", "learning", "lag", "trade"), OPENNESS)
def test_goods_come_in_as_far_as_the_border_lets_them(rule: Rule, learning: float, lag: float, trade: float) -> None:
    """Trade·ρ·ln(price/landed) of expected sales, where money and the world's credit suffice."""
    even = {
        "demand": jnp.ones(6), "supplied": jnp.ones(6), "exchange_rate": jnp.asarray(1.0), "gap_to_frontier": jnp.asarray(1.0),
        "price": jnp.full(E, 1.4), "price_level": jnp.asarray(1.0), "open": jnp.ones(E, bool), "expected_sales": jnp.full(E, 10.0),
    }  # fmt: skip
    rich = {"deposits_enterprise": jnp.full(E, 10**9), "deposits_abroad": jnp.asarray(-(10**9))}
    out = act(trade_abroad, after(rule, "search", start() | even | rich), trade_response=0.5)
    brought = np.asarray(next(c for c in out.conversions if c.why == "imported").amount)
    np.testing.assert_allclose(brought[SECTOR == 1], 10e6 * 0.5 * trade, atol=1.0)
