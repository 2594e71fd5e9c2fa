"""Reading recordings back: lists, the audio by ranges, the waveform. Who may listen is decided by the caller of this.

page = await list_recordings(session, RecordingFilter(offices=("hefei",)))
record = await get_recording(session, recording_id)                      # RecordingNotFound
with open_audio(archive, record) as audio:                               # in a thread: it reads the disk
    audio.size; audio.read(start, end)                                   # FLAC bytes
await note_listening(session, record, actor=…, now=…)                    # every listening is in the audit log
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from recordings import flac
from recordings.archive import Archive
from recordings.errors import RecordingNotFound
from recordings.names import Kind
from recordings.pcm import Level
from recordings.record import RecordingRecord, State
from recordings.sealed import SealedAudio
from store import audit
from store.calls import number_hash
from store.engine import keys_of
from store.paging import LIMIT, Page, clamp, cursor_of, place_of
from store.tables.call import Call
from store.tables.destruction import Destruction, DestructionItem
from store.tables.recording import Recording
from store.tables.ticket import Ticket, TicketCall
from store.users import names_of
from ticketing.reading import tickets_of_calls
from ticketing.shapes import when
from workdays.zone import SHANGHAI


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingFilter:
    """Which recordings; None means any. `q` looks in call id, ticket number and caller's number."""

    offices: tuple[str, ...] | None = None
    call_id: str | None = None
    kind: Kind | None = None
    state: State | None = None
    since: datetime | None = None
    until: datetime | None = None
    q: str | None = None


async def list_recordings(
    session: AsyncSession, which: RecordingFilter, *, limit: int = LIMIT, cursor: str | None = None
) -> Page[RecordingRecord]:
    """Recordings, the newest first. One that was missing and found later is shown as found only. BadCursor."""
    later = aliased(Recording)
    found_later = exists().where(
        later.call_id == Recording.call_id, later.kind == Recording.kind, later.part > Recording.part
    )
    query = (
        select(Recording, Call.office)
        .join(Call, Call.id == Recording.call_id)
        .where(or_(Recording.state != State.MISSING.value, ~found_later))
        .order_by(Recording.started_at.desc(), Recording.id.desc())
        .limit(clamp(limit) + 1)
    )
    query = _filtered(session, query, which)
    if cursor is not None:
        at, key = place_of(cursor)
        place = tuple_(literal(at, Recording.started_at.type), literal(key))
        query = query.where(tuple_(Recording.started_at, Recording.id) < place)
    rows = (await session.execute(query)).all()
    shown = rows[: clamp(limit)]
    more = cursor_of(shown[-1][0].started_at, shown[-1][0].id) if len(rows) > len(shown) else None
    tickets = await tickets_of_calls(session, [row.call_id for row, _ in shown])
    gone = await _destroyed(session, [row.id for row, _ in shown])
    return Page([_record(row, office, tickets.get(row.call_id, ()), gone.get(row.id)) for row, office in shown], more)


async def recordings_of_calls(session: AsyncSession, call_ids: tuple[str, ...]) -> tuple[RecordingRecord, ...]:
    """All recordings of these calls (a ticket's `calls`), oldest first."""
    found: list[RecordingRecord] = []
    for call_id in call_ids:
        found.extend((await list_recordings(session, RecordingFilter(call_id=call_id))).items)
    return tuple(sorted(found, key=lambda record: (record.started_at, record.id)))


async def get_recording(session: AsyncSession, recording: str) -> RecordingRecord:
    """One recording. RecordingNotFound."""
    query = select(Recording, Call.office).join(Call, Call.id == Recording.call_id).where(Recording.id == recording)
    found = (await session.execute(query)).first()
    if found is None:
        raise RecordingNotFound(f"there is no recording {recording}")
    tickets = await tickets_of_calls(session, [found[0].call_id])
    gone = await _destroyed(session, [recording])
    return _record(found[0], found[1], tickets.get(found[0].call_id, ()), gone.get(recording))


