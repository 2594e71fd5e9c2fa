"""What happened in a call, in sentences: each fact with what it was about. Pure; not who may read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from web.site_view import SiteView
from web.texts.calls import BECAUSE, CLOSED, CUT_SHORT, EVIDENCE, LANGUAGE_NAMES, LOST, MOMENTS, OUT, PLACE, SECONDS

_COLON = {"zh-CN": "：", "ko": ": ", "en": ": "}
_COMMA = {"zh-CN": "，", "ko": ", ", "en": ", "}


def moment(
    kind: str, data: Mapping[str, Any], site: SiteView, language: str, *, said: str | None = None, outcome: str = ""
) -> str:
    """A fact in a language, e.g. 座席接听：合肥市，hefei-01. `data` without what the reader may not see.

    `said` is what a prompt spoke; `outcome` how a call out came out.
    """
    words = MOMENTS.get("reached" if kind == "answered" and outcome else kind, {}).get(language, kind)
    about = [part for part in _about(kind, data, site, language, said) if part]
    if kind == "ended" and outcome in OUT:
        about.append(OUT[outcome][language])
    return words + _COLON[language] + _COMMA[language].join(about) if about else words


def _about(kind: str, data: Mapping[str, Any], site: SiteView, language: str, said: str | None) -> list[str | None]:
    office = site.office_name(data.get("office"), language)
    match kind:
        case "routed":
            evidence = EVIDENCE.get(data.get("evidence", ""), {}).get(language)
            closed = None if data.get("open", True) else CLOSED[language]
            return [office, closed, BECAUSE[language] + evidence if evidence else None]
        case "prompt-played":
            return [(said or "") + ("" if data.get("complete", True) else CUT_SHORT[language])]
        case "key-pressed":
            return [data.get("digits")]
        case "language-chosen":
            return [LANGUAGE_NAMES.get(data.get("language", ""), {}).get(language)]
        case "message-left":
            return [_number(SECONDS, language, seconds=data.get("seconds"))]
        case "callback-asked":
            return [data.get("number")]
        case "queued":
            return [office, _number(PLACE, language, position=data.get("position"))]
        case "handed-on":
            return [site.office_name(data.get("to"), language), data.get("seat")]
        case "called-out":
            return [data.get("number"), office, data.get("seat"), data.get("ticket")]
        case "ended":
            return [LOST[language] if data.get("lost") else None]
        case "dialing" | "ringing" | "ring-no-answer" | "answered" | "seat-left" | "abandoned":
            return [office, data.get("seat")]
        case _:
            return []


def _number(words: Mapping[str, str], language: str, **value: Any) -> str | None:
    (name, number), *_ = value.items()
    return None if number is None else words[language].format(**{name: round(float(number))})
