"""Whether the division codes and area codes of a site file exist, lie where its offices are, and do not clash."""

from __future__ import annotations

from hotline.site import Site
from routing import divisions
from routing.areas import area_name
from routing.plan import Level, Office
from routing.strict import Document, suggestion

_PROVINCES = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82"
"""First two digits of the division codes of GB/T 2260."""
_NATIONAL = "100000"


def check_places(site: Site, document: Document) -> None:
    """Note every code that is wrong, foreign to its office, or another office's."""
    for number, office in enumerate(site.plan.offices.values()):
        _division(site, document, number, office)
        _area_codes(document, number, office)
    _areas_agree(site, document)


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
    elif not divisions.exists(code):
        right = divisions.code_of(office.names["zh"], code) if office.names["zh"] else None
        mend = f'Write "{right}"' if right else "Look it up in GB/T 2260, or in routing/data/cities.csv"
        document.wrong(place, f"no {office.level} has the division code {code}", mend)
    _twin(site, document, number, office)
    home = site.plan.offices.get(site.plan.home)
    if home and home.level is Level.PROVINCE and home.division and code[:2] != home.division[:2]:
        document.wrong(place, f"{code} lies outside {home.division} of the home office", "Check both codes")


def _twin(site: Site, document: Document, number: int, office: Office) -> None:
    before = list(site.plan.offices.values())[:number]
    for twin in before:
        if twin.division == office.division:
            place = ("offices", number, "division")
            document.wrong(place, f"{office.division} is already {twin.id}'s code", "Give each office its own")


def _area_codes(document: Document, number: int, office: Office) -> None:
    place = ("offices", number, "area_codes")
    held = office.division and office.level is not Level.NATIONAL and document.clean(("offices", number, "division"))
    for code in office.area_codes:
        if (name := area_name(code)) is None:
            mend = "Check it; a new code belongs in routing/data/corrections.csv"
            document.wrong(place, f"no place has area code {code}", mend)
        elif held and not divisions.area_lies_in(code, office.division):
            wrong = f"{code} is the area code of {name}, not of {divisions.named(office.division) or office.division}"
            document.wrong(place, wrong, "Check it, and `division`")


def _areas_agree(site: Site, document: Document) -> None:
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
