"""What is asked of a million tickets: searches as people make them and as they hurt most, and inboxes. No measuring."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from bench.many_tickets import NOW, OFFICES, OPEN, speech
from ticketing.listing import TicketFilter
from ticketing.states import State

_SCOPES: tuple[tuple[str, ...] | None, ...] = (None, (OFFICES[0],), (OFFICES[9],), (OFFICES[15], OFFICES[16]))
_STATES: tuple[tuple[State, ...] | None, ...] = (None, None, (State.ARCHIVED,), OPEN, (State.RETURN_ASKED,))


def searches(each: int) -> dict[int, list[TicketFilter]]:
    """By length, 1 to 4: parts of texts (so, common ones often); a tenth of random signs, a tenth without a hit."""
    chance = random.Random(4711)
    texts = islice(speech().texts(chance, 18), 1000)
    long = [text for text in texts if len(text) >= 8]
    rare = sorted({sign for word in speech().words for sign in word})
    found = {}
    for length in (1, 2, 3, 4):
        filters = []
        for number in range(each):
            text = chance.choice(long)
            start = chance.randrange(len(text) - length)
            words = text[start : start + length]
            if number % 10 == 8:
                words = "".join(chance.choices(rare, k=length))
            elif number % 10 == 9:
                words = "龘鱻麤灥"[:length]
            scope, states = _SCOPES[number % 4], _STATES[number // 4 % 5]
            filters.append(TicketFilter(q=words, offices=scope, states=states))
        found[length] = filters
    return found


def inboxes(number: int) -> Iterator[TicketFilter]:
    """Open tickets of one office or all, of one state or all open ones, in the order of due times."""
    chance = random.Random(815)
    for _ in range(number):
        offices = chance.choice((None, (chance.choice(OFFICES),), tuple(chance.sample(OFFICES, 3))))
        states = chance.choice((OPEN, OPEN, (chance.choice(OPEN),), None))
        until = chance.choice((None, None, NOW + timedelta(hours=24), NOW))
        yield TicketFilter(offices=offices, states=states, due_before=until, sort="due")
