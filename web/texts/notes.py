"""What to do about a move that is not possible, or a value said with one that is not what it wants. Words only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ticketing.life.names import MOVES
from ticketing.states import Move
from web.texts.languages import LANGUAGES, Text, text

_POSSIBLE = text("可以进行：{}", "가능한 작업: {}", "Possible: {}")
_MENDS: Mapping[str, Text] = {
    "unknown": text("此环节只接受：{choices}", "이 단계에서 받는 항목: {choices}", "This move takes: {choices}"),
    "missing": text("请填写此项", "이 항목을 입력하십시오", "Fill it in"),
    "choices": text("请从中选择：{choices}", "다음 중에서 고르십시오: {choices}", "Choose among: {choices}"),
    "not-all": text("须全部具备：{choices}", "모두 있어야 합니다: {choices}", "All of these are needed: {choices}"),
    "too-long": text("请写得短一些", "더 짧게 쓰십시오", "Write less"),
    "no-number": text("请填写 1 以上的整数", "1 이상의 정수를 쓰십시오", "Send a whole number from 1 on"),
    "no-time": text(
        "请按 2026-09-25T16:50:00+08:00 的格式填写时间",
        "2026-09-25T16:50:00+08:00 형식으로 쓰십시오",
        "Send a time such as 2026-09-25T16:50:00+08:00",
    ),
}


def mend_of(kind: str, choices: Mapping[str, Mapping[str, str]]) -> Text:
    """In every language, with the choices by their ids and names."""
    words = _MENDS["choices" if choices and kind in ("missing", "no-choice") else kind if kind in _MENDS else "missing"]
    return {language: words[language].replace("{choices}", _listed(choices, language)) for language in LANGUAGES}


def possible(moves: Sequence[str]) -> Text:
    """What may be done instead of an illegal move, by names and ids."""
    names = {move: MOVES[Move(move)] for move in moves if move in set(Move)}
    return {language: _POSSIBLE[language].format(_listed(names, language)) for language in LANGUAGES}


def _listed(choices: Mapping[str, Mapping[str, str]], language: str) -> str:
    named = {one: names.get(language[:2]) or names.get("zh", one) for one, names in choices.items()}
    comma = "、" if language.startswith("zh") else ", "
    return comma.join(one if name == one else f"{name} ({one})" for one, name in named.items()) or "—"
