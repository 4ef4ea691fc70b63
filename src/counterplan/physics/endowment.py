"""The start of a run: one economy made from a scenario's figures, the same for every system (NumPy, host side)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from counterplan.core.economy import Economy
from counterplan.core.goods import SIX, Goods
from counterplan.core.randomness import host_uniform
from counterplan.core.table import VARIABLES
from counterplan.core.variables import GRAIN, Sizes, Variable

from .accounts import national_accounts, table_accounts, with_business_services
from .dealing import exact_share, interleave, spread_evenly
from .livelihood import kin_in_villages
from .parameters import Physics
from .places import OFFICE_SHARE, OFFICIAL, STANDARD_HEARTH, WORKING_AGE
from .population import fertility_by_age, fit_hazard, food_need, largest_growth, start_ages
from .purse import BUDGET_KEEPS
from .rest import HOME_WISH, Flows, Hearths, flows_at_rest, hearths_at_rest, taste_for_food

N_REGIONS = 4
"""Regions of every economy (assumed; the same at every number of persons)."""
FARM_TEAM, TOWN_TEAM = 20.0, 12.0
"""Workers of a farm and of an enterprise in town at the start; real sizes, whatever the number of persons (assumed)."""
SPARE_PLACES = 0.5
"""Places for new enterprises over those at the start."""
SPARE_GROWTH = 0.002
"""Growth of population a year, beyond the start's, for which slots are kept; a full table fails the replicate."""
PAY_AT_STAKE = 0.1
"""Part of a wage that hangs on effort at the start (assumed, .05 to .3; it sets the start's effort in towns, see `_town_effort`)."""
NECESSITY = (0.8, 0.5, 0.5, 0.5, 0.5, 0.5)
"""Part of the start's purchases that comes before anything else, by the part that a good plays (assumed; the frisch parameter of poor countries in
lluch-powell-williams-1977 gives .6 to .9 of all spending). Not swept yet."""
SCHOOL_YEARS = 11.0
"""Years from 7 to 18, in which the young are at school; at the start at least half of them are (assumed)."""
CAPACITY_USE = 0.9
"""Use of machines at the start in towns (assumed); farms use theirs fully."""
SKILL_SPREAD, NEED_SPREAD, NEED_BELOW = 0.25, 0.15, 0.1
"""Spread of the logs of skill (mean 1) and of the skill that techniques need, and how far the latter lies below (assumed)."""
JOINING = 6
"""Times that a hearth without an earner looks for another at the start."""
LUCK_SPREAD = 0.8
"""Spread of the logs of shares between persons (assumed)."""
STORE = (0.0, 0.25, 0.0, 1.25, 0.25, 0.25)
"""Product in store at the start, in quarters of output, by the part that a good plays (assumed; of food what lasts to the next harvest)."""