def open_audio(archive: Archive, record: RecordingRecord) -> SealedAudio:
    """A reader of the FLAC by ranges; close it. RecordingNotFound when the audio is missing, ArchiveDamaged."""
    if record.path is None:
        raise RecordingNotFound(f"{record.id}: {record.note or 'there is no audio'}")
    return archive.open(record.id, record.path)


def peaks(archive: Archive, record: RecordingRecord, *, points: int = 1000) -> dict[str, Any]:
    """`{"channels": [[…], […]], "seconds": …}`: the waveform. RecordingNotFound, ArchiveDamaged."""
    with open_audio(archive, record) as audio:
        samples = flac.decode(audio.read())
    return {"channels": flac.peaks(samples, points), "seconds": record.seconds}


async def note_listening(session: AsyncSession, record: RecordingRecord, *, actor: str, now: datetime) -> None:
    """Log that somebody listens."""
    subject = f"recording:{record.id}"
    await audit.append(session, at=now, actor=actor, action="recording-listened", subject=subject)


def recording_shape(record: RecordingRecord) -> dict[str, Any]:
    """`Recording` of docs/design.md."""
    return {
        "id": record.id,
        "kind": record.kind.value,
        "call_id": record.call_id,
        "ticket": record.tickets[0] if record.tickets else None,
        "office": record.office,
        "started_at": when(record.started_at),
        "seconds": record.seconds,
        "sha256": record.sha256,
        "channels": record.channels,
        "state": record.state.value,
        "note": record.note,
        "levels": [{"peak_db": level.peak_db, "rms_db": level.rms_db} for level in record.levels],
    }


def _filtered(session: AsyncSession, query: Any, which: RecordingFilter) -> Any:
    if which.offices is not None:
        query = query.where(Call.office.in_(which.offices))
    for column, wanted in (
        (Recording.call_id, which.call_id),
        (Recording.kind, which.kind),
        (Recording.state, which.state),
    ):
        if wanted is not None:
            query = query.where(column == str(wanted))
    if which.since is not None:
        query = query.where(Recording.started_at >= which.since)
    if which.until is not None:
        query = query.where(Recording.started_at < which.until)
    if which.q is not None and which.q.strip():
        text = which.q.strip()
        ticketed = select(TicketCall.call_id).join(Ticket, Ticket.id == TicketCall.ticket_id)
        query = query.where(
            or_(
                Recording.call_id == text,
                Recording.call_id.in_(ticketed.where(Ticket.number == text.replace(" ", ""))),
                Call.caller_hash == number_hash(keys_of(session), text),
            )
        )
    return query


async def _destroyed(session: AsyncSession, recordings: Sequence[str]) -> dict[str, str]:
    """Of these recordings those whose audio was destroyed: on which day, by whom and under which list."""
    query = (
        select(DestructionItem.recording_id, DestructionItem.destroyed_at, Destruction.approved_by, Destruction.id)
        .join(Destruction, Destruction.id == DestructionItem.destruction_id)
        .where(DestructionItem.recording_id.in_(recordings), DestructionItem.destroyed_at.is_not(None))
    )
    found = (await session.execute(query)).all()
    people = await names_of(session, {by for _, _, by, _ in found if by})
    return {
        recording: f"{at.astimezone(SHANGHAI):%Y-%m-%d} 保存期满，经 {people.get(by, by)} 批准，按清册 {under} 销毁"
        for recording, at, by, under in found
        if at is not None and by is not None
    }


def _record(row: Recording, office: str | None, tickets: tuple[str, ...], gone: str | None) -> RecordingRecord:
    same = "id seq call_id part started_at taken_in_at seconds expected_s channels size sha256"
    return RecordingRecord(
        kind=Kind(row.kind),
        state=State(row.state) if gone is None else State.DESTROYED,
        path=row.path if gone is None else None,
        note=row.note if gone is None else gone,
        office=office,
        tickets=tickets,
        levels=tuple(Level(**level) for level in row.levels),
        **{name: getattr(row, name) for name in same.split()},
    )
