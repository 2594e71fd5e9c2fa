"""Recordings from disk to archive on both databases: whole, torn, growing, twice, on a full disk."""

from __future__ import annotations

import asyncio
import errno
import io
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest
from sqlalchemy import select, text

from recordings import chain, flac
from recordings.archive import Archive
from recordings.errors import DiskFull, RecordingNotFound
from recordings.ingest import Source, ingest_group
from recordings.listening import (
    RecordingFilter,
    get_recording,
    list_recordings,
    note_listening,
    open_audio,
    peaks,
    recording_shape,
    recordings_of_calls,
)
from recordings.names import Form, Kind
from recordings.record import RecordingRecord, State
from recordings.sweep import GRACE, ORPHAN_S, Intake, Report
from store import audit
from store.calls import get_call
from store.engine import Database
from store.facts import FactKind
from store.keys import Keys
from store.tables.audit import AuditEntry
from tests.recordings.audio import CALL, NOW, fact, make_folders, put, raw, stereo, talked, tone, wav
from ticketing import intake as ticket_intake
from ticketing.reading import get_ticket
from ticketing.record import Offices

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def intake(database: Database, tmp_path: Path, keys: Keys) -> Intake:
    folder = make_folders(tmp_path)
    return Intake(database=database, archive=Archive(root=folder / "archive", keys=keys), folder=folder)


async def sweep(intake: Intake) -> Report:
    return await intake.sweep(now=LATER)


async def recordings(database: Database, which: RecordingFilter | None = None) -> list[RecordingRecord]:
    async with database.read() as session:
        return list((await list_recordings(session, which or RecordingFilter())).items)


async def flaws(intake: Intake) -> set[str]:
    async with intake.database.read() as session:
        assert (await audit.verify(session)).sound
        return {flaw.code for flaw in await chain.verify(session, intake.archive)}


def incoming(intake: Intake, call: str = CALL, ending: str = ".raw") -> Path:
    return intake.folder / "incoming" / f"{call}{ending}"


async def test_a_recorded_call_is_archived_measured_and_gone_from_incoming(intake: Intake) -> None:
    await put(intake.database, talked(3))
    incoming(intake).write_bytes(raw(stereo(4)))
    assert (await sweep(intake)).taken == [CALL]
    (record,) = await recordings(intake.database)
    assert (record.state, record.seconds, record.expected_s, record.channels) == (State.READY, 4, 3, 2)
    assert (record.office, record.kind, record.call_id) == ("hefei", Kind.CALL, CALL)
    assert record.started_at == NOW + timedelta(seconds=1)
    assert record.path == "2026/11/21/1700000000.1.flac.sealed"
    assert record.levels[0].peak_db > record.levels[1].peak_db
    assert not incoming(intake).exists()
    with open_audio(intake.archive, record) as audio:
        assert np.array_equal(flac.decode(audio.read()), stereo(4))
        assert audio.read(0, 4) == b"fLaC"
    assert await flaws(intake) == set()


async def test_nothing_readable_lies_in_the_archive(intake: Intake) -> None:
    await put(intake.database, talked(1))
    incoming(intake).write_bytes(raw(stereo(1)))
    await sweep(intake)
    (record,) = await recordings(intake.database)
    content = (intake.archive.root / str(record.path)).read_bytes()
    assert b"fLaC" not in content
    assert raw(stereo(1))[:64] not in content


async def test_a_pair_of_monos_is_archived_as_stereo(intake: Intake) -> None:
    await put(intake.database, talked(1))
    incoming(intake, ending=".caller.sln").write_bytes(raw(tone(1, 440)))
    incoming(intake, ending=".seat.sln").write_bytes(raw(tone(1, 880, 0.1)))
    await sweep(intake)
    (record,) = await recordings(intake.database)
    with open_audio(intake.archive, record) as audio:
        assert np.array_equal(flac.decode(audio.read()), stereo(1))
    assert list((intake.folder / "incoming").iterdir()) == []