def sizes_for(n_persons: int, years: float, growth: float, sectors: Mapping[str, np.ndarray], workers: float, goods: Goods) -> Sizes:
    """Chooses the lengths of the axes: slots for a population that may grow, places for enterprises and hearths.

    Args:
        growth: yearly rate for which slots are kept (a full table fails the replicate).
    """
    slots = int(np.ceil(n_persons * np.exp(max(growth, 0.0) * years) * 1.05 / 64) * 64) + 256
    counts = enterprise_counts(n_persons * workers, sectors)
    places = sum(counts[1]) + sum(counts[2])
    farms = counts[0] // N_REGIONS
    towns = -(-places // N_REGIONS)
    block = int(slots / STANDARD_HEARTH / N_REGIONS * 1.1) + 8
    return Sizes(person=slots, enterprise=(farms + towns) * N_REGIONS, region=N_REGIONS, hearth_block=block, goods=goods)


def enterprise_counts(workers: float, sectors: Mapping[str, np.ndarray]) -> tuple[int, list[int], list[int]]:
    """Number of farms, and of open and spare enterprises in town by good (index 0 is the second good)."""
    share = sectors["employment_share"]
    farms = max(round(workers * share[GRAIN] / FARM_TEAM / N_REGIONS), 1) * N_REGIONS
    opened = [max(round(workers * s / TOWN_TEAM), 2) for s in share[1:]]
    return farms, opened, [max(int(np.ceil(n * SPARE_PLACES)), 2) for n in opened]


@dataclass(frozen=True)
class Frame:
    """What has one length in all replicates of a run, whatever figures each of them starts from."""

    sizes: Sizes
    enterprises: tuple[int, list[int], list[int]]
    """Number of farms, and of open and spare enterprises in town by good."""


def skill_fit() -> float:
    """Mean of skill over the skill needed, at most 1, at the start: E[min(exp d, 1)] for normal d."""
    mean, deviation = NEED_BELOW - 0.5 * SKILL_SPREAD**2, np.hypot(SKILL_SPREAD, NEED_SPREAD)
    short = np.exp(mean + 0.5 * deviation**2) * ndtr(-(mean + deviation**2) / deviation)
    return float(short + ndtr(mean / deviation))


def hands_at_start() -> float:
    """Labour over output, both in units of product, at which machines used as at the start give that output: the inverse of `ces`."""
    power = (1.0 - Physics().substitution) / Physics().substitution
    return float((2.0 - CAPACITY_USE**power) ** (-1.0 / power))


class Endowment:
    """Makes the state at the start for any replicate of one scenario.

    Args:
        frame: lengths of the axes and numbers of enterprises, where another start gives them (default: by these figures).
        economy: goods, inputs and uses of a table (default: the six goods).
    """

    def __init__(
        self, figures: Mapping[str, float], sectors: Mapping[str, np.ndarray], n_persons: int, years: float, frame: Frame | None = None,
        economy: Economy | None = None,
    ) -> None:  # fmt: skip
        self.figures, self.n_persons, self.economy = figures, n_persons, economy
        self.goods = economy.goods if economy else SIX
        self.sectors = sectors = dict(sectors) if economy else with_business_services(figures, sectors)
        self.accounts = table_accounts(figures, sectors, economy) if economy else national_accounts(figures, sectors)
        deaths, births, old = figures["crude_death_rate"], figures["crude_birth_rate"], figures.get("share_65_and_over")
        self.hazard = fit_hazard(deaths, births, figures["infant_mortality"], old)
        self.ages = start_ages(self.hazard, deaths, births, old)
        self.fertility = fertility_by_age(births, self.ages)
        self.able_share = float(self.ages[WORKING_AGE[0] // 4 : WORKING_AGE[1] // 4].sum())
        self.jobless = figures.get("unemployment_rate", 0.0)
        self.participation = min(figures["participation_rate"] / (1.0 - self.jobless) / self.able_share, 1.0)
        self.workers = self.able_share * self.participation * (1.0 - self.jobless)
        growth = (births - deaths) / 1000.0
        usual = Physics()
        largest = largest_growth(self.hazard, self.fertility, self.ages, years, usual.health_progress, usual.fertility_survival)
        self.extra_growth = max(largest - growth, 0.0)
        self.flows = self._flows()
        self.town_effort = self._town_effort()
        self.schooling = figures.get("schooling_years", 3.0)
        self.frame = frame or self.frame_for(years, growth)
        self.sizes = self.frame.sizes

    def frame_for(self, years: float, growth: float) -> Frame:
        """Chooses lengths for a population that grows at a yearly rate, what its young age adds, and a margin over both."""
        yearly = max(growth + self.extra_growth, 0.0) + SPARE_GROWTH
        sizes = sizes_for(self.n_persons, years, yearly, self.sectors, self.workers, self.goods)
        return Frame(sizes, enterprise_counts(self.n_persons * self.workers, self.sectors))

    def draw(self, seed: int, replicate: int, stream: str, ids: np.ndarray) -> np.ndarray:
        """Uniform draws for the start, by name and id."""
        return host_uniform(seed, replicate, "start: " + stream, ids)

    def state(self, seed: int, replicate: int) -> dict[str, np.ndarray]:
        """Returns all variables at the start of one replicate."""
        values: dict[str, Any] = {name: _blank(v, self.sizes) for name, v in VARIABLES.items()}
        values |= self._constants()
        values |= self._enterprises(seed, replicate)
        values |= self._persons(seed, replicate, values)
        values |= self._levels(values)
        return {name: np.asarray(values[name], VARIABLES[name].dtype) for name in values}

    def _constants(self) -> dict[str, Any]:
        f, acc = self.figures, self.accounts
        final = acc.final_demand.copy()
        people, necessity = self._used(), self._necessity()
        eaters = float((self.ages * food_need()).sum())
        hours = self.sectors["employment_share"] * self.workers * 13.0 * f["weekly_hours"]
        farm = np.arange(len(self.goods)) == GRAIN
        work = hours * skill_fit() * np.where(farm, 1.0, self.town_effort)
        hands, use = np.where(farm, 1.0, hands_at_start()), np.where(farm, 1.0, CAPACITY_USE)
        capital = f["capital_output_ratio"] * f["gdp_per_head"] * self.sectors["capital_share"]
        food = float((people * np.array(self.goods.energy)).sum())
        free = people / eaters - necessity
        return {
            "base_inputs": acc.inputs, "need_price": np.ones(len(self.goods)), "necessity": necessity,
            "taste": np.where(people > 0, free / free.sum(), 0.0),
            "start_hours": hours, "start_output": acc.gross_output, "basket": final,
            "start_wage_share": self._unit_costs()[0] / (1.0 - acc.inputs.sum(axis=0)),
            "start_return": (1.0 - self._unit_costs()[1]) * acc.gross_output / capital,
            "start_machine_growth": (f["investment_share"] / f["capital_output_ratio"] - f["depreciation_rate"]) / 4.0,
            "start_labour": work / (acc.gross_output * hands), "start_capital": capital * use / acc.gross_output,
            "region_soil": np.ones(N_REGIONS), "hazard": self.hazard, "fertility": self.fertility,
            "food_need": food_need(),
            "grain_need": food / eaters * f["subsistence_calories"] / f["calories_per_head"],
            "kcal_per_unit": f["calories_per_head"] / food,
            "gap_to_frontier": f["technique_gap"], "start_gdp_per_head": f["gdp_per_head"],
            "start_school_reach": min(max(0.5, self.schooling / SCHOOL_YEARS), 1.0), "schooling_level": self.schooling,
            "start_provision_share": f["provision_share"],
            "start_provision": self._services(people), "provision_stock": self._services(people),
            "frontier_growth": f["frontier_growth"], "harvest_deviation": f["harvest_deviation"],
            "land_elasticity": f["land_elasticity"], "depreciation": f["depreciation_rate"] / 4.0,
            "start_hours_norm": f["weekly_hours"], "start_participation": self.participation,
            "start_unemployment": self.jobless,
            "persons_per_simulated": f["population"] / self.n_persons, "start_population": self.n_persons,
            "effort_scale": self._effort_scale(),
            "reference_consumption": self._adult_consumption(),
        }  # fmt: skip

    def _services(self, people: np.ndarray) -> float:
        """Services a head and quarter, those of public provision included."""
        f = self.figures
        own = float((people * np.array(self.goods.service)).sum())
        return own + f["gdp_per_head"] / 4.0 * f["provision_share"]

    def _flows(self) -> Flows:
        """Flows of a quarter at rest and the money that pays them, per head (`rest.flows_at_rest`)."""
        f, shares = self.figures, self.sectors
        quarter, farm = f["gdp_per_head"] / 4.0, np.arange(len(self.goods)) == GRAIN
        capital = f["capital_output_ratio"] * f["gdp_per_head"] * shares["capital_share"]
        pledged = np.where(farm, 0.0, shares["capital_share"])
        debt = f.get("enterprise_debt", 0.0) * f["gdp_per_head"] * pledged / max(pledged.sum(), 1e-9)
        wages = np.where(farm, 0.0, self._town_wage() * shares["employment_share"] * self.workers)
        people = quarter * f["consumption_share"] * shares["consumption_share"]
        parts = self._parts_needed()
        kept = (1.0 - Physics().spend_from_income) / Physics().spend_from_wealth
        return flows_at_rest(
            self.accounts, self.goods, 1.0, wages, quarter * f["investment_share"] * shares["capital_share"], debt, capital, self._rural(),
            HOME_WISH * parts[GRAIN], (f["provision_share"] + f["arms_share"]) * quarter, kept * float((people * (1.0 - parts)).sum()),
        )  # fmt: skip

    def _rural(self) -> float:
        """Share of people in villages."""
        return float(self.sectors["employment_share"][GRAIN] * (1.0 - self.jobless))

    def _used(self) -> np.ndarray:
        """Goods that people use a head and quarter, by good: what they spend on, food less what spoils."""
        people: np.ndarray = self.figures["gdp_per_head"] / 4.0 * self.figures["consumption_share"] * self.sectors["consumption_share"]
        return np.where(np.arange(len(people)) == GRAIN, people * self.flows.eaten / max(self.accounts.final_demand[GRAIN], 1e-9), people)

    def _parts_needed(self) -> np.ndarray:
        """Part of what people use that comes before anything else, by good."""
        return np.where(np.array(self.goods.energy) > 0, NECESSITY[GRAIN], self.goods.mean(NECESSITY))

    def _necessity(self) -> np.ndarray:
        """Units that come before anything else, a standard eater."""
        needed: np.ndarray = self._parts_needed() * self._used() / float((self.ages * food_need()).sum())
        return needed

    def _effort_scale(self) -> float:
        """What a unit of effort gains in utility for a household on its own land at the start (there effort is 1)."""
        share, people = self.sectors["value_added_share"][GRAIN], self.sectors["employment_share"][GRAIN]
        product = self.accounts.value_added[GRAIN] / (people * self.workers)
        need = (share / people) ** -1.0
        return float((1.0 - self.figures["land_elasticity"]) * product / self._adult_consumption() * need)

    def _town_effort(self) -> float:
        """Effort at the start of people who work for pay in towns (on the land it is 1).

        Equation: e = (stake·wage / (consumption in towns·κ))^η, the rule of `effort.choose_effort` with a stake that no
        institution sets. With one effort for all scenarios every system would first fall or rise to another.
        """
        town, flows = 1.0 - self._rural(), self.flows
        received = (float(flows.wages.sum()) + town * (flows.declared + flows.interest_persons)) * (1.0 - flows.tax)
        in_towns = received / town / float((self.ages * food_need()).sum())
        gain = PAY_AT_STAKE * self._town_wage() / in_towns / self._effort_scale()
        return float(gain ** Physics().effort_elasticity)

    def _adult_consumption(self) -> float:
        return float(self._used().sum() / (self.ages * food_need()).sum())

    def _places(self) -> tuple[np.ndarray, np.ndarray]:
        """Good made at each place and whether an enterprise is there at the start."""
        n = self.sizes.enterprise
        farms, opened, spare = self.frame.enterprises
        sector = np.full(n, -1)
        is_open = np.zeros(n, bool)
        sector[:farms], is_open[:farms] = GRAIN, True
        goods = [g for g, count in enumerate(opened, start=1) for _ in range(count)]
        goods = interleave(goods)
        extra = interleave([g for g, count in enumerate(spare, start=1) for _ in range(count)])
        town = goods + extra + [GRAIN + 1] * (n - farms - len(goods) - len(extra))
        sector[farms:], is_open[farms : farms + len(goods)] = town, True
        return sector, is_open

    def _enterprises(self, seed: int, replicate: int) -> dict[str, Any]:
        n = self.sizes.enterprise
        sector, is_open = self._places()
        ids = np.arange(n)
        constants = self._constants()
        farm = sector == GRAIN
        use = np.where(farm, 1.0, CAPACITY_USE)
        spread = np.exp(0.25 * (2.0 * self.draw(seed, replicate, "size", ids) - 1.0))
        total = np.bincount(sector[is_open], weights=spread[is_open], minlength=len(self.goods))
        part = np.where(is_open, spread / np.maximum(total, 1e-9)[sector], 0.0)
        output = self.accounts.gross_output[sector] * self.n_persons * part
        jitter = np.exp(0.15 * (2.0 * self.draw(seed, replicate, "technique", ids) - 1.0))
        jitter /= np.bincount(sector, weights=part * jitter, minlength=len(self.goods))[sector]  # weighed by size, labour adds to the figure
        capital = constants["start_capital"][sector]
        need = self.accounts.inputs.T[sector]

        def normal(name: str) -> np.ndarray:
            return _normal(self.draw(seed, replicate, name, ids))

        wage = self._town_wage()
        cost = self._unit_costs()[1][sector]
        flows, size = self.flows, self.n_persons * part
        store = np.where(farm, flows.store * size, np.array(self.goods.mean(STORE))[sector] * output)
        owed = self.figures.get("enterprise_debt", 0.0) * self.figures["gdp_per_head"] * self.n_persons
        pledged = np.where(farm, 0.0, part * self.sectors["capital_share"][sector])
        return {
            "enterprise_id": ids + 1, "next_enterprise_id": np.int64(n + 1), "open": is_open, "sector": sector,
            "trading_quarters": np.where(is_open, VARIABLES["trading_quarters"].start, 0), "region_enterprise": ids % N_REGIONS,
            "land": np.where(sector == GRAIN, 4.0 * output, 0.0),
            "machines": np.floor(output * capital / use * 1e6),
            "inventory": np.floor(store * 1e6), "inputs": np.floor(need * output[:, None] * 0.5 * 1e6),
            "deposits_enterprise": np.floor(flows.money[sector] * size * 100),
            "debt_finance": np.ones(n),  # nobody repays early before the residual rule has spoken
            "debt_enterprise": np.floor(owed * pledged / max(pledged.sum(), 1e-9) * 100),
            "technique_labour": constants["start_labour"][sector] * jitter, "technique_materials": np.ones(n),
            "technique_capital": capital, "trait_skill": np.exp(NEED_SPREAD * normal("skill") - NEED_BELOW),
            "trait_monitorability": 1.0 / (1.0 + np.exp(-normal("monitorability"))),
            "trait_disamenity": np.exp(0.3 * normal("disamenity") - 0.045),
            "work_each": 13.0 * self.figures["weekly_hours"] * skill_fit() * np.where(farm, 1.0, self.town_effort),
            "mean_effort": np.where(farm, 1.0, self.town_effort), "wage": np.full(n, wage), "cost_wage": np.full(n, wage),
            "hours_norm": np.full(n, self.figures["weekly_hours"]),
            "unit_cost": cost, "mark_up": np.clip(1.0 / cost - 1.0, 0.02, 3.0), "price": np.ones(n),
            "expected_sales": output, "output": output, "potential": output, "capacity": output / use,
            "target_output": output, "reported_output": output,
            "reported_capacity": output / use, "market_share": part,
            "expected_harvest": 4.0 * output, "last_harvest": 4.0 * output, "reported_harvest": 4.0 * output,
            "desired_workers": part * jitter * self.n_persons * self.workers * self.sectors["employment_share"][sector],
            "labour_fielded": np.where(sector == GRAIN, 1.0 * output * constants["start_labour"][sector], 0.0),
            "sales": output, "orders": output, "offered": np.where(farm, (flows.mills + flows.eaten - flows.home) * size, 0.0),
        }  # fmt: skip

    def _unit_costs(self) -> tuple[np.ndarray, np.ndarray]:
        """Wages in a unit of each good as they are paid, and its whole cost as sellers reckon it.

        Sellers reckon with the labour of their technique (`costs.labour_cost_of_unit`), of which less is needed where machines have room to spare.
        """
        f, acc, people = self.figures, self.accounts, self.sectors["employment_share"] * self.workers
        farm = np.arange(len(self.goods)) == GRAIN
        wage = np.where(farm, acc.value_added[GRAIN] / people[GRAIN], self._town_wage())
        paid = wage * people / acc.gross_output
        wear = f["capital_output_ratio"] * f["gdp_per_head"] * self.sectors["capital_share"] * f["depreciation_rate"] / 4.0 / acc.gross_output
        wear = wear * np.where(farm, 1.0, CAPACITY_USE)
        return paid, paid / np.where(farm, 1.0, hands_at_start()) + acc.inputs.sum(axis=0) + wear

    def _town_wage(self) -> float:
        value = self.accounts.value_added[1:].sum() * self.figures["labour_share"]
        return float(value / (self.sectors["employment_share"][1:].sum() * self.workers))

    def _persons(self, seed: int, replicate: int, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        n, sizes = self.sizes.person, self.sizes
        ids = np.arange(n)
        alive = ids < self.n_persons

        def draw(name: str) -> np.ndarray:
            return self.draw(seed, replicate, name, ids + 1)

        years = np.searchsorted(np.cumsum(self.ages), draw("age")).clip(0, 100)
        age = years * 4 + (draw("quarter of birth") * 4).astype(int)
        region = (draw("region") * N_REGIONS).astype(int)
        on_land = self.sectors["employment_share"][GRAIN] * (1.0 - self.jobless)
        participates = draw("participates") < self.participation
        able = alive & participates & (age >= WORKING_AGE[0]) & (age < WORKING_AGE[1])
        town = ~exact_share(draw("town"), on_land, (able, alive & ~able))
        idle = town & (draw("jobless") < self.jobless / (1.0 - on_land))
        block_people = np.bincount((2 * region + town)[alive], minlength=2 * N_REGIONS)
        in_use = np.clip(np.rint(block_people / STANDARD_HEARTH), 1, sizes.hearth_block).astype(int)
        place = (draw("hearth") * in_use[2 * region + town]).astype(int)
        hearth = (2 * region + town) * sizes.hearth_block + place
        farms = int((values["sector"] == GRAIN).sum()) // N_REGIONS
        employer = np.where(able & ~town, (place % farms) * N_REGIONS + region, -1)
        weights = np.where(values["sector"] == GRAIN, 0.0, values["desired_workers"])
        hired = able & town & ~idle
        seat = np.searchsorted(np.cumsum(weights), spread_evenly(draw("first job"), hired) * weights.sum()).clip(0, sizes.enterprise - 1)
        employer = np.where(hired, seat, employer)
        hearth = self._joined(seed, replicate, hearth, alive, town, employer >= 0, in_use)
        grown = alive & (age >= 64)
        top = draw("owner") < 0.1
        wealth = self.figures["wealth_share_top_decile"]
        luck = np.exp(LUCK_SPREAD * _normal(draw("wealth")) - 0.5 * LUCK_SPREAD**2)
        owned = np.where(top, wealth / 0.1, (1 - wealth) / 0.9) * luck * 1000.0
        schooling = np.clip(draw("schooling") * 2.0 * self.schooling, 0, None)
        skill = np.exp(SKILL_SPREAD * _normal(draw("skill")) - 0.5 * SKILL_SPREAD**2)
        eaters, owned = np.where(alive, food_need()[np.minimum(years, 100)], 0.0), np.where(grown, np.floor(owned), 0)
        rest = self._at_rest(hearth, grown, eaters, town, hired, alive & (employer >= 0) & ~town, skill, owned)
        return {
            "person_id": np.where(alive, ids + 1, -1 - ids), "alive": alive, "participates": participates,
            "female": draw("sex") < 0.488, "age": np.where(alive, age, 0), "hearth": hearth,
            "employer": np.where(alive, employer, -1), "office": np.where(alive & (draw("office") < OFFICE_SHARE) & grown, OFFICIAL, 0),
            "jobless": np.where(able & idle, 1 + (draw("quarters without work") * 3).astype(int), 0),
            "origin": np.full(n, -1),
            "deposits_person": np.floor(rest.money * 100), "shares_person": owned,
            "skill": skill, "schooling": np.where(age >= 28, schooling, 0.0), "consumption": rest.consumption, "habit": rest.consumption,
            "nutrition": np.full(n, self.figures["calories_per_head"] / self.figures["subsistence_calories"]),
            "effort": np.where(town, self.town_effort, 1.0), "hours": np.full(n, self.figures["weekly_hours"]),
            "taste": self._taste(values["taste"], rest),
            "hearths_village": in_use.reshape(-1, 2)[:, 0], "hearths_town": in_use.reshape(-1, 2)[:, 1],
        }  # fmt: skip

    def _joined(
        self, seed: int, replicate: int, hearth: np.ndarray, alive: np.ndarray, town: np.ndarray, earns: np.ndarray, in_use: np.ndarray
    ) -> np.ndarray:  # fmt: skip
        """Moves hearths in towns in which nobody earns in with others of their town, as `demography.take_in` would quarter by quarter."""
        block = self.sizes.hearth_block
        for turn in range(JOINING):
            earners = np.bincount(hearth, weights=alive & earns, minlength=2 * N_REGIONS * block)
            stranded = alive & town & (earners[hearth] == 0)
            if not stranded.any():
                break
            place = (self.draw(seed, replicate, f"relatives {turn}", hearth) * in_use[hearth // block]).astype(int)
            hearth = np.where(stranded, hearth // block * block + place, hearth)
        return hearth

    def _at_rest(
        self, hearth: np.ndarray, grown: np.ndarray, eaters: np.ndarray, town: np.ndarray, hired: np.ndarray, farms: np.ndarray, skill: np.ndarray,
        owned: np.ndarray,
    ) -> Hearths:  # fmt: skip
        """Money and use of goods by person, from what everybody receives in a quarter at rest."""
        flows, n = self.flows, self.n_persons
        paid = hired * skill * flows.wages.sum() * n / max(float((hired * skill).sum()), 1e-9)
        paid = paid + farms * flows.village_pay * n / max(float(farms.sum()), 1.0) + owned * flows.declared * n / max(float(owned.sum()), 1.0)
        after = 1.0 - flows.tax
        home = flows.home / max(self._rural() * float((self.ages * food_need()).sum()), 1e-9)
        return hearths_at_rest(
            hearth, 2 * N_REGIONS * self.sizes.hearth_block, grown, eaters, town, paid * after, flows.interest_persons * n * after,
            self._necessity()[: self.goods.bought], home,
        )  # fmt: skip

    def _taste(self, taste: np.ndarray, rest: Hearths) -> np.ndarray:
        """Parts of free spending by good, at which the food that shops have is bought."""
        food = taste_for_food(rest, (self.flows.eaten - self.flows.home) * self.n_persons)
        others = np.where(np.arange(len(taste)) == GRAIN, 0.0, taste)
        if taste[GRAIN] <= 0 or others.sum() <= 0:
            return taste
        changed: np.ndarray = others * (1.0 - food) / others.sum()
        changed[GRAIN] = food
        return changed

    def _village_income(self) -> float:
        """What a worker of the land lives on a quarter: pay after tax, and food of the village's own."""
        earned = self.flows.village_pay * (1.0 - self.flows.tax) + self.flows.home
        return float(earned / (self.sectors["employment_share"][GRAIN] * self.workers))

    def _outside_income(self, village: float, kin: float) -> float:
        """What a quarter without a job is worth where no floor is paid (`livelihood.update_levels`)."""
        idle = Physics().worth_of_time * self._town_wage()
        return idle + kin * max(Physics().village_share * village - idle, 0.0)

    def _start_orders(self) -> np.ndarray:
        """Goods that the budget orders a quarter at the start."""
        gdp = self.figures["gdp_per_head"] / 4.0 * self.n_persons
        provision, arms = np.array(self.goods.provision), np.array(self.goods.arms)
        return gdp * self.figures["provision_share"] * provision + gdp * self.figures["arms_share"] * arms

    def _start_machines(self, values: dict[str, np.ndarray]) -> np.ndarray:
        """Machines ordered a quarter at the start, in proportion to those in place."""
        part = values["machines"] * values["open"]
        machines = self.figures["gdp_per_head"] / 4.0 * self.figures["investment_share"]
        ordered: np.ndarray = part / part.sum() * machines * self.n_persons
        return ordered

    def _asked(self) -> np.ndarray:
        """Goods wanted a head and quarter, by good: final uses and inputs; of food what is bought in shops."""
        asked = self.accounts.gross_output.copy()
        asked[GRAIN] = self.flows.eaten - self.flows.home
        return asked

    def _finding(self) -> float:
        """Chance a quarter to find work at which as many find it as leave it: f = s/(s + u/(1 − u)); where no unemployment is known the usual one."""
        if self.jobless <= 0:
            return float(VARIABLES["finding_rate"].start)
        leave, idle = float(VARIABLES["separation_rate"].start), self.jobless / (1.0 - self._rural())
        return leave / (leave + idle / (1.0 - idle))

    def _levels(self, values: dict[str, np.ndarray]) -> dict[str, Any]:
        f, flows, n = self.figures, self.flows, self.n_persons
        n_at_work = np.bincount(values["employer"][values["employer"] >= 0], minlength=self.sizes.enterprise)
        village, kin = self._village_income(), float(kin_in_villages(self.sectors["employment_share"][GRAIN], Physics()))
        spending = (f["provision_share"] + f["arms_share"]) * f["gdp_per_head"] / 4.0 * n
        past = np.tile(self.accounts.gross_output * self.n_persons, (4, 1))
        grain_year = past[:, GRAIN].sum()
        past[:, GRAIN] = 0.0
        past[2, GRAIN] = grain_year
        hours = np.tile(self._constants()["start_hours"] * self.n_persons, (4, 1))
        used = self.accounts.inputs.T * self.accounts.gross_output[:, None] * self.n_persons
        capital = f["capital_output_ratio"] * f["gdp_per_head"] * self.sectors["capital_share"] * self.n_persons
        return {
            "workers": n_at_work, "wage_level": self._town_wage(), "start_wage": self._town_wage(),
            "village_income": village, "kin_on_land": kin, "outside_income": self._outside_income(village, kin),
            "deposits_state": np.floor(BUDGET_KEEPS * spending * 100), "deposits_bank": np.floor(flows.bank_funds * n * 100),
            "deposits_fund": np.floor(flows.declared * n * 100),
            "tax_rate": flows.tax, "taxable_income": flows.incomes * n, "income_total": flows.receipts * n,
            "demand": self._asked() * n, "supplied": self._asked() * n,
            "finding_rate": self._finding(),
            "investment_share": f["investment_share"],
            "arms_share": f["arms_share"], "provision_share": f["provision_share"],
            "past_output": past, "past_hours": hours, "past_inputs": np.tile(used, (4, 1, 1)),
            "past_worn": np.tile(capital * f["depreciation_rate"] / 4.0, (4, 1)),
            "desired_hours": f["weekly_hours"],
            "reported_by_good": self.accounts.gross_output * self.n_persons,
            "consumption_plan": self.accounts.final_demand * self.n_persons,
            "state_order": self._start_orders(), "desired_machines": self._start_machines(values),
        }  # fmt: skip


def _blank(variable: Variable, sizes: Sizes) -> np.ndarray:
    return np.full(sizes.shape(variable), variable.start, dtype=variable.dtype)


def _normal(uniform: np.ndarray) -> np.ndarray:
    deviates: np.ndarray = np.clip(ndtri(np.clip(uniform, 1e-9, 1 - 1e-9)), -3.0, 3.0)
    return deviates


__all__ = ["Endowment", "Frame"]
