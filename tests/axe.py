"""What axe-core has against a page, for every test with a browser."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Page

AXE = Path(__file__).parents[1] / "desktop" / "node_modules" / "axe-core" / "axe.min.js"


async def axe_finds(page: Page) -> list[str]:
    """What axe-core has against the page now, one line a rule, with the first place."""
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(AXE.read_text())
    result = await page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{one['id']}: {one['help']} at {one['nodes'][0]['target']} {one['nodes'][0]['html'][:160]}"
        for one in result["violations"]
    ]
