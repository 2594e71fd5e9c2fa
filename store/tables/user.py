"""A user (座席员, supervisor, archivist, administrator) and their web sign-ins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Id


class User(Base):
    """One user. `password_hash` is argon2id; `seat` is the seat bound to them, if any."""

    __tablename__ = "hotline_user"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    username: Mapped[str] = mapped_column(Id, unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    role: Mapped[str]
    office: Mapped[str | None] = mapped_column(Id)
    seat: Mapped[str | None] = mapped_column(Id)
    unit: Mapped[str | None]
    """The handling unit that a user of role `unit` speaks for, as its name is written in transfers."""
    language: Mapped[str]
    disabled: Mapped[bool]
    created_at: Mapped[datetime]


class SignIn(Base):
    """A web sign-in. Only the SHA-256 of its token is kept. The table is called `sign_in`."""

    __tablename__ = "sign_in"
    __table_args__ = (Index(None, "expires_at"),)

    token_hash: Mapped[str] = mapped_column(Id, primary_key=True)
    user_id: Mapped[str] = mapped_column(Id, ForeignKey("hotline_user.id", ondelete="CASCADE"))
    csrf: Mapped[str] = mapped_column(Id)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
