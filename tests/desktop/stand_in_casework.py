"""The stand-in's routes about a ticket's life. State is `World`'s; what they answer is `stand_in_life`'s."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import unquote

import stand_in_data as data
import stand_in_life as life
from aiohttp import web
from stand_in_world import World

Json = dict[str, Any]


class Casework:
    """Handlers on a world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[tuple[str, str, Any]]:
        return [
            ("POST", "/calls/{id}/transfer", self.hand_on),
            ("POST", "/calls/{id}/voice-gone", self.give_back),
            ("GET", "/tickets/{number}/calls", self.calls),
            ("POST", "/tickets/{number}/calls", self.call_out),
            ("POST", "/calls/{id}/calls", self.call_out),
            ("GET", "/knowledge", self.knowledge),
            ("POST", "/tickets", self.begin),
            ("POST", "/tickets/{number}/look", self.look),
            ("GET", "/tickets/{number}/moves", self.standing),
            ("POST", "/tickets/{number}/moves", self.move),
            ("GET", "/tickets/{number}/clocks", self.clocks),
            ("GET", "/tickets/{number}/timeline", self.steps),
            ("GET", "/tickets/{number}/links", self.links),
            ("POST", "/tickets/{number}/split", self.split),
            ("GET", "/tickets/{number}/attachments", self.files),
            ("POST", "/tickets/{number}/attachments", self.add_file),
            ("GET", "/persons/{id}", self.person),
            ("POST", "/persons/{id}/merge", self.merge),
        ]

    def _ticket(self, request: web.Request) -> Json:
        return self.world.tickets[request.match_info["number"]]

    async def give_back(self, request: web.Request) -> web.Response:
        self.world.given_back.append(request.match_info["id"])
        return web.Response(status=204)

    async def hand_on(self, request: web.Request) -> web.Response:
        if self.world.nobody_there:
            error = {"code": "nobody-there", "message": "合肥市现在没有座席在岗，不能转接", "place": "office"}
            return web.json_response({"error": error}, status=409)
        self.world.handed_on.append((request.match_info["id"], (await request.json())["office"]))
        return web.Response(status=204)

    async def calls(self, request: web.Request) -> web.Response:
        number = request.match_info["number"]
        return web.json_response({"items": self.world.calls_of(number), "next": None})

    async def call_out(self, request: web.Request) -> web.Response:
        wish, about = await request.json(), request.match_info.get("number") or request.match_info["id"]
        if self.world.asks_for_sms and "despite" not in wish:
            words = {"message": "本人要求不打电话", "mend": "确有必要拨打时，请写明理由", "place": "despite"}
            return web.json_response({"error": {"code": "asks-not-to-be-called", **words}}, status=409)
        self.world.called_out.append((about, wish))
        call = await self.world.call_out(about)
        return web.json_response(call, status=201)

    async def knowledge(self, request: web.Request) -> web.Response:
        found = [one for one in life.knowledge() if request.query.get("q", "") in f"{one['title']}{one['answer']}"]
        return web.json_response({"items": found, "next": None})

    async def begin(self, request: web.Request) -> web.Response:
        channel = (await request.json())["channel"]
        made = data.ticket("AH-20261121-0098", None, caller={}) | {"channel": channel, "opened": "look"}
        self.world.tickets[made["number"]] = made
        self.world.opened.add(made["number"])
        return web.json_response(self.world.shown(made), status=201)

    async def look(self, request: web.Request) -> web.Response:
        ticket, body = self._ticket(request), await request.json()
        self.world.looks.append((ticket["number"], body["reason"]))
        self.world.opened.add(ticket["number"])
        return web.json_response(self.world.shown(ticket))

    async def standing(self, request: web.Request) -> web.Response:
        ticket = self._ticket(request)
        acting = request.query.get("acting_as") or "agent"
        return web.json_response(
            {
                "version": ticket["version"],
                "role": acting,
                "may_act_as": ["agent", "city-seat", "unit", "caller"],
                "regulation": "anhui-12385",
                "state": ticket["state"],
                "supervised": [],
                "lead": ticket.get("unit"),
                "beside": [],
                "offers": life.offers(ticket["state"]),
                "duties": [],
                "suggested": life.SUGGESTED if ticket["number"] == "AH-20261120-0003" else [],
            }
        )

    async def move(self, request: web.Request) -> web.Response:
        ticket, body = self._ticket(request), await request.json()
        key = request.headers.get("Idempotency-Key", "")
        self.world.keys.append(key)
        if self.world.lose_answers > 0:
            self.world.lose_answers -= 1
            if request.transport:
                request.transport.abort()
            raise ConnectionResetError
        if body["version"] != ticket["version"]:
            error = {"code": "version-conflict", "message": "另一位同事已修改。"}
            return web.json_response({"error": error, "ticket": self.world.shown(ticket)}, status=409)
        offer = next(one for one in life.offers(ticket["state"]) if one["move"] == body["move"])
        self.world.moves.append(body)
        ticket["state"] = offer["to"] or ticket["state"]
        ticket["version"] += 1
        return web.json_response(self.world.shown(ticket))

    async def clocks(self, request: web.Request) -> web.Response:
        items = [] if self._ticket(request)["state"] == "draft" else life.clocks()
        return web.json_response({"items": items, "next": None})

    async def steps(self, request: web.Request) -> web.Response:
        return web.json_response({"items": life.steps(self._ticket(request)), "next": None})

    async def links(self, request: web.Request) -> web.Response:
        known = request.match_info["number"] == "AH-20261120-0003"
        return web.json_response({"items": life.links() if known else [], "next": None})

    async def split(self, request: web.Request) -> web.Response:
        made = data.ticket("AH-20261121-0099", None, caller=self._ticket(request)["caller"])
        self.world.tickets[made["number"]] = made
        return web.json_response(made, status=201)

    async def files(self, request: web.Request) -> web.Response:
        return web.json_response({"items": self.world.files, "next": None})

    async def add_file(self, request: web.Request) -> web.Response:
        content = await request.read()
        if not content.startswith(b"%PDF"):
            return web.json_response({"error": {"code": "invalid-field", "message": "内容不符"}}, status=422)
        name = unquote(request.headers["X-File-Name"])
        made = {
            "id": f"f{len(self.world.files)}",
            "ticket": request.match_info["number"],
            "sha256": hashlib.sha256(content).hexdigest(),
            "at": data.at(),
            "actor": "xiaoan",
            "actor_name": "安晓",
            "name": name,
            "media_type": "application/pdf",
            "size": len(content),
        }
        self.world.files.append(made)
        return web.json_response(made, status=201)

    async def person(self, request: web.Request) -> web.Response:
        return web.json_response(life.PERSON if request.match_info["id"] == "p1" else life.OTHER)

    async def merge(self, request: web.Request) -> web.Response:
        self.world.merges.append((request.match_info["id"], (await request.json())["into"]))
        return web.json_response(life.PERSON)
