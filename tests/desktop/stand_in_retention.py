"""The stand-in's routes about recordings past their retention, with a state of their own. Made up, all in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import stand_in_data as data
from aiohttp import web

Json = dict[str, Any]
HASH = "3f" * 32
LIST = "D20310101-abc123"
PROPOSER, APPROVER = "周档案", "高领导"


def old(number: int, *kept: str) -> Json:
    return {
        "id": f"r{number}",
        "office": "hefei",
        "kind": "call",
        "started_at": data.at(-(2000 - number) * 86400),
        "seconds": 61.0,
        "tickets": [f"AH-20210101-000{number}"],
        "kept": list(kept),
        "listed": None,
    }


class Retention:
    """Handlers. `me` names who is signed in, by the request."""

    def __init__(self, me: Callable[[web.Request], str]) -> None:
        self.me = me
        self.old = [old(1), old(2, "ticket-open", "supervised"), old(3)]
        self.lists: list[Json] = []
        self.reasons: list[str] = []
        self.hashes: list[str] = []

    def routes(self) -> list[tuple[str, str, Any]]:
        return [
            ("GET", "/recordings/expired", self.expired),
            ("POST", "/recordings/{id}/{what:hold|release}", self.hold),
            ("GET", "/destructions", self.all),
            ("POST", "/destructions", self.propose),
            ("POST", "/destructions/{id}/approve", self.approve),
            ("POST", "/destructions/{id}/carry-out", self.carry_out),
        ]

    def shown(self, made: Json, request: web.Request) -> Json:
        return made | {"mine": made["proposed_by"] == self.me(request)}

    async def expired(self, request: web.Request) -> web.Response:
        return web.json_response({"retention_days": 1825, "items": self.old})

    async def hold(self, request: web.Request) -> web.Response:
        self.reasons.append((await request.json())["reason"])
        one = next(one for one in self.old if one["id"] == request.match_info["id"])
        one["kept"] = ["on-hold"] if request.match_info["what"] == "hold" else []
        return web.Response(status=204)

    async def all(self, request: web.Request) -> web.Response:
        return web.json_response({"items": [self.shown(one, request) for one in self.lists]})

    async def propose(self, request: web.Request) -> web.Response:
        made = {
            "id": LIST,
            "hash": HASH,
            "retention_days": 1825,
            "before": data.at(-1825 * 86400),
            "proposed_by": self.me(request),
            "proposed_by_name": PROPOSER,
            "proposed_at": data.at(),
            "approved_by": None,
            "approved_by_name": None,
            "approved_at": None,
            "items": [self._item(one) for one in self.old if not one["kept"]],
        }
        for one in self.old:
            one["listed"] = None if one["kept"] else LIST
        self.lists.insert(0, made)
        return web.json_response(self.shown(made, request), status=201)

    def _item(self, one: Json) -> Json:
        same = {name: one[name] for name in ("office", "started_at", "seconds")}
        return {"recording": one["id"], "destroyed_at": None, "kept": [], **same}

    async def approve(self, request: web.Request) -> web.Response:
        made = self.lists[0]
        if made["proposed_by"] == self.me(request):
            error = {"code": "own-list", "message": "提出清册的人不能批准自己的清册", "mend": "请由另一人批准"}
            return web.json_response({"error": error}, status=409)
        self.hashes.append((await request.json())["hash"])
        made |= {"approved_by": self.me(request), "approved_by_name": APPROVER, "approved_at": data.at()}
        for one in self.old:
            one["listed"] = None
        return await self.carry_out(request)

    async def carry_out(self, request: web.Request) -> web.Response:
        """What is on hold by now is passed over."""
        made = self.lists[0]
        held = {one["id"]: one["kept"] for one in self.old}
        for item in made["items"]:
            item["kept"] = held.get(item["recording"], [])
            item["destroyed_at"] = item["destroyed_at"] or (None if item["kept"] else data.at())
        gone = {item["recording"] for item in made["items"] if item["destroyed_at"]}
        self.old = [one for one in self.old if one["id"] not in gone]
        return web.json_response(self.shown(made, request))
