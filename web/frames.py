"""Live lines as the JSON shapes of docs/design.md: Seat, Call, Board. Pure.

Calls and tickets out of the store take their shapes from `ticketing.shapes`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ami.lines import CallLine, SeatLine, SeatState
from routing.areas import area_of
from store.numbers import masked
from ticketing.shapes import direction_of, when
from web.ports import Today
from web.seat_rules import SeatMemory
from web.site_view import SiteView
from web.texts.calls import EVIDENCE, HIDDEN


def seat_shape(line: SeatLine, memory: SeatMemory) -> dict[str, Any]:
    """`Seat`, with `registered` (the phone is there) beside it."""
    in_wrap_up = line.state is SeatState.WRAP_UP
    return {
        "id": line.id,
        "office": line.office,
        "state": line.state.value,
        "reason": line.reason or None,
        "since": when(line.since),
        "wrap_up_ends": when(memory.wrap_up_ends) if in_wrap_up else None,
        "call_id": line.call_id or (memory.last_call if in_wrap_up else "") or None,
        "registered": line.registered,
    }


def live_call_shape(
    line: CallLine, *, site: SiteView, language: str, open_numbers: bool, now: datetime
) -> dict[str, Any]:
    """`Call` of a call that lives, from the board alone: no database is asked while a phone rings."""
    number = (line.caller if open_numbers else masked(line.caller)) or None
    area = area_of(line.caller) if line.caller else None
    waited_until = line.answered_at or now
    return {
        "id": line.id,
        "direction": direction_of(line.id),
        "number": number,
        "caller_display": number or HIDDEN[language],
        "hidden": not line.caller,
        "area": None if area is None else {"code": area[0], "name": area[1]},
        "dialed": line.dialed or None,
        "trunk": line.trunk or None,
        "office": line.office or None,
        "office_name": site.office_name(line.office, language),
        "reason": {"evidence": line.reason or None, "text": EVIDENCE.get(line.reason, {}).get(language)},
        "language": line.language or None,
        "state": line.state.value,
        "outcome": "answered" if line.answered_at else None,
        "arrived_at": when(line.arrived_at),
        "queued_at": when(line.queued_at),
        "answered_at": when(line.answered_at),
        "ended_at": None,
        "waited_s": seconds(line.waits_since, waited_until),
        "talked_s": seconds(line.answered_at, now),
        "seat": line.seat or None,
        "ticket": None,
    }


def board_office_shape(
    office: str,
    *,
    site: SiteView,
    language: str,
    now: datetime,
    waiting: tuple[CallLine, ...],
    today: Today,
) -> dict[str, Any]:
    """One office of `Board` but for its seats. Numbers are masked here: the board hangs where many can see it."""
    is_open, opens_at = site.hours(office, now)
    lines = [
        {
            "call_id": line.id,
            "caller_display": masked(line.caller) or HIDDEN[language],
            "hidden": not line.caller,
            "position": line.position,
            "waited_s": seconds(line.waits_since, now) or 0.0,
        }
        for line in waiting
    ]
    return {
        "id": office,
        "name": site.office_name(office, language),
        "open": is_open,
        "opens_at": when(opens_at),
        "waiting": lines,
        "longest_wait_s": max((float(str(line["waited_s"])) for line in lines), default=0.0),
        "answered_today": today.answered,
        "abandoned_today": today.abandoned,
    }


def seconds(start: datetime | None, end: datetime | None) -> float | None:
    """From one time to another, to the tenth; None while either is missing."""
    if start is None or end is None:
        return None
    return max(0.0, round((end - start).total_seconds(), 1))
