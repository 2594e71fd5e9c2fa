"""The seats at work: carries out `web.seat_rules` on Asterisk, tells the browsers.

`publish` is called for every AMI event, after the board took it, and only queues frames; what must be asked of
Asterisk is done by a task of its own, in order for each seat.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from ami import events as e
from ami.board import Board
from ami.errors import AmiError
from ami.lines import Change, SeatChange, SeatLine, SeatState
from ami.snapshot import LinkChanged
from routing.outbound import is_outgoing
from store.folded import CallState
from web import seat_rules
from web.errors import WebError
from web.frames import live_call_shape, seat_shape, seconds
from web.hub import Listener, LiveHub
from web.outgoing_calls import OutgoingCalls
from web.ports import SeatActions
from web.ring_stops import RingStops, Stopped
from web.seat_deeds import SeatDeeds
from web.seat_holders import SeatHolders
from web.seat_rules import Decision, Notice, SeatMemory, SeatTimes
from web.site_view import SiteView
from web.texts.say import say

log = logging.getLogger(__name__)

SETTLE_S = 2.0
"""How long a request waits for Asterisk's own word that a seat's state has changed."""
TICK_S = 1.0


class SeatDesk:
    """One for a process. Give `run()` a task."""

    def __init__(
        self,
        *,
        board: Board,
        actions: SeatActions,
        site: SiteView,
        times: SeatTimes,
        now: Callable[[], datetime],
    ) -> None:
        self.board = board
        self.hub = LiveHub(on_join=self._joined, on_leave=self._left)
        self.holders = SeatHolders(self.hub)
        self.actions = actions
        self._site = site
        self._times = times
        self._now = now
        self._memory = {seat: SeatMemory() for seat in site.seats}
        offices = site.plan.offices.values()
        self._desk_phones = frozenset(seat.id for office in offices for seat in office.seats if seat.desk_phone)
        self.deeds = SeatDeeds(actions=actions, offices_of=lambda seat: self._line(seat).offices)
        self.unseen_rings: asyncio.Queue[str] = asyncio.Queue()
        """Calls that ring at a desk telephone without a browser beside it: `web.unseen_rings` takes them."""
        self._changed = asyncio.Event()
        self._stops = RingStops()
        self.board_changed = asyncio.Event()
        self.outgoing = OutgoingCalls(
            board=board,
            hub=self.hub,
            actions=actions,
            outbound=site.outbound,
            shape=lambda call_id, language: self.call_shape(call_id, language, open_numbers=False),
        )

    # -- reading ------------------------------------------------------------------------------------------------

    def shape(self, seat: str) -> dict[str, Any]:
        """`Seat`."""
        return seat_shape(self._line(seat), self._memory[seat])

    def cause(self, seat: str) -> tuple[SeatLine, SeatMemory]:
        """What `shape` is made from: the same cause, the same shape."""
        return self._line(seat), self._memory[seat]

    def call_shape(self, call_id: str, language: str, *, open_numbers: bool) -> dict[str, Any] | None:
        """`Call` of a live call, or None when it does not live."""
        line = self.board.calls.get(call_id)
        if line is None:
            return None
        return live_call_shape(
            line,
            site=self._site,
            language=language,
            open_numbers=open_numbers,
            now=self._now(),
        )

    def serves(self, seat: str, call_id: str) -> bool:
        """Whether this seat rings for, talks in, or has just ended this call."""
        line = self.board.calls.get(call_id)
        return (
            self._line(seat).call_id == call_id
            or self._memory[seat].last_call == call_id
            or (line is not None and seat in line.ringing)
        )

    def in_progress(self, seat: str, call_id: str) -> bool:
        """Whether this seat rings for the call, talks in it, or still wraps it up: it is being written down now."""
        line, call = self._line(seat), self.board.calls.get(call_id)
        if line.state is SeatState.WRAP_UP:
            return self._memory[seat].last_call == call_id
        return line.call_id == call_id or (call is not None and seat in call.ringing)

    def _line(self, seat: str) -> SeatLine:
        line = self.board.seats.get(seat)
        if line is None:
            raise WebError(409, "no-seat")
        return line

    # -- what agents ask ----------------------------------------------------------------------------------------

    async def put_state(self, seat: str, state: SeatState, reason: str | None) -> dict[str, Any]:
        """Ready, paused (with a reason) or offline. Answers when Asterisk has confirmed it."""
        line = self._line(seat)
        self._memory[seat] = seat_rules.on_wish(self._memory[seat])
        try:
            if state is SeatState.OFFLINE:
                for office in line.offices:
                    await self.actions.remove_from_queue(seat, office)
            elif line.offices:
                await self.actions.pause(seat, None if state is SeatState.READY else reason)
            else:
                paused_for = None if state is SeatState.READY else reason
                await self.actions.add_to_queue(seat, line.office, paused_for=paused_for)
        except AmiError as error:
            raise WebError(503, "asterisk-away", headers={"Retry-After": "1"}) from error
        await self._settle(seat, state, reason)
        return self.shape(seat)

    async def _settle(self, seat: str, state: SeatState, reason: str | None) -> None:
        def there() -> bool:
            line = self._line(seat)
            if state is SeatState.OFFLINE:
                return not line.offices
            wanted = (False, "") if state is SeatState.READY else (True, reason or "")
            return bool(line.offices) and (line.paused, line.pause_reason) == wanted

        try:
            async with asyncio.timeout(SETTLE_S):
                while not there():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            log.warning("Asterisk is slow to confirm a seat's state", extra={"action": "seat-unsettled", "seat": seat})

    # -- what Asterisk tells ------------------------------------------------------------------------------------

    def publish(self, event: e.Event, changes: Sequence[Change]) -> None:
        """After `board.apply(event)` gave `changes`: tell browsers, decide what follows. Never waits."""
        if isinstance(event, e.AgentCalled):
            self._ring(event)
        elif isinstance(event, e.AgentConnect):
            self._answered(event)
        elif isinstance(event, e.AgentRingNoAnswer) and event.seat in self._memory:
            self._tell_stopped([self._stops.not_answered(event.seat, event.channel.call_id)])
            self._decide(event.seat, seat_rules.on_ring_no_answer(self._memory[event.seat]))
        elif isinstance(event, e.QueueCallerAbandon):
            self._tell_stopped(self._stops.caller_left(event.channel.call_id))
        elif isinstance(event, LinkChanged):
            code = "asterisk-back" if event.up else "asterisk-lost"
            self.hub.to_all("notice", lambda language: {"code": code, "message": say(code, language)[0]})
        for change in changes:
            if isinstance(change, SeatChange):
                self._seat_changed(change)
            elif is_outgoing(change.after.id):
                self.outgoing.changed(change)
            elif change.after.state is CallState.TALKING:
                self._tell_stopped(self._stops.answered(change.after.id))
            elif change.after.state is CallState.ENDED:
                self._tell_stopped(self._stops.caller_left(change.after.id))
        if changes or isinstance(event, LinkChanged):
            self._changed.set()
            self.board_changed.set()

    def _ring(self, event: e.AgentCalled) -> None:
        call_id = event.channel.call_id
        self._tell_call(event.seat, "ring", call_id)
        listeners = self.hub.of_seat(event.seat)
        for listener in listeners:
            listener.rings.put_nowait(call_id)
        if not listeners and event.seat in self._desk_phones:
            self.unseen_rings.put_nowait(call_id)

    def _answered(self, event: e.AgentConnect) -> None:
        if event.seat not in self._memory:
            return
        call_id = event.channel.call_id
        line = self._line(event.seat)
        self._decide(event.seat, seat_rules.on_answered(self._memory[event.seat], line, call_id, self._times))
        self._tell_call(event.seat, "answered", call_id)

    def _tell_call(self, seat: str, kind: str, call_id: str) -> None:
        for listener in self.hub.of_seat(seat):
            shape = self.call_shape(call_id, listener.language, open_numbers=True)  # the caller rings at this very seat
            if shape is not None:
                self.hub.to_each((listener,), kind, lambda _, shape=shape: {"call": shape})  # type: ignore[misc]

    def _seat_changed(self, change: SeatChange) -> None:
        seat, before, after = change.after.id, change.before, change.after
        now = self._now()
        self._decide(seat, seat_rules.on_change(self._memory[seat], before, after, self._times, now))
        if before is not None and before.call_id not in ("", after.call_id) and not is_outgoing(before.call_id):
            if before.state is SeatState.TALKING:
                self.hub.to_seat(seat, "ended", call_id=before.call_id, talked_s=seconds(before.since, now))
            elif before.state is SeatState.RINGING:
                call = self.board.calls.get(before.call_id)
                stopped = self._stops.leg_gone(seat, before.call_id, call)
                if stopped is not None:
                    self.hub.to_seat(seat, "ring-stopped", call_id=before.call_id, why=stopped[2])
                if self._stops.waits(seat):
                    return
        self.hub.to_seat(seat, "seat", seat=self.shape(seat))

    def _tell_stopped(self, stopped: Sequence[Stopped]) -> None:
        for seat, call_id, why in stopped:
            self.hub.to_seat(seat, "ring-stopped", call_id=call_id, why=why)
            if self._line(seat).state is not SeatState.RINGING:
                self.hub.to_seat(seat, "seat", seat=self.shape(seat))

    # -- browsers -----------------------------------------------------------------------------------------------

    def _joined(self, listener: Listener) -> None:
        if listener.seat in self._memory:
            seat = listener.seat
            self._decide(seat, seat_rules.on_browser(self._memory[seat], self._line(seat), self._now()))

    def _left(self, listener: Listener) -> None:
        if listener.seat in self._memory:
            seat = listener.seat
            self._memory[seat] = seat_rules.on_browser_gone(self._memory[seat], self._line(seat), self._now())

    # -- doing --------------------------------------------------------------------------------------------------

    def _decide(self, seat: str, decision: Decision) -> None:
        self._memory[seat], deeds = decision
        for deed in deeds:
            if isinstance(deed, Notice):
                code = deed.code
                self.hub.to_each(
                    self.hub.of_seat(seat),
                    "notice",
                    lambda language, code=code: {"code": code, "message": say(code, language)[0]},  # type: ignore[misc]
                )
            else:
                self.deeds.ask(seat, deed)

    async def run(self) -> None:
        """Do what was decided, and watch the time. Until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.deeds.run())
            group.create_task(self._watch_time())

    async def _watch_time(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self.look_at_the_clock()

    def look_at_the_clock(self) -> None:
        """Decide what is due now for every seat. Tests call it; `run` does every second.

        While the link is down nothing could be done, and nobody knows how the seats are: it waits for the resync.
        """
        self._tell_stopped(self._stops.give_up(self.board.calls))
        if not self.board.synced:
            return
        now = self._now()
        for seat, memory in self._memory.items():
            self._decide(seat, seat_rules.on_time(memory, self._line(seat), self._times, now))

    def counts(self) -> Mapping[str, int]:
        """For health and metrics."""
        return {
            "listeners": len(self.hub),
            "frames": self.hub.sent,
            "slow_listeners": self.hub.dropped,
            "calls": len(self.board.calls),
            "talking": self.board.talking(),
        }
