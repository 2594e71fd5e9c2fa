"""话务转接: where a caller goes whom a seat hands on to another office by voice, and sending them there.

And back to the queue, when the seat's page has lost their voice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from ami.board import Board
from ami.errors import AmiError, RefusedError
from ami.lines import CallLine, SeatLine, SeatState
from dialplan.contract import HANDED_ON, Action, Handover, Hop
from routing.plan import Plan
from store.facts import CallFact, FactKind
from web.errors import WebError
from web.ports import SeatActions

_AT_WORK = frozenset({SeatState.READY, SeatState.RINGING, SeatState.TALKING, SeatState.WRAP_UP})


def handover_to(plan: Plan, office: str, call: CallLine, seat: str, seats: Iterable[SeatLine]) -> Handover:
    """The queues along which the caller waits: the office, then its overflow. 409 when nobody works there now."""
    there = [line for line in seats if office in line.offices and line.id != seat and line.state in _AT_WORK]
    if not there:
        raise WebError(409, "nobody-there", place="office", values={"office": plan.offices[office].names["zh"]})
    known = plan.offices
    rest = [other for other in (*known[office].overflow, plan.home) if other != office]
    chain = tuple(Hop(office=one, seconds=known[one].overflow_after_s) for one in dict.fromkeys((office, *rest)))
    return Handover(action=Action.QUEUE, language=call.language or plan.languages[0], reason=HANDED_ON, chain=chain)


async def hand_on(board: Board, actions: SeatActions, seat: str, call_id: str, handover: Handover) -> None:
    """The seat gives the caller of this call to other queues; 409 when it does not talk with them any more."""
    leg = _leg(board, seat, call_id)
    with _refusals():
        await actions.hand_on(call_id, leg, handover)


async def give_back(board: Board, actions: SeatActions, seat: str, call_id: str) -> None:
    """The seat's page has lost the voice of this call: it ends as a broken line does. 409 when it ended already."""
    leg = _leg(board, seat, call_id)
    with _refusals():
        await actions.drop_deaf_leg(leg)


def _leg(board: Board, seat: str, call_id: str) -> str:
    leg = board.leg_of(seat, call_id)
    if leg is None:
        raise WebError(409, "not-talking")
    return leg


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except RefusedError as error:
        raise WebError(409, "not-talking") from error
    except AmiError as error:
        raise WebError(503, "asterisk-away", headers={"Retry-After": "1"}) from error


def handed_on(call: CallLine, seat: str, to: str, *, by: str, at: datetime) -> CallFact:
    """The fact that tells of it in the call's story."""
    data = {"office": call.office, "seat": seat, "to": to, "by": by}
    return CallFact(call_id=call.id, at=at, kind=FactKind.HANDED_ON, data=data)
