"""Times ways to sum persons by enterprise, to read by enterprise and to ration claims, in ns a person.

Prints a table; `results.md` keeps one. Medians of nine calls.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import jax

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_num_cpu_devices", 2)

import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
from jax import Array  # noqa: E402
from jax.sharding import PartitionSpec  # noqa: E402

from counterplan.physics.integers import muldiv, sum_by, take  # noqa: E402

N, M = 1_000_000, 20_000


def seconds(function: Callable[..., Any], *arguments: Array) -> float:
    """Returns the median time of a call, after compiling."""
    compiled = jax.jit(function)
    times = []
    for _ in range(10):
        began = time.perf_counter()
        jax.block_until_ready(compiled(*arguments))
        times.append(time.perf_counter() - began)
    return statistics.median(times[1:])


def cases() -> dict[str, tuple[Callable[..., Any], tuple[Array, ...]]]:
    """Lists what is timed."""
    random = np.random.default_rng(0)
    at = jnp.asarray(random.integers(0, M, N, dtype=np.int32))
    v, t = jnp.asarray(random.integers(0, 1000, N)), jnp.asarray(random.integers(0, 1000, M))
    mesh = jax.make_mesh((2,), ("person",))
    parts = PartitionSpec("person")

    def add(at: Array, v: Array) -> Array:
        return jnp.zeros(M, v.dtype).at[at].add(v, mode="promise_in_bounds")

    def packed(at: Array, v: Array) -> tuple[Array, Array]:
        both = add(at, (v << 32) | (v + 1))
        return both >> 32, both & 0xFFFFFFFF

    def pairs(at: Array, v: Array) -> Array:
        rows = jnp.stack([v, v + 1], 1)
        return jnp.zeros((M, 2), v.dtype).at[at].add(rows, mode="promise_in_bounds")

    def shared(at: Array, v: Array) -> Array:
        def part(at: Array, v: Array) -> Array:
            return jax.lax.psum(add(at, v), "person")

        return jax.shard_map(part, mesh=mesh, in_specs=(parts, parts), out_specs=PartitionSpec())(at, v)

    placed = jax.device_put((at, v), jax.sharding.NamedSharding(mesh, parts))
    return {
        "sum by index": (add, (at, v)),
        "sum by index, negative ones dropped (`sum_by`)": (lambda at, v: sum_by(v, at, M), (at, v)),
        "sum by index, 64-bit index": (add, (at.astype(jnp.int64), v)),
        "sum by index, persons on two devices": (shared, placed),
        "two sums by index": (lambda at, v: (add(at, v), add(at, v + 1)), (at, v)),
        "two sums packed into one of 64 bits": (packed, (at, v)),
        "two sums as rows of two": (pairs, (at, v)),
        "read by index (`take`)": (lambda at, t: take(t, at), (at, t)),
        "exact a·b // c a person (`muldiv`)": (muldiv, (v, v + 1, v + 5)),
        "floor of a float product a person": (lambda v, w: jnp.floor(v * w).astype(jnp.int64), (v, v / 1001)),
        "minimum of two a person": (jnp.minimum, (v, v + 1)),
        "cumulative sum over persons": (jnp.cumsum, (v,)),
        "sort persons by two keys": (lambda at, v: jnp.lexsort((v, at)), (at, v)),
    }


def main() -> None:
    """Prints the table."""
    print("| operation | ns a person |\n|---|---:|")
    for name, (function, arguments) in cases().items():
        print(f"| {name} | {seconds(function, *arguments) / N * 1e9:.2f} |", flush=True)


if __name__ == "__main__":
    main()
