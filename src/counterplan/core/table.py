"""The variable table: every array of the state, named, shaped, given its unit and explained once.

Docs, result attributes and pages are generated from here. Rules may bring variables of their own.
"""

from __future__ import annotations

from .accounts import MONEY_STOCKS
from .variables import Axis, Kind, Variable

_P: tuple[Axis, ...] = ("person",)
_E: tuple[Axis, ...] = ("enterprise",)
_EG: tuple[Axis, ...] = ("enterprise", "input")
_G: tuple[Axis, ...] = ("good",)
_R: tuple[Axis, ...] = ("region",)
_H: tuple[Axis, ...] = ("hearth",)
_NONE: tuple[Axis, ...] = ()


def _table(axes: tuple[Axis, ...], kind: Kind, rows: str) -> list[Variable]:
    """Reads rows 'name | dtype | unit | meaning [| start]'."""
    found = []
    for line in rows.strip().splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        start = float(cells[4]) if len(cells) > 4 else 0.0
        found.append(Variable(cells[0], axes, kind, cells[1], cells[2], cells[3], start))
    return found


PERSONS = [
    *_table(
        _P,
        "relation",
        """
        person_id | int64 | 1 | identity, never used again
        alive | bool | 1 | the slot holds a living person
        participates | bool | 1 | would take a job (a lasting trait, the same share in every system)
        female | bool | 1 | sex recorded at birth
        age | int16 | quarters | age
        hearth | int32 | 1 | the hearth where the person eats and sleeps
        employer | int32 | 1 | enterprise where the person works, -1 for none | -1
        office | int8 | 1 | 0 none, 1 manager of an enterprise, 2 official
        origin | int8 | 1 | tenth of income of the hearth at birth, -1 unknown | -1
        custody | int8 | quarters | quarters still to be spent in custody
        """,
    ),
    *_table(
        _P,
        "stock",
        """
        deposits_person | int64 | hundredths | money of a person
        shares_person | int64 | 1 | ownership shares on record (they pay only under private residual)
        arrears_wage | int64 | hundredths | wages owed and not paid
        """,
    ),
    *_table(
        _P,
        "flow",
        """
        income_person | int64 | hundredths | money received this quarter
        """,
    ),
    *_table(
        _P,
        "memory",
        """
        skill | float32 | 1 | skill, 1 is the average at the start | 1
        schooling | float32 | years | schooling received
        effort | float32 | 1 | effort, 1 is what working for oneself calls forth at the start | 1
        hours | float32 | hours a week | hours worked
        consumption | float32 | units | goods and services used this quarter at prices of the start
        habit | float32 | units | consumption the person has got used to
        nutrition | float32 | 1 | food eaten over food needed, last two quarters | 1
        killed | bool | 1 | was killed in protest this quarter
        condemned | bool | 1 | was put to death this quarter
        protesting | bool | 1 | takes part in protest this quarter
        jobless | int16 | quarters | quarters without work since the last job
        """,
    ),
]

