"""Whether we live (for everybody), and Prometheus metrics (for administrators, or a scraper with such a cookie)."""

from __future__ import annotations

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from web.keys import DEPS


async def healthz(_request: web.Request) -> web.StreamResponse:
    """GET /healthz: 200 while this process serves requests. Says nothing else."""
    return web.json_response({"ok": True})


async def metrics(request: web.Request) -> web.StreamResponse:
    """GET /metrics: every number of the health snapshot and of the desk as a gauge `hotline_…`."""
    registry, deps = CollectorRegistry(), request.app[DEPS]
    for name, value in sorted({**deps.desk.counts(), **deps.health()}.items()):
        if isinstance(value, bool | int | float):
            Gauge(f"hotline_{name}", name.replace("_", " "), registry=registry).set(float(value))
    return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
