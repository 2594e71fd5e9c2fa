"""Strict reading of settings in TOML: every mistake is collected with its place, what is wrong, and the mend.

Pure: text in, values and `Problem`s out; reading goes on after a mistake so that all of them are told at once. What
the settings mean (sites, regulation packs) lives with their readers, not here.
"""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from routing.toml_errors import told
from routing.toml_places import Path, lines, nearest

_BYTE_ORDER_MARK = "\ufeff"
"""What some editors put before the text."""
LONGEST = 5_000
"""Characters of a text, where its reader asks for no fewer."""
_MOST_SHOWN = 60
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""Line ends among them: names are shown, spoken, and written into configuration, line by line."""
_NOT_THE_SAME: Mapping[type, type] = {int: bool, date: datetime}
"""What Python takes for one of a kind, and a file of settings does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake in a file of settings. `key` is a path such as `offices[3].hours`."""

    file: str
    line: int | None
    key: str
    wrong: str
    mend: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        key = f"{self.key}: " if self.key else ""
        return _CONTROL.sub(_escaped, f"{place}: {key}{self.wrong}. {self.mend}.")


def _escaped(sign: re.Match[str]) -> str:
    """Terminals obey control signs, also those in the keys of a file."""
    return sign[0].encode("unicode_escape").decode()


def key_text(path: Path) -> str:
    """`("offices", 3, "hours")` -> `offices[3].hours`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


@dataclass(slots=True, kw_only=True)
class Document:
    """One TOML text under reading, and the mistakes found in it so far."""

    file: str
    root: dict[str, Any]
    places: dict[Path, int]
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def parse(cls, file: str, text: str) -> Document:
        """Never raises: text that is not TOML gives an empty root and one problem."""
        try:
            text = text.removeprefix(_BYTE_ORDER_MARK)
            return cls(file=file, root=tomllib.loads(text), places=lines(text))
        except tomllib.TOMLDecodeError as error:
            wrong, line, mend = told(error, text)
        except ValueError:  # Python reads no whole number of more than 4,300 digits
            wrong, line, mend = "a number in it has thousands of digits", None, "Write a shorter one"
        except RecursionError:
            wrong, line, mend = "tables or lists lie in each other too deep to be read", None, "Write it flat"
        rest = f"{mend}; nothing else could be checked until then"
        problem = Problem(file=file, line=line, key="", wrong=wrong, mend=rest)
        return cls(file=file, root={}, places={}, problems=[problem])

    def wrong(self, path: Path, wrong: str, mend: str) -> None:
        """Note a mistake at `path`."""
        line = nearest(self.places, path)
        self.problems.append(Problem(file=self.file, line=line, key=key_text(path), wrong=wrong, mend=mend))

    def clean(self, path: Path) -> bool:
        """Whether nothing is wrong at `path` or below it so far: what follows from a mistake is not told as well."""
        place = key_text(path)
        return not any(re.match(rf"{re.escape(place)}(?![^.\[])", problem.key) for problem in self.problems)

    def top(self) -> Section:
        """The whole document as a section."""
        return Section(document=self, path=(), table=self.root)


def suggestion(given: str, known: Collection[str], else_say: str) -> str:
    """`Did you mean …` for a near miss, else `else_say`."""
    near = difflib.get_close_matches(given, sorted(known), n=1, cutoff=0.6)
    return f"Did you mean {near[0]!r}" if near else else_say


