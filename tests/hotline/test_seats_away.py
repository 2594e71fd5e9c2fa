"""The dialplan hears how many seats of each office are away, once for each change, and again after a lost link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from ami.actions import Actions
from ami.board import Board
from ami.errors import NoAnswerError
from ami.events import Member
from ami.lines import WRAP_UP_REASON
from ami.snapshot import LinkChanged, Resync, Snapshot
from hotline.seats_away import LOOKS_A_REMINDER, SeatsAway

NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)


class Asterisk:
    """What was said to it."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        self.deaf = False

    async def action(
        self, name: str, fields: Mapping[str, str | int] | None = None, *, timeout_s: float | None = None
    ) -> object:
        if self.deaf:
            raise NoAnswerError(name, 5)
        assert name == "Setvar" and fields is not None and "Channel" not in fields
        self.said.append((str(fields["Variable"]).removeprefix("HOTLINE_AWAY_"), str(fields["Value"])))
        return None

    def heard(self) -> list[tuple[str, str]]:
        """What was said since the last time."""
        said, self.said = self.said, []
        return said


class Desk:
    """Two offices; each seat is paused for its reason ('' = ready), or its phone is gone (None)."""

    def __init__(self) -> None:
        self.asterisk = Asterisk()
        self.board = Board({"hefei-01": "hefei", "hefei-02": "hefei", "anhui-01": "anhui"}, NOW)
        self.away = SeatsAway(board=self.board, actions=Actions(self.asterisk), offices=("hefei", "anhui"))

    def seats(self, **reasons: str | None) -> None:
        names = {name.replace("_", "-"): reason for name, reason in reasons.items()}
        members = tuple(
            Member(name.rpartition("-")[0], name, name, bool(reason), reason or "") for name, reason in names.items()
        )
        devices = tuple(
            (f"PJSIP/{name}", "UNAVAILABLE" if reason is None else "NOT_INUSE") for name, reason in names.items()
        )
        self.board.apply(LinkChanged(NOW, True))
        self.board.apply(Resync(NOW, Snapshot(members=members, devices=devices)))

    async def says(self) -> list[tuple[str, str]]:
        await self.away.look()
        return self.asterisk.heard()


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_a_break_a_missed_ring_and_a_lost_browser_are_away_and_wrap_up_and_a_lost_phone_are_not(
    desk: Desk,
) -> None:
    desk.seats(hefei_01="", hefei_02="", anhui_01="")
    assert await desk.says() == [("hefei", "0"), ("anhui", "0")]
    for reason, away in (("break", "1"), (WRAP_UP_REASON, "0"), ("Auto-Pause", "1"), ("", "0"), ("away", "1")):
        desk.seats(hefei_01=reason, hefei_02="", anhui_01="")
        assert await desk.says() == [("hefei", away)], reason
    desk.seats(hefei_01=None, hefei_02="lunch", anhui_01="")
    assert await desk.says() == []
    desk.seats(hefei_01="lunch", hefei_02="lunch", anhui_01="lunch")
    assert await desk.says() == [("hefei", "2"), ("anhui", "1")]


async def test_nothing_is_said_twice(desk: Desk) -> None:
    desk.seats(hefei_01="lunch", hefei_02="", anhui_01="")
    assert await desk.says()
    assert await desk.says() == []


async def test_after_a_lost_link_all_is_said_again_for_asterisk_may_be_another(desk: Desk) -> None:
    desk.seats(hefei_01="lunch", hefei_02="", anhui_01="")
    await desk.says()
    desk.board.apply(LinkChanged(NOW, False))
    assert await desk.says() == []
    desk.seats(hefei_01="", hefei_02="", anhui_01="")
    assert await desk.says() == [("hefei", "0"), ("anhui", "0")]


async def test_what_asterisk_did_not_answer_is_said_at_the_next_look(desk: Desk) -> None:
    desk.seats(hefei_01="lunch", hefei_02="", anhui_01="")
    desk.asterisk.deaf = True
    assert await desk.says() == []
    desk.asterisk.deaf = False
    assert await desk.says() == [("hefei", "1"), ("anhui", "0")]


async def test_those_who_are_away_are_named_again_now_and_then_for_a_reload_forgets_them(desk: Desk) -> None:
    desk.seats(hefei_01="lunch", hefei_02="", anhui_01="")
    said = [said for _ in range(LOOKS_A_REMINDER) for said in await desk.says()]
    assert said == [("hefei", "1"), ("anhui", "0"), ("hefei", "1")]
