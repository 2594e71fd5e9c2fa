"""The OpenAPI 3.1 document: what aiohttp-pydantic reads off the handlers, with what it cannot know added.

The library writes 3.0 and stumbles over optional references; 3.1 takes pydantic's JSON Schema as it is, so its
translation is replaced by none (through its own registry) and the version is set here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from http import HTTPStatus
from typing import Any

from aiohttp import web
from aiohttp_pydantic.oas.pydantic_schema_to_oas import add_or_replace_translater
from aiohttp_pydantic.oas.view import generate_oas

from ticketing.casework.file_kinds import ENDINGS
from web.guard import COOKIE
from web.permissions import ROUTES, Permission

KEYWORDS = {"from_": "from"}
"""Parameters whose names Python keeps for itself."""
TAKEN = frozenset({("post", "/api/v1/tickets/{number}/attachments")})
"""Whose body is a file and no JSON, its name a header: no handler declares them."""
FILE_NAME = "X-File-Name"
SENT: Mapping[tuple[str, str], Iterable[str]] = {
    ("get", "/api/v1/recordings/{id}/audio"): ("audio/flac",),
    ("get", "/api/v1/attachments/{id}"): ENDINGS,
}
"""What answers with a file, and of which kinds."""
ANY_FILE = "application/octet-stream"
SAFE = frozenset({"get", "head", "options"})


def document(app: web.Application) -> dict[str, Any]:
    """The document of the application's routes."""
    add_or_replace_translater("3.0.0", lambda _schema: None)
    spec: dict[str, Any] = generate_oas([app], version_spec="1", title_spec="12385 hotline")
    spec["openapi"] = "3.1.0"
    spec.setdefault("components", {})["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
        "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
    }
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            _complete(operation, method, ROUTES[method.upper(), path], path)
    return spec


def _sent_as(where: str, name: str) -> str:
    """What clients call a parameter; the library writes Python's name."""
    return name.replace("_", "-").title() if where == "header" else KEYWORDS.get(name, name)


def _complete(operation: dict[str, Any], method: str, permission: Permission, path: str) -> None:
    """Security, and a description for every answer."""
    operation["operationId"] = f"{method}{path.removeprefix('/api/v1').replace('/', '-')}".replace("{", "").replace(
        "}", ""
    )
    if permission is not Permission.PUBLIC:
        both: dict[str, list[str]] = {"session": []} if method in SAFE else {"session": [], "csrf": []}
        operation["security"] = [both]
        operation["x-permission"] = permission.value
    responses = operation.get("responses", {})
    refused = next((responses[status] for status in ("401", "404", "422") if status in responses), None)
    if refused is not None:  # what no handler sees: a NUL in the path or the query, a cursor of another list
        responses.setdefault("400", deepcopy(refused))
        if permission is not Permission.PUBLIC and method not in SAFE:  # without the CSRF token
            responses.setdefault("403", deepcopy(refused))
    for parameter in operation.get("parameters", ()):
        parameter["name"] = parameter["schema"]["title"] = _sent_as(parameter["in"], parameter["name"])
    if (method, path) in TAKEN:
        operation["requestBody"] = {"required": True, "content": {ANY_FILE: {"schema": {}}}}
        name = {"title": FILE_NAME, "description": "percent-encoded UTF-8", "type": "string", "minLength": 1}
        operation["parameters"].append({"in": "header", "name": FILE_NAME, "required": True, "schema": name})
    for status, response in responses.items():
        if not response.get("description"):
            response["description"] = HTTPStatus(int(status)).phrase
        for kind in SENT.get((method, path), ()) if status < "300" else ():
            response.setdefault("content", {}).pop("application/json", None)
            response["content"][kind] = {"schema": {"type": "string", "contentMediaType": kind}}
