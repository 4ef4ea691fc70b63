"""An input-output economy that a user brings: what the table says, in the units of the model. Nothing here imports JAX."""

from __future__ import annotations

from dataclasses import dataclass

from .goods import Goods


@dataclass(frozen=True)
class Economy:
    """The structure of a start that comes from a table instead of from the six goods.

    All tuples are by good, in the order of ``goods``. A unit of a good is what one currency unit bought at the start, counted by the
    value added in it (``content``), so that imported inputs and taxes on products are in no price.
    """

    name: str
    """Identity of the table."""
    goods: Goods
    inputs: tuple[tuple[float, ...], ...]
    """Units of each good (row) in a unit of product (column)."""
    content: tuple[float, ...]
    """Value added at home in one unit of the table's money, direct and indirect."""
    labels: tuple[str, ...] = ()
    source: str = ""
    notes: tuple[str, ...] = ()
    """By which rules gaps of the table were filled."""


__all__ = ["Economy"]