ENTERPRISES = [
    *_table(
        _E,
        "relation",
        """
        enterprise_id | int64 | 1 | identity, never used again
        open | bool | 1 | the enterprise exists and works
        sector | int32 | 1 | the good it makes
        region_enterprise | int32 | 1 | region it stands in
        land | float64 | units | land it works (farms), 1 a worker at the start
        """,
    ),
    *_table(
        _E,
        "stock",
        """
        deposits_enterprise | int64 | hundredths | money of an enterprise
        debt_enterprise | int64 | hundredths | what it owes to the bank
        inventory | int64 | millionths | own product in store
        machines | int64 | millionths | machines installed
        """,
    ),
    *_table(_EG, "stock", "inputs | int64 | millionths | goods in store to be used up in production"),
    *_table(
        _E,
        "flow",
        """
        revenue | int64 | hundredths | sales this quarter
        wage_bill | int64 | hundredths | wages and bonuses paid this quarter
        input_bill | int64 | hundredths | paid for materials this quarter
        installed | int64 | millionths | machines received this quarter
        """,
    ),
    *_table(
        _E,
        "memory",
        """
        technique_labour | float64 | effective hours | labour a unit of product | 1
        technique_materials | float64 | 1 | inputs a unit of product over the start's | 1
        technique_capital | float64 | units | machines a unit of product in a quarter | 1
        trait_skill | float64 | 1 | skill that the technique needs | 1
        trait_monitorability | float64 | 1 | how well effort can be seen, 0 to 1 | 0.5
        trait_disamenity | float64 | 1 | how unpleasant the work is, 1 on average | 1
        candidate_labour | float64 | effective hours | labour of the candidate technique | 1
        candidate_materials | float64 | 1 | inputs of the candidate technique | 1
        candidate_capital | float64 | units | machines of the candidate technique | 1
        candidate_skill | float64 | 1 | skill trait of the candidate | 1
        candidate_monitorability | float64 | 1 | monitorability of the candidate | 0.5
        candidate_disamenity | float64 | 1 | disamenity of the candidate | 1
        candidate_found | bool | 1 | a candidate was found this quarter
        changeover | float64 | effective hours | hours that the last change of technique still costs
        workers | int64 | persons | people who work there
        labour | float64 | effective hours | hours times effort times skill this quarter
        labour_hours | float64 | hours | hours worked this quarter
        labour_fielded | float64 | effective hours | work done in the fields since the last harvest
        work_each | float64 | effective hours | work of a worker this quarter, changes of technique aside | 400
        mean_effort | float64 | 1 | mean effort of the workers | 1
        strike_share | float64 | 1 | share of its workers who take part in protest
        mean_skill | float64 | 1 | mean skill of the workers | 1
        output | float64 | units | made this quarter
        capacity | float64 | units | what machines allow in a quarter
        potential | float64 | units | what machines and last labour allow in a quarter
        sales | float64 | units | own product delivered to users this quarter
        orders | float64 | units | own product asked for this quarter, delivered or not
        expected_sales | float64 | units | sales (or deliveries) expected a quarter
        expected_harvest | float64 | units | harvest expected from reports of five years
        eaters | float64 | persons | standard eaters of the village
        last_harvest | float64 | units | actual last harvest
        reported_harvest | float64 | units | what was said of the last harvest
        import_share | float64 | 1 | part of what it sells that was bought abroad, smoothed over a year
        market_share | float64 | 1 | share of the demand for its good
        insolvent | int32 | quarters | quarters in which it could not pay
        unit_cost | float64 | currency | cost a unit at normal use | 1
        interest_due | float64 | currency | interest on its debt this quarter
        trading_quarters | int32 | quarters | quarters in a row in which it was open; at the start three years (assumed) | 12
        year_sales | float64 | units | own product delivered so far this year
        last_year_sales | float64 | units | own product delivered in the last full year
        sales_year_before | float64 | units | own product delivered in the year before that
        year_installed | float64 | units | machines received so far this year
        last_year_installed | float64 | units | machines received in the last full year
        year_machines | float64 | units | machines as this year began
        last_year_machines | float64 | units | machines as the last full year began
        reported_output | float64 | units | what was said about this quarter's output
        reported_capacity | float64 | units | what was said about capacity
        input_cover | float64 | 1 | inputs in store over those that output called for, smoothed over a year | 1
        """,
    ),
    *_table(
        _E,
        "decision",
        """
        target_output | float64 | units | output wanted this quarter
        desired_workers | float64 | persons | people wanted
        wage | float64 | currency | pay a quarter for a worker of skill 1 at the norm of hours
        cost_wage | float64 | currency | what a quarter's work at skill 1 counts for in prices set by cost
        hours_norm | float64 | hours a week | hours asked for | 48
        mark_up | float64 | 1 | price over unit cost, less one
        price | float64 | currency | price asked | 1
        search_share | float64 | 1 | share of hours spent on looking for techniques
        pay_for_effort | float64 | currency | pay a quarter gained by a unit of effort, a worker
        land_pay | float64 | currency | paid this quarter to a worker of the village, before tax
        land_piece | float64 | 1 | how far pay on the land follows one's own effort, 0 to 1
        levy_quota | float64 | units | grain a year that the levy asks of the village
        delivered | float64 | units | grain that left the village since the last harvest
        levy_due | float64 | units | grain that the village still has to deliver this year
        land_stake | float64 | currency | pay and food a quarter gained by a unit of effort on the land, a worker
        residual_stake | float64 | currency | share of the residual gained by a unit of effort, a worker
        report_stake | float64 | 1 | gain of whoever reports from overstating by the whole, in reporter's income
        ideas_revealed | float64 | 1 | share of workers' ideas that are told to those who decide | 1
        detection | float64 | 1 | chance a quarter that a worker without effort is found out
        fine_if_found | float64 | currency | paid once by a worker found out
        loss_if_found | float64 | currency | what a worker found out loses a quarter while without the job
        peer_pressure | float64 | 1 | utility a unit of effort gains in the eyes of colleagues
        coercion_pressure | float64 | 1 | utility a unit of effort gains by avoiding punishment
        say | float64 | 1 | 1 where workers decide on their work, else 0
        desired_machines | float64 | units | machines wanted this quarter
        rescue_chance | float64 | 1 | chance that it is carried if it cannot pay
        debt_finance | float64 | 1 | debt over machines that those who get the residual keep rather than pay back
        return_premium | float64 | 1 a quarter | return on machines asked for beyond the usual one
        most_workers | float64 | persons | most people whom those who get the residual would have | 1e9
        dismissal_rate | float64 | 1 | chance a quarter that a worker is dismissed
        home_grain | float64 | units | grain a hearth member of the village may eat this quarter, a standard eater
        offered | float64 | units | own product offered to people this quarter
        adopted | bool | 1 | the candidate was taken over this quarter
        plan_base | float64 | units | output a quarter that a fixed plan counts on
        overtime | float64 | hours a week | hours asked for beyond the norm to meet a target
        guard_share | float64 | 1 | share of the work done that goes into watching over others
        sentence_rate | float64 | 1 | chance a quarter that a worker without effort is sentenced to custody
        private_owned | bool | 1 | what is left here goes to owners of shares, whatever rule holds for others
        land_open | float64 | 1 | 1 where the village lets its people work the land without being hired | 1
        """,
    ),
    *_table(
        _EG,
        "decision",
        """
        input_request | float64 | units | inputs asked for
        """,
    ),
]

