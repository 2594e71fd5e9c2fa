"""The fields of a ticket: what an agent may write, and what such a value can be. Pure.

Which fields a regulation requires, and its lists of natures and fields of work, are the packs'. Here stands only what
holds for all: names, lengths, no control characters. Fields of `caller` name a person and are stored sealed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ticketing.errors import InvalidField

TEXT_FIELDS: Mapping[str, int] = {
    "nature": 64,  # 性质
    "field": 64,  # 业务领域
    "title": 200,  # 标题
    "situation": 20_000,  # 反映情况
    "appeal": 20_000,  # 诉求
    "answer": 20_000,  # 答复内容
}
"""Fields with a column of their own, and the most characters each holds."""

CALLER_FIELDS: Mapping[str, int] = {
    "number": 32,  # 来电号码
    "name": 100,  # 姓名
    "sex": 16,  # 性别
    "id_number": 32,  # 身份证号或残疾人证号
    "age": 8,  # 年龄
    "ethnicity": 32,  # 民族
    "disability_category": 64,  # 残疾类别
    "disability_level": 16,  # 残疾等级
    "contact": 200,  # 联系方式
    "address": 500,  # 住址
    "contact_preference": 200,  # 联系偏好, e.g. 请发短信
    "birth": 10,  # 出生日期
    "guardian": 100,  # 监护人或代为反映的人
    "accommodation": 500,  # 沟通和办事便利, e.g. 需要手语翻译
    "consent": 200,  # 同意使用个人信息的范围和时间
}
"""What is known of the person, each a text."""

REASON_MOST = 500
"""Characters of a reason why something was not given."""

_FIELD_ID = re.compile(r"(caller\.|extra\.)?[a-z_]{1,64}")

EXTRA_MOST = 64
"""Fields of a pack beyond these (`extra`), at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """A checked change of a ticket: only the fields named in it change. Empty texts clear a field."""

    texts: Mapping[str, str] = field(default_factory=dict)
    caller: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    not_given: Mapping[str, str] = field(default_factory=dict)
    """Field id -> why the caller did not give it (来电人不愿提供)."""

    @property
    def values(self) -> Mapping[str, str]:
        """Every new value by its place."""
        return {
            **self.texts,
            **{f"caller.{name}": value for name, value in self.caller.items()},
            **{f"extra.{name}": value for name, value in self.extra.items()},
            **{f"not_given.{name}": reason for name, reason in self.not_given.items()},
        }

    @property
    def names(self) -> tuple[str, ...]:
        """The changed fields as places: `title`, `caller.name`, `extra.…`."""
        return tuple(self.values)


def check(raw: Mapping[str, Any]) -> Changes:
    """The change that a request asks for; InvalidField names the first place that is wrong."""
    texts = {}
    for name, value in raw.items():
        if name in ("caller", "extra", "not_given"):
            continue
        if name not in TEXT_FIELDS:
            known = ", ".join((*TEXT_FIELDS, "caller", "extra", "not_given"))
            raise InvalidField(name, "a ticket has no such field", f"use one of {known}")
        texts[name] = _text(name, value, TEXT_FIELDS[name])
    return Changes(
        texts=texts,
        caller=_caller(raw.get("caller", {})),
        extra=_extra(raw.get("extra", {})),
        not_given=_not_given(raw.get("not_given", {})),
    )


def _caller(raw: Any) -> dict[str, str]:
    if not isinstance(raw, Mapping):
        raise InvalidField("caller", "this is not an object", "send an object of fields")
    for name in raw:
        if name not in CALLER_FIELDS:
            raise InvalidField(f"caller.{name}", "a person has no such field", f"use one of {', '.join(CALLER_FIELDS)}")
    return {name: _text(f"caller.{name}", value, CALLER_FIELDS[name]) for name, value in raw.items()}


def _extra(raw: Any) -> dict[str, str]:
    if not isinstance(raw, Mapping) or len(raw) > EXTRA_MOST:
        raise InvalidField("extra", "this is not an object of fields", f"send an object of at most {EXTRA_MOST}")
    for name in raw:
        if not isinstance(name, str) or not name.replace("_", "").isalnum() or len(name) > 64:
            raise InvalidField("extra", "a field's name is not plain", "use letters, digits and _")
    return {name: _text(f"extra.{name}", value, 2_000) for name, value in raw.items()}


def _not_given(raw: Any) -> dict[str, str]:
    if not isinstance(raw, Mapping) or len(raw) > EXTRA_MOST:
        raise InvalidField("not_given", "this is not an object of reasons", f"send an object of at most {EXTRA_MOST}")
    for name in raw:
        if not isinstance(name, str) or not _FIELD_ID.fullmatch(name):
            raise InvalidField("not_given", "this is no field's id", "use one such as caller.id_number")
    return {name: _text(f"not_given.{name}", value, REASON_MOST) for name, value in raw.items()}


def _text(place: str, value: Any, most: int) -> str:
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise InvalidField(place, "this is not a text", "send a text")
    text: str = value.strip()
    if len(text) > most:
        raise InvalidField(place, f"this has {len(text)} characters", f"at most {most} fit")
    if any((ord(sign) < 32 and sign not in "\n\r\t") or 0xD800 <= ord(sign) <= 0xDFFF for sign in text):
        raise InvalidField(place, "this holds a control character", "remove it")
    return text
