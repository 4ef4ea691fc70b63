"""Tables by age at the start: deaths, births, food, and the age structure that goes with them (NumPy, host side)."""

from __future__ import annotations

import numpy as np

from counterplan.core.variables import N_AGES

_AGES = np.arange(N_AGES) + 0.5


def siler_hazard(infant_mortality: float, adult_scale: float) -> np.ndarray:
    """Death rates by single year of age: a falling, a constant and a rising part.

    Args:
        infant_mortality: deaths in the first year per 1,000 births.
        adult_scale: multiplies the constant and the rising part.
    Source: siler-1979; shape numbers are assumed.
    """
    first = -np.log1p(-infant_mortality / 1000.0)
    young = first * np.exp(-1.35 * np.arange(N_AGES))
    rates: np.ndarray = young + adult_scale * (0.004 + 0.00025 * np.exp(0.085 * _AGES))
    return rates


def survival(hazard: np.ndarray) -> np.ndarray:
    """Share alive in the middle of each year of age."""
    cumulative = np.concatenate([[0.0], np.cumsum(hazard)[:-1]])
    return np.exp(-(cumulative + 0.5 * hazard))


def stable_ages(hazard: np.ndarray, growth: float) -> np.ndarray:
    """Age structure of a population that has grown at a constant rate under these death rates (sums to one)."""
    weight = survival(hazard) * np.exp(-growth * _AGES)
    ages: np.ndarray = weight / weight.sum()
    return ages


def quasi_stable_ages(hazard: np.ndarray, crude_birth_rate: float, old: float) -> np.ndarray:
    """Age structure of a population whose births grew at a rate that itself changed steadily (sums to one).

    Args:
        crude_birth_rate: births of the last year per 1,000.
        old: share aged 65 and over.

    Equation: share(a) ∝ survival(a)·exp(−r·a − c·a²); r and c give the birth rate and the share of old people.
    Source: coale-1972 (populations with a history of changing fertility); own construction (two terms).
    Error: where no such structure exists the last step's is returned; its birth rate then misses, as the caller checks.
    """
    alive, rate = survival(hazard), np.zeros(2)
    squares = np.stack([_AGES, _AGES**2])
    for _ in range(50):
        weight = alive * np.exp(np.clip(-rate @ squares, -60.0, 60.0))
        total, aged = weight.sum(), weight[65:].sum()
        missed = np.log([total * crude_birth_rate / 1000.0, aged / total / old])
        slope = -(squares * weight).sum(axis=1) / total
        slope_old = -(squares * weight)[:, 65:].sum(axis=1) / aged - slope
        step = np.linalg.solve(np.stack([slope, slope_old]), missed)
        rate = rate - np.clip(step, [-0.05, -0.001], [0.05, 0.001])
        if np.abs(step).max() < 1e-13:
            break
    ages: np.ndarray = weight / total
    return ages


def start_ages(hazard: np.ndarray, crude_death_rate: float, crude_birth_rate: float, old: float | None) -> np.ndarray:
    """Age structure at the start: of steady growth, or with the share of old people where it is known."""
    if old is None:
        return stable_ages(hazard, (crude_birth_rate - crude_death_rate) / 1000.0)
    return quasi_stable_ages(hazard, crude_birth_rate, old)


def fit_hazard(
    crude_death_rate: float, crude_birth_rate: float, infant_mortality: float, old: float | None = None
) -> np.ndarray:
    """Finds the level of adult deaths at which the start's population has the given crude death rate (bisection).

    Args:
        crude_death_rate, crude_birth_rate: per 1,000 a year; infant_mortality: per 1,000 births.
        old: share aged 65 and over; None for the age structure of steady growth.
    """
    low, high = 0.01, 20.0
    for _ in range(60):
        middle = np.sqrt(low * high)
        hazard = siler_hazard(infant_mortality, middle)
        ages = start_ages(hazard, crude_death_rate, crude_birth_rate, old)
        rate = float((ages * hazard).sum()) * 1000.0
        low, high = (middle, high) if rate < crude_death_rate else (low, middle)
    return siler_hazard(infant_mortality, float(np.sqrt(low * high)))


def life_expectancy(hazard: np.ndarray) -> float:
    """Expected years at birth under these death rates."""
    return float(survival(hazard).sum())


def fertility_by_age(crude_birth_rate: float, ages: np.ndarray) -> np.ndarray:
    """Births a woman and year by age, with a usual shape between 15 and 49, scaled to the crude birth rate."""
    shape = np.where((_AGES >= 15) & (_AGES < 50), np.exp(-0.5 * ((_AGES - 27.5) / 7.0) ** 2), 0.0)
    return shape * (crude_birth_rate / 1000.0) / max(float((shape * ages).sum()) * 0.488, 1e-9)


def largest_growth(hazard: np.ndarray, fertility: np.ndarray, ages: np.ndarray, years: float, progress: float = 0.0, response: float = 0.0) -> float:
    """Yearly growth that leads to the largest population on the way, where neither incomes nor provision change.

    Where the young are many, births rise for a generation though nobody bears more children.

    Args:
        progress: fall of death rates a year. response: elasticity of births to death rates.
    """
    people, largest = ages.copy(), 1.0
    for year in range(int(np.ceil(years))):
        ignorance = np.exp(-progress * year)
        alive = survival(hazard * ignorance)
        older = np.concatenate([[0.0], people[:-1] * alive[1:] / alive[:-1]])
        born = 0.488 * float((0.5 * (people + older) * fertility).sum()) * ignorance**response
        older[0] = born * alive[0]
        people, largest = older, max(largest, float(older.sum()))
    return float(np.log(largest) / max(years, 1.0))


def food_need() -> np.ndarray:
    """Food needed by age over a standard eater's (shape after fao-who-unu-2004; rounded, assumed)."""
    need = np.where(_AGES < 5, 0.5, np.where(_AGES < 15, 0.8, np.where(_AGES < 60, 1.0, 0.85)))
    return need
