"""The routing plan as plain JSON data and back: what the fallback program reads when no server is there.

Pure. Writing and reading the file is the business of whoever renders and runs the fallback.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from routing.plan import Level, Office, Plan, Seat, Trunk
from workdays.calendar import Calendar
from workdays.hours import Hours, Span


def to_data(plan: Plan) -> dict[str, Any]:
    """Only str, int, bool, None, list and dict: ready for `json.dumps`."""
    return {
        "number": plan.number,
        "home": plan.home,
        "offices": [_office_to_data(office) for office in plan.offices.values()],
        "trunks": [{"id": t.id, "host": t.host, "area_code": t.area_code} for t in plan.trunks.values()],
        "retired_areas": dict(plan.retired_areas),
        "old_numbers": list(plan.old_numbers),
        "languages": list(plan.languages),
        "calendar": {
            "extra_rest": {day.isoformat(): why for day, why in plan.calendar.extra_rest.items()},
            "extra_work": {day.isoformat(): why for day, why in plan.calendar.extra_work.items()},
        },
    }


def from_data(data: Mapping[str, Any]) -> Plan:
    """The reverse of `to_data`; KeyError, TypeError or ValueError for a damaged snapshot."""
    calendar = data["calendar"]
    return Plan(
        number=data["number"],
        home=data["home"],
        offices={raw["id"]: _office_from_data(raw) for raw in data["offices"]},
        trunks={raw["id"]: Trunk(**raw) for raw in data["trunks"]},
        retired_areas=dict(data["retired_areas"]),
        old_numbers=tuple(data["old_numbers"]),
        languages=tuple(data["languages"]),
        calendar=Calendar(
            extra_rest={date.fromisoformat(day): why for day, why in calendar["extra_rest"].items()},
            extra_work={date.fromisoformat(day): why for day, why in calendar["extra_work"].items()},
        ),
    )


def _office_to_data(office: Office) -> dict[str, Any]:
    hours = office.hours
    return {
        "id": office.id,
        "names": dict(office.names),
        "level": office.level.value,
        "division": office.division,
        "area_codes": list(office.area_codes),
        "hours": {
            "always": hours.always,
            "workday": [str(span) for span in hours.workday],
            "weekday": {str(day): [str(span) for span in spans] for day, spans in hours.weekday.items()},
            "rest": [str(span) for span in hours.rest],
            "follows_workdays": hours.follows_workdays,
        },
        "seats": [{"id": seat.id, "extension": seat.extension} for seat in office.seats],
        "overflow": list(office.overflow),
        "overflow_after_s": office.overflow_after_s,
    }


def _office_from_data(raw: Mapping[str, Any]) -> Office:
    hours = raw["hours"]
    return Office(
        id=raw["id"],
        names=dict(raw["names"]),
        level=Level(raw["level"]),
        division=raw["division"],
        area_codes=tuple(raw["area_codes"]),
        hours=Hours(
            always=hours["always"],
            workday=_spans(hours["workday"]),
            weekday={int(day): _spans(spans) for day, spans in hours["weekday"].items()},
            rest=_spans(hours["rest"]),
            follows_workdays=hours["follows_workdays"],
        ),
        seats=tuple(Seat(id=seat["id"], office=raw["id"], extension=seat["extension"]) for seat in raw["seats"]),
        overflow=tuple(raw["overflow"]),
        overflow_after_s=raw["overflow_after_s"],
    )


def _spans(texts: list[str]) -> tuple[Span, ...]:
    return tuple(Span.parse(text) for text in texts)
