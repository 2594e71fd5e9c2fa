"""From an utterance to the words it is made of, and from words to the fewest clips that say them.

Pure. A clip is known by its text: what is spoken, punctuation included, spaces aside. A breath before or after
a clip is part of it (see `ivr_flows.speech.sound`), so punctuation at the edge of a text is never lost.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from datetime import date, datetime

from ivr_flows.prompt_book import BadParameter, MissingClip, UnknownPrompt
from ivr_flows.prompt_texts import Kind, Place, Prompt
from ivr_flows.spoken import Spoken, Tongue
from ivr_flows.spoken_ko import KO
from ivr_flows.spoken_zh import ZH
from ivr_flows.utterance import Utterance, Value

TONGUES: Mapping[str, Tongue] = {"zh": ZH, "ko": KO}
_SENTENCES = re.compile(r"(?<=[。！？])(?=[^。！？，、])")
_LONGEST = 12
"""Words that one clip may cover at most."""

Names = Mapping[str, Mapping[str, str]]
"""Office id -> language -> name as spoken."""


def clip_key(text: str) -> str:
    """What a clip is looked up by: its text without white space."""
    return "".join(text.split())


def say(prompt: Prompt, utterance: Utterance, language: str, names: Names) -> tuple[Spoken, ...]:
    """The utterance's parts in order, fixed ones included. PromptError where it cannot be said."""
    if language not in prompt.texts or language not in TONGUES:
        raise UnknownPrompt(f"prompt {prompt.id!r} has no text in {language!r}; add it to prompts.toml")
    text = prompt.texts[language]
    _check_names(prompt, utterance)
    tongue = TONGUES[language]
    return tuple(
        _say_place(part, utterance, language, names)
        if isinstance(part, Place)
        else Spoken(words=literal_words(part, prompt, tongue), shown=part)
        for part in text
    )


def literal_words(piece: str, prompt: Prompt, tongue: Tongue) -> tuple[str, ...]:
    """A fixed piece as clips may cut it: a prompt with places falls into sentences, so that the sentence around a
    place is one clip and the others are shared."""
    spoken = tongue.literal(piece)
    return tuple(_SENTENCES.split(spoken)) if prompt.places else (spoken,)


def _check_names(prompt: Prompt, utterance: Utterance) -> None:
    given = set(utterance.params) - {"now"}
    if missing := prompt.places - given:
        raise BadParameter(f"prompt {prompt.id!r} needs {', '.join(sorted(missing))}")
    if extra := given - prompt.places:
        raise BadParameter(f"prompt {prompt.id!r} has no place for {', '.join(sorted(extra))}")


def _say_place(place: Place, utterance: Utterance, language: str, names: Names) -> Spoken:
    value = utterance.params[place.name]
    try:
        return _say_value(place.kind, value, utterance.params.get("now"), language, names)
    except (ValueError, TypeError, KeyError) as error:
        raise BadParameter(
            f"prompt {utterance.prompt!r}: {{{place.name}}} is of kind {place.kind} and cannot be {value!r} ({error})"
        ) from error


def _say_value(kind: Kind, value: Value, now: Value | None, language: str, names: Names) -> Spoken:
    tongue = TONGUES[language]
    match kind, value:
        case Kind.OFFICE, str():
            if value not in names or language not in names[value]:
                raise ValueError(f"no office {value!r} with a name in {language!r}")
            name = names[value][language]
            return Spoken(words=(name,), shown=name)
        case Kind.DATETIME, datetime() if value.tzinfo is not None:
            return tongue.moment(value, now if isinstance(now, datetime) else None)
        case Kind.DATE, date():
            return tongue.date(value)
        case Kind.DIGITS, str():
            return tongue.digits(value)
        case Kind.KEY, str() | int():
            return tongue.key(str(value))
        case Kind.COUNT, int():
            return tongue.count(value)
    raise TypeError("a value of another type, or a naive time")


def fewest_clips(words: Sequence[str], known: Container[str]) -> tuple[str, ...]:
    """The words joined into the longest known clips, from the left. MissingClip when a word is not known at all."""
    clips: list[str] = []
    at = 0
    while at < len(words):
        for end in range(min(len(words), at + _LONGEST), at, -1):
            key = clip_key("".join(words[at:end]))
            if key in known:
                clips.append(key)
                at = end
                break
        else:
            raise MissingClip(f"no audio of {words[at]!r}: run `hotline prompts render`, or record it")
    return tuple(clips)
