"""The settings page: a new password of one's own, by keyboard, what is wrong said at its field."""

from __future__ import annotations

import pytest
import stand_in_data as data
from deeds import sign_in
from playwright.async_api import Page, expect
from stand_in import StandIn

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NEW = "一个足够长的新密码"
FORM = "[data-test=password-form]"


async def fill(page: Page, old: str, new: str, again: str) -> None:
    for place, text in (("old", old), ("new", new), ("again", again)):
        await page.fill(f"#password-{place}", text)
    await page.press("#password-again", "Enter")


async def test_the_new_password_is_sent_once_and_the_fields_are_empty_again(page: Page, server: StandIn) -> None:
    await sign_in(page, address="/settings")
    await fill(page, data.PASSWORD, NEW, NEW)
    await expect(page.locator("[data-test=password-done]")).to_have_text("密码已修改，其他登录已退出。")
    for place in ("old", "new", "again"):
        await expect(page.locator(f"#password-{place}")).to_have_value("")
    assert server.passwords == [NEW]


@pytest.mark.parametrize(
    ("old", "again", "place", "told"),
    [
        ("wrong", NEW, "old", "现用密码不正确 请重新输入现用密码"),
        (data.PASSWORD, f"{NEW}x", "again", "两次输入的新密码不一致"),
        ("", NEW, "old", "请填写这一项"),
    ],
)
async def test_what_is_wrong_stands_at_its_field_with_the_focus(
    page: Page, server: StandIn, old: str, again: str, place: str, told: str
) -> None:
    await sign_in(page, address="/settings")
    await fill(page, old, NEW, again)
    await expect(page.locator(f"#password-{place}")).to_be_focused()
    await expect(page.locator(f"#password-{place}-error")).to_contain_text(told)
    assert server.passwords == []
