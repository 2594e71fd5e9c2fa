"""The built desktop: files as Vite wrote them, precompressed where that helps, and index.html for every page.

Files are listed once at the start and served from that list: no path of a request ever reaches the file system.
"""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from web.errors import not_found
from web.guard import Handler

FOREVER = "public, max-age=31536000, immutable"
EACH_TIME = "no-cache"
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
KINDS = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One file: where it lies, its packed twins, its type and its tag."""

    path: Path
    kind: str
    tag: str
    packed: Mapping[str, Path]
    cache: str


def scan(dist: Path) -> dict[str, Page]:
    """URL path (without the leading slash) -> file. Vite puts hashed names under assets/: those never change."""
    files = {path.relative_to(dist).as_posix(): path for path in sorted(dist.rglob("*")) if path.is_file()}
    pages = {}
    for name, path in files.items():
        if path.suffix in (".br", ".gz") and name[: -len(path.suffix)] in files:
            continue
        guessed = KINDS.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        pages[name] = Page(
            path=path,
            kind=guessed,
            tag=hashlib.sha256(path.read_bytes()).hexdigest()[:16],
            packed={coding: files[name + end] for coding, end in ENCODINGS if name + end in files},
            cache=FOREVER if name.startswith("assets/") else EACH_TIME,
        )
    return pages


def handler(dist: Path | None) -> Handler:
    """Serves the desktop; 404 for everything when there is none."""
    pages = {} if dist is None or not dist.is_dir() else scan(dist)

    async def serve(request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        page = pages.get(path)
        if page is None and not path.startswith(("api/", "assets/")):
            page = pages.get("index.html")
        if page is None:
            raise not_found()
        return respond(request, page)

    return serve


def respond(request: web.Request, page: Page) -> web.StreamResponse:
    """The file, packed if the browser takes it; 304 if the browser has it."""
    headers = {"Cache-Control": page.cache, "ETag": f'"{page.tag}"', "Vary": "Accept-Encoding"}
    if f'"{page.tag}"' in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=headers)
    text = page.kind.startswith("text/") or page.kind.endswith(("json", "javascript", "xml"))
    headers["Content-Type"] = page.kind + ("; charset=utf-8" if text else "")
    path, accepted = page.path, request.headers.get("Accept-Encoding", "")
    for coding, packed in page.packed.items():
        if coding in accepted:
            headers["Content-Encoding"] = coding
            path = packed
            break
    return web.Response(body=path.read_bytes(), headers=headers)
