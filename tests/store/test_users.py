"""Users and sign-ins, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from store import audit
from store.engine import Database
from store.errors import NameTaken
from store.sign_ins import close_sign_in, find_sign_in, open_sign_in
from store.users import (
    NewUser,
    Role,
    UserRecord,
    add_user,
    bind_seat,
    check_password,
    ensure_users,
    get_user,
    list_users,
    set_password,
)

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
AGENT = NewUser(
    username="hefei-01", name="李静", password="密码 secret", role=Role.AGENT, office="hefei", seat="hefei-01"
)


async def agent(database: Database) -> UserRecord:
    async with database.write() as session:
        return await add_user(session, AGENT, now=NOW)


async def test_a_password_opens_its_own_user_only(database: Database) -> None:
    made = await agent(database)
    async with database.read() as session:
        assert await check_password(session, "hefei-01", "密码 secret") == made
        assert await check_password(session, "hefei-01", "wrong") is None
        assert await check_password(session, "nobody", "密码 secret") is None


async def test_passwords_lie_as_argon2id_only(database: Database) -> None:
    await agent(database)
    async with database.read() as session:
        row = (await session.execute(text("SELECT * FROM hotline_user"))).one()
    assert "secret" not in repr(row)
    assert "$argon2id$" in repr(row)


async def test_users_that_were_just_made_sign_in_in_the_same_transaction(database: Database) -> None:
    async with database.write() as session:
        for name in ("hefei-01", "hefei-02"):
            user = await add_user(session, replace(AGENT, username=name, seat=name), now=NOW)
            token, _ = await open_sign_in(session, user, now=NOW)
    async with database.read() as session:
        found = await find_sign_in(session, token, now=NOW)
    assert found is not None and found[0].username == "hefei-02"


async def test_a_user_name_is_given_once(database: Database) -> None:
    await agent(database)
    with pytest.raises(NameTaken, match="hefei-01"):
        await agent(database)


async def test_demo_users_are_made_once(database: Database) -> None:
    chief = NewUser(username="chief", name="主任", password="x", role=Role.SUPERVISOR, office="anhui")
    async with database.write() as session:
        assert len(await ensure_users(session, [AGENT, chief], now=NOW)) == 2
    async with database.write() as session:
        assert await ensure_users(session, [AGENT, chief], now=NOW) == ()
        assert [user.username for user in await list_users(session, role=Role.SUPERVISOR)] == ["chief"]


async def test_demo_users_of_one_password_share_its_hash_and_nobody_else_s_password_opens_them(
    database: Database,
) -> None:
    second = replace(AGENT, username="hefei-02", seat="hefei-02")
    other = replace(AGENT, username="chief", seat=None, password="another one")
    async with database.write() as session:
        await ensure_users(session, [AGENT, second, other], now=NOW)
    async with database.read() as session:
        hashes = [row[0] for row in await session.execute(text("SELECT password_hash FROM hotline_user"))]
        opened = [await check_password(session, name, AGENT.password) for name in ("hefei-01", "hefei-02", "chief")]
    assert len(set(hashes)) == 2
    assert [user is not None for user in opened] == [True, True, False]


async def test_a_sign_in_lasts_its_time_and_ends_by_signing_out(database: Database) -> None:
    user = await agent(database)
    async with database.write() as session:
        token, sign_in = await open_sign_in(session, user, now=NOW, lasts=timedelta(hours=1))
    async with database.read() as session:
        assert await find_sign_in(session, token, now=NOW) == (user, sign_in)
        assert await find_sign_in(session, token, now=NOW + timedelta(hours=1)) is None
        assert await find_sign_in(session, token + "x", now=NOW) is None
        assert token not in repr((await session.execute(text("SELECT * FROM sign_in"))).all())
    async with database.write() as session:
        await close_sign_in(session, token, now=NOW)
        await close_sign_in(session, token, now=NOW)
        assert await find_sign_in(session, token, now=NOW) is None


async def test_a_new_password_ends_every_sign_in(database: Database) -> None:
    user = await agent(database)
    async with database.write() as session:
        token, _ = await open_sign_in(session, user, now=NOW)
        await set_password(session, user.id, "new", now=NOW, actor="admin")
    async with database.read() as session:
        assert await find_sign_in(session, token, now=NOW) is None
        assert await check_password(session, "hefei-01", "new") is not None


async def test_a_seat_is_bound_and_the_log_tells(database: Database) -> None:
    user = await agent(database)
    async with database.write() as session:
        await bind_seat(session, user.id, "hefei-02", now=NOW, actor="admin")
    async with database.read() as session:
        found = await get_user(session, user.id)
        assert found is not None and found.seat == "hefei-02"
        assert (await audit.verify(session)).entries == 2
