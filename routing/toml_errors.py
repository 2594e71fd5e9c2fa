"""What is wrong where a text is no TOML, in the words of somebody who never read its grammar. Pure."""

from __future__ import annotations

import re
import tomllib

_PLAIN = str.maketrans("“”‘’＝，：；［］｛｝．。－＂＇", "\"\"''=,:;[]{}..-\"'")
"""Signs of a Chinese keyboard, and those that TOML wants."""
_QUOTED_OR_SAID = re.compile(r"\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|#.*")
"""Where any sign may stand: texts and comments."""
_SAID = (
    ("Cannot overwrite", "this key stands here twice", "Keep one of them"),
    ("Cannot declare", "this table stands here twice", "Put the keys of both into one"),
    ("Illegal character '\\n'", "a text does not end on its line", 'End it with the sign that it begins with: "'),
    ("Unterminated string", "a text does not end", 'End it with the sign that it begins with: "'),
    ("Unclosed array", "a list does not end, or its entries have no comma between them", "Write it as [a, b]"),
    ("Expected '=' after a key", "there is no = after the key", "Write it as key = value"),
    ("Invalid value", "this is no value", 'Texts stand in "quotes"; numbers, dates, true and false without'),
    ("Invalid statement", "this is neither a key nor a table", "Write key = value or [table], comments after #"),
)
"""How tomllib's sentence begins, what is wrong, the mend."""


def told(error: tomllib.TOMLDecodeError, text: str) -> tuple[str, int | None, str]:
    """What is wrong, in which line, and the mend."""
    at = re.search(r"\(at line (\d+)", str(error))
    line = int(at[1]) if at else None
    written = text.splitlines()[line - 1] if line and line <= len(text.splitlines()) else ""
    bare = _QUOTED_OR_SAID.sub("", written)
    sign = next((one for one in bare if one != one.translate(_PLAIN)), None)
    if sign is not None:
        return f"{sign} is a Chinese sign", line, f"Write it with the plain sign: {sign.translate(_PLAIN)}"
    for begins, wrong, mend in _SAID:
        if str(error).startswith(begins):
            return wrong, line, mend
    return f"this is not TOML: {error}", line, "Mend the syntax here"
