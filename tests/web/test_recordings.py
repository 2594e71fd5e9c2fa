"""Recordings over HTTP: ranges good and bad, waveforms, each listening in the audit log, and who may not listen."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select

from recordings import flac
from recordings.sweep import Intake
from store.tables.audit import AuditEntry
from tests.recordings.audio import CALL, NOW, make_folders, put, raw, stereo, talked
from tests.web.house import House

AUDIO = f"/api/v1/recordings/{CALL}/audio"


@pytest.fixture
async def recorded(house: House, tmp_path: Path) -> House:
    """A house with one recording of Hefei in its archive."""
    folder = make_folders(tmp_path / "intake")
    await put(house.database, talked(2))
    (folder / "incoming" / f"{CALL}.raw").write_bytes(raw(stereo(2)))
    intake = Intake(database=house.database, archive=house.archive, folder=folder)
    assert (await intake.sweep(now=NOW + timedelta(hours=1))).taken == [CALL]
    return house


async def listenings(house: House) -> list[tuple[str, str]]:
    async with house.database.read() as session:
        found = await session.scalars(select(AuditEntry).where(AuditEntry.action == "recording-listened"))
        return [(entry.actor, entry.subject) for entry in found]


async def test_the_whole_recording_is_the_flac_that_was_archived(recorded: House) -> None:
    person = await recorded.person("archivist")
    whole = await person.get(AUDIO)
    assert (whole.status, whole.headers["Content-Type"], whole.headers["Accept-Ranges"]) == (200, "audio/flac", "bytes")
    assert "no-store" in whole.headers["Cache-Control"]
    assert np.array_equal(flac.decode(whole.raw), stereo(2))


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("bytes=0-3", 0, 4), ("bytes=4-", 4, None), ("bytes=-7", -7, None), ("bytes=100-99999999", 100, None)],
)
async def test_a_range_is_that_part_of_the_whole(recorded: House, asked: str, start: int, stop: int | None) -> None:
    person = await recorded.person("archivist")
    whole = (await person.get(AUDIO)).raw
    part = await person.get(AUDIO, Range=asked)
    wanted = whole[start:stop]
    first = start % len(whole)
    assert (part.status, part.raw) == (206, wanted)
    assert part.headers["Content-Range"] == f"bytes {first}-{first + len(wanted) - 1}/{len(whole)}"


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=99999999-999999999"])
async def test_a_range_outside_of_the_recording_is_refused_with_its_size(recorded: House, asked: str) -> None:
    person = await recorded.person("archivist")
    size = len((await person.get(AUDIO)).raw)
    refused = await person.get(AUDIO, Range=asked)
    assert (refused.status, refused.code, refused.headers["Content-Range"]) == (416, "bad-range", f"bytes */{size}")


@pytest.mark.parametrize("asked", ["bytes=9-3", "seconds=1-2", "bytes=a-b", "bytes=", "bytes=0-1,4-5"])
async def test_a_range_that_makes_no_sense_is_the_whole_recording(recorded: House, asked: str) -> None:
    person = await recorded.person("archivist")
    answer = await person.get(AUDIO, Range=asked)
    assert answer.status == 200 and answer.raw[:4] == b"fLaC"


async def test_a_player_that_asks_in_ranges_is_one_listening_a_person(recorded: House) -> None:
    person, other = await recorded.person("archivist"), await recorded.person("boss")
    for asked in ("bytes=0-99", "bytes=100-199", "bytes=200-"):
        await person.get(AUDIO, Range=asked)
    await other.get(AUDIO)
    assert await listenings(recorded) == [("archivist", f"recording:{CALL}"), ("boss", f"recording:{CALL}")]
    recorded.clock.move(3600)
    await person.get(AUDIO)
    assert len(await listenings(recorded)) == 3


async def test_the_waveform_has_a_lane_for_each_side(recorded: House) -> None:
    person = await recorded.person("archivist")
    peaks = (await person.get(f"/api/v1/recordings/{CALL}/peaks")).body
    assert len(peaks["channels"]) == 2 and peaks["seconds"] == 2
    assert all(0 <= level <= 1 for lane in peaks["channels"] for level in lane)


@pytest.mark.parametrize(
    ("who", "code"),
    [("unit", "forbidden"), ("leader", "forbidden"), ("admin", "forbidden"), ("provincial", "not-found")],
)
async def test_who_may_not_listen_hears_nothing_and_leaves_no_listening(recorded: House, who: str, code: str) -> None:
    person = await recorded.person(who)
    assert (await person.get(AUDIO)).code == code
    assert (await person.get(f"/api/v1/recordings/{CALL}/peaks")).code == code
    assert await listenings(recorded) == []


async def test_a_recording_that_is_not_there_is_not_found(recorded: House) -> None:
    person = await recorded.person("archivist")
    assert (await person.get("/api/v1/recordings/1.1/audio")).code == "not-found"
