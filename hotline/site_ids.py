"""Ids that a site file may not give: Asterisk's configuration has a section of that name, and reads one."""

from __future__ import annotations

from hotline.site import Site
from routing.strict import Document

QUEUE_SECTIONS = ("general", "office")
"""What stands in queues.conf beside a section for each office."""
SIP_SECTIONS = ("system", "global", "transport-udp", "transport-tcp", "transport-ws")
"""What stands in pjsip.conf beside a section for each seat and each trunk."""


def check_ids(site: Site, document: Document) -> None:
    """Note every office and every seat whose id is a section's of another meaning."""
    sections = dict.fromkeys(SIP_SECTIONS, "a setting of its own")
    sections |= {f"trunk-{trunk}": f"trunk {trunk!r}" for trunk in site.plan.trunks}
    for number, office in enumerate(site.plan.offices.values()):
        if office.id in QUEUE_SECTIONS:
            wrong = f"{office.id!r} is a section of Asterisk's queues.conf, so this office would have no queue"
            document.wrong(("offices", number, "id"), wrong, "Choose another id")
        for seat in office.seats:
            if seat.id in sections:
                wrong = f"seat {seat.id!r} has the name that Asterisk's pjsip.conf gives to {sections[seat.id]}"
                document.wrong(("offices", number, "seats"), wrong, "Choose another id for the seat")
