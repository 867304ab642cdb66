"""Carbon intensity of US states and of areas made of whole states.

The publisher of the states' generation (Ember) also prints intensities of states, but with the
world's medians of each fuel: the states, weighted by generation, would come to 346 g/kWh where its
national figure is 384. Here coal and gas have the factors that give the national figures back:
least squares over the years, in rational arithmetic, everything else at the medians. The states
then add up to the nation within NEAR.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from checked_csv import bad, read_text, records

STATES = "data/extracts/us-state-generation.csv"
AREAS = "data/us-areas.csv"
SOURCE = "ember-us-2026-06"

# g/kWh over the life cycle: medians of IPCC AR5, WG III, annex III, as the publisher rounds them.
MEDIANS = {
    "bioenergy": 230,
    "hydro": 24,
    "nuclear": 12,
    "other_fossil": 700,
    "other_renewables": 38,
    "solar": 48,
    "wind": 11,
}
FITTED = ("coal", "gas")
FUELS = [*MEDIANS, *FITTED]
NEAR = Fraction("0.05")  # g/kWh that a fitted national figure may be off

Mix = dict[str, Fraction]  # TWh by fuel


class Fit(NamedTuple):
    """Factors of all fuels, and how far the nation is off in the worst year."""

    factors: Mix
    worst: Fraction


def mixes(path: str) -> dict[tuple[str, int], Mix]:
    """Generation by zone and year; an empty cell is none."""
    found: dict[tuple[str, int], Mix] = {}
    for line, row in records(read_text(path), path, ["zone", "year", *(f"{f}_twh" for f in FUELS)]):
        where = f"{path}:{line}"
        if not re.fullmatch(r"US-[A-Z]{2}", row["zone"]):
            raise bad(where, f"{row['zone']!r} is no state")
        mix = {fuel: terawatt_hours(row[f"{fuel}_twh"], where) for fuel in FUELS}
        if found.setdefault((row["zone"], int(row["year"])), mix) is not mix:
            raise bad(where, f"a second row for {row['zone']} {row['year']}")
    return found


def terawatt_hours(text: str, where: str) -> Fraction:
    if not re.fullmatch(r"(-?[0-9]+(\.[0-9]+)?(e-?[0-9]+)?)?", text):
        raise bad(where, f"{text!r} is no number")
    return Fraction(text or 0)


def areas(path: str) -> dict[str, list[str]]:
    """The zones of the states of each area."""
    return {
        row["area"]: [f"US-{state}" for state in row["states"].split()]
        for _, row in records(read_text(path), path, ["area", "states"])
    }


def total(parts: list[Mix]) -> Mix:
    return {fuel: sum((part[fuel] for part in parts), Fraction(0)) for fuel in FUELS}


def intensity(mix: Mix, factors: Mapping[str, Fraction | int]) -> Fraction:
    """g/kWh of a mix; fuels without a factor count as clean."""
    grams = sum((mix[fuel] * factor for fuel, factor in factors.items()), Fraction(0))
    return grams / sum(mix.values())


def fit(nations: Mapping[int, Mix], published: Mapping[int, Fraction]) -> Fit:
    """The factors of coal and gas that bring the nation nearest to its published figures."""
    years = sorted(nations.keys() & published.keys())
    shares = {year: [intensity(nations[year], {fuel: 1}) for fuel in FITTED] for year in years}
    rest = {year: published[year] - intensity(nations[year], MEDIANS) for year in years}

    def products(left: int, right: int | None = None) -> Fraction:
        others = {y: rest[y] if right is None else shares[y][right] for y in years}
        return sum((shares[y][left] * others[y] for y in years), Fraction(0))

    aa, ab, bb, ar, br = products(0, 0), products(0, 1), products(1, 1), products(0), products(1)
    scale = aa * bb - ab * ab
    coal, gas = (ar * bb - br * ab) / scale, (br * aa - ar * ab) / scale
    factors = {fuel: Fraction(median) for fuel, median in MEDIANS.items()}
    factors |= {"coal": coal, "gas": gas}
    off = [abs(intensity(nations[year], factors) - published[year]) for year in years]
    return Fit(factors, max(off))


def one_place(value: Fraction) -> str:
    """Rounded half to even to one decimal: more would say more than the fit knows."""
    tenths = round(value * 10)
    return format(Decimal(tenths) / 10, "f").removesuffix(".0")


def rebuild(
    national: Mapping[int, Fraction], states: str, groups: str
) -> tuple[dict[tuple[str, int], str], Fit]:
    """g/kWh by zone and year, for each year that has a national figure."""
    found = mixes(states)
    members = areas(groups)
    years = sorted({year for _, year in found} & national.keys())
    zones = sorted({zone for zone, _ in found})
    if absent := [key for zone in zones for year in years if (key := (zone, year)) not in found]:
        raise bad(states, f"no row for {absent[0][0]} {absent[0][1]}")
    fitted = fit({year: total([found[zone, year] for zone in zones]) for year in years}, national)
    if fitted.worst > NEAR:
        off = f"{float(fitted.worst):.3f} g/kWh off the nation's"
        raise bad(states, f"the states are {off}: another edition, or another method")
    members |= {zone: [zone] for zone in zones}
    rows = {}
    for zone, parts in members.items():
        if unknown := [part for part in parts if part not in zones]:
            raise bad(groups, f"{zone} names {unknown[0]}, which has no generation")
        for year in years:
            mix = total([found[part, year] for part in parts])
            rows[zone, year] = one_place(intensity(mix, fitted.factors))
    return rows, fitted
