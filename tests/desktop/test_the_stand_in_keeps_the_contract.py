"""The stand-in server against the API's own models: what the desktop is tested with is what the real server sends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
import stand_in_data as data
from pydantic import BaseModel
from stand_in import StandIn

from web import board_shapes, knowledge_shapes, life_shapes, link_shapes, retention_shapes, seat_shapes, shapes

pytestmark = pytest.mark.asyncio(loop_scope="session")
TICKET = "AH-20261120-0003"
ANSWERS: list[tuple[str, str, type[BaseModel]]] = [
    ("xiaoan", "/session", seat_shapes.Session),
    ("xiaoan", "/site", seat_shapes.Site),
    ("xiaoan", "/phone", seat_shapes.Phone),
    ("xiaoan", "/seat", seat_shapes.Seat),
    ("xiaoan", "/calls", shapes.CallPage),
    ("xiaoan", "/calls/1795200000.3", shapes.CallDetail),
    ("xiaoan", f"/calls/{data.CALL_ID}/pop", shapes.Pop),
    ("xiaoan", "/knowledge?q=轮椅", knowledge_shapes.KnowledgePage),
    ("xiaoan", "/tickets", shapes.TicketPage),
    ("xiaoan", f"/tickets/{TICKET}", shapes.Ticket),
    ("xiaoan", f"/tickets/{TICKET}/moves", life_shapes.Standing),
    ("xiaoan", f"/tickets/{TICKET}/calls", shapes.CallPage),
    ("xiaoan", f"/tickets/{TICKET}/clocks", life_shapes.Clocks),
    ("xiaoan", f"/tickets/{TICKET}/timeline", life_shapes.Timeline),
    ("xiaoan", f"/tickets/{TICKET}/links", link_shapes.Links),
    ("xiaoan", f"/tickets/{TICKET}/attachments", life_shapes.Attachments),
    ("xiaoan", "/persons/p1", life_shapes.Person),
    ("zhou", "/recordings", shapes.RecordingPage),
    ("zhou", "/recordings/r1/peaks", shapes.Peaks),
    ("zhou", "/recordings/expired", retention_shapes.OldRecordings),
    ("zhou", "/destructions", retention_shapes.DestructionLists),
    ("wang", "/board", board_shapes.Board),
]


@pytest_asyncio.fixture(loop_scope="session")
async def asked(server: StandIn) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(server.url, cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        yield browser


async def get(browser: aiohttp.ClientSession, username: str, path: str) -> Any:
    await browser.post("/api/v1/session", json={"username": username, "password": data.PASSWORD})
    async with browser.get(f"/api/v1{path}") as answer:
        assert answer.status == 200, path
        return await answer.json()


@pytest.mark.parametrize(("username", "path", "model"), ANSWERS, ids=[path for _, path, _ in ANSWERS])
async def test_what_the_stand_in_answers_is_what_the_api_documents(
    asked: aiohttp.ClientSession, server: StandIn, username: str, path: str, model: type[BaseModel]
) -> None:
    server.files.append(
        {
            "id": "f1",
            "ticket": TICKET,
            "at": data.at(),
            "actor": "xiaoan",
            "actor_name": "安晓",
            "name": "a.pdf",
            "media_type": "application/pdf",
            "size": 3,
            "sha256": "0" * 64,
        }
    )
    body = await get(asked, username, path)
    read = model.model_validate(body)
    unknown = set(body) - set(type(read).model_fields)
    assert unknown <= {"nature", "field"}, f"the API knows no {unknown}"
