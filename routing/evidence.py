"""What each piece of evidence says about a call: which offices it allows, in words. Pure.

The order in which evidence counts, and what follows from it, is not decided here but in `decide`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from routing.areas import area_name, mobile_home
from routing.decision import Evidence, History
from routing.numbers import CallerKind, CallerNumber, DialedNumber, read_caller, read_dialed
from routing.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One look at the evidence. No `offices` though it spoke: it points to a place that this site does not serve."""

    evidence: Evidence
    detail: str
    offices: tuple[str, ...] = ()
    silent: bool = False
    """It said nothing at all: the next evidence is asked."""


def findings(
    *, dialed: str, trunk: str | None, caller: str | None, history: History | None, plan: Plan
) -> Iterator[Finding]:
    """Every piece of evidence, strongest first, looked at only when asked for."""
    yield _dialed_area(dialed_here(dialed, plan), plan)
    yield _trunk_area(trunk, plan)
    number = read_caller(caller)
    yield _landline(number, plan)
    yield _mobile(number, plan)
    yield _last_served(history, plan)


def dialed_here(text: str, plan: Plan) -> DialedNumber:
    """What was dialled, read by this site's numbers and areas."""
    areas = {code for office in plan.offices.values() for code in office.area_codes} | set(plan.retired_areas)
    return read_dialed(text, number=plan.number, old_numbers=plan.old_numbers, areas=areas)


def _silent(evidence: Evidence, detail: str) -> Finding:
    return Finding(evidence=evidence, detail=detail, silent=True)


def _area(evidence: Evidence, what: str, code: str, plan: Plan) -> Finding:
    """Offices of an area code, a retired one read as its successor."""
    current = plan.retired_areas.get(code, code)
    said = f"{what} area code {code}"
    if current != code:
        said += f" (retired into {current})"
    offices = tuple(office.id for office in plan.offices.values() if current in office.area_codes)
    if offices:
        return Finding(evidence=evidence, detail=f"{said} is served by {' and '.join(offices)}", offices=offices)
    place = area_name(current)
    where = f"is {place}, which no office here serves" if place else "is served by no office here"
    return Finding(evidence=evidence, detail=f"{said} {where}")


def _dialed_area(read: DialedNumber, plan: Plan) -> Finding:
    if read.area is None:
        return _silent(Evidence.DIALED_AREA, "no area code was dialled")
    return _area(Evidence.DIALED_AREA, "dialled", read.area, plan)


def _trunk_area(trunk: str | None, plan: Plan) -> Finding:
    known = plan.trunks.get(trunk) if trunk else None
    if known is None:
        return _silent(Evidence.TRUNK_AREA, "the trunk is not known" if trunk else "no trunk was named")
    if known.area_code is None:
        return _silent(Evidence.TRUNK_AREA, f"trunk {known.id} has no area code")
    return _area(Evidence.TRUNK_AREA, f"trunk {known.id}'s", known.area_code, plan)


def _landline(number: CallerNumber, plan: Plan) -> Finding:
    if number.area is None:
        return _silent(Evidence.CALLER_LANDLINE, f"the caller's number is {number.kind.value}, not a landline")
    return _area(Evidence.CALLER_LANDLINE, "caller's landline", number.area, plan)


def _mobile(number: CallerNumber, plan: Plan) -> Finding:
    if number.kind is CallerKind.HIDDEN:
        return _silent(Evidence.CALLER_MOBILE, "the caller's number is hidden")
    if number.kind is not CallerKind.MOBILE:
        return _silent(Evidence.CALLER_MOBILE, f"the caller's number is {number.kind.value}, not a mobile")
    home = mobile_home(number.number)
    if home is None:
        return _silent(Evidence.CALLER_MOBILE, "the home of the caller's mobile is not known")
    offices = _of_division(home.division, plan)
    said = f"caller's mobile is at home in {home.name}"
    if offices:
        return Finding(
            evidence=Evidence.CALLER_MOBILE, detail=f"{said}, served by {' and '.join(offices)}", offices=offices
        )
    return Finding(evidence=Evidence.CALLER_MOBILE, detail=f"{said}, which no office here serves")


def _of_division(division: str, plan: Plan) -> tuple[str, ...]:
    """The offices of the smallest served division that holds this one: 340181 is in 340100 before 340000."""
    holding = [
        (len(prefix), office.id)
        for office in plan.offices.values()
        if division.startswith(prefix := _significant(office.division))
    ]
    longest = max((length for length, _ in holding), default=0)
    return tuple(office for length, office in holding if length == longest)


@lru_cache(maxsize=4096)
def _significant(division: str) -> str:
    """Division code without the pairs of zeros at its end: 340100 -> 3401."""
    while division.endswith("00"):
        division = division[:-2]
    return division


def _last_served(history: History | None, plan: Plan) -> Finding:
    last = history.last_office if history else None
    if last is None:
        return _silent(Evidence.LAST_SERVED, "this number was not served before")
    if last not in plan.offices:
        return _silent(Evidence.LAST_SERVED, "the office that served last is no more")
    return Finding(evidence=Evidence.LAST_SERVED, detail=f"last served by {last}", offices=(last,))
