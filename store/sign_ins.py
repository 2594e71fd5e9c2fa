"""Web sign-ins: a token in the cookie, its hash in the database, a CSRF token beside it. Users are `store.users`.

token, sign_in = await open_sign_in(session, user, now=now)    # the token goes into the cookie, once
found = await find_sign_in(session, token, now=now)            # (user, sign_in) or None
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from store import audit
from store.tables.base import Base
from store.tables.user import SignIn, User
from store.users import UserRecord, user_of_row

SIGN_IN_LASTS = timedelta(hours=12)
"""A shift and a bit: after it, sign in again."""
_SIGN_INS, _USERS = (Base.metadata.tables[table.__tablename__] for table in (SignIn, User))
_SIGNED_IN = (
    select(_SIGN_INS, *(column for column in _USERS.c if column.name not in _SIGN_INS.c))
    .join(_USERS, _USERS.c.id == _SIGN_INS.c.user_id)
    .where(
        _SIGN_INS.c.token_hash == bindparam("token"),
        _SIGN_INS.c.expires_at > bindparam("now"),
        _USERS.c.disabled.is_(False),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRecord:
    """A web sign-in that is valid."""

    token_hash: str
    user_id: str
    csrf: str
    created_at: datetime
    expires_at: datetime


async def open_sign_in(
    session: AsyncSession, user: UserRecord, *, now: datetime, lasts: timedelta = SIGN_IN_LASTS
) -> tuple[str, SignInRecord]:
    """Sign a user in: the token for the cookie (kept nowhere) and the sign-in with its CSRF token."""
    token = secrets.token_urlsafe(32)
    row = SignIn(
        token_hash=_digest(token),
        user_id=user.id,
        csrf=secrets.token_urlsafe(24),
        created_at=now,
        expires_at=now + lasts,
    )
    session.add(row)
    await session.execute(delete(SignIn).where(SignIn.expires_at < now))
    await audit.append(session, at=now, actor=user.username, action="signed-in", subject=f"user:{user.id}")
    return token, _sign_in(row)


async def find_sign_in(session: AsyncSession, token: str, *, now: datetime) -> tuple[UserRecord, SignInRecord] | None:
    """Whose valid sign-in this token is, or None."""
    wanted = {"token": _digest(token), "now": now}
    found = (await (await session.connection()).execute(_SIGNED_IN, wanted)).first()
    return None if found is None else (user_of_row(found), _sign_in(found))


async def close_sign_in(session: AsyncSession, token: str, *, now: datetime) -> None:
    """Sign out. An unknown token is not an error."""
    row = await session.get(SignIn, _digest(token))
    if row is None:
        return
    await session.delete(row)
    await audit.append(session, at=now, actor="self", action="signed-out", subject=f"user:{row.user_id}")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _sign_in(row: SignIn | Row[Any]) -> SignInRecord:
    return SignInRecord(
        token_hash=row.token_hash,
        user_id=row.user_id,
        csrf=row.csrf,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
