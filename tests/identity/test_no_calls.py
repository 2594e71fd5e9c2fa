"""Who has asked not to be telephoned, by what was written of them."""

import pytest

from ticketing.identity.no_calls import asks_not_to_be_called


@pytest.mark.parametrize(
    "said",
    [
        "请发短信",
        "听不见，不要打电话",
        "需要手语翻译",
        "勿电，微信联系",
        "문자로 연락해 주세요",
        "수어 통역 필요",
        "Do not call, send SMS",
    ],
)
def test_by_preference_and_by_accommodation(said: str) -> None:
    assert asks_not_to_be_called({"contact_preference": said})
    assert asks_not_to_be_called({"accommodation": said})


@pytest.mark.parametrize("said", ["", "下午联系", "请打手机", "需要轮椅通道", "오후에 전화 주세요"])
def test_other_wishes_are_no_such_request(said: str) -> None:
    assert not asks_not_to_be_called({"contact_preference": said, "name": "短信"})
