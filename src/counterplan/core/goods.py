"""The goods of a run: their names and the parts they play. A value, fixed while a program is compiled; no JAX here.

The model was written for six goods, and its rules speak of the parts that those play: food, consumer manufactures, services,
materials, machines, arms. A good of another economy plays each part in some proportion; the six play one each. So a rule that
keeps a number for each part (a stock norm, a priority) has one for every good of any economy: the mean over its parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

PARTS: tuple[str, ...] = ("grain", "manufactures", "services", "materials", "machines", "arms")
"""Parts that a good can play: food, other goods that people buy, services, inputs, machines, arms."""
_FOOD, _MANUFACTURES, _SERVICES, _MATERIALS, _MACHINES, _ARMS = range(6)


@dataclass(frozen=True)
class Goods:
    """What the goods of one run are.

    Order: the food good stands first (place 0 in every economy), then all others that people buy, then the rest, so that tables of
    purchases have no columns for goods that nobody buys.
    """

    names: tuple[str, ...]
    parts: tuple[tuple[float, ...], ...]
    """By good: the share of its product that plays each of `PARTS`; adds to one."""
    machine: tuple[float, ...]
    """Units of each good in a machine; adds to one."""
    provision: tuple[float, ...]
    """Value of each good in a unit of public provision; adds to one."""
    arms: tuple[float, ...]
    """Value of each good in a unit of arms; adds to one."""
    perishable: tuple[bool, ...]
    """Goods that cannot be stored."""
    energy: tuple[float, ...]
    """Food energy in a unit of each good over that in a unit of the food good."""
    bought: int
    """How many goods people buy: the first ones."""
    milled: float = 0.0
    """Share of the food good that enterprises take at the start; with 0 mills and people take from one offer (few mills)."""

    def __len__(self) -> int:
        return len(self.names)

    def mean(self, by_part: Sequence[float]) -> tuple[float, ...]:
        """A number for every good from one for every part."""
        return tuple(sum(share * value for share, value in zip(own, by_part, strict=True)) for own in self.parts)

    @property
    def machine_place(self) -> int:
        """The good as which installed machines are counted: the one with the largest part in them."""
        return self.machine.index(max(self.machine))

    @property
    def consumer(self) -> tuple[float, ...]:
        """By good: the share of its final uses that is consumption, private or public."""
        final = [sum(own) - own[_MATERIALS] for own in self.parts]
        return tuple(
            (own[_FOOD] + own[_MANUFACTURES] + own[_SERVICES]) / whole if whole > 0 else 0.0 for own, whole in zip(self.parts, final, strict=True)
        )

    @property
    def service(self) -> tuple[float, ...]:
        """By good: the share of what people buy that is services."""
        bought = [own[_FOOD] + own[_MANUFACTURES] + own[_SERVICES] for own in self.parts]
        return tuple(own[_SERVICES] / whole if whole > 0 else 0.0 for own, whole in zip(self.parts, bought, strict=True))

    @property
    def inputs(self) -> tuple[int, ...]:
        """Goods for which orders for inputs count as demand; food is left out, for its price has a rule of its own."""
        return tuple(place for place, own in enumerate(self.parts) if own[_MATERIALS] > 0 and place > 0)

    @property
    def kept_for_inputs(self) -> tuple[float, ...]:
        """By good: the part of expected sales that is kept for enterprises when people, the budget and investors buy; 0 where one kind buys all."""
        return tuple(0.0 if place == 0 or own[_MATERIALS] == 1.0 else own[_MATERIALS] for place, own in enumerate(self.parts))

    @property
    def mixed(self) -> tuple[bool, ...]:
        """Goods that are both sold as inputs and used otherwise, food apart."""
        return tuple(part > 0 for part in self.kept_for_inputs)

    @property
    def arms_apart(self) -> bool:
        """Whether arms are made of other goods than public provision."""
        return not any(a > 0 and p > 0 for a, p in zip(self.arms, self.provision, strict=True))


def _one(place: int) -> tuple[float, ...]:
    return tuple(1.0 if part == place else 0.0 for part in range(len(PARTS)))


SIX = Goods(
    names=PARTS,
    parts=tuple(_one(place) for place in range(len(PARTS))),
    machine=_one(_MACHINES),
    provision=_one(_SERVICES),
    arms=_one(_ARMS),
    perishable=tuple(place == _SERVICES for place in range(len(PARTS))),
    energy=_one(0),
    bought=3,
)
"""The six goods of every scenario that brings no table of its own."""

__all__ = ["PARTS", "SIX", "Goods"]
