"""Builds what the flows need, for the AGI server and for the fallback's snapshot, from one place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from agi.snapshot import Snapshot
from hotline.settings import RunFolder
from hotline.site import Site
from ivr_flows.flow_context import FlowContext, FlowSettings
from ivr_flows.journal import Journal
from ivr_flows.lookups import CaseLookup, HistoryLookup
from ivr_flows.prompt_book import PromptBook
from routing.decide import decide, decide_answered


def flow_settings(site: Site, run: RunFolder) -> FlowSettings:
    """The site's own values."""
    return FlowSettings(
        messages_folder=str(run.recordings / "messages"),
        message_limit_s=site.messages.limit_s,
        message_silence_s=site.messages.silence_s,
        message_shortest_s=site.messages.shortest_s,
        sms_number=site.plan.number if site.sms else None,
    )


def flow_context(
    site: Site,
    run: RunFolder,
    *,
    book: PromptBook,
    journal: Journal,
    now: Callable[[], datetime],
    histories: HistoryLookup,
    cases: CaseLookup,
) -> FlowContext:
    """The flows' dependencies in the AGI server."""
    return FlowContext(
        plan=site.plan,
        decide=decide,
        decide_answered=decide_answered,
        book=book,
        journal=journal,
        now=now,
        settings=flow_settings(site, run),
        histories=histories,
        cases=cases,
    )


def fallback_snapshot(site: Site, run: RunFolder) -> Snapshot:
    """The same for the fallback program, as a file."""
    return Snapshot(
        plan=site.plan,
        book=str(run.prompts),
        settings=flow_settings(site, run),
        spool=str(run.spool),
        clock=str(run.clock),
        beep=str(run.beep),
    )
