"""A million tickets, the same ones every time: Chinese words and signs after Zipf, offices, states, due times.

Texts and postings are made by the code that the migration runs. No measuring here, and no database: see `loaders`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, islice
from typing import Any

from bench.loaders import Loader
from store.keys import Keys
from store.persons import name_hash
from store.search.building import postings_of
from store.search.folding import joined
from store.search.postings import BLOCK
from ticketing.states import State
from workdays.zone import SHANGHAI

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=SHANGHAI)
OFFICES = tuple(f"office{number:02}" for number in range(17))
OPEN = (State.TRANSFERRED, State.SIGNED, State.CONTACTED, State.HANDLING, State.RETURN_ASKED, State.REPLIED)
_CLOSED = (State.ARCHIVED, State.ARCHIVED, State.ARCHIVED, State.ARCHIVED, State.CONCLUDED, State.REFUSED, State.VOID)
_PEOPLE = 20_000
_PENDING = 256
"""The newest texts are looked through themselves, as many as the indexer leaves."""
_TICKET_COLUMNS = (
    "id", "number", "version", "office", "state", "channel", "title", "situation", "appeal", "answer", "person_id",
    "extra", "created_by", "created_at", "updated_at", "due_at", "seq",
)  # fmt: skip
_PERSON_COLUMNS = ("id", "version", "sealed", "name_hash", "created_at", "updated_at")


@dataclass(frozen=True, slots=True)
class Speech:
    """Words (1 to 4 signs) and how often each comes: the n-th most frequent one n times less than the first."""

    words: Sequence[str]
    weights: Sequence[float]

    @classmethod
    def of(cls, chance: random.Random) -> Speech:
        signs = [chr(code) for code in range(0x4E00, 0x4E00 + 6000)]
        chance.shuffle(signs)
        by_sign = list(accumulate(1 / (rank + 3) for rank in range(len(signs))))
        lengths = chance.choices((1, 2, 3, 4), (1, 6, 2, 1), k=30_000)
        words = ["".join(chance.choices(signs, cum_weights=by_sign, k=length)) for length in lengths]
        return cls(words=words, weights=list(accumulate(1 / (rank + 2) for rank in range(len(words)))))

    def texts(self, chance: random.Random, words: int) -> Iterator[str]:
        """Texts of so many words, for ever."""
        while True:
            drawn = chance.choices(self.words, cum_weights=self.weights, k=words * 1000)
            for start in range(0, len(drawn), words):
                yield "".join(drawn[start : start + words])


class Filling:
    """One pass over the tickets that fills several databases, so that each ticket is made up once."""

    def __init__(self, number: int, keys: Keys, into: Sequence[Loader]) -> None:
        self._number = number
        self._keys = keys
        self._into = into

    def run(self) -> None:
        """Tables without indexes first; a block of tickets at a time; then indexes and statistics."""
        self._load("person", _PERSON_COLUMNS, list(_people(self._keys)))
        rows = _tickets(self._number)
        for block in range(self._number // BLOCK + 1):
            start = max(block * BLOCK, 1)
            some = list(islice(rows, (block + 1) * BLOCK - start))
            texts = [
                (seq, row[0], row[3], joined((row[1], *row[6:10])), int(seq > self._number - _PENDING))
                for seq, row in enumerate(some, start)
            ]
            self._load("ticket", _TICKET_COLUMNS, [(*row, seq) for seq, row in enumerate(some, start)])
            self._load("ticket_text", ("seq", "ticket_id", "office", "text", "pending"), texts)
            docs = postings_of((seq % BLOCK, words, office) for seq, _, office, words, _ in texts)
            self._load("ticket_posting", ("block", "token", "docs"), [(block, *one) for one in docs])
        for loader in self._into:
            loader.finish()

    def _load(self, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        for loader in self._into:
            loader.load(table, columns, rows)


def speech() -> Speech:
    """The words that the tickets are written in."""
    return Speech.of(random.Random(12385))


def _tickets(number: int) -> Iterator[tuple[Any, ...]]:
    chance = random.Random(20261121)
    spoken = speech()
    title, long = spoken.texts(chance, 6), spoken.texts(chance, 18)
    for place in range(number):
        at = NOW - timedelta(seconds=30 * (number - place))
        alive = chance.random() < (0.7 if place > number * 0.95 else 0.03)
        due = NOW + timedelta(hours=chance.randrange(-480, 480)) if alive else None
        state = (chance.choice(OPEN) if alive else chance.choice(_CLOSED)).value
        office = OFFICES[min(int(chance.expovariate(0.25)), 16)]
        person = f"person{chance.randrange(_PEOPLE)}"
        said = (next(title), next(long), "", next(long))
        key = f"{int(at.timestamp() * 1000):012x}{chance.getrandbits(128) >> 48:020x}"  # as store.ids makes them
        yield (key, f"26{place:014}", 3, office, state, "phone", *said, person, "{}", "bench", at, at, due)


def _people(keys: Keys) -> Iterator[tuple[Any, ...]]:
    for number in range(_PEOPLE):
        sealed = keys.seal('{"name": "来电人", "number": "13800138000"}', f"person:person{number}")
        yield (f"person{number}", 1, sealed, name_hash(keys, f"来电人{number}"), NOW, NOW)
