"""Runs one situation at the desk: who may see and do what, what of personal data is shown, what the log keeps.

    desk = [
      "座席 看工单 -> 张** 138****0101",               what it shows of the caller, or what is said instead
      "座席 查看 理由=回电联系 -> 张三丰 13805510101",    with a reason
      "承办单位 看录音目录 -> 无权",                     also 看大屏, 冒名查看 (another web page uses the sign-in)
      "座席 被猜密码 -> 稍后再试",  "座席 登录 301秒后 -> 可以",
      "登记簿 记载 person-opened -> 座席",               who is in the audit log so; 无: nobody. Also 校验, 被改动
      "数据库文件 找 张三丰 -> 读不出",                   who called is sealed; what they told is searched, so it is not
      "甲 撰写 轮椅补贴", "乙 审核 轮椅补贴", "甲 发布 轮椅补贴 -> 不可 1 more reader", also 停用, 向社会开放
      "座席 查知识 轮椅 -> 轮椅补贴", "陌生人 自助查询 轮椅 -> 无",
    ]

The whole desk answers, over HTTP, on a real database; only the exchange is fake. One ticket lies there: 张三丰's, whose
call is over. After 不可 stand words of the reason; no arrow: it is done.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from tests.scenarios import desk_people as people
from tests.scenarios import knowledge_words as knowledge
from tests.scenarios.desk_people import AtTheDesk
from tests.web.house import House
from tests.web.test_masking import written

LINE = re.compile(r"(\S+) (\S+)(?: (?!-> )(.+?))?(?: -> (?:不可 (.+)|(.+)))?")


async def run_desk(house: House, regulation: str, situation: dict[str, Any]) -> None:
    """Go through the lines; an AssertionError names the line that does not hold."""
    ticket = await written(house, await house.person("agent"))
    desk = AtTheDesk(house, regulation, ticket["number"])
    for line in situation["desk"]:
        match = LINE.fullmatch(line)
        assert match and match[2] in _DEEDS, f"cannot read {line!r}"
        found = await _DEEDS[match[2]](desk, match[1], match[3] or "")
        if match[4]:
            assert found.startswith("不可") and match[4] in found, f"{line}: {found!r}"
        else:
            assert found == (match[5] or ""), f"{line}: {found!r}"


_DEEDS: Mapping[str, Callable[[AtTheDesk, str, str], Awaitable[str]]] = {
    "看工单": people.sees_ticket,
    "查看": people.looks,
    "冒名查看": people.looks_by_a_foreign_page,
    "看录音目录": people.sees_recordings,
    "看大屏": people.sees_board,
    "被猜密码": people.guesses,
    "登录": people.signs_in,
    "记载": people.logged,
    "校验": people.log_is_sound,
    "被改动": people.log_is_changed,
    "找": people.lies_in_the_file,
    "撰写": knowledge.writes,
    "审核": knowledge.reads,
    "发布": knowledge.releases,
    "停用": knowledge.withdraws,
    "向社会开放": knowledge.opens,
    "查知识": knowledge.finds,
    "自助查询": knowledge.finds_on_the_public_page,
}
