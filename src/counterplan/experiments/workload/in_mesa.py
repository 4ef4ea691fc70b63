"""The workload in Mesa 3: one object a person and an enterprise.

Draws come from NumPy, a whole step at once, so that Mesa pays only for what it does itself: calling agents.
Phases are called one after another, as in the rules. Where no enterprise can run out of money the same state
comes from one call of one method a person; that shorter program (``fused``) is timed too, as the most that
can be got out of Mesa.
"""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np

from .common import EFFORT_SHIFT, LOOK_BELOW, UNIFORM_SHIFT, Arrays, Size, keys
from .in_numpy import draw, draw_enterprise, id_hashes


class Enterprise(mesa.Agent):
    """Pays wages, sells, turns effort into output."""

    def __init__(self, model: Economy, wage: int, productivity: int, deposits: int, inventory: int) -> None:
        super().__init__(model)
        self.wage, self.productivity = wage, productivity
        self.deposits, self.inventory = deposits, inventory
        self.effort = 0

    def step(self) -> None:
        """Turns the step's effort into output."""
        self.inventory += self.effort * self.productivity
        self.effort = 0


class Person(mesa.Agent):
    """Works, is paid, spends."""

    model: Economy

    def __init__(self, model: Economy, number: int, employer: Enterprise, deposits: int) -> None:
        super().__init__(model)
        self.number, self.employer, self.deposits = number, employer, deposits
        self.effort = 0

    def hire(self) -> None:
        """Maybe moves to another enterprise."""
        if self.model.look[self.number]:
            self.employer = self.model.enterprises[self.model.job[self.number]]

    def produce(self) -> None:
        """Works."""
        self.effort = self.model.effort[self.number]
        self.employer.effort += self.effort

    def pay(self) -> None:
        """Is paid by the employer."""
        pay = self.employer.wage * self.effort >> 10
        self.employer.deposits -= pay
        self.deposits += pay

    def consume(self) -> None:
        """Spends a quarter of its deposits."""
        spending = self.deposits >> 2
        self.deposits -= spending
        self.model.enterprises[self.model.shop[self.number]].deposits += spending

    def fused(self) -> None:
        """Does all four in one call."""
        model, number = self.model, self.number
        if model.look[number]:
            self.employer = model.enterprises[model.job[number]]
        employer, effort = self.employer, model.effort[number]
        employer.effort += effort
        pay = employer.wage * effort >> 10
        employer.deposits -= pay
        have = self.deposits + pay
        spending = have >> 2
        self.deposits = have - spending
        model.enterprises[model.shop[number]].deposits += spending


class Economy(mesa.Model):
    """All persons and enterprises."""

    def __init__(self, size: Size, state: Arrays, fused: bool = False) -> None:
        super().__init__()
        self.phases = ("fused",) if fused else ("hire", "produce", "pay", "consume")
        self.size, self.ids = size, id_hashes(size.persons)
        columns = [state[name].tolist() for name in ("wage", "productivity", "deposits_enterprise", "inventory")]
        self.enterprises = [Enterprise(self, *row) for row in zip(*columns, strict=True)]
        people = zip(state["employer"].tolist(), state["deposits_person"].tolist(), strict=True)
        self.persons = [Person(self, i, self.enterprises[j], money) for i, (j, money) in enumerate(people)]
        self.look: list[bool] = []
        self.job: list[int] = []
        self.effort: list[int] = []
        self.shop: list[int] = []

    def quarter(self, key: Any) -> None:
        """Draws for all persons, then calls every person once a phase and every enterprise once."""
        self.look = (draw(self.ids, key[0], UNIFORM_SHIFT) < LOOK_BELOW).tolist()
        self.job = draw_enterprise(self.size, self.ids, key[1]).tolist()
        self.effort = draw(self.ids, key[2], EFFORT_SHIFT).tolist()
        self.shop = draw_enterprise(self.size, self.ids, key[3]).tolist()
        for phase in self.phases:
            self.agents_by_type[Person].do(phase)
        self.agents_by_type[Enterprise].do("step")

    def arrays(self) -> Arrays:
        """Returns the state as arrays, as the other versions have it."""
        place = {enterprise: j for j, enterprise in enumerate(self.enterprises)}
        return {
            "employer": np.array([place[p.employer] for p in self.persons], np.int32),
            "deposits_person": np.array([p.deposits for p in self.persons], np.int64),
            "deposits_enterprise": np.array([e.deposits for e in self.enterprises], np.int64),
            "inventory": np.array([e.inventory for e in self.enterprises], np.int64),
        }


def run(economy: Economy) -> Economy:
    """Runs all steps."""
    for key in keys(economy.size):
        economy.quarter(key)
    return economy
