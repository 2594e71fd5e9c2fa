"""What the API says about seats: refusals, and notices to the seat's browsers. Words only."""

from __future__ import annotations

from collections.abc import Mapping

from web.texts.languages import Text, text

SEATS: Mapping[str, tuple[Text, Text | None]] = {
    "no-seat": (
        text(
            "您没有绑定座席",
            "연결된 좌석이 없습니다",
            "No seat is bound to you",
        ),
        text(
            "请联系管理员绑定座席",
            "관리자에게 좌석 연결을 요청하십시오",
            "Ask an administrator to bind one",
        ),
    ),
    "seat-taken": (
        text(
            "座席 {seat} 正由{who}使用",
            "좌석 {seat}은(는) {who}님이 사용 중입니다",
            "Seat {seat} is in use by {who}",
        ),
        text(
            "确认后可以接管该座席",
            "확인한 뒤 좌석을 넘겨받을 수 있습니다",
            "You may take it over",
        ),
    ),
    "asterisk-away": (
        text(
            "电话系统暂时没有响应",
            "전화 시스템이 응답하지 않습니다",
            "The telephone system does not answer",
        ),
        text(
            "请稍候重试",
            "잠시 뒤 다시 시도하십시오",
            "Try again in a moment",
        ),
    ),
    "nobody-there": (
        text(
            "{office}现在没有座席在岗，不能转接",
            "{office}에 지금 근무 중인 좌석이 없어 넘길 수 없습니다",
            "Nobody is at work at {office} now; the caller cannot be handed on",
        ),
        text(
            "请选其他单位，或登记后按工单转办",
            "다른 기관을 고르거나 등록한 뒤 민원서로 이관하십시오",
            "Choose another office, or register the ticket and transfer that",
        ),
    ),
    "not-talking": (
        text(
            "您的座席没有在通话，不能转接",
            "좌석이 통화 중이 아니어서 넘길 수 없습니다",
            "Your seat is not talking in this call",
        ),
        None,
    ),
    "ring-no-answer": (
        text(
            "来电未接听，已将您置为示忙",
            "전화를 받지 않아 상담 중지 상태로 바꾸었습니다",
            "You did not answer; you are paused now",
        ),
        None,
    ),
    "phone-gone": (
        text(
            "您的话机已断开，无法接听来电",
            "전화기 연결이 끊어져 전화를 받을 수 없습니다",
            "Your phone is gone; calls cannot reach you",
        ),
        None,
    ),
    "phone-back": (
        text(
            "您的话机已恢复",
            "전화기가 다시 연결되었습니다",
            "Your phone is back",
        ),
        None,
    ),
    "wrap-up-over": (
        text(
            "整理时间已到，已恢复就绪", "후처리 시간이 끝나 대기 상태로 바꾸었습니다", "Wrap-up is over; you are ready"
        ),
        None,
    ),
    "back-from-away": (
        text(
            "连接已恢复，已恢复就绪",
            "연결이 복구되어 대기 상태로 바꾸었습니다",
            "You are connected again, and ready",
        ),
        None,
    ),
    "asterisk-lost": (
        text(
            "与电话系统的连接中断，正在恢复",
            "전화 시스템 연결이 끊어져 복구 중입니다",
            "The link to the telephone system broke; it is being restored",
        ),
        None,
    ),
    "asterisk-back": (
        text(
            "与电话系统的连接已恢复",
            "전화 시스템 연결이 복구되었습니다",
            "The link to the telephone system is back",
        ),
        None,
    ),
}
"""Code -> what is wrong, and what to do about it."""
