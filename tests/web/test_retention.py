"""Recordings past their retention over HTTP: who may propose, approve and keep, and what the archive shows then."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from recordings.sweep import Intake
from store.tables.call import Call
from store.tables.ticket import Ticket
from tests.recordings.audio import CALL, NOW, make_folders, put, raw, stereo, talked
from tests.web.house import House


@pytest.fixture
async def old(house: House, tmp_path: Path) -> House:
    """A house with a recording of Hefei, five years and some days later."""
    folder = make_folders(tmp_path / "intake")
    await put(house.database, talked(2))
    (folder / "incoming" / f"{CALL}.raw").write_bytes(raw(stereo(2)))
    await Intake(database=house.database, archive=house.archive, folder=folder).sweep(now=NOW + timedelta(hours=1))
    async with house.database.write() as session:
        await session.execute(update(Ticket).values(state="archived"))
    house.clock.move(1830 * 24 * 3600)
    return house


async def test_an_archivist_proposes_a_leader_approves_and_the_record_stays(old: House) -> None:
    archivist, admin = await old.person("archivist"), await old.person("admin")
    due = (await archivist.get("/api/v1/recordings/expired")).body
    assert due["retention_days"] == 1825 and [(one["id"], one["kept"]) for one in due["items"]] == [(CALL, [])]
    made = await archivist.post("/api/v1/destructions", {})
    assert made.status == 201 and made.body["approved_by"] is None
    name = (await archivist.get("/api/v1/session")).body["user"]["name"]
    assert name != made.body["proposed_by"] and made.body["proposed_by_name"] == name
    path = f"/api/v1/destructions/{made.body['id']}"
    assert (await archivist.post(f"{path}/approve", {"hash": made.body["hash"]})).code == "own-list"
    assert (await archivist.post(f"{path}/carry-out", {})).code == "not-approved"
    assert (await admin.post(f"{path}/approve", {"hash": made.body["hash"]})).code == "forbidden"
    leader = await old.person("leader")
    assert (await leader.post(f"{path}/approve", {"hash": "0" * 64})).code == "hash-differs"
    done = await leader.post(f"{path}/approve", {"hash": made.body["hash"]})
    assert [item["destroyed_at"] for item in done.body["items"]] != [None]
    (shown,) = (await archivist.get("/api/v1/recordings")).body["items"]
    assert shown["state"] == "destroyed" and "钱主任" in shown["note"]
    assert (await archivist.get(f"/api/v1/recordings/{CALL}/audio")).code == "audio-missing"
    assert (await archivist.post("/api/v1/destructions", {})).code == "nothing-expired"


async def test_a_hold_keeps_it_until_it_is_lifted_with_a_reason(old: House) -> None:
    archivist = await old.person("archivist")
    path = f"/api/v1/recordings/{CALL}"
    assert (await archivist.post(f"{path}/hold", {"reason": "案"})).code == "invalid-field"
    assert (await archivist.post(f"{path}/hold", {"reason": "诉讼证据，法院调取"})).status == 204
    assert (await archivist.post(f"{path}/hold", {"reason": "诉讼证据，法院调取"})).code == "already-held"
    assert (await archivist.get("/api/v1/recordings/expired")).body["items"][0]["kept"] == ["on-hold"]
    assert (await archivist.post("/api/v1/destructions", {})).code == "nothing-expired"
    assert (await archivist.post(f"{path}/release", {"reason": "案件已了结"})).status == 204
    assert (await archivist.post("/api/v1/destructions", {})).status == 201


async def test_another_offices_recordings_are_not_told_of(old: House) -> None:
    archivist = await old.person("archivist")
    made = (await archivist.post("/api/v1/destructions", {})).body
    async with old.database.write() as session:
        await session.execute(update(Call).values(office="anhui"))
    leader = await old.person("leader")
    assert (await leader.get("/api/v1/recordings/expired")).body["items"] == []
    assert (await leader.get("/api/v1/destructions")).body["items"] == []
    assert (await leader.get(f"/api/v1/destructions/{made['id']}")).status == 404
    assert (await leader.post(f"/api/v1/destructions/{made['id']}/approve", {"hash": made["hash"]})).status == 404
    assert (await leader.post(f"/api/v1/recordings/{CALL}/hold", {"reason": "诉讼证据"})).status == 404


async def test_what_stands_on_a_list_that_waits_goes_on_no_second_one(old: House) -> None:
    archivist = await old.person("archivist")
    made = (await archivist.post("/api/v1/destructions", {})).body
    (waits,) = (await archivist.get("/api/v1/recordings/expired")).body["items"]
    assert (waits["listed"], waits["kept"]) == (made["id"], [])
    again = await archivist.post("/api/v1/destructions", {})
    assert (again.status, again.code) == (409, "already-listed")
    assert "批准那份清册" in again.body["error"]["mend"]
    assert len((await archivist.get("/api/v1/destructions")).body["items"]) == 1
