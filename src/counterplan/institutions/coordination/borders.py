"""Borders inside the office that hands inputs out: between branches or between regions. No rule of its own."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from counterplan.physics.integers import sum_by, tree_sum
from counterplan.planning.execution import fill_by_priority, reserved_by_region


class Links(NamedTuple):
    """Borders inside the office across which deliveries fail: between branches, between regions, or partly both."""

    wall: Array | float
    """Part of what would cross a border that does not."""
    regional: Array | float
    """0: borders between branches (ministries), 1: between regions (cells)."""
    region: Array
    """int32 [enterprise]."""
    n_regions: int


def through_links(input_request: Array, stock: Array, for_inputs: Array, priority: Array, sector: Array, links: Links) -> Array:
    """Part of each request that is met (float64 [enterprise, good]) where the office has borders.

    Each region holds a share of its product back for its own users; the rest is handed out to all, and of that only part reaches users
    of another branch than the maker's. With a wall of 0 it is one office.
    Source: qian-xu-1993, qian-roland-xu-2006 (organisation by branch or by region), own construction (form).
    """
    n, m = links.n_regions, for_inputs.shape[0]
    cell = links.region * m + sector
    held, over = links.wall * links.regional, 1.0 - links.wall * (1.0 - links.regional)
    asked = sum_by(jnp.rint(input_request * 1e6).astype(jnp.int64), cell, m * n).astype(jnp.float64).reshape(n, m, m) / 1e6
    store = sum_by(jnp.rint(stock * 1e6).astype(jnp.int64), cell, m * n).astype(jnp.float64).reshape(n, m) / 1e6
    part = store / jnp.maximum(tree_sum(store), 1e-12)
    own = reserved_by_region(asked, part * for_inputs, held)
    left = asked - own
    filled = fill_by_priority(left.reshape(m * n, m), (1.0 - held) * for_inputs, jnp.tile(priority, n)).reshape(n, m, m)
    met = own + filled * jnp.where(jnp.eye(m, dtype=bool), 1.0, over)
    return jnp.where(asked > 0, met / jnp.maximum(asked, 1e-12), 0.0).reshape(m * n, m)[cell]
