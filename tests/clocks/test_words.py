"""What clocks say, in every language that a hotline speaks."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from ticketing import packs
from ticketing.clocks.event import Matter
from ticketing.clocks.explain import explain
from ticketing.clocks.foresee import foresee
from ticketing.clocks.notes import NoteCode, note, tell
from ticketing.pack import EventKind
from workdays.calendar import Calendar
from workdays.words import reason
from workdays.zone import SHANGHAI

CALENDAR = Calendar()
AT = datetime(2026, 12, 30, 10, 0, tzinfo=SHANGHAI)


def lines(regulation: str, event: EventKind, language: str, clock: int = 0, **matter: bool) -> tuple[str, ...]:
    pack = packs.load(regulation)
    found = foresee(pack=pack, event=event, at=AT, calendar=CALENDAR, matter=Matter(**matter))[clock]  # type: ignore[arg-type]
    return explain(found.clock, AT, found.deadline, language)


def test_a_limit_in_days_is_explained_line_by_line() -> None:
    assert lines("anhui-12345", EventKind.TRANSFERRED, "zh", 1) == (
        "申请退回：2个工作日（16）。",
        "2026-12-30 10:00起算，当日不计（《民法典》第二百零一条）。",
        "计入：12-31、01-04。",
        "不计：01-01（元旦）、01-02（周末）、01-03（周末）。",
        "截止：2027-01-04 24:00。",
        "其中有尚未公布放假安排的年份，按《全国年节及纪念日放假办法》推算，公布后重新计算。",
    )


def test_hours_say_that_they_run_through() -> None:
    assert lines("yanbian-12345", EventKind.PUSHED, "ko") == (
        "수령 확인: 1시간 (三(一)1).",
        "2026-12-30 10:00:00부터 련속 계산, 휴일과 밤을 빼지 않음.",
        "마감: 2026-12-30 11:00:00.",
    )


def test_at_once_is_said_as_such() -> None:
    (line,) = lines("shanghai-962200", EventKind.ACCEPTED, "zh", urgent=True)
    assert line == "立即流转并电话通知、报告：立即办理（10(三)）。"


@pytest.mark.parametrize(
    ("on", "korean"),
    [
        (date(2026, 9, 26), "추석 휴가"),
        (date(2026, 9, 20), "국경절 대체 근무일"),
        (date(2027, 1, 1), "양력설"),
        (date(2027, 2, 9), "음력설 대체 휴일"),
        (date(2026, 9, 12), "주말"),
        (date(2026, 9, 14), "근무일"),
    ],
)
def test_days_say_why_in_korean(on: date, korean: str) -> None:
    assert reason(CALENDAR.day(on), "ko") == korean


def test_every_reason_that_ten_years_hold_has_its_korean() -> None:
    for ordinal in range(date(2020, 1, 1).toordinal(), date(2030, 1, 1).toordinal()):
        day = CALENDAR.day(date.fromordinal(ordinal))
        assert reason(day, "ko") != day.reason and reason(day, "zh") == day.reason


@pytest.mark.parametrize("language", ["zh", "ko", "en"])
@pytest.mark.parametrize("code", list(NoteCode))
def test_every_remark_is_a_sentence_with_its_article(code: NoteCode, language: str) -> None:
    told = tell(note(code, "9(三)", "promised"), language)
    assert "9(三)" in told and "{" not in told and "|" not in told


def test_a_basis_is_told_in_words() -> None:
    assert tell(note(NoteCode.LIMIT_OVERRIDES, "11(二)", "promised")) == "按承诺时限执行，优先于11(二)的时限。"
