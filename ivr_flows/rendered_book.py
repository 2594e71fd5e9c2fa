"""The prompt book of a running system: a manifest of clips on disk, read once.

Needs the standard library only, so that the fallback program (which Asterisk starts for one call) has it in
milliseconds. `ivr_flows.speech.prepare` writes the manifest; this file may not import from there.
"""

from __future__ import annotations

import json
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ivr_flows.prompt_book import PromptError, UnknownPrompt
from ivr_flows.prompt_texts import Kind, Place, Prompt, Room
from ivr_flows.utterance import Utterance
from ivr_flows.wording import Names, fewest_clips, say

MANIFEST = "book.json"
FORMAT = 1


class BadBook(PromptError):
    """The prepared audio's manifest is missing or damaged: prepare it anew."""

    code = "bad-prompt-book"


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedBook:
    """A `PromptBook` over prepared clips."""

    root: Path
    """Absolute folder of the clips."""
    prompts: Mapping[str, Prompt]
    names: Names
    clips: Mapping[str, Mapping[str, str]]
    """Language -> clip key -> file name in `root`, without ending."""

    def audio(self, utterance: Utterance, language: str) -> tuple[str, ...]:
        """See `PromptBook.audio`."""
        prompt = self._prompt(utterance)
        known = self.clips.get(language, {})
        parts = [part.words for part in say(prompt, utterance, language, self.names)]
        words = [f"#{prompt.id}"] if f"#{prompt.id}" in known else _with_recordings(prompt, language, parts, known)
        return tuple(f"{self.root}/{known[key]}" for key in fewest_clips(words, known))

    def text(self, utterance: Utterance, language: str) -> str:
        """See `PromptBook.text`."""
        parts = say(self._prompt(utterance), utterance, language, self.names)
        return "".join(part.shown for part in parts)

    def _prompt(self, utterance: Utterance) -> Prompt:
        if utterance.prompt not in self.prompts:
            raise UnknownPrompt(f"there is no prompt {utterance.prompt!r}; `hotline prompts list` shows all ids")
        return self.prompts[utterance.prompt]


def _with_recordings(prompt: Prompt, language: str, parts: Sequence[Sequence[str]], known: Container[str]) -> list[str]:
    """The words, each fixed piece that the site recorded replaced by its recording's key (`#id.n`)."""
    words: list[str] = []
    piece = 0
    for part, spoken in zip(prompt.texts[language], parts, strict=True):
        piece += isinstance(part, str)
        recorded = f"#{prompt.id}.{piece}"
        words += [recorded] if isinstance(part, str) and recorded in known else spoken
    return words


def load_book(book_dir: Path) -> RenderedBook:
    """The book prepared in a folder. BadBook when there is none or it is of another format."""
    path = book_dir / MANIFEST
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if raw["format"] != FORMAT:
            raise BadBook(f"{path}: format {raw['format']}, this program reads {FORMAT}; run `hotline prompts prepare`")
        return RenderedBook(
            root=book_dir.absolute(),
            prompts={id_: _prompt(id_, entry) for id_, entry in raw["prompts"].items()},
            names=raw["names"],
            clips=raw["clips"],
        )
    except FileNotFoundError as error:
        raise BadBook(f"{path}: there are no prepared prompts here; run `hotline prompts prepare`") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadBook(f"{path}: is damaged ({error}); delete it and run `hotline prompts prepare`") from error


def _prompt(id_: str, entry: Mapping[str, Any]) -> Prompt:
    texts = {
        language: tuple(part if isinstance(part, str) else Place(name=part[0], kind=Kind(part[1])) for part in text)
        for language, text in entry["texts"].items()
    }
    return Prompt(id=id_, room=Room(entry["room"]), texts=texts)


def book_json(prompts: Mapping[str, Prompt], names: Names, clips: Mapping[str, Mapping[str, str]]) -> str:
    """The manifest's text, for `load_book`."""
    entries = {
        prompt.id: {
            "room": prompt.room.value,
            "texts": {
                language: [part if isinstance(part, str) else [part.name, part.kind.value] for part in text]
                for language, text in prompt.texts.items()
            },
        }
        for prompt in prompts.values()
    }
    book = {"format": FORMAT, "prompts": entries, "names": names, "clips": clips}
    return json.dumps(book, ensure_ascii=False, indent=1) + "\n"
