"""Requests that no browser sends: bytes that are no text, bodies that are no JSON, cursors of nobody's making. Each is
the client's mistake and answered as one; none is a fault of ours in the log."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from store.engine import Database
from tests.web.house import Clock, House, Person, add_users, open_house
from tests.web.test_calls_and_tickets import a_popped_ticket

JSON = "Content-Type: application/json"
FORM = "Content-Type: application/x-www-form-urlencoded"
WORDS = b'{"username": "agent", "password": "wrong"}'
NESTED = b'{"username": ' + b"[" * 50_000


@pytest.fixture
async def either_house(database: Database, tmp_path: Path) -> AsyncIterator[House]:
    """The desk on each of both databases."""
    await add_users(database, Clock().now())
    async with open_house(database, tmp_path) as house:
        yield house


async def sent(house: House, start: str, *headers: str | bytes, body: bytes = b"") -> int:
    """The status of an answer to a request sent byte by byte."""
    host, port = house.url.removeprefix("http://").split(":")
    lines = [f"{start} HTTP/1.1", "Host: hotline", "Connection: close", f"Content-Length: {len(body)}", *headers]
    head = b"\r\n".join(line.encode() if isinstance(line, str) else line for line in lines)
    async with asyncio.timeout(20):
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(head + b"\r\n\r\n" + body)
        await writer.drain()
        status = (await reader.readline()).split()[1]
        writer.close()
    return int(status)


def cookie_of(person: Person) -> str:
    return "Cookie: " + "; ".join(f"{one.key}={one.value}" for one in person.browser.cookie_jar)


@pytest.mark.parametrize("bytes_", [b"\xff\xfe", b"\xed\xa0\x80", b"\xc3\xa9"])
async def test_bytes_that_are_no_text_open_nothing(house: House, bytes_: bytes) -> None:
    person = await house.person("agent")
    assert await sent(house, "GET /api/v1/session", b"Cookie: hotline_session=" + bytes_) == 401
    put = ("PUT /api/v1/seat/state", cookie_of(person), JSON, b"X-CSRF-Token: " + bytes_)
    assert await sent(house, *put, body=b'{"state": "ready"}') == 403


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (f"{JSON}; charset=nonsense", WORDS),
        (f"{JSON}; charset=hex", WORDS),
        (f"{JSON}; charset=utf-16", WORDS + b" "),
        (JSON, WORDS.decode().encode("utf-16")),
        (JSON, b'{"username": "\xff", "password": "x"}'),
        (JSON, NESTED),
        (JSON, b'{"username": ' + b'{"a":' * 20_000),
        (JSON, b'{"username": 1' + b"0" * 5_000 + b', "password": "x"}'),
        (f"{JSON}\r\nContent-Encoding: gzip", WORDS),
        (f"{JSON}\r\nContent-Encoding: deflate", WORDS),
    ],
)
async def test_a_body_that_cannot_be_read_is_the_clients_mistake(house: House, kind: str, body: bytes) -> None:
    assert await sent(house, "POST /api/v1/session", kind, body=body) == 400


async def test_a_body_that_is_compressed_as_it_says_is_read(house: House) -> None:
    compressed = (f"{JSON}\r\nContent-Encoding: gzip", gzip.compress(WORDS))
    assert await sent(house, "POST /api/v1/session", compressed[0], body=compressed[1]) == 401
    huge = gzip.compress(b" " * 20_000_000)
    assert await sent(house, "POST /api/v1/session", compressed[0], body=huge) == 413


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (FORM, 404),
        (f"{FORM}; charset=nonsense", 400),
        ("Content-Type: multipart/form-data", 400),
        ("Content-Type: multipart/form-data; boundary=x", 400),
    ],
)
async def test_the_public_page_reads_its_own_form_only(house: House, kind: str, status: int) -> None:
    assert await sent(house, "POST /progress", kind, body=b"ticket=1&digits=1234") == status


@pytest.mark.parametrize(
    "place",
    [
        ["0001-01-01T00:00:00+08:00", "x"],
        ["9999-12-31T23:59:59-08:00", "x"],
        ["2026-01-01T00:00:00+00:00", "\ud800"],
        ["2026-01-01T00:00:00+00:00", "\x00"],
        "[" * 3_000,
    ],
)
async def test_a_cursor_of_nobodys_making_is_refused(either_house: House, place: object) -> None:
    text = place if isinstance(place, str) else json.dumps(place)
    cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    boss = await either_house.person("boss")
    for path in ("calls?", "tickets?", "tickets?sort=due&", "tickets?q=a&sort=due&", "recordings?"):
        assert (await boss.get(f"/api/v1/{path}cursor={cursor}")).status == 400, path


@pytest.mark.parametrize(
    "odd", [{"key": "a\x00b"}, {"ticket": "a\x00b"}, {"move": "join", "note": {"other": "a\x00b"}}]
)
async def test_a_word_with_a_nul_in_it_is_refused(either_house: House, odd: dict[str, object]) -> None:
    person = await either_house.person("agent")
    ticket = await a_popped_ticket(either_house, person)
    move = {"ticket": ticket["number"], "version": ticket["version"], "move": "register", **odd}
    answer = await person.post("/api/v1/tickets/moves", {"moves": [move]})
    assert (answer.status, answer.code) == (422, "invalid-field")


async def test_a_live_stream_from_a_page_without_an_address_is_refused(house: House) -> None:
    person = await house.person("agent")
    assert (await person.get("/api/v1/live", Origin="http://[")).status == 403
