"""Where the last seat went on a break, its callers look along their chain anew after a while, once each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from ami.actions import Actions
from ami.board import Board
from ami.channels import Channel
from ami.errors import AmiError, NoAnswerError, RefusedError
from ami.events import Member, Newstate
from ami.lines import WRAP_UP_REASON
from ami.repeated import TELL_AGAIN_S
from ami.snapshot import LinkChanged, LiveChannel, Resync, Snapshot, Waiting
from hotline.deserted_queues import PATIENCE_S, DesertedQueues

NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
CALLERS = ("1763880000.1", "1763880000.2")


class Asterisk:
    """Notes for whom the key is pressed, unless it fails."""

    def __init__(self) -> None:
        self.pressed: list[str] = []
        self.fails: AmiError | None = None

    async def action(
        self, name: str, fields: Mapping[str, str | int] | None = None, *, timeout_s: float | None = None
    ) -> object:
        assert name == "PlayDTMF" and fields is not None
        assert (fields["Digit"], fields["Receive"]) == ("D", "true"), "pressed by the caller, not played to them"
        if self.fails:
            raise self.fails
        self.pressed.append(str(fields["Channel"]))
        return None


class Office:
    """Hefei with two callers; each seat is paused for its reason ('' = ready), or its phone is gone (None)."""

    def __init__(self) -> None:
        self.asterisk = Asterisk()
        self.board = Board({"hefei-01": "hefei", "hefei-02": "hefei"}, NOW)
        self.clock = 1000.0
        self.queues = DesertedQueues(
            board=self.board, actions=Actions(self.asterisk), offices=("hefei", "anhui"), now=lambda: self.clock
        )

    def seats(self, *reasons: str | None) -> None:
        names = [f"hefei-0{number}" for number in range(1, len(reasons) + 1)]
        members = [
            Member("hefei", name, name, bool(reason), reason or "") for name, reason in zip(names, reasons, strict=True)
        ]
        devices = [
            (f"PJSIP/{name}", "UNAVAILABLE" if reason is None else "NOT_INUSE")
            for name, reason in zip(names, reasons, strict=True)
        ]
        legs = [Channel(f"PJSIP/trunk-0000000{call[-1]}", call, call, "Up", "", "", "", "") for call in CALLERS]
        waiting = [Waiting("hefei", place, call, "", NOW) for place, call in enumerate(CALLERS, 1)]
        self.board.apply(LinkChanged(NOW, True))
        snapshot = Snapshot(
            channels=tuple(LiveChannel(leg, "", NOW) for leg in legs),
            waiting=tuple(waiting),
            members=tuple(members),
            devices=tuple(devices),
        )
        self.board.apply(Resync(NOW, snapshot))

    async def after(self, seconds: float) -> list[str]:
        """Who looked anew in that time."""
        await self.queues.look()
        self.clock += seconds
        await self.queues.look()
        pressed, self.asterisk.pressed = self.asterisk.pressed, []
        return pressed


@pytest.fixture
def office() -> Office:
    return Office()


async def test_callers_look_anew_when_the_last_seat_has_been_away_for_a_while(office: Office) -> None:
    office.seats("lunch", "Auto-Pause")
    assert await office.after(PATIENCE_S - 1) == []
    assert await office.after(1) == list(CALLERS)


@pytest.mark.parametrize("other", ["", WRAP_UP_REASON])
async def test_one_seat_that_works_is_enough_to_wait_for(office: Office, other: str) -> None:
    office.seats("lunch", other)
    assert await office.after(PATIENCE_S * 10) == []


async def test_a_seat_whose_phone_is_gone_is_not_waited_for_and_alone_is_asterisk_s_to_see(office: Office) -> None:
    office.seats("lunch", None)
    assert await office.after(PATIENCE_S) == list(CALLERS)
    office.seats(None, None)
    assert await office.after(PATIENCE_S) == []


async def test_a_seat_that_talks_is_waited_for_though_its_phone_has_lost_its_registration(office: Office) -> None:
    office.seats("lunch", None)
    talks = Channel("PJSIP/hefei-02-00000009", "1763880000.9", "1763880000.8", "Up", "", "", "", "")
    office.board.apply(Newstate(NOW, talks))
    assert await office.after(PATIENCE_S * 10) == []


async def test_a_seat_that_comes_back_in_time_keeps_its_callers(office: Office) -> None:
    office.seats("lunch")
    await office.after(PATIENCE_S - 1)
    office.seats("")
    await office.after(1)
    office.seats("lunch")
    assert await office.after(PATIENCE_S - 1) == []


async def test_each_is_asked_once_for_each_time_that_nobody_is_there(office: Office) -> None:
    office.seats("lunch")
    assert await office.after(PATIENCE_S) == list(CALLERS)
    assert await office.after(PATIENCE_S) == []
    office.seats("")
    await office.after(1)
    office.seats("lunch")
    assert await office.after(PATIENCE_S) == list(CALLERS)


async def test_what_asterisk_did_not_answer_is_asked_again_and_who_hung_up_is_not(office: Office) -> None:
    office.seats("lunch")
    office.asterisk.fails = NoAnswerError("PlayDTMF", 5)
    with capture_logs() as told:
        assert await office.after(PATIENCE_S) == []
        assert await office.after(1) == []
    assert [entry["action"] for entry in told] == ["look-anew-failed"], "told once, not at every look"
    office.seats("")
    await office.after(TELL_AGAIN_S)
    office.seats("lunch")
    with capture_logs() as told:
        assert await office.after(PATIENCE_S) == []
    assert [entry["action"] for entry in told] == ["look-anew-failed"], "told anew when it fails another day"
    office.asterisk.fails = None
    assert await office.after(1) == list(CALLERS)
    office.seats("")
    await office.after(1)
    office.seats("lunch")
    office.asterisk.fails = RefusedError("PlayDTMF", "Channel not specified")
    assert await office.after(PATIENCE_S) == []
    office.asterisk.fails = None
    assert await office.after(1) == []


async def test_while_the_board_is_unsure_nobody_is_moved(office: Office) -> None:
    office.seats("lunch")
    await office.after(PATIENCE_S - 1)
    office.board.apply(LinkChanged(NOW, False))
    assert await office.after(PATIENCE_S) == []
