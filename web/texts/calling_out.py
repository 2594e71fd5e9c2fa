"""What the API says about calling out: refusals. Words only."""

from __future__ import annotations

from collections.abc import Mapping

from web.texts.languages import Text, text

CALLING_OUT: Mapping[str, tuple[Text, Text | None]] = {
    "no-calling-out": (
        text(
            "本热线没有开通外呼",
            "이 상담 전화는 발신 기능이 설정되어 있지 않습니다",
            "This hotline cannot call out",
        ),
        text(
            "请管理员在站点文件中填写 [outbound]",
            "관리자에게 사이트 파일의 [outbound] 설정을 요청하십시오",
            "Ask the administrator to fill in [outbound] in the site file",
        ),
    ),
    "seat-busy": (
        text(
            "您的座席正在通话或振铃，不能外呼",
            "좌석이 통화 중이거나 벨이 울리고 있어 전화를 걸 수 없습니다",
            "Your seat talks or rings; it cannot call out now",
        ),
        text(
            "请在当前通话结束后再拨",
            "지금 통화가 끝난 뒤 거십시오",
            "Call when this call has ended",
        ),
    ),
    "no-phone": (
        text(
            "您的话机没有连接，不能外呼",
            "전화기가 연결되지 않아 전화를 걸 수 없습니다",
            "Your phone is not connected; it cannot call out",
        ),
        text(
            "请刷新页面，确认话机显示“已连接”",
            "페이지를 새로 고쳐 전화기 연결을 확인하십시오",
            "Reload the page and see that the phone is connected",
        ),
    ),
    "asks-not-to-be-called": (
        text(
            "本人要求不打电话（见联系偏好或沟通便利），请用短信等方式联系",
            "본인이 전화하지 말아 달라고 했습니다(연락 방법 희망·편의 지원 참조). 문자 등으로 연락하십시오",
            "This person asked not to be telephoned (see contact preference and accommodation); use SMS or the like",
        ),
        text(
            "确有必要拨打时，请写明理由",
            "꼭 걸어야 하면 이유를 적으십시오",
            "If they must be called, say why",
        ),
    ),
    "dial-no-number": (
        text(
            "没有可以拨打的号码",
            "걸 수 있는 번호가 없습니다",
            "There is no number to call",
        ),
        text(
            "请在工单“联系方式”中填写电话号码",
            "민원서의 연락처에 전화번호를 적으십시오",
            "Write a telephone number into the ticket's contact field",
        ),
    ),
    "dial-no-area": (
        text(
            "固定电话缺少区号，不能拨打",
            "유선전화에 지역번호가 없어 걸 수 없습니다",
            "The landline has no area code; it cannot be called",
        ),
        text(
            "请在号码前加上区号，例如 0551",
            "번호 앞에 지역번호를 붙이십시오. 예: 0551",
            "Put the area code before it, such as 0551",
        ),
    ),
    "dial-international": (
        text(
            "本热线不拨打国际及港澳台号码",
            "이 상담 전화는 국제전화를 걸지 않습니다",
            "This hotline does not call other countries",
        ),
        text(
            "确需拨打时请联系管理员",
            "꼭 필요하면 관리자에게 문의하십시오",
            "Ask the administrator if it must be",
        ),
    ),
    "dial-not-allowed": (
        text(
            "这个号码不在本热线允许拨打的范围内",
            "이 번호는 걸 수 있는 범위에 들지 않습니다",
            "This number is not one that this hotline may call",
        ),
        text(
            "可拨打国内手机、带区号的固定电话、110、119、120、122 和本热线号码；其他号码由管理员添加",
            "국내 휴대전화, 지역번호가 있는 유선전화, 110·119·120·122, 본 상담 번호만 걸 수 있습니다",
            "Mobiles and landlines of China with their area code, 110, 119, 120, 122 and our own numbers may be called",
        ),
    ),
}
"""Code -> what is wrong, and what to do about it."""
