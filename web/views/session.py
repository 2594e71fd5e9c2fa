"""Signing in and out, and who is signed in."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r204, r401, r403, r422, r429

from store.sign_ins import SIGN_IN_LASTS, SignInRecord
from store.users import LONGEST_PASSWORD, SHORTEST_PASSWORD, UserRecord
from web import bodies, seat_shapes, shapes
from web.errors import WebError
from web.guard import COOKIE
from web.texts.languages import language_of
from web.views.view import View, answer


class SignInBase(View):
    """What signing in and a new password share."""

    def may_try(self, username: str) -> tuple[str, str]:
        """The keys under which failures are counted. 429 after too many of them."""
        keys = (f"user:{username.lower()}", f"from:{self.request.remote}")
        wait = self.deps.attempts.wait_s(keys, self.deps.now())
        if wait:
            headers = {"Retry-After": str(wait)}
            raise WebError(429, "too-many-attempts", values={"seconds": wait}, headers=headers)
        return keys

    def ended(self, sign_in: str) -> None:
        """A sign-in is over: what it had opened, its seat, its live streams."""
        self.deps.looks.end(sign_in)
        self.deps.desk.holders.release(sign_in)
        self.deps.desk.hub.end_sign_in(sign_in)


class PasswordView(SignInBase):
    """`/session/password`"""

    async def put(
        self, body: bodies.NewPassword
    ) -> r204 | r401[shapes.Error] | r403[shapes.Error] | r422[shapes.Error] | r429[shapes.Error]:
        """A new password of my own; the old one is asked. All my other sign-ins end.

        Tags: session
        """
        user, sign_in = self.signed.user, self.signed.sign_in
        keys = self.may_try(user.username)
        check_new(body.old, body.new)
        ended = await self.deps.users.change_password(user, old=body.old, new=body.new, sign_in=sign_in)
        if ended is None:
            self.deps.attempts.failed(keys, self.deps.now())
            raise WebError(422, "wrong-password", place="old")
        self.deps.attempts.succeeded(keys[0])
        for other in ended:
            self.ended(other)
        return web.Response(status=204)


def check_new(old: str, new: str) -> None:
    """422 for a password that is too short or too long, or no new one."""
    if not SHORTEST_PASSWORD <= len(new) <= LONGEST_PASSWORD:
        limits = {"least": SHORTEST_PASSWORD, "most": LONGEST_PASSWORD}
        raise WebError(422, "password-length", place="new", values=limits)
    if new == old:
        raise WebError(422, "same-password", place="new")


class SessionView(SignInBase):
    """`/session`"""

    async def post(
        self, body: bodies.Credentials
    ) -> r200[seat_shapes.Session] | r401[shapes.Error] | r422[shapes.Error] | r429[shapes.Error]:
        """Sign in with user name and password. Sets the session cookie.

        Tags: session
        """
        deps, now = self.deps, self.deps.now()
        keys = self.may_try(body.username)
        found = await deps.users.sign_in(body.username, body.password)
        if found is None:
            deps.attempts.failed(keys, now)
            raise WebError(401, "bad-credentials")
        deps.attempts.succeeded(keys[0])
        token, user, sign_in = found
        response = answer(self._shape(user, sign_in))
        response.set_cookie(
            COOKIE,
            token,
            max_age=int(SIGN_IN_LASTS.total_seconds()),
            path="/",
            httponly=True,
            samesite="Strict",
            secure=deps.secure_cookie,
        )
        return response

    async def get(self) -> r200[seat_shapes.Session] | r401[shapes.Error]:
        """Who is signed in.

        Tags: session
        """
        return answer(self._shape(self.signed.user, self.signed.sign_in))

    async def delete(self) -> r204 | r401[shapes.Error]:
        """Sign out.

        Tags: session
        """
        signed = self.signed
        await self.deps.users.sign_out(signed.token)
        self.ended(signed.sign_in.token_hash)
        response = web.Response(status=204)
        response.del_cookie(COOKIE, path="/", httponly=True, samesite="Strict", secure=self.deps.secure_cookie)
        return response

    def _shape(self, user: UserRecord, sign_in: SignInRecord) -> dict[str, Any]:
        return {
            "user": {
                "id": user.id,
                "name": user.name,
                "role": user.role.value,
                "office": user.office,
                "office_name": self.deps.site.office_name(user.office, self.language),
            },
            "seat": user.seat,
            "csrf": sign_in.csrf,
            "language": language_of(user.language),
        }
