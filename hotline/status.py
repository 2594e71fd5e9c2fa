"""How each part of a running hotline is. Each is asked itself, within a time limit; nothing is taken on trust."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from hotline.desk_figures import told
from hotline.services import agi_health, asked, desk_health
from hotline.settings import RunFolder, SettingsError
from hotline.site import Site
from hotline.supervisor import Health
from store.engine import Database
from store.errors import StoreError
from store.keys import Keys

DATABASE_LIMIT_S = 3.0
MANAGER_LIMIT_S = 1.0
LOW_DISK_MB = 1024
"""A stereo hour before compression is 115 MB; below this the operator must act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part: whether it is up, and what it says of itself."""

    name: str
    up: bool
    detail: str
    figures: Mapping[str, int] = field(default_factory=dict)
    """What a program may want to watch."""

    def as_json(self) -> Mapping[str, Any]:
        """For `--json`."""
        return {"name": self.name, "up": self.up, "detail": self.detail, **self.figures}


async def look(site: Site, run: RunFolder) -> list[Part]:
    """Every part, in the order of a call's path."""
    try:
        at = run.read_addresses()
    except SettingsError as error:
        return [Part(name="hotline", up=False, detail=str(error))]
    asterisk, agi, desk, link, database = await asyncio.gather(
        asked(at.bind, at.ami, b"", b"Asterisk Call Manager", MANAGER_LIMIT_S),
        agi_health(at.bind, at.agi),
        desk_health(at.bind, at.web),
        link_part(run),
        database_part(run),
    )
    return [
        Part(name="asterisk", up=asterisk is Health.WELL, detail=f"SIP {at.bind}:{at.sip}, manager {at.bind}:{at.ami}"),
        Part(name="agi", up=agi is Health.WELL, detail=f"{at.bind}:{at.agi}"),
        Part(name="desk", up=desk is Health.WELL, detail=at.desk),
        link,
        database,
        spool_part(run),
        disk_part(site.storage.archive(run.recordings)),
    ]


async def link_part(run: RunFolder) -> Part:
    """The desk's link to Asterisk's manager, as the desk has it: without it the desk sees no call and sets no seat."""
    figures = await told(run.desk_socket)
    if figures is None:
        return Part(name="ami link", up=False, detail="the desk does not say")
    missed, why = figures["ami_missed"], figures["ami_why"]
    detail = f"{missed} events missed"
    return Part(
        name="ami link",
        up=bool(figures["ami_up"]),
        detail=f"{why}, {detail}" if why else detail,
        figures={"missed": missed},
    )


async def database_part(run: RunFolder) -> Part:
    """Whether the database answers."""
    try:
        database = Database(run.database_url, Keys.load(run.keys / "keys.json"))
        try:
            async with asyncio.timeout(DATABASE_LIMIT_S), database.read() as session:
                calls = await session.scalar(text("SELECT count(*) FROM call"))
        finally:
            await database.close()
    except (SQLAlchemyError, StoreError, TimeoutError, OSError) as error:
        return Part(name="database", up=False, detail=str(error).splitlines()[0])
    return Part(name="database", up=True, detail=f"{calls} calls")


def spool_part(run: RunFolder) -> Part:
    """Facts and recordings that wait to be taken in; damaged lines are for a person to look at."""
    waiting = len(list((run.recordings / "incoming").glob("*")))
    damaged = len(list((run.spool / "quarantine").glob("*.jsonl")))
    return Part(name="intake", up=damaged == 0, detail=f"{waiting} recordings in work, {damaged} damaged spool files")


def disk_part(archive: Path) -> Part:
    """Room for recordings."""
    try:
        free_mb = shutil.disk_usage(archive).free // (1 << 20)
    except OSError as error:
        return Part(name="disk", up=False, detail=f"{archive}: {error.strerror}")
    return Part(name="disk", up=free_mb > LOW_DISK_MB, detail=f"{free_mb} MB free in {archive}")
