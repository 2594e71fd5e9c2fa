"""Prompts as they are written: `prompts.toml` read into frozen records, each text split at its places.

Pure but for `standard_texts`, which reads the file beside this one. No audio here; nothing of one site.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from ivr_flows.prompt_book import PromptError, UnknownPrompt

STANDARD = Path(__file__).with_name("prompts.toml")
_PLACE = re.compile(r"\{([^{}]*)\}")


class BadPrompts(PromptError):
    """A prompts file that cannot be used. The message names the file, the prompt and the mend."""

    code = "bad-prompts"


class Kind(StrEnum):
    """What may stand in a place and how it is read."""

    OFFICE = "office"  # office id (座席单位): its name in the language
    DATETIME = "datetime"  # aware datetime: day and clock time
    DATE = "date"  # date or aware datetime: month and day
    DIGITS = "digits"  # str: digit by digit
    KEY = "key"  # str: one key of the telephone
    COUNT = "count"  # int


class Room(StrEnum):
    """Who plays a prompt."""

    FLOW = "flow"  # a program of ours
    QUEUE = "queue"  # Asterisk itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A placeholder in a text."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A prompt: for each language its text, cut into fixed pieces (str) and places, in order."""

    id: str
    room: Room
    texts: Mapping[str, tuple[str | Place, ...]]

    @property
    def places(self) -> frozenset[str]:
        """The names of the places, of any language."""
        return frozenset(part.name for text in self.texts.values() for part in text if isinstance(part, Place))


def standard_texts() -> dict[str, Prompt]:
    """The prompts that ship with the program."""
    return read_prompts(STANDARD)


def read_prompts(path: Path, base: Mapping[str, Prompt] | None = None) -> dict[str, Prompt]:
    """The prompts of a file. With `base`: a site's file, which replaces texts of known ids, language by language."""
    import tomllib  # not at import: the fallback program reads no TOML

    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadPrompts(f"{path}: cannot be read ({error.strerror}); restore it or mend its permissions") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadPrompts(f"{path}: is not valid TOML in UTF-8 ({error})") from error
    kinds = _kinds(raw.get("kinds", {}), path)
    if base is None:
        return {id_: _prompt(id_, entry, kinds, path) for id_, entry in raw.get("prompts", {}).items()}
    return {**base, **_overrides(raw.get("prompts", {}), base, path)}


def _kinds(raw: Mapping[str, Any], path: Path) -> dict[str, Kind]:
    known = ", ".join(Kind)
    for name, kind in raw.items():
        if kind not in list(Kind):
            raise BadPrompts(f"{path}: [kinds] {name}: {kind!r} is not one of {known}")
    return {name: Kind(kind) for name, kind in raw.items()}


def _prompt(id_: str, entry: Mapping[str, Any], kinds: Mapping[str, Kind], path: Path) -> Prompt:
    room = entry.get("room", "flow")
    if room not in list(Room):
        raise BadPrompts(f"{path}: prompt {id_}: room {room!r} is not one of {', '.join(Room)}")
    texts = {
        lang: _split(text, kinds, f"{path}: prompt {id_}.{lang}") for lang, text in entry.items() if lang != "room"
    }
    return Prompt(id=id_, room=Room(room), texts=texts)


def _split(text: object, kinds: Mapping[str, Kind], where: str) -> tuple[str | Place, ...]:
    if not isinstance(text, str) or not text.strip():
        raise BadPrompts(f"{where}: a text is a sentence in quotes, not {text!r}")
    parts: list[str | Place] = []
    for index, piece in enumerate(_PLACE.split(text)):
        if index % 2:
            if piece not in kinds:
                raise BadPrompts(f"{where}: no kind is known for {{{piece}}}; known: {', '.join(kinds)}")
            parts.append(Place(name=piece, kind=kinds[piece]))
        elif piece:
            parts.append(piece)
    if any(isinstance(part, str) and set("{}") & set(part) for part in parts):
        raise BadPrompts(f"{where}: a lone brace; write places as {{name}}")
    return tuple(parts)


def _overrides(raw: Mapping[str, Any], base: Mapping[str, Prompt], path: Path) -> dict[str, Prompt]:
    changed: dict[str, Prompt] = {}
    for id_, entry in raw.items():
        if id_ not in base:
            raise UnknownPrompt(f"{path}: there is no prompt {id_!r} to replace; `hotline prompts list` shows all ids")
        old = base[id_]
        kinds = {part.name: part.kind for text in old.texts.values() for part in text if isinstance(part, Place)}
        new = _prompt(id_, {**entry, "room": old.room.value}, kinds, path)
        changed[id_] = Prompt(id=id_, room=old.room, texts={**old.texts, **new.texts})
    return changed
