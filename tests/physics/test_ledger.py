"""The ledger: who is paid first, what rounding leaves, and that both sides move by the same integer.

Rationing rounds down, so that a rationed claim may get a hundredth less than its part; that stays with the payer.
"""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from counterplan.core.effects import SENIORITY, Account, Conversion, Effects, Pool, Transfer

from small_economy import endowment, settled, start  # isort: skip

SIZES = endowment().sizes
E, N = SIZES.enterprise, SIZES.person


def economy(**changes: Array) -> dict[str, Array]:
    """Nobody has money, stores or debts, save what is given."""
    names = ("deposits_person", "deposits_enterprise", "deposits_state", "deposits_fund", "deposits_bank", "debt_enterprise", "debt_state")
    state = start()
    return state | {name: jnp.zeros_like(state[name]) for name in (*names, "inventory", "inputs", "machines", "arrears_wage")} | changes


def first(*amounts: int, size: int = E) -> Array:
    return jnp.zeros(size, jnp.int64).at[: len(amounts)].set(jnp.array(amounts))


def pays(kind: str, amount: Array, **more: str) -> Transfer:
    return Transfer(kind, Account("deposits_enterprise"), Account("deposits_state"), amount, **more)


def test_claims_are_paid_by_class_and_the_last_get_nothing() -> None:
    kinds = ("residual", "wage", "purchase", "tax", "interest", "benefit")
    due = {"tax": 10, "wage": 20, "interest": 30, "purchase": 25, "benefit": 40, "residual": 50}
    state = economy(deposits_enterprise=first(70))
    after = settled(state, Effects(transfers=tuple(pays(k, first(due[k]), **({"paid_by": "wage_bill"} if k == "purchase" else {})) for k in kinds)))
    assert int(after["wage_bill"][0]) in (9, 10)  # 70 − 10 − 20 − 30 are left for purchases of 25
    assert int(after["deposits_state"]) == 60 + int(after["wage_bill"][0])


@pytest.mark.parametrize(("senior", "junior"), [("tax", "wage"), ("wage", "interest"), ("interest", "principal"), ("principal", "purchase"),
                                                ("purchase", "benefit"), ("benefit", "bonus"), ("bonus", "residual")])  # fmt: skip
def test_classes_stand_in_their_order(senior: str, junior: str) -> None:
    assert SENIORITY[senior] < SENIORITY[junior]
    state = economy(deposits_enterprise=first(100, 100))
    claims = (pays(junior, first(80, 0), paid_by="wage_bill"), pays(senior, first(70, 0), paid_by="input_bill"))
    after = settled(state, Effects(transfers=claims))
    assert int(after["input_bill"][0]) == 70
    assert int(after["wage_bill"][0]) in (29, 30)


def test_inside_a_class_all_get_the_same_part_rounded_down() -> None:
    state = economy(deposits_enterprise=first(20, 1000))
    place = jnp.where(jnp.arange(N) < 3, 0, jnp.where(jnp.arange(N) < 5, 1, -1))
    due = jnp.where(jnp.arange(N) < 5, 10, 7).astype(jnp.int64)
    claim = Transfer(
        "wage", Account("deposits_enterprise", at=place), Account("deposits_person"), due, paid_to="income_person", paid_by="wage_bill",
        arrears="arrears_wage",
    )  # fmt: skip
    after = settled(state, Effects(transfers=(claim,)))
    assert after["deposits_person"][:6].tolist() == [6, 6, 6, 10, 10, 0]
    assert after["income_person"][:6].tolist() == [6, 6, 6, 10, 10, 0]
    assert after["arrears_wage"][:6].tolist() == [4, 4, 4, 0, 0, 7]
    assert after["deposits_enterprise"][:2].tolist() == [2, 980]
    assert after["wage_bill"][:2].tolist() == [18, 20]


