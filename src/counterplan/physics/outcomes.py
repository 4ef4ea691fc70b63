"""What is measured each quarter: every outcome once, with its unit, its meaning and its formula.

Nothing here imports JAX, so that lists and checks of files answer at once. `measures` computes what stands
here.
"""

from __future__ import annotations

from dataclasses import dataclass

MONEY = "2011 international $"
"""Unit of goods at prices of the start: what one such dollar bought at the start."""


@dataclass(frozen=True)
class Outcome:
    """One recorded series: a number a quarter, or one by good or region."""

    name: str
    unit: str
    meaning: str
    formula: str
    axes: tuple[str, ...] = ()


def _outcomes(rows: str, axes: tuple[str, ...] = ()) -> list[Outcome]:
    """Reads rows 'name | unit | meaning | formula'; '$' in a unit stands for the unit of goods.

    Lines that are indented further belong to the row above.
    """
    found = []
    for line in rows.replace("\n        ", " ").strip().splitlines():
        name, unit, meaning, formula = (cell.strip() for cell in line.split("|"))
        found.append(Outcome(name, unit.replace("$", MONEY), meaning, formula, axes))
    return found


PRODUCTIVITY = _outcomes("""
    labour_productivity | baskets an hour
        | final baskets of the start (one person's quarter) that an hour makes, all labour behind them
        counted
        | 1 / (v·basket), v = l(I - A - D)^-1 from four quarters; 0 if the economy cannot reproduce itself
    output_per_hour | $ an hour
        | net output an hour worked
        | (gross output - inputs used) at prices of the start / hours, four quarters each
    output_per_working_age | $ a year
        | net output a person of working age
        | (gross output - inputs used) of four quarters / persons aged 16 to 61
    output_per_available_hour | $ an hour
        | net output an hour that people of working age could give
        | (gross output - inputs used) of four quarters / (persons aged 16 to 61 * 52 weeks * 98 hours)
    gdp_per_head | $ a year
        | net output a head
        | (gross output - inputs used) of the last four quarters at prices of the start / persons
    reported_output | $ a quarter
        | output as enterprises report it, whole country
        | sum over enterprises of reported output at prices of the start * persons simulated by one
    actual_output | $ a quarter
        | output that was made, whole country; the harvest counts in its quarter, without seed
        | sum over enterprises of output at prices of the start * persons simulated by one
    investment_share | 1
        | machines installed over net output
        | 4 * machines installed this quarter / net output of four quarters, at prices of the start
    innovations | 1 per 100 enterprises
        | techniques taken over this quarter
        | 100 * techniques adopted / open enterprises
    closures | 1 per 100 enterprises
        | enterprises closed this quarter
        | 100 * enterprises closed / open enterprises
    emissions | 1
        | fuel and materials behind output, whole country, 1 at the start; intensity of materials and
        machines assumed equal and constant
        | gross output of materials and machines of four quarters / the same at the start
""")

LIVING = _outcomes("""
    consumption_per_head | $ a year
        | goods and services used by persons
        | 4 * mean over living persons of consumption this quarter
    provision_per_head | $ a year
        | services provided by the budget or the common fund, a head
        | 4 * services used by the state this quarter / persons
    housing_per_head | $ a year
        | housing and all other services that people use themselves, together
        | 4 * services used by persons this quarter / persons
    calories_per_head | kcal a day
        | energy of the food eaten; grain beyond satiety comes back as meat and drink, at a fraction
        | sum(nutrition * food need of the age) / persons * grain needed * kcal a unit
    consumption_gini | 1
        | inequality of consumption between living persons, each over the food need of the age
        | Gini from 1,024 bins of the logarithm; off by less than 0.003
    income_gini | 1
        | inequality of income between living persons: money received and grain of the own village over a year, each hearth's over its
        standard eaters
        | Gini from 1,024 bins of the logarithm; off by less than 0.007
    wealth_gini | 1
        | inequality of wealth between living persons: money, and what shares on record are worth where enterprises are their
        owners', each hearth's over its standard eaters
        | Gini from 1,024 bins of the logarithm; off by less than 0.007
    elite_share | 1
        | share of consumption of office holders and of owners in the top hundredth
        | consumption of persons with an office or among the 1 % with most shares on record / all
        consumption
    shortage | 1
        | share of the demand at going terms that is not met
        | 1 - goods delivered / goods wanted, by persons and budget, at prices of the start
    forced_substitution | 1
        | share of the inputs used up by enterprises that stood in for inputs that lacked (Kornai 1980, Manove 1971); of persons see
        forced_saving
        | inputs used beyond what techniques take for the output made / inputs used, by enterprise and good, at prices of the start
    forced_saving | 1
        | share of what persons meant to spend in shops that they kept because goods lacked (Kornai 1980); within a quarter nobody buys
        another good instead, so that forced substitution by persons is nil by closure
        | units wanted and not got / units wanted, by persons, at the prices paid; 0 where nothing is wanted
    free_time | hours a week
        | time of a grown person after sleep and care (70 hours), work and meetings
        | 168 - 70 - mean hours worked - meeting hours, persons from 16 years
    schooling | years | schooling received | mean over persons from 16 years
    life_expectancy | years
        | expected years at birth if this quarter's risks lasted for ever
        | sum over ages of exp(-risk added up), risk = start's rate by age * provision factor * (1 + excess
        deaths / expected deaths without them)
    class_mobility | 1
        | share of people aged 25 to 45 who stand more than one tenth of consumption away from where they
        were born; .72 if birth did not matter
        | 1 - share whose tenth differs by at most 1 from that at birth, among those whose origin is known;
        0 while there are none
""")

