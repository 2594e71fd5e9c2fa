"""Mandarin: numbers, dates and times in words (一 and 幺, 二 and 两, 零 inside numbers, parts of the day).

Pure rules and the vocabulary that they can use. No prompt's text stands here.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from ivr_flows.spoken import Spoken, Tongue, digits_in_words, say_digits, say_key

_DIGITS = "零一二三四五六七八九"
_PHONE = dict(zip("0123456789", "零幺二三四五六七八九", strict=True))
_KEYS = {**dict(zip("0123456789", _DIGITS, strict=True)), "*": "星号键", "#": "井号键"}
_WEEKDAYS = tuple(f"星期{name}" for name in "一二三四五六日")
_DAYS = ("今天", "明天", "后天")
_LIMIT = 100_000_000


def numeral(number: int, *, counting: bool = False) -> str:
    """The usual reading. `counting`: before a counting word, a lone 2 is 两; so it is before 千 and 万.

    >>> numeral(105), numeral(2, counting=True), numeral(112), numeral(20000)
    ('一百零五', '两', '一百一十二', '两万')
    """
    return "".join(_numeral_words(number, counting=counting))


def _numeral_words(number: int, *, counting: bool = False) -> tuple[str, ...]:
    if not 0 <= number < _LIMIT:
        raise ValueError(f"a count from 0 to {_LIMIT - 1} can be said, not {number}")
    if number >= 10_000:
        head = ("两万",) if number // 10_000 == 2 else (*_numeral_words(number // 10_000), "万")
        return head + _rest(number % 10_000, 1000)
    if number >= 1000:
        thousands = number // 1000
        return (("两" if thousands == 2 else _DIGITS[thousands]) + "千", *_rest(number % 1000, 100))
    if number > 100:
        return (_DIGITS[number // 100] + "百", *_rest(number % 100, 10))
    return ("两",) if counting and number == 2 else (_to_hundred(number),)


def _rest(number: int, lowest: int) -> tuple[str, ...]:
    """What follows a larger unit: nothing, or 零 and the number where a place is skipped."""
    if number == 0:
        return ()
    if number < lowest:
        return ("零", *_inside(number))
    return _inside(number)


def _inside(number: int) -> tuple[str, ...]:
    if number == 100:
        return ("一百",)
    return ("一" + _to_hundred(number),) if 10 <= number < 20 else _numeral_words(number)


def _to_hundred(number: int) -> str:
    if number < 10:
        return _DIGITS[number]
    if number == 100:
        return "一百"
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def _hour(hour: int) -> str:
    part = "凌晨" if hour < 6 else "上午" if hour < 12 else "中午" if hour == 12 else "下午" if hour < 18 else "晚上"
    number = hour - 12 if hour > 12 else hour
    return f"{part}{'两' if number == 2 else numeral(number)}点"


def _minute(minute: int) -> str:
    return "半" if minute == 30 else f"{'零' if minute < 10 else ''}{numeral(minute)}分"


def _clock(at: datetime) -> tuple[str, ...]:
    return (_hour(at.hour), _minute(at.minute)) if at.minute else (_hour(at.hour),)


def _moment(at: datetime, now: datetime | None) -> Spoken:
    ahead = (at.date() - now.astimezone(at.tzinfo).date()).days if now else -1
    if 0 <= ahead < len(_DAYS):
        day, shown = [_DAYS[ahead]], _DAYS[ahead]
    else:
        day = [*_date(at).words, _WEEKDAYS[at.weekday()]]
        shown = _date(at).shown + _WEEKDAYS[at.weekday()]
    return Spoken(words=(*day, *_clock(at)), shown=shown + _show_digits("".join(_clock(at))))


def _show_digits(words: str) -> str:
    """上午十点零五分 → 上午10点05分, for the eye."""
    numbers = {numeral(n): str(n) for n in range(60)} | {"两": "2"} | {f"零{_DIGITS[n]}": f"0{n}" for n in range(1, 10)}
    return re.sub("[零一二三四五六七八九十两]+", lambda found: numbers[found.group()], words)


def _date(day: date) -> Spoken:
    return Spoken(words=(f"{numeral(day.month)}月", f"{numeral(day.day)}日"), shown=f"{day.month}月{day.day}日")


def _key(key: str) -> Spoken:
    return say_key(key, _KEYS)


def _literal(text: str) -> str:
    return digits_in_words(re.sub(r"\s+", "", text), telephone=_PHONE, numeral=numeral)


def _vocabulary() -> tuple[str, ...]:
    words = [
        "幺",
        "两",
        *(_to_hundred(n) for n in range(101)),
        *(f"一{_to_hundred(n)}" for n in range(10, 20)),
        *(f"{d}百" for d in _DIGITS[1:]),
        *(f"{d}千" for d in "一两三四五六七八九"),
        *("百", "千", "万", "两万"),
        *_KEYS.values(),
        *(f"{numeral(m)}月" for m in range(1, 13)),
        *(f"{numeral(d)}日" for d in range(1, 32)),
        *_WEEKDAYS,
        *_DAYS,
        *(_hour(h) for h in range(24)),
        *(_minute(m) for m in range(1, 60)),
    ]
    return tuple(dict.fromkeys(words))


ZH = Tongue(
    digits=lambda number: say_digits(number, _PHONE),
    count=lambda n: Spoken(words=_numeral_words(n, counting=True), shown=str(n)),
    key=_key,
    date=_date,
    moment=_moment,
    literal=_literal,
    vocabulary=_vocabulary,
)
