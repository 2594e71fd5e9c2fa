"""The web application put together: routes, guards, OpenAPI. Adapters are built elsewhere and passed in."""

from __future__ import annotations

import asyncio
import json
from functools import cache
from typing import Any

from aiohttp import web

from web.guard import guard, shape_errors
from web.keys import DEPS, WebDeps
from web.openapi import document
from web.static import handler as desktop_handler
from web.views import (
    attachments,
    board,
    calling_out,
    calls,
    inbox,
    knowledge,
    live,
    many_moves,
    metrics,
    persons,
    pops,
    public,
    public_page,
    recordings,
    retention,
    seat,
    session,
    site,
    ticket_life,
    ticket_links,
    tickets,
)

MOST_BYTES = 256 * 1024
"""Largest body of a request."""

VIEWS = {
    "/api/v1/session": session.SessionView,
    "/api/v1/session/password": session.PasswordView,
    "/api/v1/site": site.SiteView,
    "/api/v1/phone": seat.PhoneView,
    "/api/v1/seat": seat.MySeatView,
    "/api/v1/seat/state": seat.SeatStateView,
    "/api/v1/calls": calls.CallsView,
    "/api/v1/calls/{id}": calls.CallView,
    "/api/v1/calls/{id}/pop": pops.PopView,
    "/api/v1/calls/{id}/transfer": calls.TransferView,
    "/api/v1/calls/{id}/voice-gone": calls.VoiceGoneView,
    "/api/v1/calls/{id}/calls": calling_out.CallBackView,
    "/api/v1/calls/{id}/look": calls.CallLookView,
    "/api/v1/knowledge": knowledge.KnowledgeView,
    "/api/v1/tickets": inbox.TicketsView,
    "/api/v1/tickets/moves": many_moves.ManyMovesView,
    "/api/v1/tickets/{number}": tickets.TicketView,
    "/api/v1/tickets/{number}/calls": calling_out.TicketCallsView,
    "/api/v1/tickets/{number}/look": tickets.TicketLookView,
    "/api/v1/tickets/{number}/save": tickets.TicketSaveView,
    "/api/v1/tickets/{number}/moves": ticket_life.MovesView,
    "/api/v1/tickets/{number}/clocks": ticket_life.ClocksView,
    "/api/v1/tickets/{number}/timeline": ticket_life.TimelineView,
    "/api/v1/tickets/{number}/split": ticket_links.SplitView,
    "/api/v1/tickets/{number}/links": ticket_links.LinksView,
    "/api/v1/tickets/{number}/attachments": attachments.AttachmentsView,
    "/api/v1/attachments/{id}": attachments.AttachmentView,
    "/api/v1/persons/{id}": persons.PersonView,
    "/api/v1/persons/{id}/look": persons.LookView,
    "/api/v1/persons/{id}/merge": persons.MergeView,
    "/api/v1/recordings": recordings.RecordingsView,
    "/api/v1/recordings/{id}/audio": recordings.AudioView,
    "/api/v1/recordings/{id}/peaks": recordings.PeaksView,
    "/api/v1/recordings/expired": retention.ExpiredView,
    "/api/v1/recordings/{id}/hold": retention.HoldView,
    "/api/v1/recordings/{id}/release": retention.ReleaseView,
    "/api/v1/destructions": retention.DestructionsView,
    "/api/v1/destructions/{id}": retention.DestructionView,
    "/api/v1/destructions/{id}/approve": retention.ApproveView,
    "/api/v1/destructions/{id}/carry-out": retention.CarryOutView,
    "/api/v1/public/progress": public.ProgressView,
    "/api/v1/public/answers": public.AnswersView,
    "/api/v1/board": board.BoardView,
}


def make_app(deps: WebDeps) -> web.Application:
    """The application. Its background tasks (`deps.desk.run()`, `deps.board.run()`) are started by the caller."""
    app = web.Application(middlewares=[shape_errors, guard], client_max_size=MOST_BYTES)
    app[DEPS] = deps
    _add_views(app)
    app.router.add_get("/api/v1/live", live.live, allow_head=False)
    app.router.add_get("/healthz", metrics.healthz, allow_head=False)
    app.router.add_get("/metrics", metrics.metrics, allow_head=False)
    app.router.add_get("/progress", public_page.show, allow_head=False)
    app.router.add_post("/progress", public_page.ask)
    app.router.add_get("/api/openapi.json", serve_openapi, allow_head=False)
    app.router.add_get("/{path:.*}", desktop_handler(deps.desktop), allow_head=False)
    app.on_shutdown.append(_end_live)
    return app


def _add_views(app: web.Application) -> None:
    for path, view in VIEWS.items():
        for method in sorted(view.allowed_methods):
            app.router.add_route(method, path, view)


async def serve_openapi(_request: web.Request) -> web.StreamResponse:
    """The document, made when somebody first asks for it."""
    return web.json_response(text=await asyncio.to_thread(_openapi_text))


@cache
def _openapi_text() -> str:
    """It takes a third of a second: no start of a desk waits for it, and no call waits meanwhile."""
    return json.dumps(openapi())


def openapi() -> dict[str, Any]:
    """The document of all routes under `/api/v1`, made anew."""
    app = web.Application()
    _add_views(app)
    return document(app)


async def _end_live(app: web.Application) -> None:
    app[DEPS].desk.hub.end_all("stopping")
