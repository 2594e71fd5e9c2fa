"""What the API answers when it cannot do what was asked: one class, stable codes. Texts stand in `web.texts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class WebError(Exception):
    """An answer other than success. `values` fill the text's placeholders; `more` stands beside the error."""

    def __init__(
        self,
        status: int,
        code: str,
        *,
        place: str | None = None,
        values: Mapping[str, Any] | None = None,
        fields: Sequence[Mapping[str, str]] | None = None,
        more: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        mend: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.place = place
        self.values = dict(values or {})
        self.fields = None if fields is None else list(fields)
        self.more = dict(more or {})
        self.headers = dict(headers or {})
        self.mend = mend
        """By language, where it says more than the code's own."""


def not_found() -> WebError:
    """404, also for what exists but may not be seen."""
    return WebError(404, "not-found")