WORK = _outcomes("""
    hours_per_worker | hours a week | hours of a working person | hours worked this quarter / 13 / workers
    participation_hours | hours a week
        | hours a grown person spends on meetings and votes
        | the state's planning hours
    unemployment_rate | 1
        | share without a job of those who want one; people who fall back on the village's land count as
        working
        | persons able and willing without employer / persons able and willing
    employment_rate | 1
        | share of persons of working age who work, on the land or in towns
        | workers / persons aged 16 to 61
    skill | 1 | skill of persons of working age, 1 at the start | mean over persons aged 16 to 61
    effort | 1
        | effort of working persons, 1 is what working for oneself calls forth at the start
        | mean over workers
    disamenity | 1
        | how unpleasant the work in use is, about 1 at the start
        | mean over workers of their enterprise's trait
    technique_skill | 1
        | skill that the techniques in use need, 1 at the start
        | mean over workers of their enterprise's trait
    technique_monitorability | 1
        | how well effort can be seen in the techniques in use, .5 at the start
        | mean over workers of their enterprise's trait
    vacancy_rate | 1 | vacancies over jobs | vacancies / (vacancies + filled jobs) when people were hired
    wage_level | $ a quarter | mean wage in towns in goods | mean wage / price level
    wage_share | 1
        | wages and bonuses over sales less materials bought, all enterprises; above 1 in quarters with
        losses
        | wages and bonuses / (sales - materials bought); 0 where that is not positive
    price_level | 1
        | price of the start's basket, 1 at the start
        | mean price weighted by the basket of the start
""")

ENTERPRISES = _outcomes("""
    enterprise_size | persons | workers of an enterprise in town | mean over those that have any
    size_skewness | 1 | skewness of the number of workers of enterprises in town | third standardised moment over those that have any
    size_log_skewness | 1
        | skewness of the logarithm of that number, 0 if sizes are log-normal
        | third standardised moment
    growth_deviation | 1
        | spread of enterprises' growth, last full year
        | standard deviation over enterprises in town of ln(sales of the year / sales of the year before), in units of product; those
        open through both years; 0 in the first two years
    growth_kurtosis | 1
        | how fat the tails of enterprises' growth are, last full year; 0 for a normal distribution, 3 for a Laplace distribution
        | fourth standardised moment less 3, as above
    growth_shape | 1
        | how fat the tails of enterprises' growth are, less moved by few extremes: .80 for a normal, .71 for a Laplace distribution
        | mean absolute deviation / standard deviation, as above
    investment_inaction | 1
        | share of enterprises in town that bought hardly any machines in the last full year
        | machines received < 1 % of those at the year's beginning
    investment_spikes | 1
        | share of enterprises in town with a spike of investment in the last full year
        | machines received > 20 % of those at the year's beginning
    spike_share | 1
        | share of the machines bought in the last full year that went into spikes
        | machines received in spikes / machines received
""")

POLITICS = _outcomes("""
    policy_mode | 1
        | what is in force at the quarter's end where politics moves institutions: 0 and 1 are modes of policy, more are other regimes
        | decided by the rules 'ruler' and 'elite'; 0 where a system has neither
    rulers | 1
        | how many have ruled since the start, the one in power included
        | counted by the rule 'ruler'; 1 where a system has none
    coercion | 1
        | force in work: utility that a unit of effort gains by avoiding punishment
        | mean over workers of what the institutions of discipline use
    force | 1
        | capacity to punish that stands against protest, 1 is the largest there could be
        | coercion of the context * share of it that the rule of association uses
    owners_share | 1
        | share of enterprises in towns in which what is left goes to owners of shares; whether private property was restored
        | open enterprises of owners / open enterprises, farms aside
""")

