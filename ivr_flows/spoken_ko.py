"""Korean: numbers, dates and times in words (Sino-Korean numbers, native hours, 유월 and 시월, 공 for a digit 0).

Pure rules and the vocabulary that they can use. No prompt's text stands here.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from ivr_flows.spoken import Spoken, Tongue, digits_in_words, say_digits, say_key

_DIGITS = ("영", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구")
_PHONE = dict(zip("0123456789", ("공", *_DIGITS[1:]), strict=True))
_KEYS = {**dict(zip("0123456789", ("영", *_DIGITS[1:]), strict=True)), "*": "별표", "#": "우물 정자"}
_HOURS = ("열두", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한")
_WEEKDAYS = tuple(f"{name}요일" for name in "월화수목금토일")
_DAYS = ("오늘", "내일", "모레")
_LIMIT = 100_000_000


def numeral(number: int) -> str:
    """The Sino-Korean reading, with 만 set off.

    >>> numeral(105), numeral(12), numeral(2026), numeral(12000)
    ('백 오', '십이', '이천 이십육', '만 이천')
    """
    return " ".join(_numeral_words(number))


def _numeral_words(number: int) -> tuple[str, ...]:
    if not 0 <= number < _LIMIT:
        raise ValueError(f"a count from 0 to {_LIMIT - 1} can be said, not {number}")
    if number >= 10_000:
        head = () if number // 10_000 == 1 else _below_ten_thousand(number // 10_000)
        return (*head, "만", *(_below_ten_thousand(number % 10_000) if number % 10_000 else ()))
    return ("".join(_below_ten_thousand(number)),) if number <= 100 else _below_ten_thousand(number)


def _below_ten_thousand(number: int) -> tuple[str, ...]:
    if number <= 100:
        return (_to_hundred(number),)
    thousands, hundreds, rest = number // 1000, number // 100 % 10, number % 100
    words = [_unit(thousands, "천")] if thousands else []
    words += [_unit(hundreds, "백")] if hundreds else []
    return (*words, *((_to_hundred(rest),) if rest else ()))


def _unit(many: int, unit: str) -> str:
    return unit if many == 1 else _DIGITS[many] + unit


def _to_hundred(number: int) -> str:
    if number == 100:
        return "백"
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return _unit(tens, "십") + (_DIGITS[ones] if ones else "")


def _month(month: int) -> str:
    return {6: "유월", 10: "시월"}.get(month, f"{_to_hundred(month)}월")


def _hour(hour: int) -> str:
    noon_or_night = {0: "밤", 12: "낮"}
    part = noon_or_night.get(hour) or ("새벽" if hour < 6 else "오전" if hour < 12 else "오후")
    return f"{part} {_HOURS[hour % 12]} 시"


def _minute(minute: int) -> str:
    return "반" if minute == 30 else f"{_to_hundred(minute)} 분"


def _clock(at: datetime) -> tuple[str, ...]:
    return (_hour(at.hour), _minute(at.minute)) if at.minute else (_hour(at.hour),)


def _shown_clock(at: datetime) -> str:
    part = _hour(at.hour).split()[0]
    minutes = f" {at.minute}분" if at.minute else ""
    return f"{part} {at.hour % 12 or 12}시{minutes}"


def _moment(at: datetime, now: datetime | None) -> Spoken:
    ahead = (at.date() - now.astimezone(at.tzinfo).date()).days if now else -1
    if 0 <= ahead < len(_DAYS):
        day, shown = [_DAYS[ahead]], _DAYS[ahead]
    else:
        day = [*_date(at).words, _WEEKDAYS[at.weekday()]]
        shown = f"{_date(at).shown} {_WEEKDAYS[at.weekday()]}"
    return Spoken(words=(*day, *_clock(at)), shown=f"{shown} {_shown_clock(at)}")


def _date(day: date) -> Spoken:
    return Spoken(words=(_month(day.month), f"{_to_hundred(day.day)}일"), shown=f"{day.month}월 {day.day}일")


def _key(key: str) -> Spoken:
    return say_key(key, _KEYS)


def _literal(text: str) -> str:
    return digits_in_words(re.sub(r"\s+", " ", text), telephone=_PHONE, numeral=numeral)


def _vocabulary() -> tuple[str, ...]:
    words = [
        *_PHONE.values(),
        *(_to_hundred(n) for n in range(101)),
        *(_unit(n, "백") for n in range(1, 10)),
        *(_unit(n, "천") for n in range(1, 10)),
        "만",
        *_KEYS.values(),
        *(_month(m) for m in range(1, 13)),
        *(f"{_to_hundred(d)}일" for d in range(1, 32)),
        *_WEEKDAYS,
        *_DAYS,
        *(_hour(h) for h in range(24)),
        *(_minute(m) for m in range(1, 60)),
    ]
    return tuple(dict.fromkeys(words))


KO = Tongue(
    digits=lambda number: say_digits(number, _PHONE),
    count=lambda n: Spoken(words=_numeral_words(n), shown=str(n)),
    key=_key,
    date=_date,
    moment=_moment,
    literal=_literal,
    vocabulary=_vocabulary,
)
