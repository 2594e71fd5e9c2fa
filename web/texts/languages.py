"""The languages in which the API speaks to people, and which of them a request is answered in. Pure."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("zh-CN", "ko", "en")

Text = Mapping[str, str]
"""Language -> words."""


def text(zh: str, ko: str, en: str) -> Text:
    """The same thing said in each."""
    return {"zh-CN": zh, "ko": ko, "en": en}


def negotiate(header: str | None, fallback: str = "zh-CN") -> str:
    """The best of our languages for an Accept-Language header, by its weights and then its order."""
    wanted: list[tuple[float, int, str]] = []
    for place, item in enumerate((header or "").split(",")[:16]):
        tag, _, weight = item.strip().partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            quality = 0.0
        wanted.append((-quality, place, tag.lower()))
    for quality, _, tag in sorted(wanted):
        found = next((ours for ours in LANGUAGES if tag[:2] == ours[:2].lower()), None)
        if found is not None and quality < 0:
            return found
    return fallback


def language_of(short: str) -> str:
    """A stored language (`zh`, `ko`) as a web tag."""
    return next((ours for ours in LANGUAGES if ours[:2] == short[:2]), "zh-CN")
