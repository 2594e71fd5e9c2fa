"""Demo sign-ins, for a hotline on loopback that somebody wants to try. Never made without `--demo`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline.site import Site
from store.engine import Database
from store.users import NewUser, Role, ensure_users

PASSWORD = "12385-demo"  # noqa: S105 - printed at every start, and only on loopback
TITLES = {
    Role.SUPERVISOR: ("supervisor", "值班班长"),
    Role.LEADER: ("leader", "分管领导"),
    Role.ARCHIVIST: ("archivist", "档案员"),
    Role.ADMIN: ("admin", "管理员"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoUser:
    """A sign-in to be printed."""

    username: str
    role: Role
    office: str


def demo_users(site: Site) -> list[NewUser]:
    """An agent for each seat, named after it; a handling unit in each office; one of each other role at home."""
    home = site.plan.home
    agents = [
        NewUser(
            username=seat.id,
            name=f"{office.names['zh']}{seat.id.rpartition('-')[2].lstrip('0')}号话务员",
            password=PASSWORD,
            role=Role.AGENT,
            office=office.id,
            seat=seat.id,
        )
        for office in site.plan.offices.values()
        for seat in office.seats
    ]
    units = [
        NewUser(
            username=f"{office.id}-unit",
            name=f"{office.names['zh']}承办单位",
            password=PASSWORD,
            role=Role.UNIT,
            office=office.id,
            unit=f"{office.names['zh']}承办单位",
        )
        for office in site.plan.offices.values()
    ]
    others = [
        NewUser(username=username, name=name, password=PASSWORD, role=role, office=home)
        for role, (username, name) in TITLES.items()
    ]
    return [*others, *units, *agents]


async def ensure_demo_users(database: Database, site: Site, *, now: datetime) -> list[DemoUser]:
    """Make those that are missing; all of them, for printing."""
    users = demo_users(site)
    async with database.write() as session:
        await ensure_users(session, users, now=now)
    return [DemoUser(username=user.username, role=user.role, office=user.office or "") for user in users]
