"""`hotline user`: sign-ins are made for a site's offices and seats, changed and ended, and the audit log tells it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from typer.testing import CliRunner, Result

from hotline.commands.user import user_app
from hotline.settings import Clock, run_folder
from hotline.sign_ins import SignInWrong
from store.engine import Database
from store.errors import NameTaken, NoSuchUser
from store.sign_ins import find_sign_in, open_sign_in
from store.tables.audit import AuditEntry
from store.users import UserRecord, check_password
from tests.run_folders import in_database

_Answer = TypeVar("_Answer")
PASSWORD = "十个字以上的口令 2026"
SITTING = ("--name", "李静", "--role", "agent", "--office", "hefei", "--seat", "hefei-01")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path))


def user(*words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(user_app, list(words), input=given)


def in_store(do: Callable[[AsyncSession], Awaitable[_Answer]]) -> _Answer:
    async def work(database: Database) -> _Answer:
        async with database.write() as session:
            return await do(session)

    return in_database(run_folder("anhui").root, work)


def signs_in(name: str, password: str) -> UserRecord | None:
    return in_store(lambda session: check_password(session, name, password))


def token_of(name: str, password: str) -> str:
    async def do(session: AsyncSession) -> str:
        found = await check_password(session, name, password)
        assert found is not None
        return (await open_sign_in(session, found, now=Clock(run_folder("anhui").clock).now()))[0]

    return in_store(do)


def still_signed_in(token: str) -> bool:
    now = Clock(run_folder("anhui").clock).now()
    return in_store(lambda session: find_sign_in(session, token, now=now)) is not None


def test_a_sign_in_is_made_with_a_password_that_is_shown_once() -> None:
    made = user("add", "lijing", *SITTING)
    password = made.stdout.split()[3]
    assert made.exit_code == 0 and len(password) >= 16
    found = signs_in("lijing", password)
    assert found is not None and (found.role, found.office, found.seat) == ("agent", "hefei", "hefei-01")
    listed = json.loads(user("list", "--json").stdout)
    assert listed == [
        {"username": "lijing", "name": "李静", "role": "agent", "office": "hefei", "seat": "hefei-01",
         "unit": None, "language": "zh", "disabled": False}
    ]  # fmt: skip
    assert password not in user("list").stdout


def test_a_sign_in_of_a_unit_names_the_unit_whose_tickets_it_sees() -> None:
    made = ("--name", "王强", "--role", "unit", "--office", "hefei")
    with pytest.raises(SignInWrong, match="--unit is empty"):
        raise user("add", "wangqiang", *made).exception or AssertionError
    assert user("add", "wangqiang", *made, "--unit", "蜀山区残联").exit_code == 0
    assert user("unit", "wangqiang", "合肥市民政局").exit_code == 0
    (listed,) = json.loads(user("list", "--json").stdout)
    assert (listed["role"], listed["unit"]) == ("unit", "合肥市民政局")
    user("add", "lijing", *SITTING)
    with pytest.raises(SignInWrong, match="speaks for no handling unit"):
        raise user("unit", "lijing", "合肥市民政局").exception or AssertionError


def test_an_own_password_comes_by_standard_input_and_is_not_printed() -> None:
    made = user("add", "boss", "--name", "王", "--role", "supervisor", "--password-stdin", given=f"{PASSWORD}\n")
    assert PASSWORD not in made.stdout
    found = signs_in("boss", PASSWORD)
    assert found is not None and found.office == "anhui", "without --office it is the home office"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("Li Jing", *SITTING), "no user name"),
        (("lijing", *SITTING[:-1], "hefei-09"), "there is no seat 'hefei-09'"),
        (("lijing", *SITTING[:-1], "wuhu-01"), "of office wuhu, not of hefei; the office's own: hefei-01, hefei-02"),
        (("lijing", "--name", "李", "--role", "leader", "--seat", "anhui-01"), "a leader answers no calls"),
        (("lijing", "--name", "李", "--role", "agent", "--office", "nowhere"), "there is no office 'nowhere'"),
        (("lijing", "--name", " ", "--role", "agent"), "--name is empty"),
        (("lijing", "--name", "李", "--role", "agent", "--language", "fr"), "choose among zh, ko, en"),
    ],
)
def test_what_does_not_fit_the_site_is_told_with_its_mend(words: tuple[str, ...], told: str) -> None:
    refused = user("add", *words).exception
    assert isinstance(refused, SignInWrong) and told in str(refused)
    assert json.loads(user("list", "--json").stdout) == []


def test_a_short_password_is_refused() -> None:
    refused = user("add", "lijing", *SITTING, "--password-stdin", given="kurz\n").exception
    assert isinstance(refused, SignInWrong) and "10 to 200 characters, this has 4" in str(refused)


def test_a_name_is_given_once_and_a_seat_has_one_person() -> None:
    user("add", "lijing", *SITTING)
    assert isinstance(user("add", "lijing", "--name", "又", "--role", "leader").exception, NameTaken)
    refused = user("add", "wang", *SITTING).exception
    assert isinstance(refused, SignInWrong) and "lijing sits at hefei-01" in str(refused)
    user("seat", "lijing", "none")
    assert user("add", "wang", *SITTING).exit_code == 0


def test_a_new_password_and_an_end_sign_out_everywhere() -> None:
    user("add", "lijing", *SITTING, "--password-stdin", given=f"{PASSWORD}\n")
    before = token_of("lijing", PASSWORD)
    new = user("password", "lijing").stdout.split()[3]
    assert not still_signed_in(before) and signs_in("lijing", PASSWORD) is None
    after = token_of("lijing", new)
    assert user("disable", "lijing").exit_code == 0
    assert not still_signed_in(after) and signs_in("lijing", new) is None
    user("enable", "lijing")
    assert signs_in("lijing", new) is not None


def test_the_audit_log_tells_who_changed_sign_ins() -> None:
    user("add", "lijing", *SITTING)
    user("seat", "lijing", "hefei-02")
    user("disable", "lijing")

    async def read(session: AsyncSession) -> list[tuple[str, str]]:
        rows = await session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
        return [(row.action, row.actor.partition(":")[0]) for row in rows]

    told = in_store(read)
    assert told == [(action, "command-line") for action in ("user-added", "seat-bound", "user-disabled")]


def test_an_unknown_name_is_told() -> None:
    for words in (("password", "nobody"), ("seat", "nobody", "none"), ("disable", "nobody"), ("enable", "nobody")):
        assert isinstance(user(*words).exception, NoSuchUser)
