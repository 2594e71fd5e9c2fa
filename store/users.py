"""Users: argon2id passwords, roles, the bound seat. What a role may do is decided elsewhere. Sign-ins: `sign_ins`.

user = await check_password(session, "hefei-01", "secret")     # None when either is wrong
"""

from __future__ import annotations

import asyncio
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from store import audit
from store.errors import NameTaken, NoSuchUser
from store.tables.user import SignIn, User

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_NOBODY = _HASHER.hash("nobody has this password")

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
"""Characters of a password."""


class Role(StrEnum):
    """What a user is (design.md, Roles)."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    LEADER = "leader"
    """领导: signs off, decides on extensions and returns."""
    UNIT = "unit"
    """承办单位: signs for what is transferred to it, handles it, replies."""
    ARCHIVIST = "archivist"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRecord:
    """A user, without the password."""

    id: str
    username: str
    name: str
    role: Role
    office: str | None
    seat: str | None
    unit: str | None
    """The handling unit that somebody of this role speaks for; None: for none."""
    language: str
    disabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """A user to be made."""

    username: str
    name: str
    password: str
    role: Role
    office: str | None = None
    seat: str | None = None
    unit: str | None = None
    language: str = "zh"


async def add_user(session: AsyncSession, new: NewUser, *, now: datetime, actor: str = audit.SYSTEM) -> UserRecord:
    """Make a user; NameTaken when the user name exists."""
    return await _add(session, new, await _hashed(new.password), now=now, actor=actor)


async def _add(session: AsyncSession, new: NewUser, hashed: str, *, now: datetime, actor: str) -> UserRecord:
    if await session.scalar(select(User.id).where(User.username == new.username)):
        raise NameTaken(f"there is a user {new.username} already")
    row = User(
        id=uuid.uuid4().hex,
        username=new.username,
        name=new.name,
        password_hash=hashed,
        role=new.role.value,
        office=new.office,
        seat=new.seat,
        unit=new.unit,
        language=new.language,
        disabled=False,
        created_at=now,
    )
    session.add(row)
    await session.flush()  # what is added next may point at it
    details = {"role": new.role.value, "office": new.office, "seat": new.seat, "unit": new.unit}
    await audit.append(session, at=now, actor=actor, action="user-added", subject=f"user:{row.id}", details=details)
    return user_of_row(row)


async def names_of(session: AsyncSession, usernames: Collection[str]) -> Mapping[str, str]:
    """What these people are called, by their sign-in names; who has none is left out. Also those who were ended.

    Where two have one name, the sign-in says which of them.
    """
    shared = User.name.in_(select(User.name).group_by(User.name).having(func.count() > 1))
    rows = await session.execute(select(User.username, User.name, shared).where(User.username.in_(usernames)))
    return {username: f"{name} ({username})" if two else name for username, name, two in rows}


async def ensure_users(session: AsyncSession, users: Sequence[NewUser], *, now: datetime) -> tuple[UserRecord, ...]:
    """Make those of the (demo) users that are not there yet; the ones made. One password of all is hashed once."""
    there = set(await session.scalars(select(User.username)))
    missing = [new for new in users if new.username not in there]
    hashes = {password: await _hashed(password) for password in {new.password for new in missing}}
    return tuple([await _add(session, new, hashes[new.password], now=now, actor=audit.SYSTEM) for new in missing])


async def _hashed(password: str) -> str:
    """In a thread: it is meant to take long."""
    return await asyncio.to_thread(_HASHER.hash, password)


async def check_password(session: AsyncSession, username: str, password: str) -> UserRecord | None:
    """The user whose password this is, else None. Takes as long for an unknown name as for a wrong password."""
    row = await session.scalar(select(User).where(User.username == username))
    known = await asyncio.to_thread(_matches, _NOBODY if row is None else row.password_hash, password)
    if row is None or row.disabled or not known:
        return None
    return user_of_row(row)


async def set_password(session: AsyncSession, user_id: str, password: str, *, now: datetime, actor: str) -> None:
    """Give a user a new password and end all their sign-ins."""
    hashed = await _hashed(password)
    await session.execute(update(User).where(User.id == user_id).values(password_hash=hashed))
    await session.execute(delete(SignIn).where(SignIn.user_id == user_id))
    await audit.append(session, at=now, actor=actor, action="password-set", subject=f"user:{user_id}")


async def change_own_password(
    session: AsyncSession, user: UserRecord, password: str, *, keep: str, now: datetime
) -> tuple[str, ...]:
    """Somebody who gave the old one chose a new password: all their sign-ins end but `keep`. Hashes of those ended."""
    hashed = await _hashed(password)
    await session.execute(update(User).where(User.id == user.id).values(password_hash=hashed))
    others = (SignIn.user_id == user.id) & (SignIn.token_hash != keep)
    ended = tuple(await session.scalars(select(SignIn.token_hash).where(others)))
    await session.execute(delete(SignIn).where(others))
    await audit.append(session, at=now, actor=user.username, action="password-changed", subject=f"user:{user.id}")
    return ended


async def bind_seat(session: AsyncSession, user_id: str, seat: str | None, *, now: datetime, actor: str) -> None:
    """Bind a user to a seat, or to none."""
    await session.execute(update(User).where(User.id == user_id).values(seat=seat))
    details = {"seat": seat}
    await audit.append(session, at=now, actor=actor, action="seat-bound", subject=f"user:{user_id}", details=details)


async def bind_unit(session: AsyncSession, user_id: str, unit: str, *, now: datetime, actor: str) -> None:
    """Let a user speak for another handling unit from now on."""
    await session.execute(update(User).where(User.id == user_id).values(unit=unit))
    details = {"unit": unit}
    await audit.append(session, at=now, actor=actor, action="unit-bound", subject=f"user:{user_id}", details=details)


async def units_with_sign_ins(session: AsyncSession) -> dict[str, tuple[str, ...]]:
    """The handling units that somebody signs in for, by name, each with the offices of its sign-ins."""
    bound = (User.role == Role.UNIT.value, User.unit.is_not(None), User.disabled.is_(False))
    query = select(User.unit, User.office).where(*bound).distinct().order_by(User.unit, User.office)
    found = defaultdict[str, list[str]](list)
    for unit, office in await session.execute(query):
        found[unit or ""] += [office] if office else []
    return {unit: tuple(offices) for unit, offices in found.items() if unit}


async def set_disabled(session: AsyncSession, user_id: str, *, disabled: bool, now: datetime, actor: str) -> None:
    """Let a user sign in no more, and end all their sign-ins; or let them again."""
    await session.execute(update(User).where(User.id == user_id).values(disabled=disabled))
    if disabled:
        await session.execute(delete(SignIn).where(SignIn.user_id == user_id))
    action = "user-disabled" if disabled else "user-enabled"
    await audit.append(session, at=now, actor=actor, action=action, subject=f"user:{user_id}")


async def named(session: AsyncSession, username: str) -> UserRecord:
    """The user of this name. NoSuchUser."""
    row = await session.scalar(select(User).where(User.username == username))
    if row is None:
        raise NoSuchUser(f"there is no user {username}; see `hotline user list`")
    return user_of_row(row)


async def get_user(session: AsyncSession, user_id: str) -> UserRecord | None:
    """One user, or None."""
    row = await session.get(User, user_id)
    return None if row is None else user_of_row(row)


async def list_users(session: AsyncSession, *, role: Role | None = None) -> tuple[UserRecord, ...]:
    """All users, by user name."""
    query = select(User).order_by(User.username)
    if role is not None:
        query = query.where(User.role == role.value)
    return tuple(user_of_row(row) for row in await session.scalars(query))


def _matches(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def user_of_row(row: User | Row[Any]) -> UserRecord:
    """The user of a row, by ORM or Core."""
    return UserRecord(
        id=row.id,
        username=row.username,
        name=row.name,
        role=Role(row.role),
        office=row.office,
        seat=row.seat,
        unit=row.unit,
        language=row.language,
        disabled=row.disabled,
    )
