"""A switch in which marked functions stand once: the same results as a plain switch, and one copy in the program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
import pytest  # noqa: E402
from jax import Array  # noqa: E402

from counterplan.core.common import common  # noqa: E402
from counterplan.engine.branches import switch  # noqa: E402


@common
def sold(wanted: Array, price: Array | float, first: bool, scale: tuple[int, ...] | None = None) -> tuple[Array, dict[str, Array]]:
    units = jnp.where(first, jnp.sin(wanted), 2.0 * jnp.sin(wanted)) * price
    return units, {"all": jnp.sum(jnp.rint(units * 100.0).astype(jnp.int64)), "scale": jnp.asarray(len(scale or ()))}


@common
def asked(wanted: Array) -> Array:
    return jnp.cos(wanted)


Values = dict[str, Array]


def posted(rate: Array) -> Callable[[Values], Values]:
    """Changes something after the call, and decides its arguments before."""

    def branch(values: Values) -> Values:
        units, found = sold(values["wish"] * rate, 1.5, False)
        return {"units": units, "all": found["all"], "share": units / (1.0 + values["wish"]), "kept": values["kept"]}

    return branch


def listed(values: Values) -> Values:
    units, found = sold(jnp.minimum(values["wish"], 0.5), values["price"], True)
    return {"units": units, "all": found["all"], "share": values["share"], "kept": values["kept"]}


def twice(values: Values) -> Values:
    plan, _ = sold(values["wish"], 2.0, True)
    rest, found = sold(asked(values["wish"]) - plan, values["price"], False)
    return {"units": plan + rest, "all": found["all"], "share": values["share"] + plan, "kept": -values["kept"]}


def nothing(values: Values) -> Values:
    return {"units": jnp.zeros(4), "all": jnp.int64(0), "share": values["share"], "kept": values["kept"]}


def elsewhere(values: Values) -> Values:
    units, found = sold(asked(values["wish"]), 1.0, False, (1, 2))
    return {"units": units, "all": found["all"], "share": values["share"], "kept": values["kept"]}


VALUES: Values = {
    "wish": jnp.array([0.1, 0.7, 1.9, 3.0]), "price": jnp.float64(1.25), "share": jnp.array([0.4, 0.3, 0.2, 0.1]), "kept": jnp.arange(4),
}  # fmt: skip
RATE = jnp.float64(0.3)
SETS: dict[str, Sequence[Callable[[Values], Values]]] = {
    "all call": (posted(RATE), listed),
    "one does not": (posted(RATE), nothing, listed),
    "one calls twice": (listed, twice, posted(RATE)),
    "another program": (elsewhere, posted(RATE), twice),
    "none": (nothing, nothing),
    "one": (nothing, posted(RATE)),
}


def plain(index: Array, branches: Sequence[Callable[[Values], Values]], values: Values) -> Values:
    found: Values = jax.lax.switch(index, branches, values)
    return found


@pytest.mark.parametrize("name", SETS)
def test_results_are_those_of_a_plain_switch(name: str) -> None:
    branches = SETS[name]
    for index in range(len(branches)):
        got = jax.jit(lambda i, v: switch(i, branches, v))(index, VALUES)
        for key, value in branches[index](VALUES).items():
            np.testing.assert_allclose(got[key], value, rtol=1e-14, err_msg=f"{name} {index} {key}")
            assert got[key].dtype == value.dtype


@pytest.mark.parametrize("name", SETS)
def test_each_replicate_may_have_an_option_and_numbers_of_its_own(name: str) -> None:
    indices, wide = jnp.array([1, 0, 1]), jax.tree.map(lambda v: jnp.stack([v, 2 * v, 3 * v]), VALUES)
    got = jax.vmap(lambda i, v: switch(i, SETS[name], v))(indices, wide)
    want = jax.vmap(lambda i, v: plain(i, SETS[name], v))(indices, wide)
    for key in want:
        np.testing.assert_allclose(got[key], want[key], rtol=1e-14)


def copies(function: Callable[..., Any], primitive: str) -> int:
    """How often a primitive stands in a traced program, nested programs included."""

    def count(program: Any) -> int:
        found = 0
        for equation in program.eqns:
            found += equation.primitive.name == primitive
            for value in equation.params.values():
                for inner in value if isinstance(value, tuple) else (value,):
                    found += count(inner.jaxpr) if hasattr(inner, "jaxpr") else 0
        return found

    return count(jax.make_jaxpr(function)(jnp.int32(0), VALUES).jaxpr)


@pytest.mark.parametrize(("name", "n"), [("all call", 1), ("one does not", 1), ("one calls twice", 2), ("another program", 3), ("one", 1)])
def test_what_several_options_call_stands_once(name: str, n: int) -> None:
    """Two branches of the function (`first` or not) stand in it; what an option calls again, or with other sizes, is a copy of its own."""
    assert copies(lambda i, v: switch(i, SETS[name], v), "sin") == 2 * n
    assert copies(lambda i, v: plain(i, SETS[name], v), "sin") >= 2 * n


def test_a_marked_function_is_one_program_whatever_numbers_it_is_given() -> None:
    """Numbers of Python, of NumPy and of JAX; what has no numbers belongs to the function."""
    names = {id(jax.make_jaxpr(lambda w, p=price: sold(w, p, False))(VALUES["wish"]).eqns[-1].params["jaxpr"]) for price in (1, 2.0)}
    assert len(names) == 2  # whole numbers and floats differ in type
    like = [1.5, np.float64(2.5), jnp.float64(3.5)]
    assert len({id(jax.make_jaxpr(lambda w, p=price: sold(w, p, True))(VALUES["wish"]).eqns[-1].params["jaxpr"]) for price in like}) == 1
