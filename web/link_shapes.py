"""Bodies and answers of the routes about tickets that have to do with each other, as pydantic models (OpenAPI)."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from ticketing.states import State
from web.bodies import Body


class Split(Body):
    """POST /tickets/{number}/split."""

    version: Annotated[int, Field(ge=0, le=2**31)]


class Phrase(BaseModel):
    """Words that two tickets share."""

    text: str
    weight: float


class Likeness(BaseModel):
    """How like another ticket this one is, and by which words."""

    ticket: str
    score: float
    phrases: list[Phrase]


class EvidenceRule(BaseModel):
    """The rule of supervision that a repeat fulfils."""

    id: str
    article: str
    by: str


class Evidence(BaseModel):
    """What speaks for a repeat: what was counted, against which threshold. Empty for links that people made."""

    kind: str = ""
    ticket: str = ""
    text: str = ""
    count: int = 0
    threshold: int = 0
    bound: float = 0.0
    supervision: EvidenceRule | None = None
    alike: Likeness | None = None


class Link(BaseModel):
    """Another ticket; title, state and evidence only where it may be seen."""

    ticket: str
    kind: str
    outgoing: bool
    at: str
    title: str | None
    state: State | None
    evidence: Evidence


class Links(BaseModel):
    """GET /tickets/{number}/links."""

    items: list[Link]
    next: str | None
