"""Every route of the application stands in the table, and refuses whoever the table does not name."""

import pytest

from store.users import Role
from tests.web.house import House
from web.app import make_app
from web.permissions import GRANTS, ROUTES, Permission, may, scope

WHO = {Role.AGENT: "agent", Role.SUPERVISOR: "chief", Role.ARCHIVIST: "archivist", Role.ADMIN: "admin"}
FILLED = {"{id}": "1795000000.1", "{number}": "261123010000017", "{path}": "index.html"}


def filled(path: str) -> str:
    for name, value in FILLED.items():
        path = path.replace(name, value)
    return path


async def test_the_router_and_the_table_name_the_same_routes(house: House) -> None:
    app = make_app(house.deps)
    routes = {(route.method, route.resource.canonical) for route in app.router.routes() if route.resource}
    assert routes == set(ROUTES)


@pytest.mark.parametrize("route", sorted(route for route, need in ROUTES.items() if need is not Permission.PUBLIC))
async def test_a_route_refuses_whoever_is_not_signed_in(house: House, route: tuple[str, str]) -> None:
    person = await house.person()
    answer = await person.ask(route[0], filled(route[1]), {} if route[0] != "GET" else None)
    assert (answer.status, answer.code) == (401, "signed-out")


async def test_every_route_refuses_every_role_that_lacks_the_permission(house: House) -> None:
    refused = 0
    for role, username in WHO.items():
        person = await house.person(username)
        for (method, path), permission in ROUTES.items():
            if may(role, permission):
                continue
            answer = await person.ask(method, filled(path), {} if method != "GET" else None)
            assert (answer.status, answer.code) == (403, "forbidden"), (role, method, path)
            refused += 1
    assert refused > 10


async def test_every_route_that_changes_something_needs_the_csrf_token(house: House) -> None:
    agent, archivist = await house.person("agent"), await house.person("archivist")
    for csrf in ("", "guess"):
        agent.csrf = archivist.csrf = csrf
        for (method, path), permission in ROUTES.items():
            if method == "GET" or permission is Permission.PUBLIC:
                continue
            person = agent if may(Role.AGENT, permission) else archivist
            answer = await person.ask(method, filled(path), {})
            assert (answer.status, answer.code) == (403, "bad-csrf"), (method, path)


def test_every_role_has_grants_and_nobody_but_administrators_sees_metrics() -> None:
    assert set(GRANTS) == set(Role)
    assert [role for role in Role if may(role, Permission.METRICS)] == [Role.ADMIN]


@pytest.mark.parametrize(
    ("role", "office", "sees"),
    [
        (Role.AGENT, "hefei", {"hefei"}),
        (Role.AGENT, "anhui", {"anhui"}),
        (Role.SUPERVISOR, "hefei", {"hefei"}),
        (Role.SUPERVISOR, "anhui", None),
        (Role.ARCHIVIST, "anhui", None),
        (Role.AGENT, None, set()),
        (Role.ADMIN, None, None),
    ],
)
def test_supervisors_of_the_province_see_all_offices_and_others_their_own(
    role: Role, office: str | None, sees: set[str] | None
) -> None:
    assert scope(role, office, "anhui") == sees


async def test_the_openapi_document_names_every_route_of_the_api_and_what_it_needs(house: House) -> None:
    document = (await (await house.person()).get("/api/openapi.json")).body
    assert document["openapi"] == "3.1.0"
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    api = {route for route in ROUTES if route[1].startswith("/api/v1/") and route[1] != "/api/v1/live"}
    assert described == api
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            public = ROUTES[method.upper(), path] is Permission.PUBLIC
            assert ("security" in operation) is not public, (method, path)
            assert all(response["description"] for response in operation["responses"].values())
    call = document["components"]["schemas"]["Call"]
    assert {"number", "caller_display", "hidden", "reason", "ticket"} <= set(call["properties"])
    refused = document["paths"]["/api/v1/session"]["delete"]["responses"]
    assert {"204", "400", "401", "403"} == set(refused)


async def test_an_unknown_path_of_the_api_is_not_found_and_a_wrong_method_not_allowed(house: House) -> None:
    person = await house.person("agent")
    assert (await person.get("/api/v1/nothing")).code == "not-found"
    assert (await person.ask("DELETE", "/api/v1/site")).code == "method-not-allowed"
