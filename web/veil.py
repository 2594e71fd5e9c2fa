"""What of a ticket is withheld from somebody who gave no reason to see it, and why a mask is never written back. Pure.

Which value is masked how stands in `ticketing.identity.masking`. A masked answer names the paths it withholds, so
that clients leave them alone; a client that sends one back all the same is refused, and nothing of the change is kept.
"""

from __future__ import annotations

import re

from ticketing.errors import InvalidField
from ticketing.fields import Changes
from ticketing.identity.masking import MASKS, masked_about
from ticketing.record import TicketRecord
from ticketing.shapes import TEXTS

_STARS = re.compile(r"\*{3,}")


class MaskedValue(InvalidField):
    """What was sent is a mask, or would overwrite a text that the sender cannot see."""

    code = "masked-value"

    def __init__(self, place: str) -> None:
        super().__init__(place, "this is a mask, not the value", "open the ticket with a reason, then write")


def withheld(ticket: TicketRecord) -> list[str]:
    """The paths that a masked answer does not show as they are: what names a person, and texts with numbers in them."""
    texts = {name: str(getattr(ticket, name) or "") for name in TEXTS}
    texts |= {f"extra.{name}": str(value) for name, value in ticket.extra.items()}
    hidden = (path for path, text in texts.items() if masked_about(text, ticket.caller) != text)
    return [*(f"caller.{name}" for name in MASKS), *hidden]


def refuse_masks(changes: Changes, ticket: TicketRecord, *, opened: bool) -> None:
    """MaskedValue for a value that carries a mask, and for a text that the sender sees masked."""
    for name, value in changes.caller.items():
        if name in MASKS and "*" in value and value != ticket.caller.get(name):
            raise MaskedValue(f"caller.{name}")
    now = {name: str(getattr(ticket, name) or "") for name in changes.texts}
    sent = {**changes.texts, **{f"extra.{name}": value for name, value in changes.extra.items()}}
    now |= {f"extra.{name}": str(ticket.extra.get(name, "")) for name in changes.extra}
    for path, value in sent.items():
        hidden = not opened and masked_about(now[path], ticket.caller) != now[path]
        starred = _STARS.search(value) is not None and _STARS.search(now[path]) is None
        if hidden or starred:
            raise MaskedValue(path)
