"""What the tables of a site file must agree on: offices that exist, chains that end, ports that do not clash.

Ids, names, places and times are held against each other in the `site_…` files named for them.
"""

from __future__ import annotations

from collections.abc import Iterator

from hotline.site import Site
from hotline.site_ids import check_ids
from hotline.site_names import check_names
from hotline.site_places import check_places
from hotline.site_times import check_times
from routing.plan import Office
from routing.strict import Document, suggestion


def check_agreement(site: Site, document: Document) -> None:
    """Note every disagreement in `document`."""
    _home(site, document)
    if site.plan.number and site.plan.number in site.plan.old_numbers:
        document.wrong(("old_numbers",), f"{site.plan.number} is the number itself", "Name only those it replaced")
    offices_are_known = document.clean(("offices",))
    for number, office in enumerate(site.plan.offices.values()):
        _overflow(site, document, number, office)
        if offices_are_known:
            _answered(site, document, number, office)
    _cycles(site, document)
    _seats(site, document)
    check_ids(site, document)
    check_names(site, document)
    check_places(site, document)
    check_times(site, document)
    _ports(site, document)
    _trunk_hosts(site, document)


def _home(site: Site, document: Document) -> None:
    plan = site.plan
    if plan.home and plan.home not in plan.offices:
        mend = suggestion(plan.home, plan.offices.keys(), "Name one of the [[offices]]")
        document.wrong(("home",), f"there is no office {plan.home!r}", mend)


def _overflow(site: Site, document: Document, number: int, office: Office) -> None:
    place = ("offices", number, "overflow")
    for other in office.overflow:
        if other == office.id:
            document.wrong(place, f"{other!r} overflows into itself", "Name another office")
        elif other not in site.plan.offices:
            mend = suggestion(other, site.plan.offices.keys(), "Name one of the [[offices]]")
            document.wrong(place, f"there is no office {other!r}", mend)


def _reachable(site: Site, office: Office) -> Iterator[Office]:
    """The office and every one its chain leads to."""
    chain = [office.id]
    for link in chain:
        yield site.plan.offices[link]
        chain += [o for o in site.plan.offices[link].overflow if o in site.plan.offices and o not in chain]


def _answered(site: Site, document: Document, number: int, office: Office) -> None:
    if not any(link.seats for link in _reachable(site, office)):
        wrong = f"nobody can answer for {office.id!r}: neither it nor its overflow has a seat"
        document.wrong(("offices", number), wrong, "Give it a seat, or an overflow office that has one")


def _cycles(site: Site, document: Document) -> None:
    offices = site.plan.offices
    numbers = {office: number for number, office in enumerate(offices)}
    told: set[frozenset[str]] = set()

    def walk(path: tuple[str, ...]) -> None:
        for after in offices[path[-1]].overflow:
            if after in path and len(path) > 1:
                ring = path[path.index(after) :]
                if frozenset(ring) not in told and len(ring) > 1:
                    told.add(frozenset(ring))
                    wrong = f"the overflow goes round in a circle: {' -> '.join((*ring, after))}"
                    document.wrong(("offices", numbers[path[-1]], "overflow"), wrong, f"Take {after!r} out here")
            elif after in offices and after not in path:
                walk((*path, after))

    for office in offices:
        walk((office,))


def _seats(site: Site, document: Document) -> None:
    ids: dict[str, str] = {}
    extensions: dict[str, str] = dict.fromkeys((site.plan.number, *site.plan.old_numbers), "the hotline's own number")
    for number, office in enumerate(site.plan.offices.values()):
        place = ("offices", number, "seats")
        for seat in office.seats:
            if seat.id and seat.id in ids:
                document.wrong(place, f"seat {seat.id!r} is also a seat of {ids[seat.id]}", "Give each its own id")
            if seat.extension and seat.extension in extensions:
                taken = extensions[seat.extension]
                document.wrong(place, f"extension {seat.extension} is taken: {taken}", "Give each seat its own")
            ids[seat.id] = office.id
            extensions.setdefault(seat.extension, f"seat {seat.id}")


def _ports(site: Site, document: Document) -> None:
    """Those that could be read: the others (0) are told of already."""
    ports = site.ports
    taken: dict[int, str] = {}
    for name in ("sip", "http", "ami", "agi", "web"):
        port = getattr(ports, name)
        if port and port in taken:
            document.wrong(("ports", name), f"port {port} is already that of {taken[port]}", "Choose a free one")
        taken.setdefault(port, name)
    if not (ports.rtp_first and ports.rtp_last):
        return
    if ports.rtp_last - ports.rtp_first < 20:
        document.wrong(("ports", "rtp_last"), "fewer than 20 ports for speech", "A call needs two on each side")
    for port, name in taken.items():
        if ports.rtp_first <= port <= ports.rtp_last:
            document.wrong(
                ("ports", name), f"port {port} lies among those for speech", "Choose one outside rtp_first…rtp_last"
            )


def _trunk_hosts(site: Site, document: Document) -> None:
    for number, trunk in enumerate(site.plan.trunks.values()):
        if trunk.host and trunk.host == site.ports.bind:
            wrong = f"{trunk.host} is also where phones come from, so they would be taken for the trunk"
            document.wrong(("trunks", number, "host"), wrong, "Give the trunk an address of its own")
