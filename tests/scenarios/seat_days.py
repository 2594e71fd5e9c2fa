"""Situations of a seat's day: when it was at its place, and what is told of it; readable by officials.

    seat = ["08:00 就绪", "10:00 暂离 小休", "10:20 就绪", "11:00 漏接", "11:00 暂离 无人接听", "12:00 签出"]
    told = "在线 240 分钟 离席 60 分钟 最长 40 分钟 漏接 1 次"

Also 通话, 话后整理, and 服务中断: nothing can be seen until the next line. Looked at every ten seconds; the desk looks
every second.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from ami.lines import SeatLine, SeatState
from ami.presence import Presence
from ticketing.attendance import attendance
from ticketing.rates import Span
from workdays.zone import SHANGHAI

DAY = datetime(2026, 9, 7, tzinfo=SHANGHAI)
LINE = re.compile(r"(\d\d):(\d\d) (\S+)(?: (\S+))?")
STATES = {
    "就绪": SeatState.READY,
    "通话": SeatState.TALKING,
    "话后整理": SeatState.WRAP_UP,
    "暂离": SeatState.PAUSED,
    "签出": SeatState.OFFLINE,
}


def run_seat_day(situation: dict[str, Any]) -> None:
    """Line by line, then what the day comes to."""
    presence, rings = Presence(), 0
    at, line = DAY, SeatLine(id="hefei-01", office="hefei", state=SeatState.OFFLINE, since=DAY)
    watched = True
    for text in situation["seat"]:
        match = LINE.fullmatch(text)
        assert match, f"cannot read {text!r}"
        until = DAY + timedelta(hours=int(match[1]), minutes=int(match[2]))
        if watched:
            _look(presence, line, at, until)
        at, watched = until, match[3] != "服务中断"
        if match[3] == "漏接":
            rings += 1
        elif watched:
            line = SeatLine(id=line.id, office=line.office, state=STATES[match[3]], since=at, reason=match[4] or "")
    _look(presence, line, at, at + timedelta(seconds=10))
    whole = Span(since=DAY, until=DAY + timedelta(days=1))
    (day,) = attendance(presence.unkept(), {(line.id, DAY.date()): rings}, whole)
    minutes = [round(seconds / 60) for seconds in (day.signed_in_s, day.away_s, day.longest_away_s)]
    said = f"在线 {minutes[0]} 分钟 离席 {minutes[1]} 分钟 最长 {minutes[2]} 分钟 漏接 {day.rang_unanswered} 次"
    assert said == situation["told"], said


def _look(presence: Presence, line: SeatLine, at: datetime, until: datetime) -> None:
    while at < until:
        presence.look([line], at)
        at += timedelta(seconds=10)
