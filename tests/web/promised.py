"""Holds one answer against the API's document: its status stands there, and its body is that and nothing beside it.

Every answer that a test of this folder gets passes here (`house.Person`). Nothing here asks anything.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from jsonschema_rs import Draft202012Validator

from web.app import openapi

EVERYWHERE = frozenset({400, 405, 413, 500, 503})
"""What any request may be answered with, so the document does not repeat it: they come as an `Error`."""
Json = dict[str, Any]


@cache
def document() -> Json:
    """The document, its records closed: what is not in them may not be sent."""
    made = openapi()
    for record in made["components"]["schemas"].values():
        if "properties" in record:
            record.setdefault("additionalProperties", False)
    return made


def operation_of(method: str, path: str) -> str | None:
    """The path as the document writes it, the most literal first; None for what is no operation of it."""
    fitting = [
        template
        for template, methods in document()["paths"].items()
        if method.lower() in methods and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path)
    ]
    return min(fitting, key=lambda template: template.count("{"), default=None)


def broken(method: str, path: str, status: int, kind: str, body: Any) -> str | None:
    """What of this answer the document does not promise; None when all is as it says."""
    template = operation_of(method, path)
    if template is None:
        return None
    responses = document()["paths"][template][method.lower()]["responses"]
    if str(status) not in responses and status not in EVERYWHERE:
        return f"{method} {template} answered {status}; the document has {', '.join(sorted(responses))}"
    content = responses.get(str(status), {}).get("content", {})
    if status < 300 and kind not in content and (content or body is not None):
        return f"{method} {template} answered {status} as {kind}; the document has {', '.join(content) or 'no body'}"
    if kind != "application/json":
        return None
    validator = _validator(template, method.lower(), str(status) if content else "")
    found = next(validator.iter_errors(body), None)
    return None if found is None else f"{method} {template} {status} at {found.instance_path}: {found.message}"


@cache
def _validator(template: str, method: str, status: str) -> Draft202012Validator:
    """Of one operation's answer; without a status: of an error."""
    schema: Json = {"$ref": "#/components/schemas/Error"}
    if status:
        schema = document()["paths"][template][method]["responses"][status]["content"]["application/json"]["schema"]
    return Draft202012Validator({**schema, "components": document()["components"]})
