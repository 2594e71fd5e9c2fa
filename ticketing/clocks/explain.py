"""How a deadline was counted, in Chinese sentences that an official can check line by line. Pure."""

from __future__ import annotations

from datetime import datetime

from ticketing.clocks.state import Deadline
from ticketing.pack import Clock, Unit
from workdays.zone import local

_UNITS = {Unit.WORKING_DAYS: "个工作日", Unit.HOURS: "小时", Unit.MINUTES: "分钟"}


def explain(clock: Clock, started: datetime, deadline: Deadline) -> tuple[str, ...]:
    """One sentence a line: the limit with its article, the start, what was counted, what was not, the end."""
    start = local(started)
    if clock.limit.unit is Unit.AT_ONCE:
        return (f"{clock.names['zh']}：立即办理（{clock.article}）。",)
    lines = [f"{clock.names['zh']}：{clock.limit.number}{_UNITS[clock.limit.unit]}（{clock.article}）。"]
    if clock.limit.unit is Unit.WORKING_DAYS:
        lines.append(f"{start:%Y-%m-%d %H:%M}起算，当日不计（《民法典》第二百零一条）。")
        lines.append("计入：" + "、".join(f"{day:%m-%d}" for day in deadline.counted) + "。")
        if deadline.skipped:
            lines.append("不计：" + "、".join(f"{day.date:%m-%d}（{day.reason}）" for day in deadline.skipped) + "。")
    else:
        lines.append(f"{start:%Y-%m-%d %H:%M:%S}起连续计算，节假日、夜间不扣除。")
    lines.append(f"截止：{_end(deadline.due)}。")
    if deadline.provisional:
        lines.append("其中有尚未公布放假安排的年份，按《全国年节及纪念日放假办法》推算，公布后重新计算。")
    return tuple(lines)


def _end(due: datetime) -> str:
    if (due.hour, due.minute, due.second) == (23, 59, 59):
        return f"{due:%Y-%m-%d} 24:00"
    return f"{due:%Y-%m-%d %H:%M:%S}"
