"""Who stands at the desk in a situation, and what each of them may see, open and do. Asserts nothing.

The knowledge base's words stand in `knowledge_words`, how a line is read in `desk_language`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from store import audit
from store.tables.audit import AuditEntry
from tests.web.house import PASSWORD, House, Person
from ticketing import packs

PEOPLE = {
    "座席": "agent",
    "另一座席": "second",
    "省座席": "provincial",
    "督办员": "chief",
    "领导": "leader",
    "承办单位": "unit",
    "档案员": "archivist",
    "管理员": "admin",
    "陌生人": None,
}
REFUSALS = {
    "signed-out": "须登录",
    "bad-credentials": "密码不对",
    "too-many-attempts": "稍后再试",
    "forbidden": "无权",
    "not-found": "查无此单",
    "bad-csrf": "不是本人操作",
    "invalid-field": "要写明理由",
}
GUESSES = 8
"""So many wrong passwords and the name is closed for a while."""


class AtTheDesk:
    """A situation while it runs: its people, its ticket, its knowledge base."""

    def __init__(self, house: House, regulation: str, ticket: str) -> None:
        self.house = house
        self.packs = (packs.load(regulation),)
        self.ticket = ticket
        self.entries: dict[str, str] = {}
        """title -> the entry's id"""
        self._people: dict[str, Person] = {}

    async def person(self, who: str) -> Person:
        """Signed in once."""
        if who not in self._people:
            self._people[who] = await self.house.person(PEOPLE[who])
        return self._people[who]

    async def ask(self, who: str, method: str, path: str, body: Any = None) -> tuple[str, Any]:
        """What is said instead of an answer, and the answer."""
        answer = await (await self.person(who)).ask(method, f"/api/v1{path}", body)
        return ("", answer.body) if answer.status < 400 else (REFUSALS.get(answer.code, answer.code), None)


async def sees_ticket(desk: AtTheDesk, who: str, _: str) -> str:
    """What the ticket shows of the caller."""
    return _caller(*await desk.ask(who, "GET", f"/tickets/{desk.ticket}"))


async def looks(desk: AtTheDesk, who: str, reason: str) -> str:
    """The same after this reason was given."""
    body = {"reason": reason.removeprefix("理由=")}
    return _caller(*await desk.ask(who, "POST", f"/tickets/{desk.ticket}/look", body))


async def looks_by_a_foreign_page(desk: AtTheDesk, who: str, _: str) -> str:
    """Another web page uses this person's sign-in."""
    person = await desk.person(who)
    own, person.csrf = person.csrf, ""
    refused, _answer = await desk.ask(who, "POST", f"/tickets/{desk.ticket}/look", {"reason": "顺手一看"})
    person.csrf = own
    return refused or "可以"


async def sees_recordings(desk: AtTheDesk, who: str, _: str) -> str:
    """The archive's list."""
    return (await desk.ask(who, "GET", "/recordings"))[0] or "可以"


async def sees_board(desk: AtTheDesk, who: str, _: str) -> str:
    """The live board."""
    return (await desk.ask(who, "GET", "/board"))[0] or "可以"


async def guesses(desk: AtTheDesk, who: str, _: str) -> str:
    """A stranger tries wrong passwords under this person's name; then this person signs in."""
    stranger = await desk.house.person()
    name = {"username": PEOPLE[who]}
    for _number in range(GUESSES):
        await stranger.post("/api/v1/session", {**name, "password": "猜"})
    answer = await stranger.post("/api/v1/session", {**name, "password": PASSWORD})
    return REFUSALS.get(answer.code, answer.code) if answer.status >= 400 else "可以"


async def signs_in(desk: AtTheDesk, who: str, seconds: str) -> str:
    """With the right password, so many seconds later."""
    desk.house.clock.move(float(seconds.removesuffix("秒后")))
    answer = await (await desk.house.person()).post("/api/v1/session", {"username": PEOPLE[who], "password": PASSWORD})
    return REFUSALS.get(answer.code, answer.code) if answer.status >= 400 else "可以"


async def logged(desk: AtTheDesk, _who: str, action: str) -> str:
    """Who is in the audit log with this."""
    async with desk.house.database.read() as session:
        found = await session.scalars(select(AuditEntry.actor).where(AuditEntry.action == action))
        names = {user: who for who, user in PEOPLE.items()}
        return "、".join(names.get(actor, actor) for actor in found) or "无"


async def log_is_sound(desk: AtTheDesk, _who: str, _: str) -> str:
    """Whether the audit log's chain stands."""
    async with desk.house.database.read() as session:
        return "完整" if (await audit.verify(session)).sound else "发现改动"


async def log_is_changed(desk: AtTheDesk, _who: str, _: str) -> str:
    """Somebody takes a name out of the log behind the program's back."""
    async with desk.house.database.write() as session:
        await session.execute(text("UPDATE audit_entry SET actor = 'nobody' WHERE action = 'person-opened'"))
    return ""


async def lies_in_the_file(desk: AtTheDesk, _who: str, words: str) -> str:
    """Whether the words can be read in the database's own file."""
    async with desk.house.database.read() as session:
        file = (await session.execute(text("SELECT file FROM pragma_database_list"))).scalar_one()
    parts = [path for path in (Path(file), Path(f"{file}-wal")) if path.exists()]
    return "读得出" if any(words.encode() in path.read_bytes() for path in parts) else "读不出"


def _caller(refused: str, ticket: Any) -> str:
    return refused or f"{ticket['caller']['name']} {ticket['caller']['number']}"
