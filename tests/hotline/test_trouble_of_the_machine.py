"""A broken database, a folder that is none, a full disk: a sentence with the place, never a traceback."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from hotline.cli import main, trouble
from store.trouble import DatabaseTrouble, told

Said = Callable[..., str]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Said:
    """What `hotline` says about a command that it cannot do."""
    monkeypatch.setenv("HOTLINE_RUN", str(tmp_path / "run"))

    def ask(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["hotline", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 1
        return capsys.readouterr().err

    return ask


@pytest.mark.parametrize("command", [("tickets", "list"), ("user", "list"), ("audit", "verify")])
def test_a_file_that_is_no_database_is_named_with_the_mend(
    said: Said, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "hotline.sqlite").write_text("nothing that SQLite wrote " * 100)
    told = said(*command)
    assert told.startswith(
        f"hotline: the database {tmp_path}/run/hotline.sqlite: file is not a database; bring it back"
    )


def test_a_server_that_is_not_there_is_named_without_its_password(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_DATABASE", "postgresql://hotline:s3cret@127.0.0.1:1/hotline")
    told = said("tickets", "list")
    assert "the database postgresql+psycopg://hotline:***@127.0.0.1:1/hotline: connection failed" in told
    assert "look whether the server runs" in told and "s3cret" not in told


def test_a_run_folder_that_is_a_file_is_named(said: Said, tmp_path: Path) -> None:
    (tmp_path / "run").write_text("x")
    assert said("calls", "list") == f"hotline: {tmp_path}/run: File exists\n"


def test_a_folder_that_cannot_be_made_is_named(said: Said, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert said("flow", "draw", "--to", f"{tmp_path}/file/docs") == f"hotline: {tmp_path}/file/docs: Not a directory\n"


def test_a_full_disk_is_said_to_be_full(said: Said, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "flows.md").symlink_to("/dev/full")
    told = said("flow", "draw", "--to", f"{tmp_path}/docs")
    assert "No space left on device: make room on the disk" in told
    assert f"the run folder lies in {tmp_path}/run" in told


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EROFS])
def test_a_folder_of_somebody_else_s_comes_with_the_mend(number: int) -> None:
    told = trouble(OSError(number, os.strerror(number), "/srv/run"))
    assert told.startswith(f"/srv/run: {os.strerror(number)}; give this user the right to it")
    assert told.endswith("or set HOTLINE_HOME to a folder of theirs")


@pytest.mark.parametrize(
    ("why", "mend"),
    [
        ("database is locked", "another program"),
        ("attempt to write a readonly database", "must be able to write"),
        ("database or disk is full", "free some space"),
    ],
)
def test_what_keeps_a_database_from_working_comes_with_what_to_do(why: str, mend: str) -> None:
    with (
        pytest.raises(DatabaseTrouble, match=rf"^the database /x/y.sqlite: {why}; .*{mend}"),
        told("sqlite:////x/y.sqlite"),
    ):
        raise OperationalError("SELECT secret", None, sqlite3.OperationalError(why))


@pytest.mark.parametrize("mistake", [IntegrityError, ProgrammingError])
def test_mistakes_of_ours_go_through(mistake: type[IntegrityError | ProgrammingError]) -> None:
    with pytest.raises(mistake), told("sqlite:////x/y.sqlite"):
        raise mistake("SELECT", None, sqlite3.IntegrityError("UNIQUE"))
