"""The agent's own seat: its phone's account, its state."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp_pydantic.oas.typing import r200, r401, r403, r409, r422, r503

from ami.lines import SeatState
from web import bodies, seat_shapes, shapes
from web.errors import WebError
from web.seat_holders import Holder
from web.views.view import View, answer


class SeatView(View):
    """What needs a seat."""

    @property
    def seat(self) -> str:
        """The user's seat; 409 `no-seat` when none is bound, or the site has it no longer."""
        seat = self.signed.user.seat
        if seat is None or seat not in self.deps.site.seats:
            raise WebError(409, "no-seat")
        return seat


class PhoneView(SeatView):
    """`/phone`"""

    async def get(
        self, take_over: bool = False
    ) -> r200[seat_shapes.Phone] | r401[shapes.Error] | r403[shapes.Error] | r409[shapes.Error] | r422[shapes.Error]:
        """The SIP account of my seat's phone; from now on this sign-in holds the seat.

        Tags: seat
        """
        signed, seat = self.signed, self.seat
        holder = Holder(sign_in=signed.sign_in.token_hash, name=signed.user.name)
        self.deps.desk.holders.claim(seat, holder, take_over=take_over)
        account = dict(self.deps.phones.account(seat, signed.user.name))
        return answer({**account, "ws": self._reachable(account["ws"])})

    def _reachable(self, address: str) -> str:
        """Asterisk's WebSocket as this page may open it: a page that came over HTTPS opens `wss` on its own host only.

        The proxy that speaks HTTPS passes the same path on to Asterisk.
        """
        said = self.request.headers.get("X-Forwarded-Proto", self.request.scheme)
        if said != "https" and not self.deps.secure_cookie:
            return address
        return f"wss://{self.request.host}{urlsplit(address).path}"


class MySeatView(SeatView):
    """`/seat`"""

    async def get(self) -> r200[seat_shapes.Seat] | r401[shapes.Error] | r403[shapes.Error] | r409[shapes.Error]:
        """My seat now.

        Tags: seat
        """
        return answer(self.deps.desk.shape(self.seat))


class SeatStateView(SeatView):
    """`/seat/state`"""

    async def put(
        self, body: bodies.SeatWish
    ) -> (
        r200[seat_shapes.Seat]
        | r401[shapes.Error]
        | r403[shapes.Error]
        | r409[shapes.Error]
        | r422[shapes.Error]
        | r503[shapes.Error]
    ):
        """Be ready, pause with a reason, or go offline. Also ends wrap-up.

        Tags: seat
        """
        seat = self.seat
        known = self.deps.site.pause_reasons
        if body.state == "paused" and body.reason not in known:
            code = "field-required" if body.reason is None else "invalid-field"
            raise WebError(422, code, place="reason", values={"place": "reason"})
        reason = body.reason if body.state == "paused" else None
        return answer(await self.deps.desk.put_state(seat, SeatState(body.state), reason))
