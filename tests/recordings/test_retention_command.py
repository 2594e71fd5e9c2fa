"""`hotline recordings expired|hold|propose|approve|destroy` on a run folder with one old call in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from typer.testing import CliRunner, Result

from hotline.commands.retention import recordings_app
from hotline.commands.user import user_app
from hotline.sign_ins import SignInWrong
from recordings.destruction import DestructionRefused
from store.engine import Database
from store.tables.ticket import Ticket
from tests.recordings.audio import CALL
from tests.recordings.test_records_command import SITE, run
from tests.run_folders import in_database

__all__ = ["run"]
PASSWORD = "十个字以上的口令 2026"


@pytest.fixture
def old(run: Path) -> Path:
    """The call was archived more than five years ago."""
    in_database(run, _archived)
    (run / "clock").write_text(str(1900 * 24 * 3600))
    for name, role in (("sunli", "archivist"), ("qian", "leader"), ("admin-2", "admin")):
        words = ["add", name, "--name", name, "--role", role, "--password-stdin", "--site", str(SITE)]
        assert CliRunner().invoke(user_app, words, input=f"{PASSWORD}\n").exit_code == 0
    return run


async def _archived(database: Database) -> None:
    async with database.write() as session:
        await session.execute(update(Ticket).values(state="archived"))


def ask(*words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(recordings_app, [*words, "--site", str(SITE)], input=given)


def told(*words: str, given: str | None = None) -> Any:
    done = ask(*words, "--json", given=given)
    assert done.exit_code == 0, done.exception
    return json.loads(done.stdout)


def test_a_list_is_proposed_approved_by_a_leader_with_their_password_and_carried_out(old: Path) -> None:
    assert [(one["id"], one["kept"]) for one in told("expired")] == [(CALL, [])]
    made = told("propose")
    wrong = ask("approve", made["id"], "--hash", made["hash"], "--by", "qian", "--password-stdin", given="nonsense-1\n")
    assert isinstance(wrong.exception, SignInWrong)
    other = ask("approve", made["id"], "--hash", made["hash"], "--by", "admin-2", "--password-stdin", given=PASSWORD)
    assert isinstance(other.exception, SignInWrong), "an administrator answers for no list"
    assert isinstance(ask("destroy", made["id"]).exception, DestructionRefused)
    words = ("approve", made["id"], "--hash", made["hash"], "--by", "qian", "--password-stdin")
    assert told(*words, given=f"{PASSWORD}\n")["approved_by"] == "qian"
    assert list((old / "recordings" / "archive").rglob("*.sealed"))
    (item,) = told("destroy", made["id"])["items"]
    assert item["destroyed_at"] and not list((old / "recordings" / "archive").rglob("*.sealed"))
    (row,) = told("list")
    assert row["state"] == "destroyed" and "经 qian 批准" in row["note"]
    assert "1/1" in ask("lists").stdout


def test_a_hold_is_listed_and_keeps_it(old: Path) -> None:
    assert ask("hold", CALL, "--reason", "诉讼证据").exit_code == 0
    assert "诉讼证据" in ask("holds").stdout and "暂缓销毁" in ask("expired").stdout
    assert isinstance(ask("propose").exception, DestructionRefused)
    assert ask("release", CALL, "--reason", "案件已了结").exit_code == 0
    assert ask("propose").exit_code == 0
