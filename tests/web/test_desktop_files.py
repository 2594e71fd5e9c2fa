"""The built desktop is served as Vite wrote it, and nothing outside of it ever is."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from store.engine import Database
from tests.web.house import House, open_house


@pytest.fixture
async def furnished(desk_database: Database, tmp_path: Path) -> AsyncIterator[House]:
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html><title>12385</title>")
    (dist / "assets" / "app-1a2b.js").write_text("plain")
    (dist / "assets" / "app-1a2b.js.br").write_bytes(b"packed")
    (dist / "icon.svg").write_text("<svg/>")
    (tmp_path / "secret").write_text("secret")
    async with open_house(desk_database, tmp_path) as house:
        yield house


async def test_pages_without_a_file_are_the_index_and_never_cached_for_long(furnished: House) -> None:
    person = await furnished.person()
    for path in ("/", "/tickets/261123010000017", "/index.html"):
        answer = await person.get(path)
        assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert b"12385" in answer.raw
        assert answer.headers["Cache-Control"] == "no-cache"


async def test_hashed_files_are_cached_for_ever_and_sent_packed_to_those_who_take_it(furnished: House) -> None:
    person = await furnished.person()
    plain = await person.get("/assets/app-1a2b.js", **{"Accept-Encoding": "identity"})
    assert plain.raw == b"plain"
    assert plain.headers["Cache-Control"].endswith("immutable")
    assert plain.headers["Content-Type"] == "text/javascript; charset=utf-8"
    async with aiohttp.ClientSession(furnished.url, auto_decompress=False) as browser:
        headers = {"Accept-Encoding": "gzip, br"}
        async with browser.get("/assets/app-1a2b.js", headers=headers) as answer:
            assert (await answer.read(), answer.headers["Content-Encoding"]) == (b"packed", "br")


async def test_a_browser_that_has_the_file_is_told_so(furnished: House) -> None:
    person = await furnished.person()
    tag = (await person.get("/icon.svg")).headers["ETag"]
    assert (await person.get("/icon.svg", **{"If-None-Match": tag})).status == 304


async def test_nothing_outside_the_desktop_is_served(furnished: House) -> None:
    person = await furnished.person()
    for path in ("/../secret", "/%2e%2e/secret", "/assets/..%2f..%2fsecret", "/assets/none.js", "/api/none"):
        answer = await person.get(path)
        assert b"secret" not in answer.raw
        assert answer.status == 404 or b"12385" in answer.raw
    assert (await person.get("/assets/none.js")).status == 404


async def test_a_hotline_without_a_built_desktop_still_has_its_api(house: House) -> None:
    person = await house.person()
    assert (await person.get("/")).status == 404
    assert (await person.get("/api/v1/site")).status == 200
