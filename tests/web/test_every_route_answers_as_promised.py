"""Every operation of the document, asked by whoever may ask it and answered with success, body and all.

`house.Person` holds each answer against the document, here and in every other test of this folder: refusals too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from tests.recordings.audio import CALL
from tests.web.house import PASSWORD, Answer, House, Person
from tests.web.promised import document, operation_of
from tests.web.test_calling_out import talked_about
from tests.web.test_retention import old
from tests.web.test_seats import signed_in_with_phone
from tests.web.test_voice_transfer import talking

__all__ = ["old"]
PDF = b"%PDF-1.7\nstartxref\n9\n%%EOF\n"
V1 = "/api/v1"


@dataclass(slots=True)
class Walk:
    """What was answered with success."""

    seen: set[tuple[str, str]] = field(default_factory=set)

    async def ask(self, person: Person, method: str, path: str, body: Any = None, **headers: str) -> Any:
        return self.noted(method, path, await person.ask(method, f"{V1}{path}", body, **headers))

    def noted(self, method: str, path: str, answer: Answer) -> Any:
        assert answer.status < 300, (method, path, answer.body)
        template = operation_of(method, f"{V1}{path.partition('?')[0]}")
        assert template is not None, f"{method} {path} is not in the document"
        self.seen.add((method, template))
        return answer.body


async def test_every_operation_of_the_document_is_answered_as_it_says(old: House) -> None:
    walk, agent = Walk(), await signed_in_with_phone(old)
    await signed_in_with_phone(old, "provincial")
    for path in ("/session", "/site", "/phone", "/seat", "/calls", "/tickets", "/knowledge?q=轮椅"):
        await walk.ask(agent, "GET", path)
    number = await a_ticket(walk, old, agent)
    await its_life(walk, agent, number)
    await its_person(walk, old, agent)
    await calls(walk, old, agent)
    await recordings(walk, old)
    await strangers(walk, old, number)
    await walk.ask(await old.person("boss"), "GET", "/board")
    await walk.ask(agent, "PUT", "/session/password", {"old": PASSWORD, "new": f"{PASSWORD} {PASSWORD}"})
    await walk.ask(agent, "DELETE", "/session")
    every = {(method.upper(), path) for path, methods in document()["paths"].items() for method in methods}
    assert every - walk.seen == set()


async def a_ticket(walk: Walk, house: House, agent: Person) -> str:
    number = await talked_about(house, agent)
    seen = await walk.ask(agent, "GET", f"/tickets/{number}")
    changed = await walk.ask(agent, "PATCH", f"/tickets/{number}", {"version": seen["version"], "title": "补贴"})
    await walk.ask(agent, "POST", f"/tickets/{number}/save", {"version": changed["version"]})
    await walk.ask(agent, "POST", f"/tickets/{number}/look", {"reason": "核对住址"})
    headers = {"X-CSRF-Token": agent.csrf, "X-File-Name": quote("诊断书.pdf")}
    async with agent.browser.post(f"{V1}/tickets/{number}/attachments", data=PDF, headers=headers) as sent:
        answer = Answer(sent.status, await sent.json(), sent.headers, b"")
    file = walk.noted("POST", f"/tickets/{number}/attachments", answer)
    await walk.ask(agent, "GET", f"/attachments/{file['id']}")
    return number


async def its_life(walk: Walk, agent: Person, number: str) -> None:
    for part in ("moves", "clocks", "timeline", "links", "attachments", "calls"):
        await walk.ask(agent, "GET", f"/tickets/{number}/{part}")
    version = (await walk.ask(agent, "GET", f"/tickets/{number}"))["version"]
    told = {"version": version, "move": "accept", "note": {}}
    moved = await walk.ask(agent, "POST", f"/tickets/{number}/moves", told)
    urged = {"ticket": number, "version": moved["version"], "move": "urge"}
    lot = await walk.ask(agent, "POST", "/tickets/moves", {"moves": [{**urged, "as": "caller"}]})
    version = (await walk.ask(agent, "GET", f"/tickets/{number}"))["version"]
    assert lot["items"][0]["result"] == "done", lot
    await walk.ask(agent, "POST", f"/tickets/{number}/split", {"version": version})


async def its_person(walk: Walk, house: House, agent: Person) -> None:
    for _ in range(2):
        made = await walk.ask(agent, "POST", "/tickets", {"channel": "sms"})
        change = {"version": made["version"], "caller.name": "张三", "caller.number": "13855112345"}
        made = await walk.ask(agent, "PATCH", f"/tickets/{made['number']}", {**change, "situation": "坡道"})
    seen = await walk.ask(agent, "GET", f"/persons/{made['person']}")
    await walk.ask(agent, "POST", f"/persons/{made['person']}/look", {"reason": "核对住址"})
    (other,) = [one for one in seen["perhaps_the_same"] if one != made["person"]][:1]
    await walk.ask(agent, "POST", f"/persons/{made['person']}/merge", {"version": seen["version"], "into": other})


async def calls(walk: Walk, house: House, agent: Person) -> None:
    number = await talked_about(house, agent, **{"caller.name": "李四"})
    (inbound,) = (await walk.ask(agent, "GET", f"/tickets/{number}/calls"))["items"]
    for about in (f"/tickets/{number}", f"/calls/{inbound['id']}"):
        placed = (await walk.ask(agent, "POST", f"{about}/calls", {}, **{"Idempotency-Key": about}))["id"]
        await busy(house, placed)
    call = await talking(house, agent)
    await walk.ask(agent, "POST", f"/calls/{call}/voice-gone")
    call = await talking(house, agent)
    await walk.ask(agent, "GET", f"/calls/{call}/pop")
    other = await house.person("provincial")
    await walk.ask(other, "PUT", "/seat/state", {"state": "ready"})
    await walk.ask(agent, "POST", f"/calls/{call}/transfer", {"office": "anhui"})
    await house.store_facts()
    await walk.ask(agent, "GET", f"/calls/{call}")
    await walk.ask(agent, "POST", f"/calls/{call}/look", {"reason": "核对号码"})


async def busy(house: House, call: str) -> None:
    """The citizen's line is engaged."""
    await house.until(lambda: call in house.world.legs)
    house.world.not_reached(house.world.take(call), "BUSY", 17)
    await house.until(lambda: call not in house.desk.board.calls)
    await house.store_facts()


async def recordings(walk: Walk, house: House) -> None:
    archivist, leader = await house.person("archivist"), await house.person("leader")
    for path in ("/recordings", "/recordings/expired", f"/recordings/{CALL}/peaks", f"/recordings/{CALL}/audio"):
        await walk.ask(archivist, "GET", path)
    for deed in ("hold", "release"):
        await walk.ask(archivist, "POST", f"/recordings/{CALL}/{deed}", {"reason": "诉讼证据，法院调取"})
    made = await walk.ask(archivist, "POST", "/destructions")
    await walk.ask(archivist, "GET", "/destructions")
    await walk.ask(archivist, "GET", f"/destructions/{made['id']}")
    await walk.ask(leader, "POST", f"/destructions/{made['id']}/approve", {"hash": made["hash"]})
    await walk.ask(leader, "POST", f"/destructions/{made['id']}/carry-out")


async def strangers(walk: Walk, house: House, number: str) -> None:
    stranger = await house.person()
    await walk.ask(stranger, "POST", "/public/progress", {"ticket": number, "digits": "0001"})
    await walk.ask(stranger, "GET", "/public/answers?q=轮椅")
    await walk.ask(stranger, "POST", "/session", {"username": "chief", "password": PASSWORD})
