"""The rules that tickets of a site live under: its regulations, its calendar, and what no regulation states. Pure."""

from __future__ import annotations

from datetime import timedelta

from hotline.site import Site
from ticketing.life.effects import Patience
from ticketing.life.rules import Rules
from ticketing.packs import load


def rules_of(site: Site) -> Rules:
    """PackError when a regulation cannot be read."""
    patience = Patience(
        visit_percent=site.tickets.visit_percent, archive_after=timedelta(days=site.tickets.archive_after_days)
    )
    return Rules(
        packs=tuple(map(load, site.regulations)),
        calendar=site.plan.calendar,
        patience=patience,
        offices={office.id: office.names for office in site.plan.offices.values()},
    )
