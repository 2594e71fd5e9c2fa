"""What the routes of the knowledge base answer, as pydantic models (OpenAPI)."""

from __future__ import annotations

from pydantic import BaseModel


class KnowledgeReview(BaseModel):
    """Who read a wording; `unit`: for which unit, empty for themselves."""

    by: str
    at: str
    note: str
    unit: str


class KnowledgeEntry(BaseModel):
    """One question and its standard answer. `stale`: it should have been looked at again."""

    id: str
    version: int
    stage: str
    title: str
    answer: str
    basis: str
    provider: str
    policy_at: str | None
    upload_due: str | None
    review_by: str | None
    released_at: str | None
    late: bool
    stale: bool
    written_by: str
    written_at: str
    reviews: list[KnowledgeReview]


class KnowledgePage(BaseModel):
    """GET /knowledge."""

    items: list[KnowledgeEntry]
    next: None
