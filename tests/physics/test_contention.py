"""Protest and arrest: who comes out, what capacity does, and the single punch."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from counterplan.core.variables import Sizes
from counterplan.physics.contention import LONGEST_CUSTODY, contend, custody_term

from small_economy import draws, physics  # isort: skip

N = 4000
SIZES = Sizes(person=N, enterprise=8, region=4, hearth_block=125)


def people(hardship: np.ndarray) -> dict[str, Any]:
    """Grown people spread over all hearths; nutrition is set so that hardship comes out as wanted."""
    assert hardship.max() <= 0.6
    return {
        "alive": jnp.ones(N, bool),
        "age": jnp.full(N, 120, jnp.int16),
        "custody": jnp.zeros(N, jnp.int8),
        "employer": jnp.zeros(N, jnp.int32),
        "effort": jnp.ones(N, jnp.float32),
        "sentence_rate": jnp.zeros(8),
        "execution_share": jnp.asarray(0.0),
        "hearth": jnp.arange(N, dtype=jnp.int32) % SIZES.hearth,
        "consumption": jnp.full(N, 10.0, jnp.float32),
        "habit": jnp.full(N, 10.0, jnp.float32),
        "nutrition": jnp.asarray(1.0 - hardship / 0.6, jnp.float32),
        "jobless": jnp.zeros(N, jnp.int16),
        "hours": jnp.full(N, 48.0, jnp.float32),
        "start_hours_norm": jnp.asarray(48.0),
        "legitimacy": jnp.asarray(0.5),
        "protest_share": jnp.zeros(4),
        "protest_cost": jnp.asarray(1.0),
    }


def quarter_of(state: dict[str, Any], quarter: int, **changes: float) -> dict[str, Any]:
    """One quarter of contention; custody runs down as it does in a full quarter."""
    ids = jnp.arange(N, dtype=jnp.int64) + 1
    got = contend(**state, physics=physics(**changes), draw=draws(quarter, ids, SIZES), sizes=SIZES).decide
    kept = {name: got[name] for name in state if name in got}
    return state | kept | {"custody": jnp.maximum(got["custody"] - 1, 0), "_": got}


def run(path: list[float], capacity: float = 1.0, seed: int = 0) -> list[int]:
    """Active people by quarter while legitimacy follows a given path."""
    rng = np.random.default_rng(seed)
    state = people(0.6 * rng.random(N)) | {"protest_cost": jnp.asarray(capacity)}
    active = []
    for quarter, legitimacy in enumerate(path):
        state = quarter_of(state | {"legitimacy": jnp.asarray(legitimacy)}, quarter, custody_quarters=20.0)
        active.append(int(state.pop("_")["protesting"].sum()))
    return active


def test_nobody_protests_without_hardship() -> None:
    for legitimacy in (0.05, 0.5, 0.95):
        state = people(np.zeros(N)) | {"legitimacy": jnp.asarray(legitimacy)}
        state |= {"protest_cost": jnp.asarray(0.0)}
        got = quarter_of(state, 0)["_"]
        assert int(got["protesting"].sum()) == 0
        assert int(jnp.sum(got["custody"])) == 0
        assert not bool(got["killed"].any())


def test_protest_falls_as_capacity_rises() -> None:
    state = people(0.6 * np.random.default_rng(1).random(N))
    state |= {"protest_share": jnp.full(4, 0.012)}
    active = [
        int(quarter_of(state | {"protest_cost": jnp.asarray(c)}, 0)["_"]["protesting"].sum())
        for c in (0.0, 0.25, 0.5, 1.0)
    ]
    assert active == sorted(active, reverse=True)
    assert active[-1] < 0.6 * active[0]


def test_one_jump_brings_out_more_people_than_the_same_loss_in_small_steps() -> None:
    """The single punch of Epstein (2002): .9 to .5 of legitimacy, at once or in forty steps."""
    jump = [0.9] * 5 + [0.5] * 40
    steps = [0.9] * 5 + list(np.linspace(0.9, 0.5, 40))
    for seed in range(3):
        at_once, slowly = run(jump, seed=seed), run(steps, seed=seed)
        assert max(at_once[:5]) == 0
        assert max(at_once) > 4 * max(slowly)


def test_only_free_grown_people_protest_and_only_the_active_are_taken() -> None:
    state = people(np.full(N, 0.6))
    state |= {
        "age": jnp.where(jnp.arange(N) % 3 == 0, 40, 120).astype(jnp.int16),
        "custody": (jnp.arange(N) % 5 == 0).astype(jnp.int8) * 4,
        "alive": jnp.arange(N) % 7 != 0,
        "legitimacy": jnp.asarray(0.05),
    }
    got = quarter_of(state, 0)["_"]
    active = np.asarray(got["protesting"])
    free = np.asarray((state["age"] >= 64) & (state["custody"] == 0) & state["alive"])
    assert active.any()
    assert not active[~free].any()
    caught = np.asarray(got["employer"] < 0)
    assert caught.any()
    assert not caught[~active].any()
    assert not (caught & np.asarray(got["killed"])).any()
    assert (np.asarray(got["custody"])[caught] >= 1).all()
    assert got["custody"].dtype == jnp.int8


def test_arrests_stay_within_the_people_who_can_arrest() -> None:
    state = people(np.full(N, 0.6)) | {"legitimacy": jnp.asarray(0.05), "protest_share": jnp.full(4, 0.5)}
    got = quarter_of(state, 0)["_"]
    assert int(got["protesting"].sum()) == N
    assert 0.6 < int((got["employer"] < 0).sum()) / (0.2 * 0.05 * N) < 1.5


def test_sentences_fall_on_those_who_work_less_and_a_share_is_put_to_death() -> None:
    at_work = jnp.where(jnp.arange(N) % 2 == 0, 3, -1).astype(jnp.int32)
    state = people(np.zeros(N)) | {"employer": at_work, "sentence_rate": jnp.zeros(8).at[3].set(0.5)}
    taken = [quarter_of(state | {"effort": jnp.full(N, e, jnp.float32)}, 0)["_"] for e in (1.2, 0.8, 0.4)]
    share = [float((got["custody"] > 0).sum()) / (N / 2) for got in taken]
    assert share[0] == 0.0
    assert share[1:] == pytest.approx([0.1, 0.3], rel=0.25)
    assert not any(bool(got["condemned"].any()) for got in taken)
    lost = quarter_of(state | {"effort": jnp.full(N, 0.4, jnp.float32), "execution_share": jnp.asarray(0.5)}, 0)["_"]
    assert float(lost["condemned"].sum()) == pytest.approx(0.15 * N / 2, rel=0.25)
    assert not bool((lost["condemned"] & (at_work < 0)).any())


def test_terms_have_their_mean_and_are_capped() -> None:
    luck = jnp.asarray((np.arange(200_000) + 0.5) / 200_000, jnp.float32)
    term = np.asarray(custody_term(luck, physics(custody_quarters=4.0)))
    assert term.min() == 1.0
    assert term.max() <= LONGEST_CUSTODY
    assert term.mean() == pytest.approx(4.0, rel=0.01)


def test_trust_rises_above_habit_and_falls_below_it() -> None:
    base = people(np.zeros(N))
    better = quarter_of(base | {"consumption": jnp.full(N, 11.0, jnp.float32)}, 0)
    worse = quarter_of(base | {"consumption": jnp.full(N, 9.0, jnp.float32)}, 0)
    assert float(better["legitimacy"]) == pytest.approx(0.5 + 0.05 * 0.2, rel=1e-5)
    assert float(worse["legitimacy"]) == pytest.approx(0.5 - 0.05 * 0.2, rel=1e-5)
    assert float(better["habit"][0]) == pytest.approx(10.05, rel=1e-5)
