"""Sends one webhook over HTTP, with time limits, without redirects. Signing is `ticketing.casework.webhooks`'s."""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp

LIMIT_S = 15.0
"""For the whole call; a receiver that needs longer should answer first and work then."""


async def post_webhook(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """The HTTP status. OSError or TimeoutError when nobody answered."""
    timeout = aiohttp.ClientTimeout(total=LIMIT_S)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as client,
            client.post(url, data=body, headers=headers, allow_redirects=False) as answer,
        ):
            return answer.status
    except aiohttp.ClientError as error:
        raise ConnectionError(type(error).__name__) from error
