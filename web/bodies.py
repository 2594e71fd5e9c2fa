"""What clients send, as pydantic models: nothing unknown is accepted. What they are answered: `web.shapes`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

NO_NUL = r"^[^\x00]*$"
"""PostgreSQL keeps no text with a NUL in it."""
Short = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=NO_NUL)]


class Body(BaseModel):
    """What clients send: nothing unknown is accepted."""

    model_config = ConfigDict(extra="forbid")


class Credentials(Body):
    """POST /session."""

    username: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f]+$")]
    password: Annotated[str, StringConstraints(min_length=1, max_length=256)]


class NewPassword(Body):
    """PUT /session/password."""

    old: Annotated[str, StringConstraints(min_length=1, max_length=256)]
    new: Annotated[str, StringConstraints(min_length=1, max_length=256)]


class SeatWish(Body):
    """PUT /seat/state."""

    state: Literal["ready", "paused", "offline"]
    reason: Short | None = None


class VoiceTransfer(Body):
    """POST /calls/{id}/transfer."""

    office: Short


class CallOut(Body):
    """POST /tickets/{number}/calls, /calls/{id}/calls. Without `number`: the person's own."""

    number: Annotated[str | None, StringConstraints(min_length=3, max_length=32)] = None
    despite: Annotated[str | None, StringConstraints(min_length=4, max_length=500)] = None
    """Why somebody is called who asked not to be."""


class TicketNew(Body):
    """POST /tickets."""

    channel: Short
    office: Short | None = None


class TicketChange(BaseModel):
    """PATCH /tickets/{number}: the version read, and the changed fields flat, e.g. `"caller.name": "…"`."""

    model_config = ConfigDict(extra="allow")

    version: Annotated[int, Field(ge=0, lt=2**31)]


class TicketSave(Body):
    """POST /tickets/{number}/save."""

    version: Annotated[int, Field(ge=0, lt=2**31)]
    answered: bool = False
