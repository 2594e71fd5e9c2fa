"""The knowledge base on the database. Each change is one transaction with its audit entry; what is asked of an entry
stands in `ticketing.knowledge`.

    entry = await write(session, Wording(title=…, answer=…), packs=packs, calendar=calendar, actor="li", now=now)
    await read_by(session, entry.id, by="wang", note="与文件一致", now=now)      # two others
    await release(session, entry.id, packs=packs, actor="chief", now=now)
    found = await search(session, "轮椅补贴")
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from store import audit
from store.search.folding import fold, joined
from store.tables.knowledge import Knowledge
from ticketing.knowledge import Entry, KnowledgeError, Review, Stage, check_release, check_review, upload_due
from ticketing.pack import Pack
from workdays.calendar import Calendar

MOST_FOUND = 20
LONGEST = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What an entry says and rests on."""

    title: str
    answer: str
    basis: str = ""
    provider: str = ""
    policy_at: datetime | None = None
    review_by: datetime | None = None


async def write(
    session: AsyncSession,
    wording: Wording,
    *,
    packs: Sequence[Pack],
    calendar: Calendar,
    actor: str,
    now: datetime,
    entry: str | None = None,
) -> Entry:
    """A new entry, or a new wording of one: a draft until others have read it. KnowledgeError."""
    title, answer = wording.title.strip(), wording.answer.strip()
    if not title or not answer or max(len(title), len(answer)) > LONGEST:
        raise KnowledgeError(f"title and answer are wanted, of at most {LONGEST} characters each")
    await audit.locked_head(session)
    if entry is None:
        row = Knowledge(id=f"k{uuid.uuid4().hex[:10]}", version=0, released_at=None)
        session.add(row)
    else:
        row = await _row(session, entry)
    row.title, row.answer, row.basis, row.provider = title, answer, wording.basis, wording.provider
    row.folded = joined((title, answer, wording.basis, wording.provider))
    row.policy_at, row.review_by = wording.policy_at, wording.review_by
    row.upload_due = upload_due(packs, wording.policy_at, calendar)
    row.stage, row.reviews, row.released_at = Stage.DRAFT.value, [], None
    row.written_by, row.written_at = actor, now
    return await _kept(session, row, "knowledge-written", actor=actor, now=now)


async def read_by(session: AsyncSession, entry: str, *, by: str, note: str, now: datetime, unit: str = "") -> Entry:
    """Somebody else has read this wording and stands by it, for their unit if they speak for one. KnowledgeError."""
    await audit.locked_head(session)
    row = await _row(session, entry)
    check_review(_entry(row), by)
    row.reviews = [*row.reviews, {"by": by, "at": now.isoformat(), "note": note, "unit": unit}]
    return await _kept(session, row, "knowledge-reviewed", actor=by, now=now)


async def release(session: AsyncSession, entry: str, *, packs: Sequence[Pack], actor: str, now: datetime) -> Entry:
    """From now on agents find it. KnowledgeError while too few have read it, or none of those who must."""
    await audit.locked_head(session)
    row = await _row(session, entry)
    check_release(_entry(row), packs)
    row.stage, row.released_at = Stage.RELEASED.value, now
    return await _kept(session, row, "knowledge-released", actor=actor, now=now)


async def withdraw(session: AsyncSession, entry: str, *, actor: str, now: datetime) -> Entry:
    """Nobody finds it any more; it stays on record."""
    await audit.locked_head(session)
    row = await _row(session, entry)
    row.stage = Stage.WITHDRAWN.value
    return await _kept(session, row, "knowledge-withdrawn", actor=actor, now=now)


async def show_to_all(session: AsyncSession, entry: str, *, public: bool, actor: str, now: datetime) -> Entry:
    """Let anybody read it on the public page, or nobody but who works here. KnowledgeError."""
    await audit.locked_head(session)
    row = await _row(session, entry)
    row.public = public
    return await _kept(session, row, "knowledge-opened" if public else "knowledge-closed", actor=actor, now=now)


async def search(session: AsyncSession, words: str, *, public: bool = False) -> tuple[Entry, ...]:
    """Released entries that hold every word, those with the first word in the title before others.

    `public`: of these only what anybody may read.
    """
    wanted = [fold(word) for word in words.split()][:8]
    query = select(Knowledge).where(Knowledge.stage == Stage.RELEASED.value)
    if public:
        query = query.where(Knowledge.public.is_(True))
    for word in wanted:
        query = query.where(Knowledge.folded.contains(word, autoescape=True))
    found = [_entry(row) for row in await session.scalars(query.order_by(Knowledge.released_at.desc(), Knowledge.id))]
    first = wanted[0] if wanted else ""
    return tuple(sorted(found, key=lambda entry: first not in fold(entry.title))[:MOST_FOUND])


async def entries(session: AsyncSession, *, stage: Stage | None = None) -> tuple[Entry, ...]:
    """All entries, the newest wording first."""
    query = select(Knowledge).order_by(Knowledge.written_at.desc(), Knowledge.id)
    if stage is not None:
        query = query.where(Knowledge.stage == stage.value)
    return tuple(_entry(row) for row in await session.scalars(query))


async def one(session: AsyncSession, entry: str) -> Entry:
    """One entry. KnowledgeError."""
    return _entry(await _row(session, entry))


async def _row(session: AsyncSession, entry: str) -> Knowledge:
    row = await session.get(Knowledge, entry, with_for_update=True)
    if row is None:
        raise KnowledgeError(f"there is no entry {entry}; see `hotline knowledge list`")
    return row


async def _kept(session: AsyncSession, row: Knowledge, action: str, *, actor: str, now: datetime) -> Entry:
    row.version += 1
    await session.flush()
    wording = hashlib.sha256(f"{row.title}\n{row.answer}".encode()).hexdigest()
    details = {"version": row.version, "stage": row.stage, "wording": wording}
    await audit.append(session, at=now, actor=actor, action=action, subject=f"knowledge:{row.id}", details=details)
    return _entry(row)


def _entry(row: Knowledge) -> Entry:
    return Entry(
        id=row.id,
        version=row.version,
        stage=Stage(row.stage),
        title=row.title,
        answer=row.answer,
        basis=row.basis,
        provider=row.provider,
        policy_at=row.policy_at,
        upload_due=row.upload_due,
        review_by=row.review_by,
        reviews=tuple(
            Review(by=one["by"], at=datetime.fromisoformat(one["at"]), note=one["note"], unit=one.get("unit", ""))
            for one in row.reviews
        ),
        written_by=row.written_by,
        written_at=row.written_at,
        released_at=row.released_at,
        public=bool(row.public),
    )
