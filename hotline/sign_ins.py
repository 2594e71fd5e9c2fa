"""Whether a sign-in fits the site: its name, password, office and seat. Pure; making it is the store's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hotline.site import Site
from store.handling import unit_key
from store.users import LONGEST_PASSWORD, SHORTEST_PASSWORD, NewUser, Role, UserRecord

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}\Z")
LANGUAGES = ("zh", "ko", "en")
AT_SEATS = frozenset({Role.AGENT, Role.SUPERVISOR})


class SignInWrong(Exception):
    """A sign-in that the site cannot have; the text names the place and the mend."""

    code = "sign-in-wrong"


def check_new(site: Site, new: NewUser, users: Sequence[UserRecord]) -> None:
    """SignInWrong when the sign-in does not fit."""
    if not _USERNAME.match(new.username):
        raise SignInWrong(
            f"{new.username!r} is no user name: 2 to 40 small letters, digits, '.', '_' or '-', a letter or digit first"
        )
    if not new.name.strip():
        raise SignInWrong("--name is empty: say who it is")
    if new.language not in LANGUAGES:
        raise SignInWrong(f"--language {new.language!r}: choose among {', '.join(LANGUAGES)}")
    if new.office not in site.plan.offices:
        raise SignInWrong(f"there is no office {new.office!r}; choose among {', '.join(site.plan.offices)}")
    check_unit(new.unit, new.role)
    if new.seat is not None:
        check_seat(site, new.seat, new.role, new.office, new.username, users)


def check_seat(
    site: Site, seat: str, role: Role, office: str | None, username: str, users: Sequence[UserRecord]
) -> None:
    """SignInWrong when this person cannot sit there."""
    if role not in AT_SEATS:
        raise SignInWrong(f"a {role.value} answers no calls: leave the seat out")
    seats = {one.id: place for place in site.plan.offices.values() for one in place.seats}
    if seat not in seats:
        raise SignInWrong(f"there is no seat {seat!r}; the site file gives each office its seats")
    if seats[seat].id != office:
        own = ", ".join(one for one, place in seats.items() if place.id == office) or "none"
        raise SignInWrong(f"seat {seat} is of office {seats[seat].id}, not of {office}; the office's own: {own}")
    holder = next((one.username for one in users if one.seat == seat and not one.disabled), username)
    if holder != username:
        raise SignInWrong(f"{holder} sits at {seat}: `hotline user seat {holder} none` frees it")


def check_unit(unit: str | None, role: Role) -> None:
    """SignInWrong when somebody of this role cannot speak for this handling unit."""
    if role is not Role.UNIT:
        if unit is not None:
            raise SignInWrong(f"a {role.value} speaks for no handling unit: leave the unit out")
    elif not unit_key(unit or ""):
        raise SignInWrong("--unit is empty: name the handling unit whose tickets the person sees, as transfers name it")


def check_password_text(password: str) -> str:
    """The password, if it is fit to be one. SignInWrong."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise SignInWrong(
            f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters, this has {len(password)}"
        )
    return password
