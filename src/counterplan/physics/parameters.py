"""Parameters of the physics: the same in every system. Nothing here imports JAX."""

from __future__ import annotations

from dataclasses import dataclass

from counterplan.core.parameters import ParameterInfo, parameter, parameters_of


@dataclass(frozen=True)
class Physics:
    """What is true under any institutions. Values are prior centres; ranges are swept."""

    # Effort, hours and consumption
    consumption_curvature: float = parameter(
        1.0, low=0.5, high=2.0, unit="1", source="boppart-krusell-2020", meaning="curvature of utility in consumption"
    )
    effort_elasticity: float = parameter(
        0.1, low=0.05, high=0.4, unit="1", source="lazear-2000", meaning="response of effort to what is at stake"
    )
    hours_elasticity: float = parameter(
        0.5, low=0.2, high=0.8, unit="1", source="chetty-2012", meaning="response of wished hours to pay"
    )
    effort_floor: float = parameter(
        0.4, low=0.2, high=0.6, unit="1", source="assumed", meaning="effort given without any stake"
    )
    effort_ceiling: float = parameter(
        1.6, low=1.3, high=2.0, unit="1", source="assumed", meaning="effort that the body allows"
    )
    real_members: float = parameter(
        4.0, low=1.0, high=30.0, unit="1", source="oecd-2017",
        meaning="members of a real enterprise for each simulated one, where each gets or sees one part in N (a dozen simulated members at the start)",
    )
    visibility: float = parameter(
        0.2, low=0.05, high=0.6, unit="1 a quarter", source="assumed", meaning="chance that somebody without effort is seen, in work in full sight"
    )
    effort_adjustment: float = parameter(
        0.3, low=0.1, high=0.6, unit="1 a quarter", source="assumed", meaning="speed at which habits of work change"
    )
    effort_spread: float = parameter(
        0.3, low=0.1, high=0.6, unit="1", source="assumed", meaning="spread of the dislike of effort (log)"
    )
    say_gain: float = parameter(
        0.0, low=0.0, high=0.5, unit="1", source="assumed", meaning="intrinsic gain of effort from having a say"
    )
    campaign_gain: float = parameter(
        0.3, low=0.0, high=0.8, unit="1", source="assumed", meaning="utility that a unit of effort gains under a full and fresh campaign"
    )
    campaign_fatigue: float = parameter(
        0.15, low=0.03, high=0.4, unit="1 a quarter", source="assumed", meaning="part of a campaign's freshness that a full one uses up"
    )
    campaign_recovery: float = parameter(
        0.03, low=0.005, high=0.1, unit="1 a quarter", source="assumed", meaning="speed at which freshness comes back"
    )
    fatigue_hours: float = parameter(
        48.0, low=40.0, high=56.0, unit="hours a week", source="pencavel-2015", meaning="hours beyond which an hour gives less"
    )
    fatigue_yield: float = parameter(
        0.4, low=0.1, high=0.8, unit="1", source="pencavel-2015", meaning="worth of an hour beyond that"
    )
    spend_from_income: float = parameter(
        0.6, low=0.4, high=0.9, unit="1", source="godley-lavoie-2007", meaning="spending out of income above necessities"
    )
    spend_from_wealth: float = parameter(
        0.1, low=0.05, high=0.2, unit="1 a quarter", source="godley-lavoie-2007", meaning="spending out of money held"
    )
    provision_wish: float = parameter(
        1.0, low=0.5, high=2.0, unit="1", source="assumed", meaning="share for public provision that a usual person wants, over the start's"
    )
    wish_spread: float = parameter(
        0.5, low=0.1, high=1.0, unit="1", source="assumed", meaning="spread over persons of time preference and of the share they want for provision"
    )
    present_need: float = parameter(
        0.3, low=0.1, high=0.6, unit="1", source="assumed", meaning="fall of the wish for machines where food and usual goods lack altogether"
    )
    time_preference: float = parameter(
        0.09, low=0.03, high=0.2, unit="1 a year", source="assumed", meaning="rate at which a usual person discounts what comes later"
    )
    # Production
    substitution: float = parameter(
        0.4, low=0.2, high=0.9, unit="1", source="easterly-fischer-1995", meaning="elasticity between labour and machines"
    )
    input_substitution: float = parameter(
        0.2, low=0.05, high=0.5, unit="1", source="assumed", meaning="elasticity between inputs within a quarter"
    )
    spoilage: float = parameter(
        0.015, low=0.005, high=0.03, unit="1 a quarter", source="assumed", meaning="share of stored grain and goods lost"
    )
    seed_share: float = parameter(
        0.1, low=0.06, high=0.18, unit="1", source="wheatcroft-davies-1994", meaning="share of a normal harvest sown again"
    )
    weather_shared: float = parameter(
        0.4, low=0.1, high=0.7, unit="1", source="assumed", meaning="share of weather's variance common to all regions"
    )
    resale: float = parameter(
        0.5, low=0.25, high=0.6, unit="1", source="caiani-2016", meaning="worth of a wound-up enterprise's machines over new ones to who takes over"
    )
    # Trade with the rest of the world
    trade_response: float = parameter(
        0.4, low=0.1, high=1.5, unit="1 a quarter", source="assumed", meaning="part of sales that crosses the border, a log point of price gap"
    )
    machine_price_slope: float = parameter(
        0.2, low=0.0, high=0.4, unit="1", source="hsieh-klenow-2007", meaning="fall of the world's price of machines with the gap in technique"
    )
    # Search for techniques
    arrival: float = parameter(
        0.05, low=0.02, high=0.1, unit="1 an hour", source="assumed", meaning="draws a search hour a worker and quarter at the frontier's schooling"
    )
    search_schooling: float = parameter(
        11.0, low=8.0, high=14.0, unit="years", source="pwt-1001", meaning="schooling at the frontier, at which an hour of search counts once"
    )
    radius: float = parameter(
        0.1, low=0.05, high=0.15, unit="1", source="dumenil-levy-1995", meaning="largest change of a drawn technique (log)"
    )
    trait_persistence: float = parameter(
        0.9, low=0.7, high=0.98, unit="1", source="assumed", meaning="likeness of a drawn technique's traits"
    )
    imitation_gain: float = parameter(
        0.036, low=0.015, high=0.08, unit="1", source="barro-sala-i-martin-1992", meaning="share of the gap that copying closes"
    )
    imitation_share: float = parameter(
        0.5, low=0.2, high=0.8, unit="1", source="assumed", meaning="share of searches that look at others"
    )
    idea_horizon: float = parameter(
        16.0, low=8.0, high=40.0, unit="quarters", source="assumed", meaning="quarters over which a worker weighs what a told idea brings"
    )
    idea_discount: float = parameter(
        0.02, low=0.005, high=0.04, unit="1 a quarter", source="assumed", meaning="discounting of what a told idea brings"
    )
    idea_steepness: float = parameter(
        3.0, low=1.0, high=10.0, unit="1", source="assumed", meaning="response of telling ideas to the gain in quarters of pay"
    )
    idea_share: float = parameter(
        0.5, low=0.2, high=0.8, unit="1", source="assumed", meaning="part of local draws that come from workers' ideas"
    )
    changeover_hours: float = parameter(
        60.0, low=20.0, high=160.0, unit="hours a worker", source="assumed", meaning="work that a change of technique costs"
    )
    # Work and places
    quit_rate: float = parameter(
        0.03, low=0.01, high=0.06, unit="1 a quarter", source="assumed", meaning="usual rate of leaving a job by oneself"
    )
    quit_response: float = parameter(
        2.0, low=0.5, high=4.0, unit="1", source="manning-2003", meaning="elasticity of leaving to pay, disamenity included"
    )
    migration_response: float = parameter(
        0.02, low=0.005, high=0.05, unit="1 a quarter", source="harris-todaro-1970", meaning="moves to towns a log point of income gap"
    )
    roaming: float = parameter(
        0.5, low=0.1, high=0.9, unit="1", source="assumed", meaning="share of villagers leaving home who look at another region"
    )
    learning_by_work: float = parameter(
        0.02, low=0.005, high=0.04, unit="1 a quarter", source="assumed", meaning="speed at which skill nears what work needs"
    )
    skill_per_school_year: float = parameter(
        0.08, low=0.05, high=0.12, unit="1 a year", source="psacharopoulos-patrinos-2018", meaning="skill gained by a year of school"
    )
    # Food and demography
    famine_response: float = parameter(
        2.7, low=1.4, high=4.0, unit="1", source="stein-et-al-1975", meaning="rise of the log death rate as food falls to nothing"
    )
    famine_age_slope: float = parameter(
        0.5, low=0.0, high=1.0, unit="1", source="assumed", meaning="extra response of infants and the old"
    )
    fertility_food: float = parameter(
        2.0, low=1.0, high=4.0, unit="1", source="assumed", meaning="elasticity of births to food below need"
    )
    fertility_income: float = parameter(
        0.3, low=0.1, high=0.6, unit="1", source="assumed", meaning="fall of births as income rises (log-log)"
    )
    fertility_survival: float = parameter(
        0.3, low=0.1, high=0.6, unit="1", source="assumed", meaning="fall of births as death rates fall (log-log)"
    )
    health_progress: float = parameter(
        0.015, low=0.008, high=0.025, unit="1 a year", source="preston-1975", meaning="fall of death rates as knowledge of health spreads"
    )
    provision_health: float = parameter(
        0.3, low=0.1, high=0.5, unit="1", source="preston-1975", meaning="fall of death rates as provision rises (log-log)"
    )
    satiety: float = parameter(
        1.4, low=1.3, high=1.6, unit="1", source="assumed", meaning="food over need at which people are full; more grain is fed to animals"
    )
    feed_yield: float = parameter(
        0.15, low=0.1, high=0.25, unit="1", source="assumed", meaning="food energy that comes back from a unit of grain fed to animals"
    )
    provision_speed: float = parameter(
        0.025, low=0.0125, high=0.05, unit="1 a quarter", source="assumed", meaning="speed at which schools and clinics act on health and schooling"
    )
    income_speed: float = parameter(
        0.0625, low=0.03, high=0.125, unit="1 a quarter", source="assumed", meaning="speed at which families get used to an income"
    )
    village_share: float = parameter(
        0.5, low=0.3, high=0.7, unit="1", source="assumed", meaning="what the village gives a returning member, over a villager's income"
    )
    worth_of_time: float = parameter(
        0.3, low=0.1, high=0.46, unit="1", source="hall-milgrom-2008", meaning="worth of time without a job (rest, work at home), over the mean wage"
    )
    kin: float = parameter(
        4.0, low=1.0, high=8.0, unit="1", source="assumed", meaning="hearths of near relatives, any of which may be in a village that takes one in"
    )
    custody_mortality: float = parameter(
        3.0, low=1.5, high=8.0, unit="1", source="ellman-2002", meaning="death rate in custody over the same age's outside"
    )
    # Beliefs and budgets
    sales_learning: float = parameter(
        0.25, low=0.1, high=0.5, unit="1 a quarter", source="caiani-2016", meaning="speed at which expected sales follow orders"
    )
    orders_believed: float = parameter(
        1.25, low=1.05, high=2.0, unit="1", source="assumed", meaning="orders over sales that are taken at their word"
    )
    turned_away: float = parameter(
        0.0, low=0.0, high=1.0, unit="1", source="assumed", meaning="part of buyers whom it sent away that a seller counts, if it could make more"
    )
    largest_tax: float = parameter(
        0.6, low=0.4, high=0.8, unit="1", source="assumed", meaning="largest tax on incomes; a budget borrows what it spends beyond it"
    )
    # Contention
    police: float = parameter(
        0.05, low=0.01, high=0.11, unit="1", source="epstein-2002", meaning="people who can arrest over grown people, at full use of the capacity"
    )
    arrest_pace: float = parameter(
        0.2, low=0.05, high=0.6, unit="1 a quarter", source="assumed", meaning="chance of arrest of who protests and is not among too many"
    )
    lethality: float = parameter(
        0.002, low=0.0, high=0.02, unit="1 a quarter", source="assumed", meaning="chance to be killed, of who protests and is not among too many"
    )
    cost_of_arrest: float = parameter(
        1.0, low=0.3, high=2.0, unit="1", source="epstein-2002", meaning="grievance that an arrest weighs for who shuns risk most"
    )
    weight_loss: float = parameter(
        0.5, low=0.2, high=1.0, unit="1", source="assumed", meaning="hardship by the share of usual consumption that is missing"
    )
    weight_hunger: float = parameter(
        0.6, low=0.2, high=1.0, unit="1", source="assumed", meaning="hardship by the share of needed food that is missing"
    )
    weight_jobless: float = parameter(
        0.15, low=0.0, high=0.4, unit="1", source="assumed", meaning="hardship by a year without work"
    )
    weight_overwork: float = parameter(
        0.05, low=0.0, high=0.2, unit="1", source="assumed", meaning="hardship by hours of twice the start's week"
    )
    trust_speed: float = parameter(
        0.05, low=0.02, high=0.15, unit="1 a quarter", source="assumed", meaning="speed at which legitimacy follows what it rests on"
    )
    trust_gain: float = parameter(
        2.0, low=0.5, high=4.0, unit="1", source="assumed", meaning="legitimacy by consumption above habit"
    )
    trust_custody: float = parameter(
        0.5, low=0.0, high=2.0, unit="1", source="assumed", meaning="legitimacy lost by the share of people in custody"
    )
    arrest_steepness: float = parameter(
        2.3, low=1.5, high=3.0, unit="1", source="epstein-2002", meaning="k in the chance of arrest"
    )
    protest_threshold: float = parameter(
        0.1, low=0.05, high=0.3, unit="1", source="epstein-2002", meaning="grievance less risk that brings people out"
    )
    habit_speed: float = parameter(
        0.05, low=0.02, high=0.15, unit="1 a quarter", source="assumed", meaning="speed of getting used to a level of living"
    )
    custody_quarters: float = parameter(
        8.0, low=2.0, high=20.0, unit="quarters", source="assumed", meaning="mean time in custody"
    )
    # Reports and audits
    audit_penalty: float = parameter(
        2.0, low=0.5, high=6.0, unit="1", source="assumed", meaning="loss of a reporter found out, over the gain of a full stake"
    )
    report_bias: float = parameter(
        0.06, low=0.02, high=0.15, unit="1", source="assumed", meaning="overstatement that a unit stake brings without audits"
    )


def physics_parameters() -> dict[str, ParameterInfo]:
    """Lists the parameters of the physics by name."""
    return parameters_of(Physics)
