"""How a deadline was counted, in sentences that an official can check line by line. Pure; Chinese and Korean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ticketing.clocks.state import Deadline
from ticketing.pack import Clock, Unit
from workdays.words import reason
from workdays.zone import local

_WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        Unit.WORKING_DAYS: "个工作日",
        Unit.HOURS: "小时",
        Unit.MINUTES: "分钟",
        "limit": "{name}：{number}{unit}（{article}）。",
        "at-once": "{name}：立即办理（{article}）。",
        "day-zero": "{start}起算，当日不计（《民法典》第二百零一条）。",
        "counted": "计入：{days}。",
        "skipped": "不计：{days}。",
        "through": "{start}起连续计算，节假日、夜间不扣除。",
        "due": "截止：{due}。",
        "provisional": "其中有尚未公布放假安排的年份，按《全国年节及纪念日放假办法》推算，公布后重新计算。",
        "comma": "、",
        "aside": "{day}（{why}）",
    },
    "ko": {
        Unit.WORKING_DAYS: "근무일",
        Unit.HOURS: "시간",
        Unit.MINUTES: "분",
        "limit": "{name}: {number}{unit} ({article}).",
        "at-once": "{name}: 즉시 처리 ({article}).",
        "day-zero": "{start}부터, 당일은 세지 않음 (《민법전》 제201조).",
        "counted": "센 날: {days}.",
        "skipped": "세지 않은 날: {days}.",
        "through": "{start}부터 련속 계산, 휴일과 밤을 빼지 않음.",
        "due": "마감: {due}.",
        "provisional": "휴가 배치가 공포되지 않은 해가 들어 있어 법정 명절 규정에 따라 추산함. 공포 후 다시 계산함.",
        "comma": ", ",
        "aside": "{day}({why})",
    },
}


def explain(clock: Clock, started: datetime, deadline: Deadline, language: str = "zh") -> tuple[str, ...]:
    """One sentence a line: the limit with its article, the start, what was counted, what was not, the end."""
    spoken = language if language in _WORDS else "zh"
    words = _WORDS[spoken]
    name = clock.names.get(spoken, clock.names["zh"])
    limit, start = clock.limit, local(started)
    if limit.unit is Unit.AT_ONCE:
        return (words["at-once"].format(name=name, article=clock.article),)
    unit = words[limit.unit]
    lines = [words["limit"].format(name=name, number=limit.number, unit=unit, article=clock.article)]
    if limit.unit is Unit.WORKING_DAYS:
        lines.append(words["day-zero"].format(start=f"{start:%Y-%m-%d %H:%M}"))
        lines += _days(deadline, words, spoken)
    else:
        lines.append(words["through"].format(start=f"{start:%Y-%m-%d %H:%M:%S}"))
    lines.append(words["due"].format(due=_end(deadline.due)))
    if deadline.provisional:
        lines.append(words["provisional"])
    return tuple(lines)


def _days(deadline: Deadline, words: Mapping[str, str], language: str) -> list[str]:
    comma = words["comma"]
    lines = [words["counted"].format(days=comma.join(f"{day:%m-%d}" for day in deadline.counted))]
    if deadline.skipped:
        asides = (words["aside"].format(day=f"{day.date:%m-%d}", why=reason(day, language)) for day in deadline.skipped)
        lines.append(words["skipped"].format(days=comma.join(asides)))
    return lines


def _end(due: datetime) -> str:
    if (due.hour, due.minute, due.second) == (23, 59, 59):
        return f"{due:%Y-%m-%d} 24:00"
    return f"{due:%Y-%m-%d %H:%M:%S}"
