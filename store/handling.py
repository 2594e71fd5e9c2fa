"""Which handling unit (承办单位) has a ticket: how names of units compare, and the one condition that says so in SQL.

The lead (牵头单位) stands in the ticket's row, for inboxes walk an index; the others (协办单位) in `ticket_helper`.
Which steps of a ticket's life make whom its unit is `ticketing.life.handling`'s.
"""

from __future__ import annotations

import unicodedata

LONGEST = 100
"""Signs of a key; the rest of a longer name tells nobody apart."""

HANDLED = """
    EXISTS (
        SELECT 1 FROM (SELECT CAST(? AS text) AS name) AS mine
        WHERE mine.name = ticket.unit OR EXISTS (
            SELECT 1 FROM ticket_helper WHERE ticket_helper.unit = mine.name AND ticket_helper.ticket_id = ticket.id
        )
    )
"""
"""The unit of this key leads the ticket, or handles it too."""


def unit_key(name: str) -> str:
    """A unit's name as it is compared: wide and narrow, small and capital signs alike, blanks left out; '' for none."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())[:LONGEST]