PEOPLE = _outcomes("""
    population | persons
        | living persons, whole country
        | living simulated persons * persons simulated by one
    births | persons a quarter | born this quarter | births * persons simulated by one
    deaths | persons a quarter | died this quarter | deaths * persons simulated by one
    deaths_age | persons a quarter
        | died of age and ordinary illness
        | deaths on the draws at full nutrition, free and unhurt
    deaths_famine | persons a quarter
        | died who on the same draws would have lived at full nutrition
        | as said
    deaths_custody | persons a quarter
        | died in custody who on the same draws would have lived outside
        | as said
    deaths_violence | persons a quarter | killed in protest who would have lived otherwise | as said
    deaths_execution | persons a quarter | put to death who would have lived otherwise | as said
    deaths_repression | persons a quarter
        | died of custody, put to death, or killed in protest, who would have lived otherwise
        | deaths_custody + deaths_execution + deaths_violence
    excess_deaths | persons a quarter
        | deaths less those of the same draws at full nutrition, free and without violence
        | deaths_famine + deaths_custody + deaths_violence + deaths_execution
    birth_deficit | persons a quarter
        | births that hunger prevented, on the same draws
        | births at full nutrition - births
    birth_rate | per 1,000 a year | births over population | 4,000 * births / persons
    death_rate | per 1,000 a year | deaths over population | 4,000 * deaths / persons
    protest | per 1,000 grown people
        | people in open protest this quarter
        | 1,000 * protesting / persons from 16 years
    repression | per 1,000 grown people
        | people held in custody at the quarter's end
        | 1,000 * in custody / persons from 16 years
""")

CHECKS = _outcomes("""
    money_residual | hundredths
        | money that came from nowhere or was lost; 0 when accounts close
        | signed sum of money accounts, after - before the quarter
    goods_residual | millionths
        | goods that came from nowhere or were lost; 0 when accounts close
        | largest absolute value over goods of all stocks after - before - made + used
    person_residual | simulated persons
        | people who came from nowhere or were lost; 0 when accounts close
        | living after - before - births + deaths
    failed | 1
        | 0, or why the replicate failed: 1 full table, 2 not finite, 3 open accounts, 4 out of bounds
        | first reason found
""")

BY_GOOD = _outcomes("""
    output_by_good | $ a year
        | gross output a head, by good, at prices of the start
        | gross output of four quarters / persons
    price_by_good | 1 | price by good, 1 at the start | mean over units sold
    employment_by_good | 1 | share of workers, by the good they make | workers of the good / workers
    shortage_by_good | 1
        | share of the demand at going terms that is not met, by good
        | 1 - delivered / wanted; 0 where nothing is wanted
""", ("good",))  # fmt: skip

BY_REGION = _outcomes("""
    weather | 1 | harvest over normal, by region | drawn once a year
""", ("region",))  # fmt: skip

ACCOUNTS = [
    *_outcomes("""
    money_flow | hundredths
        | money moved this quarter by kind of transaction and money stock, simulated persons: what the ledger
        put into the stock less what it took out; a debt taken up counts negatively
        | sum over claims of the kind, each side as it changed its stock
    """, ("transaction", "money_stock")),
    *_outcomes("""
    turnover | hundredths
        | money moved this quarter by kind of transaction, also inside one sector
        | sum over claims of the kind of what payers paid
    """, ("transaction",)),
    *_outcomes("""
    money_opening | hundredths | money stocks as the quarter begins; debts as what is owed | sum over holders
    money_closing | hundredths | money stocks as the quarter ends; debts as what is owed | sum over holders
    """, ("money_stock",)),
    *_outcomes("""
    goods_flow | millionths
        | goods made (positive) or used up (negative) this quarter, by what happened to them and good
        | sum over conversions
    """, ("goods_use", "good")),
    *_outcomes("""
    goods_moved | millionths
        | goods moved this quarter into a kind of store less those moved out of it, by good
        | sum over claims, each side as it changed its store
    goods_opening | millionths | goods in store, or installed, as the quarter begins | sum over enterprises
    goods_closing | millionths | goods in store, or installed, as the quarter ends | sum over enterprises
    """, ("store", "good")),
]  # fmt: skip
"""What the accounts are drawn up from, in integers and exact: see docs/accounts.md. `report.accounts` computes matrix, balance sheets
and product from it."""

OUTCOMES: dict[str, Outcome] = {
    o.name: o for o in [*PRODUCTIVITY, *LIVING, *WORK, *ENTERPRISES, *POLITICS, *PEOPLE, *CHECKS, *BY_GOOD, *BY_REGION, *ACCOUNTS]
}
"""All outcomes by name."""

FIXED: dict[str, str] = {
    **{o.name: "it checks the accounts" for o in CHECKS},
    **{o.name: "it comes from outside, on the same draws in every system" for o in BY_REGION},
    **{o.name: "it has one value for each good" for o in BY_GOOD},
}
"""Outcomes about which nothing can be claimed, with the reason."""

__all__ = ["FIXED", "OUTCOMES", "Outcome"]