def shown(value: Any) -> str:
    """A value as a sentence names it: short, and a table never with all that stands in it."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list of tables" if any(isinstance(item, dict) for item in value) else _cut(repr(value))
    return _cut(str(value) if isinstance(value, date | time) else repr(value))


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "…"


def _header(path: Path) -> str:
    """How a file heads the table at `path`: `offices.names` below the fourth `[[offices]]` as below the first."""
    return key_text(tuple(part for part in path if isinstance(part, str)))


def _fits(pattern: str, value: str) -> bool:
    """Whole, and digits are 0 to 9 only."""
    return re.fullmatch(pattern, value, re.ASCII) is not None


def _plainly(pattern: str | None, value: Any) -> str:
    """The mend for a value that a Chinese keyboard wrote in wide signs; '' for any other."""
    plain = unicodedata.normalize("NFKC", value) if isinstance(value, str) else ""
    return f"Write it in plain signs: {plain!r}" if pattern and plain != value and _fits(pattern, plain) else ""


@dataclass(slots=True, kw_only=True)
class Section:
    """One table under reading. Keys that nobody asked for by the time of `done()` are mistakes.

    `absent`: the table itself is missing or no table; that was told, so nothing is missing in it.
    """

    document: Document
    path: Path
    table: Mapping[str, Any]
    absent: bool = False
    _asked: set[str] = field(default_factory=set)

    def wrong(self, key: str, wrong: str, mend: str) -> None:
        """Note a mistake at a key of this table (empty: at the table itself)."""
        self.document.wrong((*self.path, key) if key else self.path, wrong, mend)

    def has(self, key: str) -> bool:
        """Whether the key is there. It counts as asked for."""
        self._asked.add(key)
        return key in self.table

    def raw(self, key: str) -> Any:
        """The value as TOML has it, None when absent."""
        self._asked.add(key)
        return self.table.get(key)

    def _typed(self, key: str, kind: type, what: str, *, needed: bool, example: str = "") -> Any:
        """The value if it is of this kind. `example`: one as TOML writes it; none where `what` names a table."""
        value = self.raw(key)
        if value is None:
            if needed and not self.absent:
                self.wrong("", f"{key!r} is missing", f"Add `{key} = {example}`, {what}" if example else f"Add {what}")
            return None
        if not isinstance(value, kind) or isinstance(value, _NOT_THE_SAME.get(kind, ())):
            self.wrong(key, f"{shown(value)} is not what belongs here", f"Write {what}")
            return None
        return value

    def text(
        self,
        key: str,
        *,
        default: str | None = None,
        pattern: str | None = None,
        what: str = 'a text in "quotes"',
        most: int = LONGEST,
    ) -> str:
        """A non-empty text of at most `most` characters that matches `pattern` whole; '' after a mistake."""
        value = self._typed(key, str, what, needed=default is None, example='"…"')
        if value is None:
            return default or ""
        if len(value) > most:
            self.wrong(key, f"{value[:20] + '…'!r} has {len(value)} characters", f"Write at most {most}")
            return ""
        if not value.strip() or (pattern and not _fits(pattern, value)):
            self.wrong(key, f"{value!r} is not what belongs here", _plainly(pattern, value) or f"Write {what}")
            return ""
        if _CONTROL.search(value):
            self.wrong(key, f"{value!r} holds a line end or another control sign", "Write it on one line without it")
            return ""
        return str(value)

    def choice(self, key: str, known: Collection[str], *, default: str | None = None) -> str:
        """One of `known`; its first after a mistake."""
        example = f'"{next(iter(known))}"'
        value = self._typed(key, str, f"one of {', '.join(known)}", needed=default is None, example=example)
        fallback = default if default is not None else next(iter(known))
        if value is None:
            return fallback
        if value not in known:
            self.wrong(key, f"{value!r} is not known", suggestion(value, known, f"Write one of {', '.join(known)}"))
            return fallback
        return str(value)

    def integer(self, key: str, *, low: int, high: int, default: int | None = None) -> int:
        """A whole number from `low` to `high`; `low` after a mistake."""
        what = f"a whole number from {low} to {high}"
        value = self._typed(key, int, what, needed=default is None, example=str(low))
        if value is None:
            return default if default is not None else low
        if not low <= value <= high:
            self.wrong(key, f"{value} is out of range", f"Write a whole number from {low} to {high}")
            return low
        return int(value)

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """true or false."""
        value = self._typed(key, bool, "true or false", needed=default is None, example="false")
        return bool(default) if value is None else bool(value)

    def day(self, key: str, *, default: date | None = None) -> date:
        """A TOML date such as 2026-09-03; 0001-01-01 after a mistake."""
        what = "a date such as 2026-09-03, without quotes and without a time of day"
        value = self._typed(key, date, what, needed=default is None, example="2026-09-03")
        return (default or date.min) if value is None else value

    def texts(self, key: str, *, needed: bool = False, pattern: str | None = None, what: str = "") -> tuple[str, ...]:
        """A list of non-empty texts without repeats."""
        what = what or 'a list of texts such as ["a", "b"]'
        value = self._typed(key, list, what, needed=needed, example='["…"]')
        good: list[str] = []
        for item in value or ():
            if not isinstance(item, str) or not item.strip() or (pattern and not _fits(pattern, item)):
                mend = _plainly(pattern, item) or f"Write {what}"
                self.wrong(key, f"{shown(item)} does not belong in this list", mend)
            elif item in good:
                self.wrong(key, f"{item!r} stands here twice", "Keep one of them")
            else:
                good.append(item)
        if value == [] and needed:
            self.wrong(key, "the list is empty", f"Write {what}")
        return tuple(good)

    def section(self, key: str, *, needed: bool = True) -> Section:
        """The table at `key`; an empty one when absent or after a mistake."""
        value = self._typed(key, dict, f"the table [{_header((*self.path, key))}]", needed=needed)
        return Section(document=self.document, path=(*self.path, key), table=value or {}, absent=value is None)

    def sections(self, key: str, *, needed: bool = False) -> Iterator[Section]:
        """The entries of the array of tables at `key`."""
        header = f"one or more tables [[{_header((*self.path, key))}]]"
        value = self._typed(key, list, header, needed=needed)
        for number, item in enumerate(value or ()):
            path = (*self.path, key, number)
            if isinstance(item, dict):
                yield Section(document=self.document, path=path, table=item)
            else:
                self.document.wrong(path, f"{shown(item)} is not a table", f"Write {header}")

    def entries(self) -> Iterator[tuple[str, Any]]:
        """Every key with its value, for tables whose keys are free."""
        for key, value in self.table.items():
            self._asked.add(key)
            yield key, value

    def done(self) -> None:
        """Complain of every key that nobody asked for."""
        for key in self.table:
            if key not in self._asked:
                self.wrong(
                    key, f"there is no key {key!r} here", suggestion(key, self._asked - set(self.table), "Remove it")
                )
