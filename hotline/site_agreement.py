"""What the tables of a site file must agree on: ids that exist, chains that end, ports and codes that do not clash."""

from __future__ import annotations

from collections.abc import Iterator

from hotline.site import Site
from routing.areas import area_name
from routing.plan import Level, Office
from routing.strict import Document, suggestion

_PROVINCES = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82"
"""First two digits of the division codes of GB/T 2260."""
_NATIONAL = "100000"


def check_agreement(site: Site, document: Document) -> None:
    """Note every disagreement in `document`."""
    _home(site, document)
    if site.plan.number and site.plan.number in site.plan.old_numbers:
        document.wrong(("old_numbers",), f"{site.plan.number} is the number itself", "Name only those it replaced")
    seats_are_known = not any(problem.key.endswith(".seats") for problem in document.problems)
    for number, office in enumerate(site.plan.offices.values()):
        _division(site, document, number, office)
        _overflow(site, document, number, office)
        if seats_are_known:
            _answered(site, document, number, office)
    _cycles(site, document)
    _seats(site, document)
    _areas(site, document)
    _ports(site, document)
    _trunk_hosts(site, document)


def _home(site: Site, document: Document) -> None:
    plan = site.plan
    if plan.home and plan.home not in plan.offices:
        mend = suggestion(plan.home, plan.offices.keys(), "Name one of the [[offices]]")
        document.wrong(("home",), f"there is no office {plan.home!r}", mend)


def _division(site: Site, document: Document, number: int, office: Office) -> None:
    code, place = office.division, ("offices", number, "division")
    if not code:
        return
    if office.level is Level.NATIONAL:
        if code != _NATIONAL:
            document.wrong(place, f"{code} is not the nation's code", f'Write "{_NATIONAL}"')
        return
    if code[:2] not in _PROVINCES.split():
        document.wrong(place, f"no province has the division code {code[:2]}", "Look it up in GB/T 2260")
        return
    zeros = {Level.PROVINCE: "0000", Level.PREFECTURE: "00", Level.CITY: "00"}.get(office.level, "")
    if not code.endswith(zeros) or (office.level is not Level.PROVINCE and code.endswith("0000")):
        document.wrong(place, f"{code} is not the code of a {office.level}", f"Such a code ends in {zeros or 'digits'}")
    _twin(site, document, number, office)
    home = site.plan.offices.get(site.plan.home)
    if home and home.level is Level.PROVINCE and code[:2] != home.division[:2]:
        document.wrong(place, f"{code} lies outside {home.division} of the home office", "Check both codes")


def _twin(site: Site, document: Document, number: int, office: Office) -> None:
    before = list(site.plan.offices.values())[:number]
    for twin in before:
        if twin.division == office.division:
            place = ("offices", number, "division")
            document.wrong(place, f"{office.division} is already {twin.id}'s code", "Give each office its own")


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


def _areas(site: Site, document: Document) -> None:
    for number, office in enumerate(site.plan.offices.values()):
        for code in office.area_codes:
            if area_name(code) is None:
                mend = "Check it; a new code belongs in routing/data/corrections.csv"
                document.wrong(("offices", number, "area_codes"), f"no place has area code {code}", mend)
    served = {code for office in site.plan.offices.values() for code in office.area_codes}
    for old, new in site.plan.retired_areas.items():
        if new not in served:
            document.wrong(
                ("retired_areas", old), f"no office has area code {new}", "Give it to an office's area_codes"
            )
        if old in served:
            document.wrong(("retired_areas", old), f"{old} is retired and still served", "Take it out of area_codes")
    for number, trunk in enumerate(site.plan.trunks.values()):
        of_trunk = trunk.area_code
        if of_trunk and of_trunk not in served and of_trunk not in site.plan.retired_areas:
            mend = suggestion(of_trunk, served, "Give it to an office's area_codes, or leave it out here")
            document.wrong(("trunks", number, "area_code"), f"no office has area code {of_trunk}", mend)


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
