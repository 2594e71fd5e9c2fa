"""Schemathesis asks the real application whatever `/api/openapi.json` allows, and holds each answer against it.

A real SQLite database, a signed-in session of each role, real tickets and calls to ask about. Fixed seed; the same
requests each time. `SCHEMATHESIS_EXAMPLES=200` asks more of each operation.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from store.engine import Database, sqlite_url
from store.keys import Keys
from tests.web.house import PASSWORD, open_house
from tests.web.test_calls_and_tickets import a_popped_ticket

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "8"))
ROLES = ("agent", "boss", "leader", "unit", "archivist", "admin")
SECONDS = 20
"""The longest one request may take."""
ENDS = {("delete", "/api/v1/session"), ("get", "/api/v1/live")}
"""What would end the session, or is no HTTP."""
TRUTHS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """The application at work, and things that are there to ask about."""

    url: str
    document: Mapping[str, Any]
    there: Mapping[str, tuple[str, ...]]
    """Path parameter -> values that exist."""
    browsers: dict[str, requests.Session] = field(default_factory=dict)


@pytest.fixture(scope="module")
def served(peopled: tuple[Path, Keys], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The desk in a thread of its own, until the module is done."""
    folder = tmp_path_factory.mktemp("asked")
    shutil.copy(peopled[0], folder / "hotline.sqlite")
    ready, over = threading.Event(), threading.Event()
    found: list[Served] = []

    async def serve() -> None:
        database = Database(sqlite_url(folder / "hotline.sqlite"), peopled[1])
        try:
            async with open_house(database, folder) as house:
                person = await house.person("agent")
                tickets = [await a_popped_ticket(house, person) for _ in range(2)]
                calls = tuple(str(ticket["call_id"]) for ticket in tickets)
                document = (await person.get("/api/openapi.json")).body
                numbers = tuple(str(ticket["number"]) for ticket in tickets)
                there = {"number": numbers, "id": calls}
                found.append(Served(url=house.url, document=document, there=there))
                ready.set()
                await asyncio.to_thread(over.wait)
        finally:
            ready.set()
            await database.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        assert ready.wait(60) and found, "the desk did not start"
        for role in ROLES:  # before anything is asked: wrong passwords by the dozen close the door for a while
            found[0].browsers[role] = signed_in(found[0], role)
        yield found[0]
    finally:
        over.set()
        thread.join(60)


def signed_in(served: Served, username: str) -> requests.Session:
    """A browser of this user."""
    browser = requests.Session()
    credentials = {"username": username, "password": PASSWORD}
    answer = browser.post(f"{served.url}/api/v1/session", json=credentials, timeout=SECONDS)
    assert answer.status_code == 200, answer.text
    browser.headers.update({"X-CSRF-Token": answer.json()["csrf"], "Accept-Language": "zh-CN"})
    return browser


def about_something(case: schemathesis.Case, served: Served, browser: requests.Session) -> None:
    """Half of the requests ask about what is there, at its present version, lest all be 404 and 409."""
    lot = crc32(repr((case.path, case.path_parameters, case.body)).encode())
    if lot % 2 == 0:
        return
    for name, values in served.there.items():
        if case.path_parameters and name in case.path_parameters:
            case.path_parameters[name] = values[lot % len(values)]
    number = (case.path_parameters or {}).get("number")
    if number and isinstance(case.body, dict) and "version" in case.body:
        answer = browser.get(f"{served.url}/api/v1/tickets/{number}", timeout=SECONDS)
        if answer.status_code == 200:
            case.body["version"] = answer.json()["version"]


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_is_one_that_the_document_promises(served: Served, role: str) -> None:
    browser = served.browsers[role]
    schema = schemathesis.openapi.from_dict(dict(served.document))
    failures = []
    for result in schema.get_all_operations():
        operation = result.ok()
        if (operation.method, operation.path) in ENDS:
            continue

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            about_something(case, served, browser)
            headers = {name: str(value) for name, value in browser.headers.items()}
            answer = case.call(base_url=served.url, session=browser, headers=headers, timeout=SECONDS)
            case.validate_response(answer, checks=TRUTHS)

        try:
            ask()
        except (Exception, FailureGroup) as error:
            failures.append(f"{operation.method.upper()} {operation.path}: {error}")
    assert not failures, "\n\n".join(failures)
