"""The words of situations about the knowledge base: who writes, reads, releases, opens and finds an entry.

甲, 乙, 丙 are people of the base, their words its own functions; the others ask over HTTP as at their desks.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from tests.scenarios.desk_people import AtTheDesk
from ticketing.casework import knowledge_base as base
from ticketing.casework.knowledge_base import Wording
from ticketing.knowledge import KnowledgeError
from workdays.calendar import Calendar


async def writes(desk: AtTheDesk, who: str, title: str) -> str:
    """A new entry, or the entry's new wording."""
    wording = Wording(title=title, answer=f"{title}：见文件。", provider=who)
    async with desk.house.database.write() as session:
        entry = await base.write(
            session, wording, packs=desk.packs, calendar=Calendar(), actor=who, now=desk.house.clock.now(),
            entry=desk.entries.get(title),
        )  # fmt: skip
    desk.entries[title] = entry.id
    return ""


async def reads(desk: AtTheDesk, who: str, title: str) -> str:
    """Has read the wording and stands by it; 丙（法规处）: for that unit."""
    name, _, unit = who.rstrip("）").partition("（")
    now = desk.house.clock.now()
    async with desk.house.database.write() as session:
        return await _said(base.read_by(session, desk.entries[title], by=name, unit=unit, note="", now=now))


async def releases(desk: AtTheDesk, who: str, title: str) -> str:
    """From now on agents find it."""
    entry, now = desk.entries[title], desk.house.clock.now()
    async with desk.house.database.write() as session:
        return await _said(base.release(session, entry, packs=desk.packs, actor=who, now=now))


async def withdraws(desk: AtTheDesk, who: str, title: str) -> str:
    """Nobody finds it any more."""
    async with desk.house.database.write() as session:
        return await _said(base.withdraw(session, desk.entries[title], actor=who, now=desk.house.clock.now()))


async def opens(desk: AtTheDesk, who: str, title: str) -> str:
    """Anybody may read it."""
    async with desk.house.database.write() as session:
        opened = base.show_to_all(session, desk.entries[title], public=True, actor=who, now=desk.house.clock.now())
        return await _said(opened)


async def finds(desk: AtTheDesk, who: str, words: str) -> str:
    """What this person's desk finds."""
    return _titles(*await desk.ask(who, "GET", f"/knowledge?q={words}"))


async def finds_on_the_public_page(desk: AtTheDesk, who: str, words: str) -> str:
    """What is found without any right."""
    return _titles(*await desk.ask(who, "GET", f"/public/answers?q={words}"))


def _titles(refused: str, found: Any) -> str:
    return refused or "、".join(sorted(one["title"] for one in found["items"])) or "无"


async def _said(done: Awaitable[object]) -> str:
    """Nothing, or why it is not done."""
    try:
        await done
    except KnowledgeError as error:
        return f"不可：{error}"
    return ""
