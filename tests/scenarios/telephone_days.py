"""Situations of the telephone: what became of a day's calls, and what a volume needs; readable by officials.

came = ["09:00 接通 等待 8", "10:00 放弃", "12:30 下班提示", "13:00 留言 工单 已登记"]
owed = ["10:00 无工单"]
volume = { hour = 60, seconds = 180 }    needs = { seats = 7, trunks = 8 }
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from store.call_record import CallRecord
from store.folded import CallState, Outcome
from ticketing.call_account import account
from ticketing.states import State
from ticketing.volume import Goal, seats_for, trunks_for
from workdays.zone import SHANGHAI

CAME = re.compile(r"(\d\d):(\d\d) (\S+)(?: 等待 (\d+))?(?: 工单 (\S+))?")
OUTCOMES = {
    "接通": Outcome.ANSWERED,
    "放弃": Outcome.ABANDONED,
    "留言": Outcome.MESSAGE,
    "请求回电": Outcome.CALLBACK,
    "下班提示": Outcome.TOLD_CLOSED,
}
STATES = {"草稿": State.DRAFT, "已登记": State.OPEN, "已作废": State.VOID, "已办结": State.CONCLUDED}
WHY = {"no-ticket": "无工单", "draft": "只有草稿"}


def run_day(situation: dict[str, Any]) -> None:
    """Every call of the day, then what is owed and how many were connected."""
    calls, tickets, times = [], {}, {}
    for number, line in enumerate(situation["came"]):
        match = CAME.fullmatch(line)
        assert match, f"cannot read {line!r}"
        hour, minute, outcome, waited, state = match.groups()
        name, times[f"c{number}"] = f"c{number}", f"{hour}:{minute}"
        calls.append(_call(name, int(hour), int(minute), OUTCOMES[outcome], float(waited) if waited else None))
        tickets[name] = [("T", STATES[state])] if state else []
    found = account(calls, tickets, {})
    assert [f"{times[one.call]} {WHY[one.why]}" for one in found.owed] == situation["owed"]
    (office,) = found.offices
    said = f"来电 {office.arrived} 接通 {office.answered} 按时 {office.in_time} 接通率 {office.connected_percent:g}"
    assert situation.get("account", said) == said, said


def run_volume(situation: dict[str, Any]) -> None:
    """What an hour's calls need, before any reserve."""
    hour, seconds = situation["volume"]["hour"], situation["volume"]["seconds"]
    needs = {"seats": seats_for(hour, seconds, Goal()), "trunks": trunks_for(hour, seconds, Goal())}
    assert needs == situation["needs"], needs


def _call(name: str, hour: int, minute: int, outcome: Outcome, waited: float | None) -> CallRecord:
    at = datetime(2026, 9, 7, hour, minute, tzinfo=SHANGHAI)
    unknown = dict.fromkeys(
        ("dialed", "trunk", "channel", "caller", "caller_hash", "area_code", "area_name", "evidence", "reason",
         "language", "queued_at", "answered_at", "talked_s", "seat", "cause", "recording_path")
    )  # fmt: skip
    return CallRecord(
        id=name, version=1, office="hefei", state=CallState.ENDED, outcome=outcome, arrived_at=at, ended_at=at,
        waited_s=waited, **unknown,  # type: ignore[arg-type]
    )  # fmt: skip
