"""What a field may hold: choices of the regulation, numbers, dates; numbers with a slip are not registered."""

from __future__ import annotations

import pytest

from tests.web.house import House
from tests.web.test_calls_and_tickets import a_popped_ticket


@pytest.mark.parametrize(
    ("place", "wrong", "code", "mend", "right"),
    [
        ("nature", "xx", "not-a-choice", "可选：政策咨询、投诉请求、投诉、生活帮助", "help"),
        ("caller.age", "六十", "not-a-number", "请只写数字", "60"),
        ("extra.date", "2026-02-30", "not-a-date", "请写成 2026-11-23", "2026-02-28"),
    ],
)
async def test_a_value_that_the_field_cannot_hold_is_refused_with_the_mend(
    house: House, place: str, wrong: str, code: str, mend: str, right: str
) -> None:
    person = await house.person("agent")
    ticket = await a_popped_ticket(house, person)
    path = f"/api/v1/tickets/{ticket['number']}"
    refused = await person.patch(path, {"version": ticket["version"], place: wrong, "situation": "坡道"})
    assert (refused.status, refused.body["error"]["code"]) == (422, code)
    assert (refused.body["error"]["place"], refused.body["error"]["mend"]) == (place, mend)
    now = (await person.get(path)).body
    assert now["version"] == ticket["version"] and now["situation"] == ""
    taken = await person.patch(path, {"version": ticket["version"], place: right})
    assert taken.status == 200
    cleared = await person.patch(path, {"version": taken.body["version"], place: ""})
    assert cleared.status == 200


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("340102198001011230", "校验码不符，号码中有误。请与来电人逐位核对号码"),
        ("34010219800101123199", "第 19 位（残疾类别）应为 1 至 7，现为 9。请与来电人逐位核对号码"),
        ("abc", "身份证号应为 18 位，现有 3 位。请与来电人逐位核对号码"),
    ],
)
async def test_a_number_with_a_slip_is_kept_while_typing_and_not_registered(
    house: House, number: str, message: str
) -> None:
    person = await house.person("agent")
    ticket = await a_popped_ticket(house, person)
    path = f"/api/v1/tickets/{ticket['number']}"
    filled = {"situation": "坡道被占用", "caller.name": "张三", "caller.id_number": number}
    typed = await person.patch(path, {"version": ticket["version"], **filled})
    assert typed.status == 200, "half a number is what an agent has typed so far"
    refused = await person.post(f"{path}/save", {"version": typed.body["version"]})
    assert (refused.status, refused.body["error"]["code"]) == (422, "field-unsound")
    assert refused.body["error"]["fields"] == [{"place": "caller.id_number", "message": message}]
    mended = await person.patch(path, {"version": typed.body["version"], "caller.id_number": "11010519491231002X12"})
    saved = await person.post(f"{path}/save", {"version": mended.body["version"]})
    assert (saved.status, saved.body["state"]) == (200, "open")


async def test_what_cannot_be_checked_is_left_out_for_a_stated_reason(house: House) -> None:
    person = await house.person("agent")
    ticket = await a_popped_ticket(house, person)
    path = f"/api/v1/tickets/{ticket['number']}"
    filled = {"situation": "坡道被占用", "caller.name": "张三", "caller.id_number": "E1234567"}
    typed = await person.patch(path, {"version": ticket["version"], **filled})
    left_out = {"caller.id_number": "", "not_given.caller.id_number": "持外国护照"}
    told = await person.patch(path, {"version": typed.body["version"], **left_out})
    saved = await person.post(f"{path}/save", {"version": told.body["version"]})
    assert (saved.status, saved.body["state"]) == (200, "open")
