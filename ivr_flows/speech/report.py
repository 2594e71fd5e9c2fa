"""What the recogniser understood, as Markdown: over all, by kind, by site, the worst, and every utterance. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ivr_flows.speech.error_rate import Errors
from ivr_flows.speech.transcript import Line, Row, Sort

_NOTHING = Errors(edits=0, length=0)
_WORST = 10
_METHOD = """\
Written by `hotline prompts transcribe`. Each prompt is put together from the shipped clips as callers of the shipped
sites hear it, with the values that they meet there (every office, the hotline's number, real opening times; two
callers' numbers and the last digits of a ticket's where digits are read), resampled to 8 kHz, sent through A-law,
and heard by Whisper base (int8, beam 5, no prompt given). Each distinct utterance counts once, by its characters.
Punctuation does not count, and a number in digits equals the same number in words (1 = 一 = 幺, 2 = 二 = 两,
8点 = 八点); a homophone is an error. The column `pinyin` forgives homophones. On the rough line the same sound
arrives 10 dB quieter, under white noise 20 dB below it: the first utterance of each prompt, heard again.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """Errors over a group of utterances."""

    characters: Errors = _NOTHING
    pinyin: Errors = _NOTHING
    utterances: int = 0

    def __str__(self) -> str:
        length = self.characters.length
        return f"{self.utterances} | {length} | {self.characters.rate:.1%} | {self.pinyin.rate:.1%}"


def total(rows: Iterable[Row]) -> Total:
    """Every character weighs alike."""
    found = list(rows)
    return Total(
        characters=sum((row.errors for row in found), _NOTHING),
        pinyin=sum((row.pinyin for row in found), _NOTHING),
        utterances=len(found),
    )


def overall(rows: Sequence[Row]) -> Errors:
    """Over all utterances on a clear line: the figure that has a limit."""
    return total(_on(Line.CLEAR, rows)).characters


def by_prompt(rows: Sequence[Row]) -> float:
    """The mean of the prompts' rates: each prompt weighs alike, however many offices or values it is said with."""
    ids = dict.fromkeys(row.prompt for row in _on(Line.CLEAR, rows))
    rates = [total(row for row in _on(Line.CLEAR, rows) if row.prompt == id_).characters.rate for id_ in ids]
    return sum(rates) / len(rates)


def report(rows: Sequence[Row]) -> str:
    """The whole section below its heading."""
    clear = _on(Line.CLEAR, rows)
    again = {row.said for row in _on(Line.ROUGH, rows)}
    lines = [
        _METHOD,
        f"**Character error rate over all {len(clear)} utterances"
        f" ({overall(rows).length} characters): {overall(rows).rate:.1%}**"
        f" (pinyin with tones: {total(clear).pinyin.rate:.1%}; each prompt weighing alike: {by_prompt(rows):.1%}).",
        "",
        "| utterances | number | characters | errors | pinyin |",
        "|---|---|---|---|---|",
        *_groups(clear),
        f"| first of each prompt, clear line | {total(row for row in clear if row.said in again)} |",
        f"| the same, rough line | {total(_on(Line.ROUGH, rows))} |",
        "",
        "The worst:",
        "",
        *(f"- {row.errors.rate:.0%} {row.said} → {row.heard}" for row in _worst(clear)),
        "",
        "| prompt | said | heard | clips | errors | pinyin |",
        "|---|---|---|---|---|---|",
        *(
            f"| {row.prompt} | {row.said} | {row.heard} | {row.clips} | {row.errors.rate:.0%} | {row.pinyin.rate:.0%} |"
            for row in clear
        ),
    ]
    return "\n".join(lines) + "\n"


def _groups(rows: Sequence[Row]) -> Iterator[str]:
    for sort in Sort:
        yield f"| {sort} | {total(row for row in rows if row.sort is sort)} |"
    yield f"| one clip | {total(row for row in rows if row.clips == 1)} |"
    yield f"| several clips | {total(row for row in rows if row.clips > 1)} |"
    for site in dict.fromkeys(site for row in rows for site in row.sites):
        yield f"| heard at {site} | {total(row for row in rows if site in row.sites)} |"


def _on(line: Line, rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.line is line]


def _worst(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: -row.errors.rate)[:_WORST]