async def test_audio_shorter_than_the_talk_is_salvaged_and_says_so(intake: Intake) -> None:
    await put(intake.database, talked(30))
    incoming(intake).write_bytes(raw(stereo(10)) + b"odd")
    await sweep(intake)
    (record,) = await recordings(intake.database)
    assert record.state is State.SALVAGED
    assert record.note is not None and "10.0 s of audio for 30.0 s of talk" in record.note and "3 bytes" in record.note


async def test_what_was_encoded_wrongly_is_not_archived_and_its_original_stays(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(intake.database, talked(1))
    incoming(intake).write_bytes(raw(stereo(1)))
    with monkeypatch.context() as broken:
        encode = flac.encode
        broken.setattr(flac, "encode", lambda samples: encode(samples // 2))
        report = await sweep(intake)
    assert [error.code for error in report.errors] == ["archive-damaged"]
    assert "the original stays" in str(report.errors[0])
    assert incoming(intake).read_bytes() == raw(stereo(1))
    assert await recordings(intake.database) == []
    assert (await sweep(intake)).taken == [CALL], "by an encoder that is well again"
    assert not incoming(intake).exists()
    (record,) = await recordings(intake.database)
    with open_audio(intake.archive, record) as audio:
        assert np.array_equal(flac.decode(audio.read()), stereo(1))


async def test_a_recording_waits_while_somebody_writes_it(intake: Intake) -> None:
    await put(intake.database, talked(1))
    with incoming(intake).open("wb") as writer:
        writer.write(raw(stereo(1)))
        writer.flush()
        assert (await sweep(intake)).waiting == 1
        writer.write(raw(stereo(1)))
    assert (await sweep(intake)).taken == [CALL]
    assert [record.seconds for record in await recordings(intake.database)] == [2]


async def test_a_recording_waits_until_its_call_has_ended(intake: Intake) -> None:
    facts = talked(1)
    await put(intake.database, facts[:-1])
    incoming(intake).write_bytes(raw(stereo(1)))
    assert (await sweep(intake)).waiting == 1
    await put(intake.database, facts[-1:])
    assert (await sweep(intake)).taken == [CALL]


async def test_a_file_left_by_a_crash_before_any_fact_is_taken_and_makes_its_call(intake: Intake) -> None:
    incoming(intake).write_bytes(raw(stereo(1)))
    assert (await sweep(intake)).waiting == 1
    long_ago = incoming(intake).stat().st_mtime - ORPHAN_S - 1
    os.utime(incoming(intake), (long_ago, long_ago))
    assert (await sweep(intake)).taken == [CALL]
    async with intake.database.read() as session:
        assert await get_call(session, CALL) is not None


async def test_a_message_is_archived_and_linked_to_its_ticket(intake: Intake) -> None:
    facts = [
        fact(FactKind.ROUTED, 0, office="hefei", open=False),
        fact(FactKind.MESSAGE_LEFT, 20, path="x", seconds=8),
        fact(FactKind.ENDED, 21),
    ]
    offices = Offices(divisions={"hefei": "340100"}, home="hefei")
    async with intake.database.write() as session:
        (number,) = (await ticket_intake.take_in(session, facts, offices=offices, now=NOW)).tickets
        ticket = await get_ticket(session, number)
    (intake.folder / "messages" / f"{CALL}.wav").write_bytes(wav(tone(8, 440), promised=0))
    await sweep(intake)
    async with intake.database.read() as session:
        (record,) = await recordings_of_calls(session, ticket.calls)
    assert (record.kind, record.channels, record.seconds, record.state) == (Kind.MESSAGE, 1, 8, State.SALVAGED)
    assert record.tickets == (ticket.number,)
    assert record.started_at == NOW + timedelta(seconds=12)
    assert recording_shape(record)["ticket"] == ticket.number


async def test_sweeping_again_changes_nothing(intake: Intake) -> None:
    await put(intake.database, talked(1))
    incoming(intake).write_bytes(raw(stereo(1)))
    await sweep(intake)
    incoming(intake).write_bytes(raw(stereo(1)))  # the same audio again, as after a crash before the removal
    assert (await sweep(intake)).taken == [CALL]
    assert len(await recordings(intake.database)) == 1
    assert not incoming(intake).exists()


async def test_different_audio_of_the_same_call_is_a_further_part(intake: Intake) -> None:
    await put(intake.database, talked(1))
    incoming(intake).write_bytes(raw(stereo(1)))
    await sweep(intake)
    incoming(intake).write_bytes(raw(stereo(2)))
    assert (await sweep(intake)).taken == [f"{CALL}.2"]
    assert {record.part for record in await recordings(intake.database)} == {0, 1}
    assert await flaws(intake) == set()


async def test_an_archived_file_that_was_lost_is_written_anew_from_the_original(intake: Intake) -> None:
    await put(intake.database, talked(1))
    incoming(intake).write_bytes(raw(stereo(1)))
    await sweep(intake)
    (record,) = await recordings(intake.database)
    (intake.archive.root / str(record.path)).unlink()
    assert await flaws(intake) == {"audio-damaged"}
    incoming(intake).write_bytes(raw(stereo(1)))
    await sweep(intake)
    assert await flaws(intake) == set()


async def test_an_empty_file_of_a_call_that_nobody_answered_goes_without_a_trace(intake: Intake) -> None:
    await put(intake.database, [fact(FactKind.ARRIVED), fact(FactKind.ENDED, 5)])
    incoming(intake).write_bytes(b"")
    await sweep(intake)
    assert await recordings(intake.database) == []
    assert not incoming(intake).exists()


async def test_an_answered_call_without_audio_is_told_as_missing_once(intake: Intake) -> None:
    await put(intake.database, talked(5))
    assert (await intake.sweep(now=NOW + timedelta(seconds=10))).missing == []
    assert (await intake.sweep(now=NOW + timedelta(seconds=10) + GRACE)).missing == [CALL]
    assert (await sweep(intake)).missing == []
    (record,) = await recordings(intake.database)
    assert (record.state, record.seconds, record.expected_s) == (State.MISSING, 0, 5)
    with pytest.raises(RecordingNotFound, match="no audio was found"):
        open_audio(intake.archive, record)


async def test_missing_audio_that_turns_up_takes_the_place_of_the_gap(intake: Intake) -> None:
    await put(intake.database, talked(1))
    await sweep(intake)
    incoming(intake).write_bytes(raw(stereo(1)))
    await sweep(intake)
    assert [record.state for record in await recordings(intake.database)] == [State.READY]
    assert await flaws(intake) == set()


@pytest.mark.parametrize("name", ["stranger.raw", "1700000000.1.mp3", "1700000000.1.raw.bak"])
async def test_a_strange_file_goes_to_quarantine_with_an_entry(intake: Intake, name: str) -> None:
    (intake.folder / "incoming" / name).write_bytes(b"keep me")
    assert (await sweep(intake)).quarantined == [name]
    assert (intake.folder / "quarantine" / name).read_bytes() == b"keep me"
    async with intake.database.read() as session:
        assert await session.scalar(select(AuditEntry.action)) == "recording-quarantined"


async def test_two_strange_files_of_one_name_are_both_kept(intake: Intake) -> None:
    for content in (b"one", b"two"):
        (intake.folder / "incoming" / "x").write_bytes(content)
        await sweep(intake)
    assert sorted(path.read_bytes() for path in (intake.folder / "quarantine").iterdir()) == [b"one", b"two"]


async def test_a_message_that_is_no_audio_goes_to_quarantine(intake: Intake) -> None:
    await put(intake.database, [fact(FactKind.ENDED)])
    (intake.folder / "messages" / f"{CALL}.wav").write_bytes(b"this is no audio")
    assert (await sweep(intake)).quarantined == [f"{CALL}.wav"]
    assert await recordings(intake.database) == []


async def test_two_workers_take_each_recording_once(intake: Intake) -> None:
    for number in range(6):
        await put(intake.database, talked(1, f"1700000000.{number}"))
        incoming(intake, f"1700000000.{number}").write_bytes(raw(stereo(1 + number / 10)))
    database = Database(intake.database.url, intake.database.keys)
    reports = await asyncio.gather(*(sweep(worker) for worker in (intake, replace(intake, database=database)) * 2))
    await database.close()
    assert [error for report in reports for error in report.errors] == []
    await sweep(intake)
    assert [record.part for record in await recordings(intake.database)] == [0] * 6
    assert list((intake.folder / "incoming").iterdir()) == []
    assert await flaws(intake) == set()


class FullDisk(io.FileIO):
    """A file on a disk that has room for so many bytes."""

    def __init__(self, path: Path, room: int) -> None:
        super().__init__(path, "wb")
        self._room = room

    def write(self, data: object) -> int:
        self._room -= len(bytes(data))  # type: ignore[arg-type]
        if self._room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(data)  # type: ignore[arg-type]


@pytest.mark.parametrize("room", [0, 50, 100, 5_000])
async def test_on_a_full_disk_the_original_stays_and_is_taken_when_there_is_room(intake: Intake, room: int) -> None:
    await put(intake.database, talked(2))
    incoming(intake).write_bytes(raw(stereo(2)))

    def opener(path: Path) -> BinaryIO:
        return FullDisk(path, room)  # type: ignore[return-value]

    full = replace(intake, archive=replace(intake.archive, opener=opener))
    report = await sweep(full)
    assert [type(error) for error in report.errors] == [DiskFull]
    assert "free some space" in str(report.errors[0])
    assert incoming(intake).read_bytes() == raw(stereo(2))
    assert [path for path in intake.archive.root.rglob("*") if path.is_file()] == []
    assert (await sweep(intake)).taken == [CALL]


async def test_one_bad_recording_does_not_hold_up_the_others(intake: Intake) -> None:
    for number in range(3):
        await put(intake.database, talked(1, f"1700000000.{number}"))
        incoming(intake, f"1700000000.{number}").write_bytes(raw(stereo(1)))
    rooms: Iterator[int] = iter((10**6, 0, 10**6))

    def opener(path: Path) -> BinaryIO:
        return FullDisk(path, next(rooms))  # type: ignore[return-value]

    report = await sweep(replace(intake, archive=replace(intake.archive, opener=opener)))
    assert report.taken == ["1700000000.0", "1700000000.2"]


async def test_a_disk_that_fails_for_one_recording_does_not_hold_up_the_others_and_is_told(intake: Intake) -> None:
    for number in range(3):
        await put(intake.database, talked(1, f"1700000000.{number}"))
        incoming(intake, f"1700000000.{number}").write_bytes(raw(stereo(1)))

    def opener(path: Path) -> BinaryIO:
        if "1700000000.1" in path.name:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return path.open("wb")

    report = await sweep(replace(intake, archive=replace(intake.archive, opener=opener)))
    assert report.taken == ["1700000000.0", "1700000000.2"]
    assert [error.code for error in report.errors] == ["disk-trouble"]
    assert "1700000000.1" in str(report.errors[0])
    assert (await sweep(intake)).taken == ["1700000000.1"]


async def test_a_file_that_cannot_be_opened_does_not_hold_up_the_others_and_is_told(intake: Intake) -> None:
    for number in range(2):
        await put(intake.database, talked(1, f"1700000000.{number}"))
    incoming(intake, "1700000000.1").write_bytes(raw(stereo(1)))
    blocked = incoming(intake, "1700000000.0")
    blocked.write_bytes(raw(stereo(1)))
    files = {Form.STEREO_RAW: blocked / "inside"}  # ENOTDIR, for root too
    bad = Source(call_id="1700000000.0", kind=Kind.CALL, files=files)
    good = Source(call_id="1700000000.1", kind=Kind.CALL, files={Form.STEREO_RAW: incoming(intake, "1700000000.1")})
    told = await ingest_group(intake.database, intake.archive, [bad, good], complete=lambda *_: True, now=LATER)
    assert [(one.recording, one.error.code if one.error else None) for one in told] == [
        (None, "disk-trouble"),
        ("1700000000.1", None),
    ]


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE recording SET seconds = 1 WHERE seq = 2", "edited"),
        ("UPDATE recording SET sha256 = pcm_sha256 WHERE seq = 2", "edited"),
        ("DELETE FROM recording WHERE seq = 3", "removed"),
        ("DELETE FROM recording WHERE seq = 2", "misplaced"),
    ],
)
async def test_tampering_with_the_recordings_is_found(intake: Intake, statement: str, code: str) -> None:
    for number in range(3):
        await put(intake.database, talked(2, f"1700000000.{number}"))
        incoming(intake, f"1700000000.{number}").write_bytes(raw(stereo(2)))
    await sweep(intake)
    assert await flaws(intake) == set()
    async with intake.database.write() as session:
        await session.execute(text(statement))
    assert code in await flaws(intake)


async def test_recordings_are_filtered_and_paged(intake: Intake) -> None:
    for number, office in enumerate(("hefei", "fuyang", "hefei")):
        await put(intake.database, talked(1, f"1700000000.{number}", office))
        incoming(intake, f"1700000000.{number}").write_bytes(raw(stereo(1)))
    await sweep(intake)
    assert len(await recordings(intake.database, RecordingFilter(offices=("hefei",)))) == 2
    assert len(await recordings(intake.database, RecordingFilter(q="1700000000.1"))) == 1
    assert len(await recordings(intake.database, RecordingFilter(q="+8613855112345"))) == 3
    assert await recordings(intake.database, RecordingFilter(kind=Kind.MESSAGE)) == []
    assert await recordings(intake.database, RecordingFilter(since=LATER)) == []
    async with intake.database.read() as session:
        first = await list_recordings(session, RecordingFilter(), limit=2)
        rest = await list_recordings(session, RecordingFilter(), limit=2, cursor=first.next)
    assert [record.id for record in (*first.items, *rest.items)] == ["1700000000.2", "1700000000.1", "1700000000.0"]
    assert rest.next is None


async def test_listening_is_logged_and_the_waveform_is_drawn(intake: Intake) -> None:
    await put(intake.database, talked(1))
    incoming(intake).write_bytes(raw(stereo(1)))
    await sweep(intake)
    async with intake.database.write() as session:
        record = await get_recording(session, CALL)
        await note_listening(session, record, actor="archivist", now=LATER)
        with pytest.raises(RecordingNotFound):
            await get_recording(session, "nothing")
    drawn = peaks(intake.archive, record, points=50)
    assert drawn["seconds"] == 1
    assert [len(channel) for channel in drawn["channels"]] == [50, 50]
    async with intake.database.read() as session:
        actions = list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))
    assert actions == ["recording-taken-in", "recording-listened"]


