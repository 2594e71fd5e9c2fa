"""Why a day is worked or not, in Korean. Data and one look-up; Chinese is what the days say themselves."""

from __future__ import annotations

from workdays.day import Day

_KO = {
    "元旦": "양력설",
    "春节": "음력설",
    "清明节": "청명절",
    "劳动节": "로동절",
    "端午节": "단오절",
    "中秋节": "추석",
    "国庆节": "국경절",
    "抗战胜利70周年纪念日": "항일전쟁승리 70주년",
}
_ENDINGS = {"调休上班": " 대체 근무일", "假期": " 휴가", "补假": " 대체 휴일", "": ""}
_PLAIN = {"周末": "주말", "工作日": "근무일"}


def reason(day: Day, language: str) -> str:
    """The day's reason in `language`. A site's own words, and words unknown here, stay as they are."""
    if language != "ko":
        return day.reason
    for ending, korean in _ENDINGS.items():
        name = day.reason.removesuffix(ending) if ending else day.reason
        if day.reason.endswith(ending) and name in _KO:
            return _KO[name] + korean
    return _PLAIN.get(day.reason, day.reason)
