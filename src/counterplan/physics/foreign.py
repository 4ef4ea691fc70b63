"""Trade with the rest of the world: the same prices, the same arithmetic and the same accounts for every economy.

The world has one sector in the ledger, which holds money (`deposits_abroad`, negative where the world owes) and takes or gives goods.
Institutions of openness say how much trade is let through, at what tariff and on how much credit; whoever sells a good at home also buys
it abroad, or sells it there, where that pays.
"""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from counterplan.core.effects import Account, Conversion, Effects, Transfer, hundredths, millionths
from counterplan.core.goods import Goods
from counterplan.core.variables import GRAIN, Sizes

from .integers import ratio, take, total
from .output import net_output
from .parameters import Physics

TRADED = (1.0, 1.0, 0.0, 1.0, 1.0, 0.0)
"""Part of a good that can cross borders, by the part that it plays: services and arms do not."""
MACHINERY = (0.0, 0.0, 0.0, 0.0, 1.0, 0.0)
"""Part of a good whose price abroad is that of machines."""
LARGEST_PART = 0.5
"""Largest part of what is at hand that is exported in a quarter, and of money at hand that is spent on imports (assumed)."""
HOME_FIRST = 0.1
"""Unmet share of home demand at which nothing of a good is sent abroad (assumed). Without it plans whose prices lie below the world's sent abroad
a third of the materials that their own enterprises lacked."""
FASTEST = 0.05
"""Largest change of the exchange rate a quarter (log, assumed)."""


def world_prices(goods: Goods, gap_to_frontier: Array, physics: Physics) -> Array:
    """The world's prices over those of this economy at the start, in world money (float64 [good]); they do not move.

    Equation: machines (gap to the world's best)^slope, all else 1: where techniques lag, machines are dear beside other goods.
    Source: hsieh-klenow-2007.
    """
    machines = jnp.minimum(gap_to_frontier, 1.0) ** physics.machine_price_slope
    part = jnp.array(goods.mean(MACHINERY))
    return (1.0 - part) + part * machines


def trade_abroad(
    *, open: Array, sector: Array, inventory: Array, offered: Array, output: Array, price: Array, deposits_enterprise: Array,
    expected_sales: Array, demand: Array, supplied: Array, gap_to_frontier: Array, exchange_rate: Array, trade_share: Array, tariff_rate: Array,
    foreign_credit: Array, deposits_abroad: Array, past_output: Array, past_inputs: Array, price_level: Array, sales: Array, orders: Array,
    import_share: Array, physics: Physics, sizes: Sizes,
) -> Effects:  # fmt: skip
    """Buys abroad what costs less there and sells what brings more; the exchange rate moves with the balance and with debt.

    Equation: imports = t·[ρ·ln(p/landed) + unmet share]·expected sales where p > landed = e·p*·(1 + tariff); exports =
    t·ρ·ln(e·p*/p)·(what is at hand), less as buyers at home go without and none where a tenth of home demand is unmet; imports
    beyond exports are lent up to the credit that the world gives;
    Δln e = .2·(M − X)/(M + X + .02·GDP) + .05·(debt abroad over a year's GDP), bounded.
    Source: own construction, after krugman-obstfeld-melitz (small country, law of one price in the long run).
    Invariant: the world's money, goods out and goods in are counted; nothing is given.
    Silent on: varieties, so that no good is both bought and sold; capital flows other than trade credit; migration.
    """
    abroad = exchange_rate * world_prices(sizes.goods, gap_to_frontier, physics)
    landed = abroad * (1.0 + tariff_rate)
    mine = jnp.where(open, jnp.array(sizes.goods.mean(TRADED))[sector], 0.0)
    year = 4.0 * net_output(past_output, past_inputs) * price_level
    cheaper = jnp.clip(jnp.log(jnp.maximum(price, 1e-9) / landed[sector]), 0.0, 1.0)
    dearer = jnp.clip(jnp.log(abroad[sector] / jnp.maximum(price, 1e-9)), 0.0, 1.0)
    lack = jnp.clip(1.0 - ratio(supplied, demand, 1.0), 0.0, 1.0)[sector]
    wish = trade_share * jnp.where(cheaper > 0, physics.trade_response * cheaper + lack, 0.0) * expected_sales
    money = LARGEST_PART * deposits_enterprise / 100.0
    wish = mine * wish * jnp.minimum(ratio(money, wish * landed[sector], 1.0), 1.0)
    at_hand = jnp.where(sector == GRAIN, jnp.minimum(offered, inventory / 1e6), inventory / 1e6)
    spare = jnp.clip(1.0 - lack / HOME_FIRST, 0.0, 1.0)
    part = spare * jnp.minimum(trade_share * physics.trade_response * dearer, LARGEST_PART)
    sent = jnp.minimum(millionths(mine * part * at_hand), inventory)
    earned = sent / 1e6 * abroad[sector]
    room = jnp.maximum(foreign_credit * year - deposits_abroad / 100.0 + total(earned), 0.0)
    brought = millionths(wish * jnp.minimum(ratio(room, total(wish * abroad[sector]), 1.0), 1.0))
    spent = brought / 1e6 * abroad[sector]
    balance = ratio(total(spent) - total(earned), total(spent) + total(earned) + 0.02 * year)
    move = jnp.clip(0.2 * balance + 0.05 * ratio(deposits_abroad / 100.0, year), -FASTEST, FASTEST)
    units_out, units_in = sent / 1e6, brought / 1e6
    firm, world = Account("deposits_enterprise"), Account("deposits_abroad")
    return Effects(
        decide={
            "exchange_rate": exchange_rate * jnp.exp(move), "landed_price": landed, "sales": sales + units_out, "orders": orders + units_out,
            "offered": jnp.where(sector == GRAIN, jnp.maximum(offered + units_in - units_out, 0.0), offered),
            "import_share": 0.75 * import_share + 0.25 * ratio(units_in, units_in + output),
        },
        transfers=(
            Transfer("import", firm, world, hundredths(spent), paid_by="input_bill"),
            Transfer("export", world, firm, hundredths(earned), paid_to="revenue"),
            Transfer("tax", firm, Account("deposits_state"), hundredths(tariff_rate * spent)),
        ),
        conversions=(Conversion("inventory", brought, "imported"), Conversion("inventory", -sent, "exported")),
    )  # fmt: skip


def cost_with_imports(cost: Array, import_share: Array, landed_price: Array, sector: Array) -> Array:
    """Mean cost of a unit to whoever sells it, made at home or bought abroad (float64 [enterprise])."""
    return cost + import_share * (take(landed_price, sector) - cost)
