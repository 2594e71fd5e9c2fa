"""A new password of one's own: the old one is asked, other sign-ins end, the audit log knows."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from store.tables.audit import AuditEntry
from store.tables.user import User
from tests.web.house import PASSWORD, House

PATH = "/api/v1/session/password"
NEW = "a long new password"


async def test_the_new_password_counts_and_the_old_one_does_not(house: House) -> None:
    person = await house.person("unit")
    assert (await person.put(PATH, {"old": PASSWORD, "new": NEW})).status == 204
    assert (await person.get("/api/v1/session")).status == 200, "one stays signed in where one changed it"
    stranger = await house.person()
    assert (await stranger.post("/api/v1/session", {"username": "unit", "password": PASSWORD})).status == 401
    assert (await stranger.post("/api/v1/session", {"username": "unit", "password": NEW})).status == 200


async def test_ones_other_sign_ins_end_with_their_live_streams(house: House) -> None:
    here, elsewhere, colleague = await house.person("chief"), await house.person("chief"), await house.person("boss")
    async with elsewhere.live() as live, here.live() as mine:
        await live.until("hello")
        await mine.until("hello")
        assert (await here.put(PATH, {"old": PASSWORD, "new": NEW})).status == 204
        await live.closed()
        assert (await elsewhere.get("/api/v1/session")).status == 401
        assert (await here.get("/api/v1/session")).status == 200
    assert (await colleague.get("/api/v1/session")).status == 200


async def test_it_is_in_the_audit_log_without_the_password(house: House) -> None:
    person = await house.person("agent")
    await person.put(PATH, {"old": PASSWORD, "new": NEW})
    async with house.database.read() as session:
        entry = await session.scalar(select(AuditEntry).where(AuditEntry.action == "password-changed"))
        row = await session.scalar(select(User).where(User.username == "agent"))
    assert entry is not None and row is not None
    assert (entry.actor, entry.subject) == ("agent", f"user:{row.id}")
    assert NEW not in str(entry.details) and row.password_hash.startswith("$argon2id$")


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("not mine at all", NEW, "wrong-password", "old"),
        (PASSWORD, "short", "password-length", "new"),
        (PASSWORD, "x" * 201, "password-length", "new"),
        (PASSWORD, PASSWORD, "same-password", "new"),
        ("", NEW, "invalid-field", "old"),
    ],
)
async def test_what_is_wrong_is_named_and_changes_nothing(
    house: House, old: str, new: str, code: str, place: str
) -> None:
    person = await house.person("agent")
    refused = await person.put(PATH, {"old": old, "new": new})
    assert (refused.status, refused.code, refused.body["error"]["place"]) == (422, code, place)
    stranger = await house.person()
    assert (await stranger.post("/api/v1/session", {"username": "agent", "password": PASSWORD})).status == 200


async def test_guessing_the_old_password_is_slowed_like_guessing_a_sign_in(house: House) -> None:
    person = await house.person("agent")
    for _ in range(8):
        assert (await person.put(PATH, {"old": "a guess", "new": NEW})).status == 422
    assert (await person.put(PATH, {"old": PASSWORD, "new": NEW})).status == 429


async def test_nobody_changes_a_password_without_a_sign_in_or_its_token(house: House) -> None:
    assert (await (await house.person()).put(PATH, {"old": PASSWORD, "new": NEW})).status == 401
