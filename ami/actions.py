"""What we may ask of Asterisk: seats behind queues, pauses, hanging up, handing a caller on, calling out, and that a
caller who waits looks along their chain anew. No more.

Each value is checked against a whitelist before it is sent. `Originate` exists in one form only: ring a seat's own
phone and lead it to a number in the context that calls out. No application and no data: those would be
remote code; its one variable holds two letters. `BlindTransfer` leads to the queues' context only, and `Setvar` sets
what `Handover` packs, and counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from dialplan.contract import AWAY, HANDED_ON, LOOK_ANEW_KEY, TURN_HANDED_ON, Context, Handover, Variable
from routing.outbound import OUTGOING, is_outgoing

from .channels import interface_of
from .errors import AmiError, RefusedError

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
_DIGITS = re.compile(r"[0-9]{3,20}\Z")
_LANGUAGE = re.compile(r"[a-z]{2}\Z")
_CALL = re.compile(rf"(?:{OUTGOING})?[0-9]{{1,20}}\.[0-9]{{1,20}}\Z")
BROKEN_LINE = 41
"""Q.850's temporary failure: any cause but 16 (normal clearing) will do, for the dialplan's `talked`."""


class UnsafeValueError(AmiError):
    """Our fault: a value that is no plain name, number or channel was about to be put into an action."""

    code = "ami-unsafe-value"

    def __init__(self, what: str, value: str) -> None:
        super().__init__(f"{value!r} is no {what}; nothing was sent to Asterisk.")


class Asker(Protocol):
    """Who sends actions: `ami.client.AmiClient`, or a fake."""

    async def action(
        self, name: str, fields: Mapping[str, str | int] | None = None, *, timeout_s: float | None = None
    ) -> object:
        """Send one action; AmiError when it fails."""


def _checked(pattern: re.Pattern[str], what: str, value: str) -> str:
    if not pattern.match(value):
        raise UnsafeValueError(what, value)
    return value


class Actions:
    """The hotline's own verbs over an AMI link. Every one may raise an AmiError."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    async def add_to_queue(self, seat: str, office: str, *, paused_for: str | None = None) -> None:
        """Put a seat behind an office's queue. A seat that is there already stays, and is paused as asked."""
        fields: dict[str, str | int] = {
            "Queue": _checked(_NAME, "office", office),
            "Interface": interface_of(_checked(_NAME, "seat", seat)),
            "MemberName": seat,
            "Paused": "true" if paused_for else "false",
        }
        if paused_for:
            fields["Reason"] = _checked(_NAME, "pause reason", paused_for)  # only newer Asterisks take it here
        try:
            await self._asker.action("QueueAdd", fields)
        except RefusedError as error:
            if "already there" not in error.reply.lower():
                raise
            await self.pause(seat, paused_for, office=office)
        else:
            if paused_for:
                await self.pause(seat, paused_for, office=office)

    async def remove_from_queue(self, seat: str, office: str) -> None:
        """Take a seat from an office's queue. One that is not there is left alone."""
        fields = {
            "Queue": _checked(_NAME, "office", office),
            "Interface": interface_of(_checked(_NAME, "seat", seat)),
        }
        try:
            await self._asker.action("QueueRemove", fields)
        except RefusedError as error:
            if "not there" not in error.reply.lower():
                raise

    async def pause(self, seat: str, reason: str | None, *, office: str | None = None) -> None:
        """Pause a seat with a reason (None: unpause), in one office's queue or in all it stands behind."""
        fields: dict[str, str | int] = {
            "Interface": interface_of(_checked(_NAME, "seat", seat)),
            "Paused": "true" if reason else "false",
        }
        if reason:
            fields["Reason"] = _checked(_NAME, "pause reason", reason)
        if office:
            fields["Queue"] = _checked(_NAME, "office", office)
        await self._asker.action("QueuePause", fields)

    async def say_away(self, office: str, seats: int) -> None:
        """Tell the dialplan how many of those signed in to an office's queue are away: a global variable."""
        name = AWAY + _checked(_NAME, "office", office)
        await self._asker.action("Setvar", {"Variable": name, "Value": str(seats)})

    async def look_anew(self, call_id: str) -> None:
        """A caller who waits in a queue leaves it and looks along their chain anew, as by a key of theirs.

        One who is with a seat by now, or hears the choices, stays there. RefusedError when they have hung up.
        """
        fields = {"Channel": _checked(_CALL, "call id", call_id), "Digit": LOOK_ANEW_KEY, "Receive": "true"}
        await self._asker.action("PlayDTMF", fields)

    async def drop_deaf_leg(self, seat_leg: str) -> None:
        """End a seat's leg that nobody hears any more, as a broken line and not as a good-bye: the dialplan tells the
        caller and puts them in front again. RefusedError when it has gone by itself."""
        await self._asker.action("Hangup", {"Channel": _checked(_CALL, "leg", seat_leg), "Cause": BROKEN_LINE})

    async def hand_on(self, call_id: str, seat_leg: str, handover: Handover) -> None:
        """Let a seat's leg pass its caller on to the queues of the handover, before others there. Recording goes on.

        RefusedError when one of them has gone meanwhile.
        """
        caller, seat = _checked(_CALL, "call id", call_id), _checked(_CALL, "leg", seat_leg)
        for name, value in ((Variable.HANDOVER.value, handover.pack()), ("QUEUE_PRIO", str(TURN_HANDED_ON))):
            await self._asker.action("Setvar", {"Channel": caller, "Variable": name, "Value": value})
        where = {"Context": Context.QUEUE.value, "Exten": HANDED_ON}
        await self._asker.action("BlindTransfer", {"Channel": seat, **where})

    async def call_out(self, seat: str, call_id: str, number: str, *, language: str, ring_s: int) -> None:
        """Ring a seat's own phone for a call with this id of ours and, when it answers, call `number` for it (外呼).

        Answers when Asterisk has taken the wish; what became of it comes as events of that call.
        """
        if not is_outgoing(call_id):
            raise UnsafeValueError("id of an outgoing call", call_id)
        await self._asker.action(
            "Originate",
            {
                "Channel": interface_of(_checked(_NAME, "seat", seat)),
                "ChannelId": _checked(_CALL, "call id", call_id),
                "Context": Context.OUTBOUND.value,
                "Exten": _checked(_DIGITS, "number", number),
                "Priority": 1,
                "Timeout": max(1, min(ring_s, 60)) * 1000,
                "Variable": f"{Variable.LANGUAGE.value}={_checked(_LANGUAGE, 'language', language)}",
                "Async": "true",
            },
        )