HEARTHS = _table(
    _H,
    "memory",
    """
    hearth_received | float64 | currency | money received and grain of the own village when goods were last bought, a quarter
    hearth_income | float64 | currency | the same, smoothed over a year
    hearth_eaters | float64 | 1 | standard eaters when goods were last bought
    hearth_members | int64 | persons | members when goods were last bought
    """,
)

ECONOMY = [
    *_table(
        _NONE,
        "stock",
        """
        deposits_state | int64 | hundredths | money of the budget (or the common fund)
        debt_state | int64 | hundredths | what the budget owes to the bank
        deposits_bank | int64 | hundredths | the bank's own funds
        deposits_fund | int64 | hundredths | residual declared and not yet paid out to persons
        deposits_abroad | int64 | hundredths | money of the rest of the world: what this economy owes it, negative where it is owed
        """,
    ),
    *_table(
        _NONE,
        "flow",
        """
        profits_taken | int64 | hundredths | residual of enterprises and the bank that came to the budget
        benefits_paid | int64 | hundredths | what the budget paid to persons
        """,
    ),
    *_table(
        ("transaction", "money_stock"),
        "flow",
        "money_flow | int64 | hundredths | money that the ledger moved, by kind and stock: received less paid; a debt taken up counts negatively",
    ),
    *_table(("transaction",), "flow", "turnover | int64 | hundredths | money that the ledger took from payers, by kind"),
    *_table(("store", "good"), "flow", "goods_moved | int64 | millionths | goods that the ledger moved between stores, received less handed over"),
    *_table(
        _G,
        "flow",
        """
        produced | int64 | millionths | goods made
        used_as_input | int64 | millionths | goods used up in production (negative)
        used_as_seed | int64 | millionths | grain sown (negative)
        worn_out | int64 | millionths | machines worn out (negative)
        built | int64 | millionths | goods put together to machines (negative), and the machines made of them
        spoiled | int64 | millionths | goods spoilt in store (negative)
        consumed | int64 | millionths | goods used by persons (negative)
        used_by_state | int64 | millionths | goods used for arms and public provision (negative)
        imported | int64 | millionths | goods brought in from abroad
        exported | int64 | millionths | goods sent abroad (negative)
        eaten_at_home | int64 | millionths | grain eaten in the village that grew it (negative)
        """,
    ),
    *_table(
        _G,
        "memory",
        """
        demand | float64 | units | goods wanted at going terms this quarter
        supplied | float64 | units | goods of that demand which were delivered
        stood_in | float64 | units | inputs used up this quarter beyond what techniques take for the output made, where others lacked
        landed_price | float64 | currency | price abroad at the going exchange rate, tariff included | 1
        mean_price | float64 | currency | mean price by quantity sold | 1
        plan_price | float64 | currency | price that those who plan list or charge; the mean price where nobody plans | 1
        valuation | float64 | currency | what those who coordinate hold one more unit to be worth; what is charged, unless they know better | 1
        reported_by_good | float64 | units | output reported, mean of the last four quarters
        consumption_plan | float64 | units | goods planned for people this quarter
        """,
    ),
    *_table(
        _G,
        "decision",
        """
        state_order | float64 | units | goods that the budget orders this quarter
        """,
    ),
    *_table(
        _R,
        "memory",
        """
        weather | float64 | 1 | harvest over normal | 1
        protest_share | float64 | 1 | share of grown people in protest last quarter
        hearths_village | int64 | 1 | hearths in use in villages
        hearths_town | int64 | 1 | hearths in use in towns
        """,
    ),
    *_table(
        _NONE,
        "memory",
        """
        income_index | float64 | 1 | output a head over the start's, smoothed over four years | 1
        ignorance | float64 | 1 | death rates over the start's at unchanged provision, as the world learns what keeps people alive | 1
        exchange_rate | float64 | currency | home money for a unit of world money, 1 at the start | 1
        price_level | float64 | 1 | price of the start's basket, 1 at the start | 1
        price_level_before | float64 | 1 | the same four quarters ago, smoothed | 1
        unemployment | float64 | 1 | share without work of those who want it
        income_total | float64 | currency | money that people received last quarter
        taxable_income | float64 | currency | incomes before tax, a quarter, smoothed over a year
        spending_meant | float64 | currency | what persons asked for in shops this quarter, at the prices paid there
        spending_unmet | float64 | currency | what of that they did not get
        profit_revenue | float64 | currency | residual that comes to the budget, a quarter, smoothed over a year
        benefit_spending | float64 | currency | what the budget pays to persons, a quarter, smoothed over a year
        finding_rate | float64 | 1 | chance a quarter that a jobless person finds work, smoothed | 0.5
        separation_rate | float64 | 1 | chance a quarter that a worker in town leaves or loses the job, smoothed | 0.05
        wage_level | float64 | currency | mean wage | 1
        tariff | float64 | currency | decreed pay for what a worker of skill 1 made at the start; 0 where wages are not decreed
        vacancy_rate | float64 | 1 | vacancies over jobs
        village_income | float64 | currency | mean income of a worker on the land, money and food, a quarter | 1
        outside_income | float64 | currency | what a quarter without a job is worth: the floor and free time, or life on the land
        kin_on_land | float64 | 1 | share of people in towns with relatives in villages that take them in
        frontier | float64 | 1 | the world's best labour a unit over this economy's at the start | 1
        schooling_level | float64 | years | mean schooling of people of working age | 3
        provision_stock | float64 | units | public provision a head, smoothed over ten years | 1
        legitimacy | float64 | 1 | share of hardship that is excused | 0.5
        freshness | float64 | 1 | how much of its effect exhortation still has, 1 where people are not tired of it | 1
        planning_hours | float64 | hours a week | hours a person spends on meetings and votes
        births | float64 | persons | born this quarter
        deaths | float64 | persons | died this quarter
        deaths_age | float64 | persons | died of age and ordinary illness
        deaths_famine | float64 | persons | died who would have lived at full nutrition
        deaths_custody | float64 | persons | died in custody who would have lived outside
        deaths_violence | float64 | persons | killed in protest
        deaths_execution | float64 | persons | put to death
        birth_shortfall | float64 | persons | births lost against full nutrition
        innovations | float64 | 1 | techniques adopted this quarter
        closures | float64 | 1 | enterprises closed this quarter
        failed | int32 | 1 | 0, or why the replicate failed: 1 full table, 2 not finite, 3 open accounts, 4 out of bounds
        next_enterprise_id | int64 | 1 | identity of the next enterprise
        """,
    ),
    *_table(
        _NONE,
        "decision",
        """
        policy_mode | int32 | 1 | column of options in force where politics moves institutions: modes of policy, then other regimes, from 0
        rulers | int32 | 1 | how many have ruled so far, the one in power included | 1
        investment_share | float64 | 1 | share of output wanted for machines | 0.1
        arms_share | float64 | 1 | share of output wanted for arms
        provision_share | float64 | 1 | share of output wanted for public services
        tax_rate | float64 | 1 | share of incomes taken by the budget
        transfer_share | float64 | 1 | share of incomes paid back as an equal transfer to every grown person
        unsold_share | float64 | 1 | consumer goods that the plan finds possible and no buyer for (negative: that buyers lack), over those possible
        grant_share | float64 | 1 | part of the machines allotted that the budget pays for
        floor_income | float64 | currency | paid a quarter to a person without work
        enter_towns | float64 | 1 | chance a quarter that a person from the village may take a job in town | 1
        change_jobs | float64 | 1 | chance a quarter that a worker looks for another job | 0.05
        desired_hours | float64 | hours a week | hours that voters want | 48
        audit_rate | float64 | 1 | chance that a report is checked
        press_openness | float64 | 1 | share of hidden news that gets known
        protest_cost | float64 | 1 | capacity to arrest that is used against protest
        wage_response | float64 | 1 | rise of wages (log) while everybody protests
        trade_share | float64 | 1 | part of the trade that pays which is let through
        tariff_rate | float64 | 1 | tariff on imports
        foreign_credit | float64 | 1 | debt abroad that the world allows, over a year's product
        public_interest | float64 | currency | interest due on public debt this quarter
        learning_abroad | float64 | 1 | chance that a search looks at the world's best
        send_down | float64 | 1 | chance a quarter that a person of working age in town is sent to a village
        abroad_lag | float64 | 1 | labour a unit at the best that is shown abroad over the world's best, less one
        campaign | float64 | 1 | how far work is exhorted by campaigns, 0 to 1
        execution_share | float64 | 1 | share of those arrested or sentenced who are put to death
        camp_regime | float64 | 1 | death rate in custody over the usual one there, less one
        province_stake | float64 | 1 | gain of provincial officials from overstating by the whole
        """,
    ),
    *_table(
        ("lag", "good"),
        "memory",
        """
        past_output | float64 | units | gross output of the last quarters
        past_hours | float64 | hours | hours worked of the last quarters
        past_worn | float64 | units | machines worn out, by sector
        """,
    ),
    *_table(
        ("lag", "good", "input"),
        "memory",
        "past_inputs | float64 | units | inputs used, by sector and good",
    ),
]

