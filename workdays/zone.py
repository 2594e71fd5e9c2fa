"""The one time zone (Asia/Shanghai). Pure; nothing else may live here."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China Standard Time. A fixed offset: no summer time since 1991, and no zone database need be installed."""


def local(moment: datetime) -> datetime:
    """The same moment on a Shanghai wall clock. ValueError for a naive time: it could be any moment."""
    if moment.tzinfo is None:
        raise ValueError(f"a time must say its offset from UTC, {moment.isoformat()} does not; add +08:00")
    return moment.astimezone(SHANGHAI)
