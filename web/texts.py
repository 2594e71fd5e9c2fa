"""What the API says to people, in Chinese, Korean and English, and which of them a request is answered in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LANGUAGES = ("zh-CN", "ko", "en")

Text = Mapping[str, str]


def _of(zh: str, ko: str, en: str) -> Text:
    return {"zh-CN": zh, "ko": ko, "en": en}


MESSAGES: Mapping[str, tuple[Text, Text | None]] = {
    "bad-credentials": (
        _of(
            "用户名或密码不正确", "사용자 이름 또는 비밀번호가 올바르지 않습니다", "The user name or password is wrong"
        ),
        _of(
            "请核对后重试",
            "확인한 뒤 다시 입력하십시오",
            "Check both and try again",
        ),
    ),
    "too-many-attempts": (
        _of(
            "登录尝试过多",
            "로그인 시도가 너무 많습니다",
            "Too many sign-in attempts",
        ),
        _of(
            "请 {seconds} 秒后再试",
            "{seconds}초 뒤에 다시 시도하십시오",
            "Try again in {seconds} seconds",
        ),
    ),
    "signed-out": (
        _of(
            "尚未登录或登录已失效",
            "로그인하지 않았거나 만료되었습니다",
            "You are not signed in, or no longer",
        ),
        _of(
            "请重新登录",
            "다시 로그인하십시오",
            "Sign in again",
        ),
    ),
    "forbidden": (
        _of(
            "您没有此项权限",
            "이 작업을 할 권한이 없습니다",
            "Your role may not do this",
        ),
        _of(
            "如确有需要，请联系管理员",
            "필요하면 관리자에게 문의하십시오",
            "Ask an administrator if you need it",
        ),
    ),
    "bad-csrf": (
        _of(
            "请求未通过安全校验",
            "요청이 보안 검사를 통과하지 못했습니다",
            "The request failed a safety check",
        ),
        _of(
            "请刷新页面后重试",
            "페이지를 새로 고친 뒤 다시 시도하십시오",
            "Reload the page and try again",
        ),
    ),
    "not-found": (
        _of(
            "没有找到",
            "찾을 수 없습니다",
            "There is no such thing here",
        ),
        None,
    ),
    "bad-request": (
        _of(
            "请求格式不正确",
            "요청 형식이 올바르지 않습니다",
            "The request cannot be read",
        ),
        None,
    ),
    "bad-cursor": (
        _of(
            "翻页位置无效",
            "페이지 위치가 올바르지 않습니다",
            "This place in the list does not exist",
        ),
        _of(
            "请从第一页重新查看",
            "첫 페이지부터 다시 보십시오",
            "Start again from the first page",
        ),
    ),
    "method-not-allowed": (
        _of(
            "此地址不支持该操作",
            "이 주소에서는 할 수 없는 작업입니다",
            "This address does not do that",
        ),
        None,
    ),
    "too-large": (
        _of(
            "请求内容过大",
            "요청이 너무 큽니다",
            "The request is too large",
        ),
        None,
    ),
    "invalid-field": (
        _of(
            "“{place}”填写有误",
            "“{place}” 항목이 올바르지 않습니다",
            "The value of “{place}” is not right",
        ),
        _of(
            "请修改后重新提交",
            "고쳐서 다시 보내십시오",
            "Correct it and send it again",
        ),
    ),
    "masked-value": (
        _of(
            "“{place}”是隐去后的内容，不能写回",
            "“{place}”은(는) 가려진 내용이라 다시 저장할 수 없습니다",
            "“{place}” is a mask and cannot be written back",
        ),
        _of(
            "请先说明理由查看原文，再作修改",
            "사유를 밝히고 원문을 연 뒤 수정하십시오",
            "Open the ticket with a reason, then change it",
        ),
    ),
    "field-required": (
        _of(
            "“{place}”必须填写",
            "“{place}” 항목은 반드시 입력해야 합니다",
            "“{place}” must be filled in",
        ),
        _of(
            "请补充后重新提交",
            "입력한 뒤 다시 보내십시오",
            "Fill it in and send it again",
        ),
    ),
    "version-conflict": (
        _of(
            "该工单已被他人修改",
            "다른 사람이 이 접수 건을 수정했습니다",
            "Somebody else has changed this ticket",
        ),
        _of(
            "请核对最新内容后重新保存",
            "최신 내용을 확인하고 다시 저장하십시오",
            "Look at it anew, then save again",
        ),
    ),
    "illegal-move": (
        _of(
            "工单当前状态下不能这样做",
            "접수 건의 현재 상태에서는 할 수 없습니다",
            "The ticket's state does not allow this",
        ),
        _of(
            "可以进行：{allowed}",
            "가능한 작업: {allowed}",
            "Possible: {allowed}",
        ),
    ),
    "barred-move": (
        _of(
            "按管理办法现在不能这样做：{why}",
            "관리 방법에 따라 지금은 할 수 없습니다: {why}",
            "The regulation does not allow this now: {why}",
        ),
        None,
    ),
    "attachment-not-found": (
        _of("没有这个附件", "이 첨부 파일이 없습니다", "There is no such attachment"),
        None,
    ),
    "person-conflict": (
        _of(
            "该人员信息已被他人修改或合并",
            "다른 사람이 이 인적 사항을 고치거나 합쳤습니다",
            "Somebody has changed or merged this person",
        ),
        _of(
            "请重新打开后再试",
            "다시 열고 시도하십시오",
            "Open it again and repeat",
        ),
    ),
    "idempotency-key-reused": (
        _of(
            "同一请求编号用于了不同的请求",
            "같은 요청 번호가 다른 요청에 쓰였습니다",
            "The idempotency key was used for another request",
        ),
        _of(
            "请为每个请求使用新的编号",
            "요청마다 새 번호를 쓰십시오",
            "Use a new key for each request",
        ),
    ),
    "no-seat": (
        _of(
            "您没有绑定座席",
            "연결된 좌석이 없습니다",
            "No seat is bound to you",
        ),
        _of(
            "请联系管理员绑定座席",
            "관리자에게 좌석 연결을 요청하십시오",
            "Ask an administrator to bind one",
        ),
    ),
    "seat-taken": (
        _of(
            "座席 {seat} 正由{who}使用",
            "좌석 {seat}은(는) {who}님이 사용 중입니다",
            "Seat {seat} is in use by {who}",
        ),
        _of(
            "确认后可以接管该座席",
            "확인한 뒤 좌석을 넘겨받을 수 있습니다",
            "You may take it over",
        ),
    ),
    "asterisk-away": (
        _of(
            "电话系统暂时没有响应",
            "전화 시스템이 응답하지 않습니다",
            "The telephone system does not answer",
        ),
        _of(
            "请稍候重试",
            "잠시 뒤 다시 시도하십시오",
            "Try again in a moment",
        ),
    ),
    "audio-missing": (
        _of(
            "该录音文件不存在",
            "녹음 파일이 없습니다",
            "This recording has no audio",
        ),
        None,
    ),
    "bad-range": (
        _of(
            "请求的范围无效",
            "요청한 범위가 올바르지 않습니다",
            "The range asked for does not exist",
        ),
        None,
    ),
    "overloaded": (
        _of(
            "连接数过多",
            "연결이 너무 많습니다",
            "There are too many connections",
        ),
        None,
    ),
    "internal": (
        _of(
            "系统出错，已记录",
            "시스템 오류가 기록되었습니다",
            "Something went wrong; it has been recorded",
        ),
        _of(
            "请重试；如反复出现请联系管理员",
            "다시 시도하고, 반복되면 관리자에게 알리십시오",
            "Try again; if it stays, tell an administrator",
        ),
    ),
    "ring-no-answer": (
        _of(
            "来电未接听，已将您置为示忙",
            "전화를 받지 않아 상담 중지 상태로 바꾸었습니다",
            "You did not answer; you are paused now",
        ),
        None,
    ),
    "phone-gone": (
        _of(
            "您的话机已断开，无法接听来电",
            "전화기 연결이 끊어져 전화를 받을 수 없습니다",
            "Your phone is gone; calls cannot reach you",
        ),
        None,
    ),
    "phone-back": (
        _of(
            "您的话机已恢复",
            "전화기가 다시 연결되었습니다",
            "Your phone is back",
        ),
        None,
    ),
    "wrap-up-over": (
        _of(
            "整理时间已到，已恢复就绪", "후처리 시간이 끝나 대기 상태로 바꾸었습니다", "Wrap-up is over; you are ready"
        ),
        None,
    ),
    "back-from-away": (
        _of(
            "连接已恢复，已恢复就绪",
            "연결이 복구되어 대기 상태로 바꾸었습니다",
            "You are connected again, and ready",
        ),
        None,
    ),
    "asterisk-lost": (
        _of(
            "与电话系统的连接中断，正在恢复",
            "전화 시스템 연결이 끊어져 복구 중입니다",
            "The link to the telephone system broke; it is being restored",
        ),
        None,
    ),
    "asterisk-back": (
        _of(
            "与电话系统的连接已恢复",
            "전화 시스템 연결이 복구되었습니다",
            "The link to the telephone system is back",
        ),
        None,
    ),
}
"""Code -> (message, mend)."""

EVIDENCE: Mapping[str, Text] = {
    "dialed-area": _of(
        "拨打的区号",
        "누른 지역번호",
        "the area code dialled",
    ),
    "trunk-area": _of(
        "来电中继所在地",
        "수신 회선의 지역",
        "where the trunk hangs",
    ),
    "caller-landline": _of(
        "来电固定电话区号",
        "발신 유선전화 지역번호",
        "the caller's landline area",
    ),
    "caller-mobile": _of(
        "来电手机号归属地",
        "발신 휴대전화 등록지",
        "the mobile number's home",
    ),
    "last-served": _of(
        "上次受理的座席单位",
        "지난번에 상담한 기관",
        "who served this caller last",
    ),
    "answered-question": _of(
        "来电人自己的选择",
        "발신자의 선택",
        "the caller's own choice",
    ),
    "default": _of(
        "无归属线索，由省级座席受理", "단서가 없어 성급 좌석에서 접수", "no evidence: the home office answers"
    ),
}
"""Routing evidence (routing.decision.Evidence) as people read it."""

HIDDEN = _of(
    "号码隐藏",
    "발신 번호 숨김",
    "number hidden",
)


MOMENTS: Mapping[str, Text] = {
    "arrived": _of(
        "来电",
        "전화가 걸려 옴",
        "call arrived",
    ),
    "routed": _of(
        "确定受理单位",
        "접수 기관 결정",
        "office chosen",
    ),
    "prompt-played": _of(
        "播放语音提示",
        "안내 음성 재생",
        "prompt played",
    ),
    "key-pressed": _of(
        "来电人按键",
        "발신자가 버튼을 누름",
        "caller pressed a key",
    ),
    "language-chosen": _of(
        "选择语言",
        "언어 선택",
        "language chosen",
    ),
    "message-left": _of(
        "留言",
        "음성 메시지를 남김",
        "message left",
    ),
    "callback-asked": _of(
        "请求回电",
        "회신 요청",
        "call back asked for",
    ),
    "handed-over": _of(
        "转入人工",
        "상담 대기로 넘김",
        "handed over to people",
    ),
    "queued": _of(
        "进入排队",
        "대기 시작",
        "began to wait",
    ),
    "ringing": _of(
        "座席振铃",
        "좌석 호출",
        "seat rings",
    ),
    "ring-no-answer": _of(
        "座席未接听",
        "좌석이 받지 않음",
        "seat did not answer",
    ),
    "answered": _of(
        "座席接听",
        "좌석이 받음",
        "seat answered",
    ),
    "abandoned": _of(
        "来电人排队中挂机",
        "대기 중 발신자가 끊음",
        "caller gave up waiting",
    ),
    "seat-left": _of(
        "座席结束通话",
        "좌석 통화 종료",
        "seat left the call",
    ),
    "recording-started": _of(
        "开始录音",
        "녹음 시작",
        "recording began",
    ),
    "ended": _of(
        "通话结束",
        "통화 종료",
        "call ended",
    ),
    "flow-failed": _of(
        "语音流程出错",
        "음성 흐름 오류",
        "the flow failed",
    ),
    "fallback-ran": _of(
        "备用流程接管",
        "예비 흐름이 이어받음",
        "the fallback took over",
    ),
}
"""Kinds of call facts (store.facts.FactKind) as people read them."""


def moment(kind: str, language: str) -> str:
    """A fact's kind in a language."""
    return MOMENTS.get(kind, {}).get(language, kind)


def negotiate(header: str | None, fallback: str = "zh-CN") -> str:
    """The best of our languages for an Accept-Language header, by its weights and then its order."""
    wanted: list[tuple[float, int, str]] = []
    for place, item in enumerate((header or "").split(",")[:16]):
        tag, _, weight = item.strip().partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            quality = 0.0
        wanted.append((-quality, place, tag.lower()))
    for quality, _, tag in sorted(wanted):
        found = next((ours for ours in LANGUAGES if tag[:2] == ours[:2].lower()), None)
        if found is not None and quality < 0:
            return found
    return fallback


def language_of(short: str) -> str:
    """A stored language (`zh`, `ko`) as a web tag."""
    return next((ours for ours in LANGUAGES if ours[:2] == short[:2]), "zh-CN")


def say(code: str, language: str, values: Mapping[str, Any] | None = None) -> tuple[str, str | None]:
    """Message and mend of a code in a language. An unknown code speaks for itself."""
    message, mend = MESSAGES.get(code, (_of(code, code, code), None))
    return _fill(message[language], values), None if mend is None else _fill(mend[language], values)


def _fill(text: str, values: Mapping[str, Any] | None) -> str:
    for name, value in (values or {}).items():
        text = text.replace("{" + name + "}", str(value))
    return text