VARIABLES: dict[str, Variable] = {v.name: v for v in [*PERSONS, *ENTERPRISES, *HEARTHS, *ECONOMY]}
"""All variables by name."""

_START_FIGURES = {
    "base_inputs": (("input", "good"), "1", "inputs of each good a unit of product at the start (column: product)"),
    "need_price": (("good",), "currency", "prices of the start"),
    "necessity": (("good",), "units", "quantity a standard eater buys before anything else"),
    "taste": (("good",), "1", "shares of spending beyond necessities"),
    "start_hours": (("good",), "hours", "hours worked by sector in the start's quarter"),
    "start_output": (("good",), "units", "gross output by sector in the start's quarter"),
    "basket": (("good",), "units", "the start's basket of final consumption a head and quarter"),
    "start_labour": (("good",), "effective hours", "labour a unit of product at the start"),
    "start_capital": (("good",), "units", "machines a unit of product at the start"),
    "start_wage_share": (("good",), "1", "wages over value added at the start"),
    "start_return": (("good",), "1 a quarter", "profit over the worth of machines at the start"),
    "hazard": (("age",), "1 a year", "death rate by age at the start"),
    "fertility": (("age",), "1 a year", "births a woman by age at the start"),
    "food_need": (("age",), "1", "food needed by age over a standard eater's"),
    "region_soil": (("region",), "1", "quality of the land by region"),
}
_START_NUMBERS = {
    "effort_scale": ("1", "value added a worker over reference consumption at the start"),
    "grain_need": ("units", "grain that a standard eater needs a quarter to live on"),
    "kcal_per_unit": ("kcal a day", "energy a day that one unit of grain a quarter gives"),
    "start_participation": ("1", "share of people of working age who would take a job"),
    "start_unemployment": ("1", "share without work of those who want it, at the start"),
    "gap_to_frontier": ("1", "output an hour over the world's best at the start"),
    "start_gdp_per_head": ("currency", "output a head and year at the start"),
    "start_provision": ("units", "services a head and quarter at the start"),
    "start_school_reach": ("1", "share of the young who go to school at the start"),
    "start_provision_share": ("1", "share of output for public provision at the start"),
    "start_machine_growth": ("1 a quarter", "machines ordered beyond wear, over those in place, at the start"),
    "frontier_growth": ("1 a year", "growth of the world's best technique"),
    "harvest_deviation": ("1", "standard deviation of the log harvest around its normal"),
    "land_elasticity": ("1", "elasticity of the harvest to land"),
    "depreciation": ("1 a quarter", "share of machines that wears out"),
    "start_hours_norm": ("hours a week", "usual hours at the start"),
    "persons_per_simulated": ("persons", "people that one simulated person stands for"),
    "start_population": ("persons", "simulated persons at the start"),
    "start_wage": ("currency", "pay a quarter in towns at the start"),
    "reference_consumption": ("units", "mean consumption of a grown person at the start"),
}
for _name, (_unit, _meaning) in _START_NUMBERS.items():
    VARIABLES[_name] = Variable(_name, (), "constant", "float64", _unit, _meaning)
for _name, (_axes, _unit, _meaning) in _START_FIGURES.items():
    VARIABLES[_name] = Variable(_name, _axes, "constant", "float64", _unit, _meaning)  # type: ignore[arg-type]

__all__ = ["MONEY_STOCKS", "VARIABLES"]
