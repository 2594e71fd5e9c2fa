"""Which times of a site file must agree: how long seats ring, callers wait, messages last."""

from __future__ import annotations

from hotline.site import Site
from routing.strict import Document


def check_times(site: Site, document: Document) -> None:
    """Note every time that another one makes meaningless."""
    if document.clean(("queue",)):
        _ringing(site, document)
    if document.clean(("messages",)):
        _messages(site, document)


def _ringing(site: Site, document: Document) -> None:
    ring_s, overflow_s = site.queue.ring_s, site.queue.overflow_s
    if ring_s > overflow_s:
        wrong = f"a seat rings for {ring_s} s, but callers are taken on after {overflow_s} s (overflow_s)"
        document.wrong(("queue", "ring_s"), wrong, f"Write at most {overflow_s}, or a longer overflow_s")
    for number, office in enumerate(site.plan.offices.values()):
        place, waits_s = ("offices", number, "overflow_after_s"), office.overflow_after_s
        if ring_s > waits_s != overflow_s and document.clean(place):
            wrong = f"callers are taken on after {waits_s} s, but a seat rings for {ring_s} s (queue.ring_s)"
            document.wrong(place, wrong, f"Write at least {ring_s}, or a shorter queue.ring_s")


def _messages(site: Site, document: Document) -> None:
    messages = site.messages
    for name in ("silence_s", "shortest_s"):
        if (seconds := getattr(messages, name)) >= messages.limit_s:
            wrong = f"{seconds} s are not less than the {messages.limit_s} s after which a message ends (limit_s)"
            document.wrong(("messages", name), wrong, "Write fewer seconds, or a longer limit_s")
