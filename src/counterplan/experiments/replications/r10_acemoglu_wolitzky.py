"""Force and effort go together; force always lowers welfare, falls where people have more elsewhere, and rises with demand."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np

from counterplan.core.variables import GRAIN
from counterplan.institutions.discipline.penal import Penal
from counterplan.physics import coercion
from counterplan.physics.parameters import Physics

from .check import Check, above, below

ID = "R10"
SOURCE = "acemoglu-wolitzky-2011"
COMPUTES = (
    "effort and force that pay best to an employer who may pay and punish (demand 1, outside .1, effort cost .3, force cost 3): least rise "
    "of effort over steps of force, largest rise of welfare (profit and what workers are left with) over the same steps, and what .1 more "
    "outside, .3 more demand and cheaper force (2) change. Then the force that the simulation's option 'penal' chooses (severity 1.5, guards "
    "1): what more outside, more demand and cheaper guards change"
)
CALLS = "physics.coercion.profit_from"
EVIDENCE = "verified"
NOTE = (
    "The signs are the abstract's. They hold where no pay follows failure, as the source assumes; where the outside offer is so good that "
    "workers are paid after failure too, more force first lowers effort in the same equations. At the centre of its priors the option "
    "'penal' uses all the force it may in this enterprise, so that neither demand, outside offers nor the cost of guards move it there."
)

DEMAND, OUTSIDE, EFFORT_COST, FORCE_COST = 1.0, 0.1, 0.3, 3.0
MOST = 0.8


def replicate() -> list[Check]:
    """Moves one thing at a time."""
    steps = [coercion.terms_at(force, DEMAND, OUTSIDE, EFFORT_COST, FORCE_COST) for force in np.linspace(0.0, 0.6, 13)]
    efforts = np.array([float(t.effort) for t in steps])
    welfare = np.array([float(t.profit + t.worker) for t in steps])
    base = coercion.terms(MOST, DEMAND, OUTSIDE, EFFORT_COST, FORCE_COST)
    better = coercion.terms(MOST, DEMAND, OUTSIDE + 0.1, EFFORT_COST, FORCE_COST)
    wanted = coercion.terms(MOST, DEMAND + 0.3, OUTSIDE, EFFORT_COST, FORCE_COST)
    cheap = coercion.terms(MOST, DEMAND, OUTSIDE, EFFORT_COST, FORCE_COST - 1.0)
    return [
        above("least rise of effort with force", np.diff(efforts).min()),
        above("effort with cheaper force", float(cheap.effort - base.effort)),
        below("largest rise of welfare with force", np.diff(welfare).max()),
        below("force where more is offered elsewhere", float(better.force - base.force)),
        below("effort where more is offered elsewhere", float(better.effort - base.effort)),
        above("force with more demand", float(wanted.force - base.force)),
        below("option 'penal': force where more is offered elsewhere", _penal(1.0, outside=0.6) - _penal(1.0)),
        above("option 'penal': force with more demand", _penal(1.0, sales=30.0) - _penal(1.0)),
        above("option 'penal': force with cheaper guards", _penal(0.6) - _penal(1.0)),
    ]


def _penal(guards: float, outside: float = 0.2, sales: float = 20.0) -> float:
    """Force that the simulation's rule chooses in an enterprise of ten, in utility that a unit of effort saves."""
    one = jnp.ones(1)
    effects = Penal(severity=1.5, guards=guards).produce(
        sector=jnp.array([GRAIN + 1]), trait_monitorability=0.6 * one, trait_disamenity=one, wage=one, price=one, expected_sales=sales * one,
        workers=10.0 * one, outside_income=outside * one, price_level=jnp.ones(()), reference_consumption=jnp.ones(()), effort_scale=one,
        campaign=jnp.zeros(()), freshness=jnp.ones(()), context={"coercion": jnp.asarray(0.7)}, physics=Physics(),
    )  # fmt: skip
    return float(effects.decide["coercion_pressure"][0])
