"""Signing in and out, and who is signed in."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r204, r401, r422, r429

from store.users import SIGN_IN_LASTS, SignInRecord, UserRecord
from web import shapes
from web.errors import WebError
from web.guard import COOKIE
from web.texts.languages import language_of
from web.views.view import View, answer


class SessionView(View):
    """`/session`"""

    async def post(
        self, body: shapes.Credentials
    ) -> r200[shapes.Session] | r401[shapes.Error] | r422[shapes.Error] | r429[shapes.Error]:
        """Sign in with user name and password. Sets the session cookie.

        Tags: session
        """
        deps, now = self.deps, self.deps.now()
        keys = (f"user:{body.username.lower()}", f"from:{self.request.remote}")
        wait = deps.attempts.wait_s(keys, now)
        if wait:
            headers = {"Retry-After": str(wait)}
            raise WebError(429, "too-many-attempts", values={"seconds": wait}, headers=headers)
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

    async def get(self) -> r200[shapes.Session] | r401[shapes.Error]:
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
        self.deps.looks.end(signed.sign_in.token_hash)
        self.deps.desk.holders.release(signed.sign_in.token_hash)
        self.deps.desk.hub.end_sign_in(signed.sign_in.token_hash)
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
