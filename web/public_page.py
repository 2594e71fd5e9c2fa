"""The public page as HTML: works without scripts, by keyboard and screen reader, in each language. Pure.

Everything from outside passes `escape`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from ticketing.knowledge import Entry
from web.public_progress import Progress
from web.texts.languages import LANGUAGES
from web.texts.public import PAGE, STATES

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "img-src 'none'"
)
"""No script, no picture, no other site."""
_NAMES = {"zh-CN": "中文", "ko": "한국어", "en": "English"}
_STYLE = """
:root { color-scheme: light dark; --ink: #14202b; --ground: #f3f5f7; --card: #fff; --line: #7b8896; --brand: #0b4f6c;
  --bad: #a11d2b; --focus: #b3490a }
@media (prefers-color-scheme: dark) { :root { --ink: #eaf0f5; --ground: #10171e; --card: #19232d; --line: #75869a;
  --brand: #86cdf3; --bad: #ff9aa2; --focus: #ffb454 } }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1.125rem/1.6 system-ui, sans-serif }
main, header { max-width: 42rem; margin: 0 auto; padding: 1rem }
section { background: var(--card); padding: 1rem 1.25rem; border-radius: 12px; margin: 0 0 1rem }
label { display: block; margin: .75rem 0 .25rem; font-weight: 600 }
input, button { font: inherit; padding: .6rem .75rem; border: 2px solid var(--line); border-radius: 8px;
  background: var(--card); color: var(--ink); max-width: 100%; box-sizing: border-box }
input { width: 100% } button { margin-top: 1rem; min-height: 2.75rem; border-color: var(--brand); font-weight: 600 }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px }
nav a { margin-right: 1rem } a { color: var(--brand) } .bad { color: var(--bad); font-weight: 600 }
dt { font-weight: 600 } dd { margin: 0 0 .5rem } article { border-top: 1px solid var(--line); padding-top: .5rem }
.answer { white-space: pre-line }
"""


def page(
    language: str,
    site: str,
    *,
    asked: Mapping[str, str],
    found: Progress | None = None,
    office: str = "",
    wrong: str = "",
    answers: Sequence[Entry] | None = None,
) -> str:
    """The whole page. `asked`: what was typed (`ticket`, `q`); `wrong`: why nothing can be shown."""
    words = {name: escape(many[language]) for name, many in PAGE.items()}
    links = "".join(
        f'<a href="/progress?language={tag}" lang="{tag}"{" aria-current=true" if tag == language else ""}>{name}</a>'
        for tag, name in _NAMES.items()
        if tag in LANGUAGES
    )
    title = f"{words['title']} · {escape(site)}"
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head><body>'
        f'<header><p><strong>{escape(site)}</strong></p><nav aria-label="{words["language"]}">{links}</nav></header>'
        f"<main><h1>{words['title']}</h1>"
        f"{_progress(words, language, asked, found, office, wrong)}{_answers(words, language, asked, answers)}"
        "</main></body></html>"
    )


def _progress(
    words: Mapping[str, str], language: str, asked: Mapping[str, str], found: Progress | None, office: str, wrong: str
) -> str:
    told = f'<p class="bad" role="alert" id="wrong">{escape(wrong)}</p>' if wrong else ""
    if found is not None:
        rows = (
            ("state", STATES[found.state][language]),
            ("office", office),
            ("received", found.received.isoformat()),
            ("since", found.since.isoformat()),
        )
        said = "".join(f"<dt>{words[name]}</dt><dd>{escape(value)}</dd>" for name, value in rows)
        told = f'<div role="status"><dl>{said}</dl></div>'
    described = ' aria-describedby="wrong" aria-invalid="true"' if wrong else ""
    return (
        f'<section aria-labelledby="p"><h2 id="p">{words["progress"]}</h2>{told}'
        f'<form method="post" action="/progress?language={language}">'
        f'<label for="ticket">{words["ticket"]}</label><input id="ticket" name="ticket" required maxlength="40"'
        f' inputmode="numeric" autocomplete="off" value="{escape(asked.get("ticket", ""))}"{described}>'
        f'<label for="digits">{words["digits"]}</label><input id="digits" name="digits" required minlength="4"'
        f' maxlength="4" pattern="[0-9]{{4}}" inputmode="numeric" autocomplete="off"{described}>'
        f"<button>{words['ask']}</button></form><p>{words['privacy']}</p></section>"
    )


def _answers(words: Mapping[str, str], language: str, asked: Mapping[str, str], found: Sequence[Entry] | None) -> str:
    listed = ""
    if found is not None:
        listed = "".join(_answer(words, one) for one in found) or f'<p role="status">{words["nothing"]}</p>'
    return (
        f'<section aria-labelledby="a"><h2 id="a">{words["answers"]}</h2><form method="get" action="/progress">'
        f'<input type="hidden" name="language" value="{language}"><label for="q">{words["words"]}</label>'
        f'<input id="q" name="q" maxlength="100" value="{escape(asked.get("q", ""))}">'
        f"<button>{words['search']}</button></form>{listed}</section>"
    )


def _answer(words: Mapping[str, str], one: Entry) -> str:
    from_where = "".join(
        f"<p>{words[name]}: {escape(value)}</p>"
        for name, value in (("basis", one.basis), ("provider", one.provider))
        if value
    )
    return f'<article><h3>{escape(one.title)}</h3><p class="answer">{escape(one.answer)}</p>{from_where}</article>'
