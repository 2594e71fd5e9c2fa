"""The one function through which every value passes on its way into a configuration file.

The templates' environment applies it to each `{{ … }}`; nothing may be written past it.
"""

from __future__ import annotations

from enum import Enum
from pathlib import PurePath

from asterisk_conf.errors import UnsafeValueError

_MARKS = frozenset("_.:/@+-=~![] ")
_PATH_MEND = "Set HOTLINE_HOME to a folder whose path has letters, digits and _.:/@+-=~ only."


def conf_value(value: object) -> str:
    """`value` as configuration text: letters and digits of any script and `_.:/@+-=~![]`, blanks inside.

    Everything with a meaning to Asterisk's parsers is refused, not quoted, because the parsers differ: newline,
    `;` (comment), `,` `(` `)` `$` `{` `}` `"` `\\` `|` `&` `?` (dialplan), `#` (include), `<` `>` `%` `*`.
    """
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, bool) or not isinstance(value, str | int | PurePath):
        raise UnsafeValueError(f"Only text, whole numbers and paths may stand in a configuration file, got {value!r}.")
    text = str(value)
    bad = sorted({char for char in text if not (char.isalnum() or char in _MARKS)})
    if bad or text != text.strip():
        what = " ".join(map(repr, bad)) or "a blank at an end"
        raise UnsafeValueError(
            f"A value for Asterisk's configuration holds {what}: {text[:80]!r}.",
            mend=_PATH_MEND if isinstance(value, PurePath) else "Use letters, digits and _.:/@+-=~ only.",
        )
    return text