async def test_what_is_known_to_have_ended_is_taken_in_without_waiting_for_the_next_round(intake: Intake) -> None:
    await put(intake.database, talked(1))
    looked = asyncio.Event()

    def now() -> datetime:
        looked.set()
        return LATER

    async with asyncio.timeout(30):
        worker = asyncio.create_task(intake.run(now, every_s=3600))
        await looked.wait()
        incoming(intake).write_bytes(raw(stereo(1)))
        while not await recordings(intake.database):
            intake.soon()
            await asyncio.sleep(0.01)
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)


async def test_the_worker_goes_on_by_itself_and_survives_a_bad_round(intake: Intake) -> None:
    await put(intake.database, talked(1))
    rounds = 0

    def now() -> datetime:
        nonlocal rounds
        rounds += 1
        if rounds == 1:
            incoming(intake).write_bytes(raw(stereo(1)))
            (intake.folder / "quarantine").write_text("a file where a folder should be")
            (intake.folder / "incoming" / "stranger").write_text("x")
        elif rounds == 2:
            (intake.folder / "quarantine").unlink()
        return LATER

    async with asyncio.timeout(30):
        worker = asyncio.create_task(intake.run(now, every_s=0.01))
        while not await recordings(intake.database):
            await asyncio.sleep(0.01)
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
    assert rounds >= 2
    assert (intake.folder / "quarantine" / "stranger").exists()
