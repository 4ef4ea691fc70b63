"""The ledger's records: noted while a quarter runs and entered once, but before any rule reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
from jax import Array  # noqa: E402

from counterplan.core.accounts import MONEY_STOCKS, TRANSACTIONS  # noqa: E402
from counterplan.core.effects import Account, Conversion, Effects, Pool, Transfer  # noqa: E402
from counterplan.core.randomness import Draws  # noqa: E402
from counterplan.core.rule import Rule, reads  # noqa: E402
from counterplan.core.state import State  # noqa: E402
from counterplan.core.table import VARIABLES  # noqa: E402
from counterplan.core.variables import Sizes  # noqa: E402
from counterplan.engine.binding import Setting  # noqa: E402
from counterplan.engine.quarter import Mechanism, Rules  # noqa: E402
from counterplan.engine.step import run_steps  # noqa: E402
from counterplan.physics.ledger import RECORDS, Journal, enter, settle  # noqa: E402

FIRMS = Account("deposits_enterprise")


SIZES = Sizes(person=40, enterprise=3, region=1, hearth_block=4)
GIVEN: dict[str, Any] = {
    "deposits_enterprise": [5000, 7000, 0], "inventory": [9_000_000, 4_000_000, 0], "sector": [0, 1, 1], "money_flow": 3, "turnover": 5,
}  # fmt: skip


def opening() -> State:
    blank = {name: np.full(SIZES.shape(v), v.start, v.dtype) for name, v in VARIABLES.items()}
    return State({name: jnp.asarray(np.broadcast_to(np.asarray(GIVEN.get(name, v), v.dtype), v.shape)) for name, v in blank.items()})


def pay(*, deposits_enterprise: Array) -> Effects:
    return Effects(transfers=(Transfer("tax", FIRMS, Account("deposits_state"), deposits_enterprise // 10),))


def deliver(*, inventory: Array) -> Effects:
    weight = jnp.zeros((3, 6), jnp.int64).at[1, 0].set(1).at[2, 1].set(2)
    return Effects(
        pools=(Pool("delivery", Account("inventory"), inventory // 3, Account("inputs"), weight, jnp.array([0, 1, 1]), n_groups=6),),
        conversions=(Conversion("inventory", -(inventory // 5), "spoiled"),),
    )


def give(*, deposits_state: Array) -> Effects:
    return Effects(transfers=(Transfer("tax", FIRMS, Account("deposits_state"), jnp.array([7, 8, 9])),))


@dataclass(frozen=True)
class Watcher(Rule):
    """Own construction."""

    role: ClassVar[str] = "floor"
    option: ClassVar[str] = "watcher"

    def consume(self, *, turnover: Array) -> Effects:
        return Effects({"outside_income": jnp.sum(turnover).astype(jnp.float64)})


TAX = list(TRANSACTIONS).index("tax")


def test_entered_later_is_the_same_as_entered_at_once() -> None:
    at_once = noted = opening()
    journal: Journal = {}
    for step in (pay, deliver, give):
        effects = [step(**{name: at_once[name] for name in reads(step)})]
        at_once, noted = settle(at_once, effects), settle(noted, effects, journal)
    assert all(np.array_equal(noted[name], opening()[name]) for name in RECORDS)
    entered = enter(noted, journal)
    for name in VARIABLES:
        np.testing.assert_array_equal(entered[name], at_once[name], err_msg=name)
    assert journal == {} and not np.array_equal(entered["goods_moved"], opening()["goods_moved"])
    assert int(entered["turnover"][TAX]) == 5 + 500 + 700 + 7 + 8
    assert int(entered["money_flow"][TAX, list(MONEY_STOCKS).index("deposits_enterprise")]) == 3 - 1215


def test_a_rule_sees_what_was_moved_before_it() -> None:
    start = opening()
    before = int(jnp.sum(start["turnover"]))
    draw = Draws(jnp.uint64(7), jnp.int32(0), start["person_id"], start["enterprise_id"], SIZES.region)
    setting = Setting(None, {}, {}, {"floor": jnp.int32(0)}, draw, jnp.int32(0), SIZES)
    steps = (Mechanism(pay), Rules("consume"), Mechanism(give))
    after = run_steps(steps, start, setting, {"floor": (Watcher(),)})
    assert float(after["outside_income"]) == before + 1200
    assert int(jnp.sum(after["turnover"])) == before + 1200 + 15
