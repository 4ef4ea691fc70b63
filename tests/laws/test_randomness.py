"""The generator of named draws: uniform, and unrelated across streams, quarters, ids, replicates and seeds."""

from __future__ import annotations

import itertools

import jax
import numpy as np
import pytest

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402

from counterplan.core.randomness import Draws, mix, normal, replicate_key, stream_code  # noqa: E402

N = 1 << 15
STREAMS = ("birth", "death", "leave", "look", "accept", "heir")


def draws(quarter: int = 7, seed: int = 1, replicate: int = 0, ids: np.ndarray | None = None) -> Draws:
    key = replicate_key(jnp.int64(seed), jnp.int64(replicate))
    names = jnp.asarray(np.arange(1, N + 1) if ids is None else ids)
    return Draws(key, jnp.int32(quarter), names, names, 4)


def families() -> dict[str, np.ndarray]:
    """Draws that differ in one thing at a time: stream, quarter, replicate, seed, kind of id."""
    hashed = np.asarray(mix(jnp.arange(N, dtype=jnp.uint64)) >> np.uint64(1)).astype(np.int64)
    found = {name: draws().enterprise(name) for name in STREAMS}
    found |= {f"quarter {q}": draws(quarter=q).enterprise("birth") for q in (0, 1, 8, 11, 2**20)}
    found |= {f"replicate {r}": draws(replicate=r).enterprise("birth") for r in (1, 2, 15)}
    found |= {f"seed {s}": draws(seed=s).enterprise("birth") for s in (0, 2, 2**40)}
    found |= {"ids of newborns": draws(ids=hashed).enterprise("birth"), "next ids": draws(ids=np.arange(2, N + 2)).enterprise("death")}
    return {name: np.asarray(values) for name, values in found.items()}


def test_every_family_is_uniform() -> None:
    bins = 256
    for name, values in families().items():
        counts = np.bincount((values * bins).astype(int), minlength=bins)
        statistic = ((counts - N / bins) ** 2 / (N / bins)).sum()
        spread = np.sqrt(2.0 * (bins - 1))
        assert abs(statistic - (bins - 1)) < 5.0 * spread, (name, statistic)
        assert values.min() >= 0.0
        assert values.max() < 1.0


def test_no_two_families_are_related() -> None:
    found = families()
    worst = 0.0
    for a, b in itertools.combinations(found, 2):
        worst = max(worst, abs(float(np.corrcoef(found[a], found[b])[0, 1])) * np.sqrt(N))
        pairs = np.histogram2d(found[a], found[b], bins=8, range=[[0, 1], [0, 1]])[0]
        statistic = ((pairs - N / 64) ** 2 / (N / 64)).sum()
        assert statistic < 63 + 6.0 * np.sqrt(2 * 63), (a, b, statistic)
    assert worst < 5.0  # over some two hundred pairs


def test_neighbouring_ids_and_quarters_are_unrelated() -> None:
    paths = np.stack([np.asarray(draws(quarter=q).enterprise("birth")) for q in range(16)])
    for lag in (1, 2, 4, 64):
        values = paths[0]
        assert abs(np.corrcoef(values[lag:], values[:-lag])[0, 1]) * np.sqrt(N) < 5.0
    for lag in (1, 4):
        assert abs(np.corrcoef(paths[lag:].ravel(), paths[:-lag].ravel())[0, 1]) * np.sqrt(N * (16 - lag)) < 5.0


def test_every_bit_is_balanced_and_hangs_on_every_bit_of_the_id() -> None:
    ids = np.arange(1, N + 1)
    bits = np.asarray(draws(ids=ids).person_bits("birth"))
    for place in range(64):
        ones = int(((bits >> np.uint64(place)) & np.uint64(1)).sum())
        assert abs(ones - N / 2) < 5.0 * np.sqrt(N) / 2, place
    for flipped in range(0, 62, 3):
        other = np.asarray(draws(ids=ids ^ (1 << flipped)).person_bits("birth"))
        changed = np.array([bin(int(x)).count("1") for x in (bits ^ other)[:4096]])
        assert abs(changed.mean() - 32.0) < 5.0 * 4.0 / np.sqrt(4096), flipped


def test_no_collisions_of_streams_or_newborns() -> None:
    assert len({stream_code(f"stream {i}") for i in range(20_000)}) == 20_000
    mothers, quarters = np.arange(1, 5001, dtype=np.uint64), np.arange(200, dtype=np.uint64)
    with np.errstate(over="ignore"):
        seeds = (mothers[:, None] * np.uint64(0x9E3779B97F4A7C15) + quarters[None, :] + np.uint64(1)).ravel()
        children = mix(seeds) >> np.uint64(1)
    assert len(np.unique(children)) == children.size
    assert children.min() > 5000


@pytest.mark.parametrize("kind", ["person", "enterprise"])
def test_a_draw_hangs_on_the_id_and_not_on_its_place(kind: str) -> None:
    order = np.random.default_rng(3).permutation(N)
    ids = np.arange(1, N + 1)
    straight, moved = (np.asarray(getattr(draws(ids=names), kind)("birth")) for names in (ids, ids[order]))
    assert (straight[order] == moved).all()


def test_a_trait_lasts_and_newborns_draw_by_their_own_identity() -> None:
    assert (np.asarray(draws(quarter=1).lasting_bits("taste")) == np.asarray(draws(quarter=90).lasting_bits("taste"))).all()
    newborn = jnp.asarray(np.arange(10**6, 10**6 + N))
    now = draws().for_ids(newborn, newborn)
    assert (np.asarray(now.person("birth")) == np.asarray(draws(ids=np.asarray(newborn)).person("birth"))).all()


def test_normal_draws_have_mean_zero_and_deviation_one() -> None:
    values = np.asarray(normal(draws().enterprise("weather")))
    assert abs(values.mean()) < 5.0 / np.sqrt(N)
    assert abs(values.std() - 1.0) < 5.0 / np.sqrt(2 * N)
    assert np.abs(values).max() <= 6.0
