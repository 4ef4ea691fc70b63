"""All versions of the benchmark's workload compute the same thing. Nothing here looks at a clock."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from counterplan.core.randomness import Draws, replicate_key, stream_code
from counterplan.core.rule import conforms
from counterplan.experiments.workload import common, in_c, in_numpy, in_rules

jax.config.update("jax_enable_x64", True)

SMALL = common.Size(persons=3_001, enterprises=60, steps=7, seed=5)


@pytest.fixture(scope="module")
def reference() -> common.Arrays:
    return in_numpy.run(SMALL, common.start(SMALL))


def same(got: common.Arrays, reference: common.Arrays) -> None:
    for name in ("employer", "deposits_person", "deposits_enterprise", "inventory"):
        np.testing.assert_array_equal(got[name], reference[name], err_msg=name)
    assert common.state_hash(got) == common.state_hash(reference)
    assert common.money(got) == common.money(common.start(SMALL))


def test_streams_are_those_of_the_model() -> None:
    assert all(code == stream_code(name) for name, code in common.STREAMS.items())


def test_draws_are_those_of_the_model() -> None:
    key = replicate_key(jnp.int64(SMALL.seed), jnp.int64(0))
    ids = jnp.arange(100)
    for step in (0, 3):
        draws = Draws(key, jnp.int64(step), ids, ids, 1)
        for column, stream in enumerate(common.STREAMS):
            own = in_numpy.draw(in_numpy.id_hashes(100), common.keys(SMALL)[step, column], 40)
            np.testing.assert_array_equal(own, np.asarray(draws.person_bits(stream) >> 40).astype(np.int64))


def test_something_happens(reference: common.Arrays) -> None:
    begun = common.start(SMALL)
    moved = np.mean(reference["employer"] != begun["employer"])
    assert 0.25 < moved < 0.35  # 1 - 0.95**7
    assert np.all(reference["inventory"] > 0)
    assert common.shortest(reference) > 0
    assert np.mean(reference["deposits_person"]) == pytest.approx(1_730, rel=0.1)


def test_rules_end_in_the_same_state(reference: common.Arrays) -> None:
    after = in_rules.run(SMALL, in_rules.initial(SMALL, common.start(SMALL)))
    same(in_rules.arrays(after), reference)
    made = int(after["made"][0])
    assert made == int(np.sum(reference["inventory"]))


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.skipif(in_c.compiler() is None, reason="no C compiler")
def test_c_ends_in_the_same_state(threads: int, reference: common.Arrays) -> None:
    same(in_c.run(SMALL, common.start(SMALL), threads), reference)


@pytest.mark.parametrize("fused", [False, True])
def test_mesa_ends_in_the_same_state(fused: bool, reference: common.Arrays) -> None:
    in_mesa = pytest.importorskip("counterplan.experiments.workload.in_mesa")
    same(in_mesa.run(in_mesa.Economy(SMALL, common.start(SMALL), fused)).arrays(), reference)


def test_poor_enterprises_are_rationed_and_no_coin_is_lost() -> None:
    poor = common.start(SMALL)
    poor["deposits_enterprise"][:] = 3_000
    after = in_rules.arrays(in_rules.run(SMALL, in_rules.initial(SMALL, poor)))
    assert common.money(after) == common.money(poor)
    assert common.shortest(after) >= 0
    rich = in_numpy.run(SMALL, common.start(SMALL))
    assert np.sum(after["deposits_person"]) < np.sum(rich["deposits_person"])


def test_rules_keep_the_contract() -> None:
    assert {type(rule).__name__: conforms(type(rule)) for rule in in_rules.RULES} == {type(rule).__name__: [] for rule in in_rules.RULES}


@pytest.mark.parametrize("name", ["deposits_person", "employer", "deposits_enterprise", "inventory"])
def test_hash_sees_one_coin(name: str) -> None:
    before, after = common.start(SMALL), common.start(SMALL)
    after[name][7] += 1
    assert common.state_hash(before) != common.state_hash(after)
    swapped = common.start(SMALL)
    swapped["deposits_person"][[1, 2]] = swapped["deposits_person"][[2, 1]]
    assert common.state_hash(before) != common.state_hash(swapped)
