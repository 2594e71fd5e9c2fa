"""`hotline calls|tickets|recordings list` and `hotline audit verify|head`, on a run folder with one call in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy import select, text
from typer.testing import CliRunner, Result

from hotline.commands import audit, records
from hotline.commands.words import WordError
from hotline.site import load
from hotline.status import disk_part
from recordings.archive import Archive
from recordings.sweep import Intake
from store.engine import Database
from store.tables.audit import AuditEntry
from tests.recordings.audio import CALL, NOW, raw, stereo, talked
from tests.run_folders import in_database
from ticketing import intake
from ticketing.errors import InvalidField
from ticketing.record import Offices

SITE = Path(records.__file__).resolve().parents[2] / "sites" / "anhui.toml"


@pytest.fixture
def run(own_run: Path) -> Path:
    """A run folder in which one recorded call was answered."""
    in_database(own_run, lambda database: _one_call(own_run, database))
    return own_run


async def _one_call(folder: Path, database: Database) -> None:
    async with database.write() as session:
        await intake.take_in(session, talked(1), offices=Offices(divisions={"hefei": "340100"}, home="hefei"), now=NOW)
    (folder / "recordings" / "incoming").mkdir(parents=True)
    (folder / "recordings" / "incoming" / f"{CALL}.raw").write_bytes(raw(stereo(2)))
    archive = Archive(root=folder / "recordings" / "archive", keys=database.keys)
    worker = Intake(database=database, archive=archive, folder=folder / "recordings")
    assert (await worker.sweep(now=NOW + timedelta(minutes=1))).taken == [CALL]


def ask(app: typer.Typer, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--site", str(SITE)])


def rows(app: typer.Typer, *words: str) -> Sequence[dict[str, Any]]:
    result = ask(app, "list", "--json", *words)
    assert result.exit_code == 0, result.output
    found: Sequence[dict[str, Any]] = json.loads(result.stdout)
    return found


def test_the_call_its_ticket_and_its_recording_are_listed_and_linked(run: Path) -> None:
    (call,) = rows(records.calls_app)
    (ticket,) = rows(records.tickets_app)
    (recording,) = rows(records.recordings_app)
    assert (call["id"], call["outcome"], call["office"], call["ticket"]) == (
        CALL,
        "answered",
        "hefei",
        ticket["number"],
    )
    assert call["office_name"] and call["arrived_at"] == "2026-11-21T09:00:00.000+08:00"
    assert call["area"] == {"code": None, "name": "安徽省合肥市"}
    assert (ticket["state"], ticket["call_id"]) == ("draft", CALL)
    assert (recording["call_id"], recording["ticket"], recording["state"]) == (CALL, ticket["number"], "ready")
    assert recording["seconds"] == 2


@pytest.mark.parametrize("columns", ["30", "80", "200"])
def test_ids_numbers_and_times_are_whole_on_any_terminal(
    run: Path, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    ticket, recording = rows(records.tickets_app)[0]["number"], rows(records.recordings_app)[0]["id"]
    monkeypatch.setenv("COLUMNS", columns)
    for app, wanted in (
        (records.calls_app, (CALL, "2026-11-21 09:00", "138****2345", "answered", ticket)),
        (records.tickets_app, ("2026-11-2", ticket, "draft", "hefei")),
        (records.recordings_app, ("2026-11-21 09:00", recording, "ready", ticket)),
    ):
        lines = ask(app, "list").stdout.splitlines()
        assert all(word in lines[1] for word in wanted) and "…" not in lines[1], lines


def test_a_list_of_ordinary_rows_fits_a_terminal_of_eighty_columns(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for app in (records.calls_app, records.tickets_app, records.recordings_app):
        assert max(map(len, ask(app, "list").stdout.splitlines())) <= 80


def test_numbers_are_masked_unless_asked_for_and_the_look_is_logged(run: Path) -> None:
    assert rows(records.calls_app)[0]["number"] == "138****2345"
    assert rows(records.calls_app, "--open", "回拨来电人")[0]["number"] == "13855112345"
    assert _actions(run)[-1] == "personal-data-seen"


def test_nothing_is_shown_unmasked_without_a_reason(run: Path) -> None:
    for app in (records.calls_app, records.tickets_app):
        assert ask(app, "list", "--json", "--open").exit_code == 2
        refused = ask(app, "list", "--json", "--open", " ")
        assert isinstance(refused.exception, InvalidField) and "13855112345" not in refused.output
    assert "personal-data-seen" not in _actions(run)


def _actions(run: Path) -> list[str]:
    async def read(database: Database) -> list[str]:
        async with database.read() as session:
            return list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))

    return in_database(run, read)


@pytest.mark.parametrize("typed", ["abc", "", "１３８", "12", "138551x2345"])
def test_what_is_no_telephone_number_is_said_so_instead_of_finding_nothing(run: Path, typed: str) -> None:
    refused = ask(records.calls_app, "list", "--number", typed)
    assert isinstance(refused.exception, WordError) and "no telephone number" in str(refused.exception)


def test_filters_and_limits_narrow_the_lists(run: Path) -> None:
    assert len(rows(records.calls_app, "--number", "+8613855112345", "--limit", "1")) == 1
    assert rows(records.calls_app, "--office", "fuyang") == []
    assert rows(records.calls_app, "--since", "2026-11-21T10:00:00+08:00") == []
    assert rows(records.tickets_app, "--state", "open") == []
    assert len(rows(records.tickets_app, "--q", "13855112345")) == 1
    assert rows(records.recordings_app, "--call", "1.1") == []


def test_a_time_without_its_offset_is_refused_with_a_sentence(run: Path) -> None:
    result = ask(records.calls_app, "list", "--since", "2026-11-21T10:00:00")
    assert isinstance(result.exception, WordError)
    assert "--since" in str(result.exception) and "+08:00" in str(result.exception)


def test_people_see_a_table(run: Path) -> None:
    for app in (records.calls_app, records.tickets_app, records.recordings_app):
        result = ask(app, "list")
        assert result.exit_code == 0
        assert "2026" in result.stdout


def test_an_untouched_log_is_sound_and_its_head_is_exported(run: Path) -> None:
    head = ask(audit.audit_app, "head")
    (run / "head.json").write_text(head.stdout)
    result = ask(audit.audit_app, "verify", "--json", "--head", str(run / "head.json"))
    assert result.exit_code == 0
    assert json.loads(result.stdout)["sound"] is True


@pytest.mark.parametrize(
    "content", [None, "nope", "[1]", "null", '{"count": 1}', '{"count": "1", "hash": "", "signature": ""}']
)
def test_a_file_that_is_no_head_is_told(run: Path, content: str | None) -> None:
    path = run / "head.json"
    if content is not None:
        path.write_text(content)
    refused = ask(audit.audit_app, "verify", "--head", str(path)).exception
    assert isinstance(refused, WordError) and f"--head {path}" in str(refused)


def test_a_head_that_this_hotline_never_signed_proves_nothing(run: Path) -> None:
    head = json.loads(ask(audit.audit_app, "head").stdout)
    (run / "head.json").write_text(json.dumps({**head, "signature": "0" * 64}))
    result = ask(audit.audit_app, "verify", "--json", "--head", str(run / "head.json"))
    assert result.exit_code == 1
    assert [flaw["code"] for flaw in json.loads(result.stdout)["flaws"]] == ["head-forged"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'x' WHERE seq = 1",
        "DELETE FROM audit_entry WHERE seq = (SELECT max(seq) FROM audit_entry)",
        "UPDATE recording SET seconds = 9",
        "UPDATE recording SET started_at = 'no time'",
        "UPDATE recording SET path = x'00'",
        "UPDATE recording SET path = '.'",
        "UPDATE audit_entry SET details = '{' WHERE action = 'recording-taken-in'",
        "UPDATE audit_entry SET details = '[]' WHERE action = 'recording-taken-in'",
    ],
)
def test_tampering_ends_with_code_one_and_a_place(run: Path, statement: str) -> None:
    _tamper(run, statement)
    result = ask(audit.audit_app, "verify")
    assert result.exit_code == 1 and isinstance(result.exception, SystemExit), result.exception
    assert "NOT SOUND" in result.stdout


def test_a_recording_altered_on_disk_is_found(run: Path) -> None:
    (path,) = (run / "recordings" / "archive").rglob("*.sealed")
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    result = ask(audit.audit_app, "verify", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["recordings"][0]["code"] == "audio-damaged"
    assert ask(audit.audit_app, "verify", "--no-audio").exit_code == 0


def test_the_archive_lies_where_the_site_says(run: Path) -> None:
    elsewhere = run / "elsewhere"
    site = run / "site.toml"
    site.write_text(
        SITE.read_text("utf-8").replace("retention_days", f'folder = "{elsewhere}"\nretention_days', 1), "utf-8"
    )
    (run / "recordings" / "archive").rename(elsewhere)
    verify = CliRunner().invoke(audit.audit_app, ["verify", "--json", "--site", str(site)])
    assert verify.exit_code == 0 and json.loads(verify.stdout)["sound"]
    part = disk_part(load(site).storage.archive(run / "recordings"))
    assert str(elsewhere) in part.detail
    elsewhere.rename(run / "unmounted")
    assert not disk_part(load(site).storage.archive(run / "recordings")).up


def _tamper(run: Path, statement: str) -> None:
    async def write(database: Database) -> None:
        async with database.write() as session:
            await session.execute(text(statement))

    in_database(run, write)
