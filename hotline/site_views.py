"""The site as other rooms see it: for the web, for ticket numbers, for the seats' phones. Builds only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from hotline.plans import seat_password
from hotline.settings import Addresses, Secrets
from hotline.site import Site
from ticketing.pack import Field, Pack
from ticketing.packs import load
from ticketing.record import Offices, TicketRecord
from web.site_view import SiteView as WebSite


def web_site(site: Site) -> WebSite:
    """What browsers may know of the site."""
    return WebSite(
        id=site.id,
        names=site.names,
        languages=site.languages,
        regulation=site.regulations[0],
        pause_reasons={reason.id: reason.names for reason in site.pause_reasons},
        plan=site.plan,
        channels=channels_of(load(name) for name in site.regulations),
        outbound=site.outbound,
    )


def channels_of(packs: Iterable[Pack]) -> dict[str, Mapping[str, str]]:
    """By which ways matters reach the hotline: those of its first regulation, then what the others add."""
    found: dict[str, Mapping[str, str]] = {}
    for pack in packs:
        for channel in pack.channels:
            found.setdefault(channel.id, channel.names)
    return found


def ticket_offices(site: Site) -> Offices:
    """What ticket numbers need."""
    return Offices(divisions={office.id: office.division for office in site.plan.offices.values()}, home=site.plan.home)


class SeatPhones:
    """The seats' SIP accounts (`web.ports.PhoneAccounts`)."""

    def __init__(self, addresses: Addresses, secrets: Secrets) -> None:
        self._addresses = addresses
        self._secrets = secrets

    def account(self, seat: str, display_name: str) -> Mapping[str, Any]:
        """`{ws, uri, username, password, display_name}` for the browser's phone."""
        at = self._addresses
        return {
            "ws": f"ws://{at.bind}:{at.http}/ws",
            "uri": f"sip:{seat}@{at.bind}",
            "username": seat,
            "password": seat_password(self._secrets, seat),
            "display_name": display_name,
        }


LISTS: Mapping[str, Callable[[Pack], Sequence[Any]]] = {
    "nature": lambda pack: pack.natures,
    "field": lambda pack: pack.fields_of_work,
}
"""Fields whose choices are lists of the pack."""

LIST_NAMES: Mapping[str, Mapping[str, str]] = {
    "nature": {"zh": "诉求性质", "ko": "민원 성격", "en": "Nature"},
    "field": {"zh": "业务领域", "ko": "업무 분야", "en": "Field of work"},
}

KINDS: Mapping[str, str] = {"id-number": "text", "certificate": "text", "division": "text"}
"""Kinds of a pack that the desk writes as plain text; what they may be is checked on the server."""


def fields_of(pack: Pack) -> Callable[[TicketRecord], Sequence[Mapping[str, Any]]]:
    """What the pack wants filled in, as the API's `Field`s."""
    shapes = field_shapes(pack)
    return lambda ticket: shapes


def field_shapes(pack: Pack) -> Sequence[Mapping[str, Any]]:
    """The lists that agents may choose from, then the fields that the regulation asks for."""
    asked = {field.id for field in pack.fields}
    lists = [list_shape(pack, name) for name in LISTS if name not in asked and LISTS[name](pack)]
    return (*lists, *(field_shape(pack, field) for field in pack.fields))


def list_shape(pack: Pack, name: str) -> Mapping[str, Any]:
    """A list of the pack that no intake field of it asks for: agents may choose, nobody must."""
    return {
        "id": name,
        "label": dict(LIST_NAMES[name]),
        "kind": "choice",
        "required": False,
        "may_be_withheld": False,
        "options": [{"id": term.id, "label": dict(term.names)} for term in LISTS[name](pack)],
    }


def field_shape(pack: Pack, field: Field) -> Mapping[str, Any]:
    """One intake field."""
    shape: dict[str, Any] = {
        "id": field.id,
        "label": dict(field.names),
        "kind": KINDS.get(field.kind, field.kind),
        "required": field.required,
        "may_be_withheld": field.may_be_withheld,
    }
    if field.id in LISTS:
        shape["options"] = [{"id": term.id, "label": dict(term.names)} for term in LISTS[field.id](pack)]
    elif field.options:
        korean = dict(zip(field.options, field.options_ko, strict=False))
        names = [{"zh": option} | ({"ko": korean[option]} if korean else {}) for option in field.options]
        shape["options"] = [{"id": name["zh"], "label": name} for name in names]
    return shape