def test_many_claims_never_take_more_than_there_is() -> None:
    rng = np.random.default_rng(4)
    for money in (1, 10**6, 10**12, 2**50 - 1):
        place = jnp.asarray(rng.integers(0, 3, N))
        due = jnp.asarray(rng.integers(0, money // 50 + 2, N))
        state = economy(deposits_enterprise=first(money, money // 3, 0))
        after = settled(state, Effects(transfers=(Transfer("wage", Account("deposits_enterprise", at=place), Account("deposits_person"), due),)))
        assert int(after["deposits_enterprise"].min()) >= 0
        paid = np.asarray(after["deposits_person"])
        assert (paid <= np.asarray(due)).all()
        for at, have in enumerate((money, money // 3, 0)):
            mine = np.asarray(place) == at
            whole = int(np.asarray(due)[mine].sum())
            left = have - int(paid[mine].sum())
            assert left == have - whole if whole <= have else 0 <= left <= 2 * mine.sum()


def test_what_comes_in_during_a_phase_is_spent_in_the_next() -> None:
    state = economy(deposits_state=jnp.int64(50))
    gift = Transfer("benefit", Account("deposits_state"), Account("deposits_enterprise"), first(50))
    on = pays("tax", first(50))
    after = settled(state, Effects(transfers=(gift, on)))
    assert (int(after["deposits_enterprise"][0]), int(after["deposits_state"])) == (50, 0)


def test_debts_rise_when_they_pay_and_fall_when_they_are_paid() -> None:
    state = economy(debt_enterprise=first(30, 500), deposits_enterprise=first(0, 100))
    loan = Transfer("loan", Account("debt_enterprise"), Account("deposits_enterprise"), first(40, 0))
    back = Transfer("principal", Account("deposits_enterprise"), Account("debt_enterprise"), first(0, 60))
    after = settled(state, Effects(transfers=(loan, back)))
    assert after["debt_enterprise"][:2].tolist() == [70, 440]
    assert after["deposits_enterprise"][:2].tolist() == [40, 40]


def test_the_bank_may_owe_and_the_budget_may_not() -> None:
    state = economy(debt_enterprise=first(30), deposits_state=jnp.int64(5))
    written_off = Transfer("loan", Account("deposits_bank"), Account("debt_enterprise"), first(30))
    grant = Transfer("grant", Account("deposits_state"), Account("deposits_enterprise"), first(0, 20))
    after = settled(state, Effects(transfers=(written_off, grant)))
    assert (int(after["deposits_bank"]), int(after["debt_enterprise"][0])) == (-30, 0)
    assert (int(after["deposits_state"]), int(after["deposits_enterprise"][1])) in ((0, 5), (1, 4))


def test_pools_share_each_groups_sum_by_weight() -> None:
    state = economy(deposits_enterprise=first(100, 100, 100, 10))
    group = jnp.zeros(E, jnp.int32).at[2].set(1)
    pool = Pool(
        "purchase", Account("deposits_enterprise"), first(50, 0, 60, 40), Account("deposits_enterprise"), first(0, 3, 0, 0, 1), group, group, 2,
        paid_to="revenue", paid_by="input_bill",
    )  # fmt: skip
    after = settled(state, Effects(pools=(pool,)))
    # Group 1 has nobody to be paid, so it is not collected; the fourth can put in 10 of its 40 (rounding may keep one).
    got = after["deposits_enterprise"][:5].tolist()
    assert got in ([50, 145, 100, 0, 15], [50, 144, 100, 1, 15], [50, 145, 100, 1, 14])
    assert int(after["revenue"].sum()) == int(after["input_bill"].sum()) == 50 + 10 - got[3]


def test_goods_made_and_used_are_counted_by_good() -> None:
    state = economy(inventory=jnp.full(E, 50, jnp.int64), inputs=jnp.full((E, 6), 9, jnp.int64), machines=jnp.full(E, 7, jnp.int64))
    made = Conversion("inventory", first(5, 6), "produced")
    used = Conversion("inputs", jnp.zeros((E, 6), jnp.int64).at[3, 2].set(-4).at[1, 2].set(-1), "used_as_input")
    worn = Conversion("machines", first(-1, -2), "worn_out", good=4)
    zero = {name: jnp.zeros(6, jnp.int64) for name in ("produced", "used_as_input", "worn_out")}
    sector = jnp.arange(E) % 6
    after = settled(state | zero | {"sector": sector.astype(jnp.int32)}, Effects(conversions=(made, used, worn)))
    assert after["inventory"][:3].tolist() == [55, 56, 50]
    assert after["produced"].tolist() == [5, 6, 0, 0, 0, 0]
    assert after["used_as_input"].tolist() == [0, 0, -5, 0, 0, 0]
    assert after["worn_out"].tolist() == [0, 0, 0, 0, -3, 0]


def test_goods_of_a_column_move_in_that_column() -> None:
    state = economy(inventory=first(100))
    claim = Transfer("delivery", Account("inventory"), Account("inputs", good=3), first(40))
    after = settled(state, Effects(transfers=(claim,)))
    assert after["inputs"][0].tolist() == [0, 0, 0, 40, 0, 0]
    back = Transfer("delivery", Account("inputs", good=3), Account("inventory"), first(99))
    again = settled(after, Effects(transfers=(back,)))
    assert int(again["inventory"][0]) in (99, 100)
    assert int(again["inventory"][0] + again["inputs"][0, 3]) == 100
