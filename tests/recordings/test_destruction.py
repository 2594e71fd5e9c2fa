"""Recordings are destroyed by rule and never by themselves: a list, somebody else's approval, what is kept, crashes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from recordings import chain, holds
from recordings.archive import Archive
from recordings.destruction import DestructionRefused, approve, carry_out, propose
from recordings.errors import RecordingNotFound
from recordings.holds import HoldRefused
from recordings.listening import get_recording, open_audio
from recordings.record import State
from recordings.retention import Kept, expired
from recordings.sweep import Intake
from store import audit
from store.engine import Database
from store.tables.audit import AuditEntry
from store.tables.ticket import Ticket, TicketChange
from tests.recordings.audio import NOW, make_folders, raw, stereo, talked
from ticketing.intake import take_in
from ticketing.record import Offices

CALLS = ("1700000000.1", "1700000000.2")
DAYS = 1825
LATER = NOW + timedelta(days=DAYS, hours=1)
OFFICES = Offices(divisions={"hefei": "340100"}, home="hefei")


class Crash(Exception):
    """The process dies here."""


@pytest.fixture
async def archive(database: Database, tmp_path: Path) -> AsyncIterator[Archive]:
    """Two recorded calls with their tickets, archived long ago."""
    folder = make_folders(tmp_path)
    async with database.write() as session:
        for call in CALLS:
            await take_in(session, talked(1, call), offices=OFFICES, now=NOW)
    for call in CALLS:
        (folder / "incoming" / f"{call}.raw").write_bytes(raw(stereo(1 + CALLS.index(call))))
    archive = Archive(root=tmp_path / "archive", keys=database.keys)
    await Intake(database=database, archive=archive, folder=folder).sweep(now=NOW + timedelta(hours=1))
    await state_of_tickets(database, "archived")
    yield archive


async def state_of_tickets(database: Database, state: str) -> None:
    async with database.write() as session:
        await session.execute(update(Ticket).values(state=state))


async def actions(database: Database) -> list[tuple[str, str]]:
    async with database.read() as session:
        rows = await session.execute(select(AuditEntry.action, AuditEntry.actor).order_by(AuditEntry.seq))
        return [(action, actor) for action, actor in rows if action.startswith(("destruction", "recording-d"))]


async def kept(database: Database) -> list[tuple[Kept, ...]]:
    async with database.read() as session:
        return [one.kept for one in await expired(session, retention_days=DAYS, now=LATER)]


async def sound(database: Database, archive: Archive) -> bool:
    async with database.read() as session:
        return (await chain.verify(session, archive)) == () and (await audit.verify(session)).sound


async def test_what_two_people_agreed_on_is_gone_and_the_record_says_so(database: Database, archive: Archive) -> None:
    made = await propose(database, retention_days=DAYS, by="archivist", now=LATER)
    assert [item.recording for item in made.items] == [*CALLS] and made.approved_by is None
    assert all((archive.root / path).exists() for path in await paths(database))
    await approve(database, made.id, hash=made.hash, by="leader", now=LATER)
    assert all((archive.root / path).exists() for path in await paths(database)), "approving alone destroys nothing"
    done = await carry_out(database, archive, made.id, by="leader", now=LATER)
    assert [item.destroyed_at for item in done.items] == [LATER, LATER]
    assert [path for path in archive.root.rglob("*") if path.is_file()] == []
    async with database.read() as session:
        record = await get_recording(session, CALLS[0])
    assert record.state is State.DESTROYED and record.seconds == 1 and record.sha256
    assert record.note == f"2031-11-20 保存期满，经 leader 批准，按清册 {made.id} 销毁"
    with pytest.raises(RecordingNotFound):
        open_audio(archive, record)
    assert await actions(database) == [
        ("destruction-proposed", "archivist"), ("destruction-approved", "leader"),
        ("recording-destroyed", "leader"), ("recording-destroyed", "leader"),
    ]  # fmt: skip
    assert await sound(database, archive)
    assert await kept(database) == [], "and is not proposed again"


async def paths(database: Database) -> list[str]:
    async with database.read() as session:
        return [one.path for one in await expired(session, retention_days=DAYS, now=LATER)]


async def test_a_day_too_early_nothing_is_old(database: Database, archive: Archive) -> None:
    with pytest.raises(DestructionRefused) as refused:
        await propose(database, retention_days=DAYS, by="archivist", now=LATER - timedelta(hours=2))
    assert refused.value.code == "nothing-expired"


async def test_an_open_ticket_a_supervision_and_a_hold_keep_a_recording(database: Database, archive: Archive) -> None:
    await state_of_tickets(database, "concluded")
    assert await kept(database) == [(Kept.TICKET_OPEN,)] * 2
    async with database.write() as session:
        ticket = (await session.scalars(select(Ticket).where(Ticket.origin_call_id == CALLS[0]))).one()
        session.add(
            TicketChange(
                ticket_id=ticket.id, version=99, at=NOW, actor="chief", move="supervise", to_state="concluded",
                fields=[], role="supervisor",
            )
        )  # fmt: skip
        await holds.place(session, CALLS[1], reason="诉讼中的证据", by="archivist", now=NOW)
    assert await kept(database) == [(Kept.TICKET_OPEN, Kept.SUPERVISED), (Kept.TICKET_OPEN, Kept.ON_HOLD)]
    await state_of_tickets(database, "archived")
    assert await kept(database) == [(), (Kept.ON_HOLD,)]
    made = await propose(database, retention_days=DAYS, by="archivist", now=LATER)
    assert [item.recording for item in made.items] == [CALLS[0]]
    async with database.write() as session:
        with pytest.raises(HoldRefused):
            await holds.lift(session, CALLS[1], reason="好", by="archivist", now=NOW)
        await holds.lift(session, CALLS[1], reason="案件已了结", by="archivist", now=NOW)
    assert await kept(database) == [(), ()]


async def test_what_happens_after_the_approval_still_keeps_a_recording(database: Database, archive: Archive) -> None:
    made = await propose(database, retention_days=DAYS, by="archivist", now=LATER)
    await approve(database, made.id, hash=made.hash, by="leader", now=LATER)
    async with database.write() as session:
        await holds.place(session, CALLS[0], reason="法院来函调取", by="leader", now=LATER)
    done = await carry_out(database, archive, made.id, by="leader", now=LATER)
    assert [(item.destroyed_at, item.kept) for item in done.items] == [(None, (Kept.ON_HOLD,)), (LATER, ())]
    async with database.write() as session:
        await holds.lift(session, CALLS[0], reason="案件已了结", by="leader", now=LATER)
    again = await carry_out(database, archive, made.id, by="leader", now=LATER + timedelta(days=1))
    assert [item.destroyed_at for item in again.items] == [LATER + timedelta(days=1), LATER]
    assert await sound(database, archive)


async def test_nobody_approves_their_own_list_another_hash_or_twice(database: Database, archive: Archive) -> None:
    made = await propose(database, retention_days=DAYS, by="archivist", now=LATER)
    for by, given, code in (("archivist", made.hash, "own-list"), ("leader", "0" * 64, "hash-differs")):
        with pytest.raises(DestructionRefused) as refused:
            await approve(database, made.id, hash=given, by=by, now=LATER)
        assert refused.value.code == code
    with pytest.raises(DestructionRefused, match="还没有批准"):
        await carry_out(database, archive, made.id, by="leader", now=LATER)
    await approve(database, made.id, hash=made.hash, by="leader", now=LATER)
    with pytest.raises(DestructionRefused, match="已由 leader 批准"):
        await approve(database, made.id, hash=made.hash, by="boss", now=LATER)


@pytest.mark.parametrize("step", ["blotted", "unlinked"])
async def test_a_crash_between_any_two_steps_ends_the_same(database: Database, archive: Archive, step: str) -> None:
    made = await propose(database, retention_days=DAYS, by="archivist", now=LATER)
    await approve(database, made.id, hash=made.hash, by="leader", now=LATER)

    def die(done: str) -> None:
        if done == step:
            raise Crash

    with pytest.raises(Crash):
        await carry_out(database, replace(archive, after=die), made.id, by="leader", now=LATER)
    assert not any(action == "recording-destroyed" for action, _ in await actions(database))
    done = await carry_out(database, archive, made.id, by="leader", now=LATER)
    assert [item.destroyed_at for item in done.items] == [LATER, LATER]
    assert await sound(database, archive) and [path for path in archive.root.rglob("*") if path.is_file()] == []


async def test_a_file_that_came_back_is_found(database: Database, archive: Archive) -> None:
    (path, _) = await paths(database)
    content = (archive.root / path).read_bytes()
    made = await propose(database, retention_days=DAYS, by="archivist", now=LATER)
    await approve(database, made.id, hash=made.hash, by="leader", now=LATER)
    await carry_out(database, archive, made.id, by="leader", now=LATER)
    (archive.root / path).write_bytes(content)
    async with database.read() as session:
        assert [flaw.code for flaw in await chain.verify(session, archive)] == ["not-destroyed"]
