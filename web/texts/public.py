"""The words of the public page, in each language. Words only."""

from __future__ import annotations

from collections.abc import Mapping

from ivr_flows.lookups import CaseState
from web.texts.languages import Text, text

STATES: Mapping[CaseState, Text] = {
    CaseState.REGISTERED: text("已登记，等待受理", "등록되어 접수를 기다리는 중", "registered, waiting to be accepted"),
    CaseState.HANDLING: text("正在办理", "처리 중", "being handled"),
    CaseState.REPLIED: text("已答复", "답변 완료", "answered"),
    CaseState.CONCLUDED: text("已办结", "종결", "concluded"),
    CaseState.REFUSED: text("不予受理", "불접수", "not accepted"),
}
"""What a case's state is called outside."""

PUBLIC: Mapping[str, tuple[Text, Text | None]] = {
    "no-such-case": (
        text(
            "没有找到与此工单编号和号码末四位相符的事项",
            "민원 번호와 전화번호 끝 네 자리가 맞는 건을 찾을 수 없습니다",
            "No case fits this number and these four digits",
        ),
        text(
            "请核对后重试，或拨打热线查询",
            "확인한 뒤 다시 하거나 전화로 문의하십시오",
            "Check both, or ask by telephone",
        ),
    ),
    "too-many-tries": (
        text("查询次数过多", "조회 횟수가 너무 많습니다", "Too many tries"),
        text(
            "请 {minutes} 分钟后再试，或拨打热线查询",
            "{minutes}분 뒤에 다시 하거나 전화로 문의하십시오",
            "Try again in {minutes} minutes, or ask by telephone",
        ),
    ),
}
"""Code -> what is wrong, and what to do about it."""

PAGE: Mapping[str, Text] = {
    "title": text("办理进度和常见问题", "처리 상황과 자주 묻는 질문", "Progress and common questions"),
    "progress": text("查询办理进度", "처리 상황 조회", "How does my case stand?"),
    "ticket": text("工单编号（15 位以上数字）", "민원 번호 (15자리 이상 숫자)", "Case number (15 digits or more)"),
    "digits": text("来电号码末四位", "전화번호 끝 네 자리", "Last four digits of the caller's number"),
    "ask": text("查询", "조회", "Look up"),
    "state": text("办理状态", "처리 상태", "State"),
    "received": text("登记日期", "등록일", "Received on"),
    "since": text("最近更新", "최근 갱신일", "Last changed on"),
    "office": text("受理单位", "담당 기관", "Office"),
    "privacy": text(
        "只显示办理状态和日期，不显示个人信息和反映内容。",
        "처리 상태와 날짜만 표시하며 개인 정보와 내용은 표시하지 않습니다.",
        "Only the state and dates are shown, nothing about the person or the matter.",
    ),
    "answers": text("常见问题", "자주 묻는 질문", "Common questions"),
    "words": text("想了解什么", "무엇을 알고 싶으십니까", "What would you like to know?"),
    "search": text("搜索", "검색", "Search"),
    "nothing": text(
        "没有找到相关内容，请拨打热线咨询。",
        "찾은 내용이 없습니다. 전화로 문의하십시오.",
        "Nothing found. Please call.",
    ),
    "basis": text("依据", "근거", "Basis"),
    "provider": text("提供单位", "제공 기관", "Provided by"),
    "language": text("语言", "언어", "Language"),
}
