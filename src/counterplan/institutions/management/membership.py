"""How many members an enterprise that belongs to its members wants: no rule of its own."""

from __future__ import annotations

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
