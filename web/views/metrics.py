"""Prometheus metrics, for administrators (or a scraper with an administrator's cookie)."""

from __future__ import annotations

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from web.keys import DEPS


async def metrics(request: web.Request) -> web.StreamResponse:
    """GET /metrics: every number of the health snapshot as a gauge `hotline_…`."""
    registry = CollectorRegistry()
    for name, value in sorted(request.app[DEPS].health().items()):
        if isinstance(value, bool | int | float):
            Gauge(f"hotline_{name}", name.replace("_", " "), registry=registry).set(float(value))
    return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
