"""A database that has lost what it held is told of, and nothing is written in its place."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store import audit
from store.engine import sqlite_url
from store.errors import DatabaseLost, DatabaseNotOurs
from store.opening import own_database


async def opened(folder: Path, *, write: bool = False) -> None:
    url = sqlite_url(folder / "hotline.sqlite")
    async with own_database(url, keys=folder / "keys.json", mark=folder / "filled") as database:
        if write:
            async with database.write() as session:
                await audit.append(
                    session, at=datetime.now(UTC), actor="test", action="user-added", subject="user:1", details={}
                )


async def test_a_new_database_is_made_and_opened_again_while_it_holds_nothing(tmp_path: Path) -> None:
    await opened(tmp_path)
    assert not (tmp_path / "filled").exists()
    (tmp_path / "hotline.sqlite").unlink()
    await opened(tmp_path)


@pytest.mark.parametrize("left", [None, b""])
async def test_an_empty_one_in_the_place_of_a_full_one_is_refused_and_stays_as_it_is(
    tmp_path: Path, left: bytes | None
) -> None:
    await opened(tmp_path, write=True)
    await opened(tmp_path)
    file = tmp_path / "hotline.sqlite"
    file.unlink()
    if left is not None:
        file.write_bytes(left)
    with pytest.raises(DatabaseLost, match=r"restore it from its backup; to begin anew .* remove .*filled"):
        await opened(tmp_path)
    assert file.exists() is (left is not None) and (left is None or file.read_bytes() == left)
    (tmp_path / "filled").unlink()
    await opened(tmp_path)


async def test_one_that_was_migrated_but_never_filled_is_refused_too(tmp_path: Path) -> None:
    await opened(tmp_path, write=True)
    (tmp_path / "other").mkdir()
    await opened(tmp_path / "other")
    (tmp_path / "other" / "hotline.sqlite").replace(tmp_path / "hotline.sqlite")
    with pytest.raises(DatabaseLost):
        await opened(tmp_path)


async def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "hotline.sqlite") as theirs:
        theirs.execute("CREATE TABLE songs (title TEXT)")
    with pytest.raises(DatabaseNotOurs, match="another program"):
        await opened(tmp_path)
    with sqlite3.connect(tmp_path / "hotline.sqlite") as theirs:
        assert theirs.execute("SELECT name FROM sqlite_master").fetchall() == [("songs",)]
