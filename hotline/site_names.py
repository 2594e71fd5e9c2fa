"""Whether a site and its offices have a name in each language that callers hear."""

from __future__ import annotations

from collections.abc import Mapping

from hotline.site import Site
from routing.strict import Document
from routing.toml_places import Path


def check_names(site: Site, document: Document) -> None:
    """Note every name that is missing in a language of the site."""
    _named(site, document, ("names",), site.names, "the site")
    for number, office in enumerate(site.plan.offices.values()):
        _named(site, document, ("offices", number, "names"), office.names, f"office {office.id!r}")


def _named(site: Site, document: Document, place: Path, names: Mapping[str, str], whose: str) -> None:
    for language in site.languages:
        if language not in names and document.clean(place) and document.clean(("languages",)):
            wrong = f"{whose} has no name in {language!r}, which callers of this hotline may choose"
            document.wrong(place, wrong, f'Add `{language} = "…"`, or take {language!r} out of `languages`')
