"""How many members an enterprise that belongs to its members wants, with machines of its own or rented ones: no rule of its own."""

from __future__ import annotations

from typing import NamedTuple

from jax import Array

Number = Array | float


def income_of_member(members: Number, price: Number, fixed_cost: Number, elasticity: Number) -> Number:
    """Income a member at a number of members.

    Equation: (p·L^a − F)/L.
    Source: ward-1958.
    """
    return (price * members**elasticity - fixed_cost) / members


def members_wanted(price: Number, fixed_cost: Number, elasticity: Number) -> Number:
    """Number of members at which income a member is largest.

    Equation: L = (F/((1 − a)·p))^(1/a): it falls where the product sells for more, and rises with fixed costs.
    Source: ward-1958.
    Silent on: members who are not let go once they are in; hours, which may move instead.
    """
    return (fixed_cost / ((1.0 - elasticity) * price)) ** (1.0 / elasticity)


class Rented(NamedTuple):
    """What an enterprise of its members that rents its machines would have."""

    members: Number
    machines: Number
    income: Number
    """Of a member."""


def rented(price: Number, rent: Number, fixed_cost: Number, elasticity: Number, of_machines: Number) -> Rented:
    """Members and rented machines at which income a member is largest, where output is L^a·K^b.

    Equation: max (p·L^a·K^b − r·K − F)/L: r·K = b·p·Q, and members are those that are wanted at the fixed cost F + r·K, so that sales are F/(1 − a
    − b) at every price: output falls where the price rises, as with machines of one's own. Incomes equal what work brings elsewhere only once
    others have entered; then members, machines, price and number of enterprises are those of enterprises that pay wages and maximise profit.
    Source: vanek-1970, dreze-1989.
    """
    machines = of_machines * fixed_cost / ((1.0 - elasticity - of_machines) * rent)
    worth, cost = price * machines**of_machines, fixed_cost + rent * machines
    members = members_wanted(worth, cost, elasticity)
    return Rented(members, machines, income_of_member(members, worth, cost, elasticity))
