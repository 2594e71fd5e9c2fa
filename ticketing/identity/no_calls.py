"""Whether somebody has asked not to be telephoned (联系偏好、沟通便利): "do not call, send SMS". Pure.

People write it freely, so it is read by words. One word too many costs an agent a sentence of reason; one too few would
ring a deaf person's telephone.
"""

from __future__ import annotations

from collections.abc import Mapping

FIELDS = ("contact_preference", "accommodation")
_WORDS = (
    "短信", "微信", "邮件", "书面", "文字", "勿电", "勿打", "勿拨",
    "不要电话", "不要打", "不打电话", "不接电话", "不便接听", "不方便接",
    "不能接听", "无法接听", "无法通话", "不能通话", "听不见", "听不到", "手语",
    "문자", "전화하지", "전화는 하지", "통화가 어려", "통화할 수 없", "수어", "수화",
    "sms", "text message", "do not call", "don't call", "no calls", "sign language",
)  # fmt: skip


def asks_not_to_be_called(caller: Mapping[str, str]) -> bool:
    """By what is written of a person (`ticketing.fields.CALLER_FIELDS`)."""
    said = " ".join(caller.get(name, "") for name in FIELDS).casefold()
    return any(word in said for word in _WORDS)
