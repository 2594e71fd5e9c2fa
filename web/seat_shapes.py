"""What the API answers about who is signed in, where, and at which seat, as pydantic models."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from store.users import Role


class SessionUser(BaseModel):
    """Who is signed in."""

    id: str
    name: str
    role: Role
    office: str | None
    office_name: str | None


class Session(BaseModel):
    """A sign-in."""

    user: SessionUser
    seat: str | None
    csrf: str
    language: str


class Named(BaseModel):
    """An id and its names by language."""

    id: str
    name: dict[str, str]


class OfficeInfo(Named):
    """An office of the site."""

    level: str


class Site(BaseModel):
    """The site, for everybody."""

    id: str
    number: str
    name: dict[str, str]
    languages: list[str]
    regulation: str
    offices: list[OfficeInfo]
    calls_out: bool
    """Whether seats can call out."""
    channels: list[Named]
    """The ways by which matters reach the hotline, as its regulations name them."""
    pause_reasons: list[Named]


class Phone(BaseModel):
    """The SIP account of a seat's phone."""

    ws: str
    uri: str
    username: str
    password: str
    display_name: str


class Seat(BaseModel):
    """A seat now."""

    id: str
    office: str
    state: Literal["offline", "ready", "paused", "ringing", "talking", "wrap-up"]
    reason: str | None
    since: str
    wrap_up_ends: str | None
    call_id: str | None
    registered: bool | None
    """Whether its phone is there; null when not known."""
