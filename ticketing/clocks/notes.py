"""Remarks on a clock: what was not heeded and why, or what overrode the limit. As codes to store, as sentences to read.

Pure. A remark is kept as one short text, `code|article|about`, so that it can be stored and told in any language.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class NoteCode(StrEnum):
    """What may be remarked."""

    NO_EXTENSION = "no-extension"
    ASKED_LATE = "asked-late"
    TOO_MANY = "too-many"
    MORE_THAN_ALLOWED = "more-than-allowed"
    NO_NEW_LIMIT = "no-new-limit"
    LIMIT_NOT_HEEDED = "limit-not-heeded"
    LIMIT_OVERRIDES = "limit-overrides"
    NOT_SUSPENDED = "not-suspended"


_SENTENCES: Mapping[str, Mapping[NoteCode, str]] = {
    "zh": {
        NoteCode.NO_EXTENSION: "{article}没有规定延期，未予延长。",
        NoteCode.ASKED_LATE: "延期申请在到期之后提出，未予延长（{article}）。",
        NoteCode.TOO_MANY: "已达到{article}允许的延期次数（{about}次），未予延长。",
        NoteCode.MORE_THAN_ALLOWED: "{article}只允许延期{about}次，此处按所写次数推算，不能据此批准。",
        NoteCode.NO_NEW_LIMIT: "同意延期时未写明新的时限，未予延长（{article}）。",
        NoteCode.LIMIT_NOT_HEEDED: "{article}不因“{about}”改变时限，未予采用。",
        NoteCode.LIMIT_OVERRIDES: "按{about}执行，优先于{article}的时限。",
        NoteCode.NOT_SUSPENDED: "{article}不因“{about}”中止时限，未予中止。",
    },
    "ko": {
        NoteCode.NO_EXTENSION: "{article}에는 연장 규정이 없어 연장하지 않았습니다.",
        NoteCode.ASKED_LATE: "기한이 지난 뒤 연장을 신청하여 연장하지 않았습니다({article}).",
        NoteCode.TOO_MANY: "{article}에서 허용하는 연장 회수({about}회)에 이르러 연장하지 않았습니다.",
        NoteCode.MORE_THAN_ALLOWED: "{article}에서 허용하는 연장은 {about}회뿐입니다. 적은 회수대로 계산만 했습니다.",
        NoteCode.NO_NEW_LIMIT: "연장에 동의할 때 새 기한을 밝히지 않아 연장하지 않았습니다({article}).",
        NoteCode.LIMIT_NOT_HEEDED: "{article}은(는) ‘{about}’(으)로 기한을 바꾸지 않으므로 적용하지 않았습니다.",
        NoteCode.LIMIT_OVERRIDES: "{about}이(가) {article}의 기한보다 우선합니다.",
        NoteCode.NOT_SUSPENDED: "{article}은(는) ‘{about}’(으)로 기한을 중지하지 않으므로 중지하지 않았습니다.",
    },
    "en": {
        NoteCode.NO_EXTENSION: "Art. {article} knows no extension: not heeded.",
        NoteCode.ASKED_LATE: "The extension was asked for after expiry: not heeded (art. {article}).",
        NoteCode.TOO_MANY: "Art. {article} allows {about} extension(s) in such a matter: no more heeded.",
        NoteCode.MORE_THAN_ALLOWED: "Art. {article} allows {about} extension(s) in such a matter: this shows more.",
        NoteCode.NO_NEW_LIMIT: "The extension names no new limit: not heeded (art. {article}).",
        NoteCode.LIMIT_NOT_HEEDED: "Art. {article} does not yield to a {about} limit: not heeded.",
        NoteCode.LIMIT_OVERRIDES: "A {about} limit overrides that of art. {article}.",
        NoteCode.NOT_SUSPENDED: "Art. {article} does not stand still for {about}: not heeded.",
    },
}
_BASES: Mapping[str, Mapping[str, str]] = {
    "zh": {"statutory": "法定时限", "promised": "承诺时限", "filed-case": "立案", "": "未说明的事由"},
    "ko": {"statutory": "법정 기한", "promised": "약속 기한", "filed-case": "립건", "": "밝히지 않은 사유"},
    "en": {"filed-case": "filed case", "": "nameless"},
}


def note(code: NoteCode, article: str, about: str = "") -> str:
    """A remark as it is kept."""
    return f"{code}|{article}|{about}"


def tell(kept: str, language: str = "zh") -> str:
    """The remark as a sentence; Chinese where the language is not known."""
    code, article, about = kept.split("|", 2)
    spoken = language if language in _SENTENCES else "zh"
    named = _BASES[spoken].get(about, about)
    return _SENTENCES[spoken][NoteCode(code)].format(article=article, about=named)
