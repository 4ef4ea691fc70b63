"""Sector boards that negotiate capacity: everyone with a stake votes, a commission fits the sum to the fund, inputs follow by rounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
A = TypeVar("A", bound=Any)
"""A NumPy or a JAX array."""

SETTLED = 0.01
"""Change of any sector's capacity between rounds at which boards have agreed."""
SPEED = 0.5
"""Largest change (log) that a board decides at a time."""


@dataclass(frozen=True)
class Norms:
    """What those with a stake in a sector want of it (own construction; Devine names the parties and not their wishes)."""

    use_of_workers: float = 0.9
    """Use of capacity at which its workers want no change: spare capacity is idle time to them."""
    use_of_users: float = 0.75
    """The same for those who use the product: they want to be served at once."""
    attrition: float = 0.05
    """Workers accept no faster cut than people leave by themselves in a period."""


@dataclass(frozen=True)
class Negotiation:
    """What boards settled on."""

    capacity: Array
    """[sector]: after this period's changes."""
    wishes: Array
    """[party, sector]: changes (log) that workers, users, neighbours and the commission asked for at the end."""
    rounds: int
    settled: bool
    """Whether changes between rounds came below the tolerance."""


def gross(inputs: Array, final: Array) -> Array:
    """x = (I − A)⁻¹ f."""
    return np.asarray(np.linalg.solve(np.eye(len(final)) - inputs, final), dtype=np.float64)


def orders_served(orders: A, proposed: A, inputs: A) -> A:
    """[sector]: orders that reach each sector: one that is short lets its users make less, and they order less of others.

    Args:
        orders: [sector], what would be ordered if all could be made; proposed: [sector], capacities; inputs: [good, sector].
    """
    space = orders.__array_namespace__()
    served = space.minimum(1.0, proposed / space.maximum(orders, 1e-300))
    found: A = orders * space.min(space.where(inputs > 0, served[:, None], 1.0), axis=0) ** 0.5
    return found


def wishes_of(orders: A, capacity: A, bounds: A | float, norms: Norms) -> A:
    """[party, sector]: changes (log) of capacity that workers, users, neighbours and the commission ask for.

    Args:
        bounds: [sector], largest change (log) that neighbours bear; infinite where there is no burden.
    """
    space = orders.__array_namespace__()
    workers = space.maximum(space.log(orders / (norms.use_of_workers * capacity)), -norms.attrition)
    users = space.log(orders / (norms.use_of_users * capacity))
    commission = space.log(orders / (0.5 * (norms.use_of_workers + norms.use_of_users) * capacity))
    # Neighbours ask for nothing more than others do; where it is too much, they and the commission ask for less.
    neighbours = space.minimum(bounds, space.minimum(workers, users))
    found: A = space.stack([workers, users, neighbours, space.minimum(bounds, commission)])
    return found


def voted_change(wishes: A) -> A:
    """[sector]: what the median of four parties wants, the mean of the middle two, within the largest change."""
    space = wishes.__array_namespace__()
    one, two, three, four = wishes
    lower = space.maximum(space.minimum(one, two), space.minimum(three, four))
    upper = space.minimum(space.maximum(one, two), space.maximum(three, four))
    found: A = space.clip(0.5 * (lower + upper), -SPEED, SPEED)
    return found


def settled_capacity(wanted: A, kept: A, cost: A, fund: A | float, total: Callable[[A], Any]) -> A:
    """[sector]: capacities once the commission has cut all additions alike to what the fund pays.

    Args:
        wanted, kept: [sector], capacities asked for and what is left of those there are; total: sums over sectors.
    """
    space = wanted.__array_namespace__()
    additions = space.maximum(wanted - kept, 0.0)
    paid = space.minimum(1.0, fund / space.maximum(total(cost * additions), 1e-200))
    found: A = space.maximum(kept + paid * additions, 1e-12)
    return found


def _bounds(capacity: Array, nuisance: Array | None, bearable: Array | None) -> Array:
    """[sector]: largest change (log) that neighbours bear; infinite where there is no burden."""
    if nuisance is None or bearable is None:
        return np.full(capacity.shape, np.inf)
    burden = nuisance * capacity
    return np.where(burden > 0, np.log(np.maximum(bearable, 1e-300) / np.where(burden > 0, burden, 1.0)), np.inf)


def negotiate(
    inputs: Array, capacity: Array, final: Array, wear: Array | float, cost: Array, fund: float, nuisance: Array | None = None,
    bearable: Array | None = None, norms: Norms | None = None, tolerance: float = SETTLED, rounds: int = 50,
) -> Negotiation:  # fmt: skip
    """Rounds of boards and commission until no sector's capacity moves by more than the tolerance between rounds.

    In a round each board hears what the other sectors would order at the capacities proposed so far (what a sector can deliver bounds
    what others make), takes the median of what its four parties ask for, and the commission cuts all additions alike to what the fund pays.

    Args:
        inputs: [good, sector]; capacity: [sector]; final: [good], final demand at going prices.
        wear: share of capacity that wears out (one number or [sector]); cost: [sector], of a unit of capacity; fund: what may be spent on additions.
        nuisance: [sector], burden on neighbours a unit of capacity; bearable: [sector], what they bear. None: there is no burden.

    Source: devine-1988 (parties, negotiated coordination of changes in capacity); black-1948 (the median decides).
    Differs from source: wishes follow norms of use; Devine's boards settle by argument. With four parties the median is the mean of the middle two.
    """
    norms = norms or Norms()
    kept, orders, bounds = (1.0 - wear) * capacity, gross(inputs, final), _bounds(capacity, nuisance, bearable)
    proposed, wishes, turn = capacity.astype(np.float64), np.zeros((4, capacity.size)), 0
    for turn in range(1, rounds + 1):
        wishes = wishes_of(orders_served(orders, proposed, inputs), capacity, bounds, norms)
        settled = settled_capacity(capacity * np.exp(voted_change(wishes)), kept, cost, fund, np.sum)
        moved = float(np.max(np.abs(np.log(settled / proposed))))
        proposed = settled
        if moved <= tolerance:
            return Negotiation(proposed, wishes, turn, True)
    return Negotiation(proposed, wishes, turn, False)
