"""Signing in and out: cookies, languages, limits, safety headers."""

from pathlib import Path

from store.engine import Database
from store.users import named, set_disabled
from tests.web.house import PASSWORD, House, open_house


async def test_signing_in_sets_a_cookie_that_scripts_cannot_read(house: House) -> None:
    person = await house.person()
    answer = await person.post("/api/v1/session", {"username": "agent", "password": PASSWORD})
    assert answer.status == 200
    assert answer.body["user"] == {
        "id": answer.body["user"]["id"],
        "name": "张敏",
        "role": "agent",
        "office": "hefei",
        "office_name": "合肥市",
    }
    assert (answer.body["seat"], answer.body["language"]) == ("hefei-01", "zh-CN")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert (await person.get("/api/v1/session")).body == answer.body


async def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(house: House) -> None:
    person = await house.person()
    wrong = await person.post("/api/v1/session", {"username": "agent", "password": "no"})
    unknown = await person.post("/api/v1/session", {"username": "nobody", "password": "no"})
    assert wrong.status == unknown.status == 401
    assert wrong.body == unknown.body
    assert wrong.code == "bad-credentials"


async def test_errors_speak_the_language_of_the_request(house: House) -> None:
    said = []
    for language in ("zh-CN", "ko", "en-GB, en;q=0.9", "fr", "fr, ko;q=0.5"):
        person = await house.person(None, **{"Accept-Language": language})
        said.append((await person.get("/api/v1/session")).body["error"]["message"])
    assert said[0] == said[3] == "尚未登录或登录已失效"
    assert said[1] == said[4] == "로그인하지 않았거나 만료되었습니다"
    assert said[2].startswith("You are not signed in")


async def test_guessing_passwords_is_stopped_for_the_name_and_later_goes_on(house: House) -> None:
    person = await house.person()
    for _ in range(8):
        await person.post("/api/v1/session", {"username": "Agent", "password": "no"})
    answer = await person.post("/api/v1/session", {"username": "agent", "password": PASSWORD})
    assert (answer.status, answer.code, answer.headers["Retry-After"]) == (429, "too-many-attempts", "300")
    house.clock.move(301)
    answer = await person.post("/api/v1/session", {"username": "agent", "password": PASSWORD})
    assert answer.status == 200


async def test_signing_out_ends_the_session_and_its_live_stream(house: House) -> None:
    person = await house.person("agent")
    async with person.live() as live:
        await live.until("hello")
        assert (await person.ask("DELETE", "/api/v1/session")).status == 204
        await live.closed()
    assert (await person.get("/api/v1/session")).code == "signed-out"


async def test_a_sign_in_ends_after_a_shift(house: House) -> None:
    person = await house.person("agent")
    house.clock.move(12 * 3600 + 1)
    assert (await person.get("/api/v1/session")).status == 401


async def test_every_answer_carries_the_safety_headers(house: House) -> None:
    person = await house.person()
    for path in ("/api/v1/site", "/api/v1/session", "/nowhere", "/api/v1/nothing"):
        headers = (await person.get(path)).headers
        assert "connect-src 'self' ws://127.0.0.1:8088;" in headers["Content-Security-Policy"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
    assert (await person.get("/api/v1/site")).headers["Cache-Control"] == "no-store"


async def test_the_site_is_shown_to_everybody(house: House) -> None:
    site = (await (await house.person()).get("/api/v1/site")).body
    assert (site["id"], site["number"], site["regulation"]) == ("anhui", "12385", "anhui-12385")
    assert site["offices"][1] == {"id": "hefei", "name": {"zh": "合肥市", "ko": "合肥市(ko)"}, "level": "city"}
    assert [reason["id"] for reason in site["pause_reasons"]] == ["break", "meeting"]


async def test_bad_json_and_unknown_fields_are_told_by_their_place(house: House) -> None:
    person = await house.person()
    async with person.browser.post("/api/v1/session", data=b"{") as answer:
        assert answer.status == 400
        assert (await answer.json())["error"]["code"] == "bad-request"
    answer2 = await person.post("/api/v1/session", {"username": "agent", "password": "x", "admin": True})
    assert (answer2.status, answer2.body["error"]["place"]) == (422, "admin")


async def test_whoever_asks_whether_we_live_learns_just_that(house: House) -> None:
    assert (await (await house.person()).get("/healthz")).body == {"ok": True}


async def test_metrics_are_for_administrators(house: House) -> None:
    assert (await (await house.person()).get("/metrics")).status == 401
    answer = await (await house.person("admin")).get("/metrics")
    assert b"hotline_ami_up 1.0" in answer.raw
    assert b"hotline_listeners 0.0" in answer.raw


async def test_the_live_stream_ends_with_the_user(desk_database: Database, tmp_path: Path) -> None:
    async with open_house(desk_database, tmp_path, recheck_s=0.05) as house:
        person = await house.person("agent")
        async with person.live() as live:
            await live.until("hello")
            async with house.database.write() as session:
                user = await named(session, "agent")
                await set_disabled(session, user.id, disabled=True, now=house.clock.now(), actor="command-line:root")
            await live.closed()
        assert (await person.get("/api/v1/session")).status == 401
