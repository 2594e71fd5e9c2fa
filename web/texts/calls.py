"""What happens in a call, and why an office answers it, as people read it. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from web.texts.languages import Text, text

EVIDENCE: Mapping[str, Text] = {
    "dialed-area": text(
        "拨打的区号",
        "누른 지역번호",
        "the area code dialled",
    ),
    "trunk-area": text(
        "来电中继所在地",
        "수신 회선의 지역",
        "where the trunk hangs",
    ),
    "caller-landline": text(
        "来电固定电话区号",
        "발신 유선전화 지역번호",
        "the caller's landline area",
    ),
    "caller-mobile": text(
        "来电手机号归属地",
        "발신 휴대전화 등록지",
        "the mobile number's home",
    ),
    "last-served": text(
        "上次受理的座席单位",
        "지난번에 상담한 기관",
        "who served this caller last",
    ),
    "answered-question": text(
        "来电人自己的选择",
        "발신자의 선택",
        "the caller's own choice",
    ),
    "handed-on": text(
        "座席话务转接",
        "좌석이 통화를 넘김",
        "handed on by a seat",
    ),
    "default": text(
        "无归属线索，由省级座席受理", "단서가 없어 성급 좌석에서 접수", "no evidence: the home office answers"
    ),
}
"""Routing evidence (routing.decision.Evidence) as people read it."""

HIDDEN = text(
    "号码隐藏",
    "발신 번호 숨김",
    "number hidden",
)

UNKNOWN = text("未留号码", "번호를 남기지 않음", "no number given")

MOMENTS: Mapping[str, Text] = {
    "arrived": text(
        "来电",
        "전화가 걸려 옴",
        "call arrived",
    ),
    "called-out": text(
        "座席外呼",
        "좌석이 전화를 걺",
        "a seat calls out",
    ),
    "dialing": text(
        "座席已接起，正在呼叫对方",
        "좌석이 받아 상대방을 호출 중",
        "seat is there, dialling",
    ),
    "reached": text(
        "对方接听",
        "상대방이 받음",
        "answered",
    ),
    "routed": text(
        "确定受理单位",
        "접수 기관 결정",
        "office chosen",
    ),
    "prompt-played": text(
        "播放语音提示",
        "안내 음성 재생",
        "prompt played",
    ),
    "key-pressed": text(
        "来电人按键",
        "발신자가 버튼을 누름",
        "caller pressed a key",
    ),
    "language-chosen": text(
        "选择语言",
        "언어 선택",
        "language chosen",
    ),
    "message-left": text(
        "留言",
        "음성 메시지를 남김",
        "message left",
    ),
    "callback-asked": text(
        "请求回电",
        "회신 요청",
        "call back asked for",
    ),
    "handed-over": text(
        "转入人工",
        "상담 대기로 넘김",
        "handed over to people",
    ),
    "queued": text(
        "进入排队",
        "대기 시작",
        "began to wait",
    ),
    "ringing": text(
        "座席振铃",
        "좌석 호출",
        "seat rings",
    ),
    "ring-no-answer": text(
        "座席未接听",
        "좌석이 받지 않음",
        "seat did not answer",
    ),
    "answered": text(
        "座席接听",
        "좌석이 받음",
        "seat answered",
    ),
    "handed-on": text(
        "座席将来电转接至其他单位",
        "좌석이 다른 기관으로 통화를 넘김",
        "seat handed the caller on",
    ),
    "abandoned": text(
        "来电人排队中挂机",
        "대기 중 발신자가 끊음",
        "caller gave up waiting",
    ),
    "seat-left": text(
        "座席结束通话",
        "좌석 통화 종료",
        "seat left the call",
    ),
    "recording-started": text(
        "开始录音",
        "녹음 시작",
        "recording began",
    ),
    "ended": text(
        "通话结束",
        "통화 종료",
        "call ended",
    ),
    "flow-failed": text(
        "语音流程出错",
        "음성 흐름 오류",
        "the flow failed",
    ),
    "fallback-ran": text(
        "备用流程接管",
        "예비 흐름이 이어받음",
        "the fallback took over",
    ),
}
"""Kinds of call facts (store.facts.FactKind) as people read them."""

OUT: Mapping[str, Text] = {
    "answered": text("已接通", "연결됨", "answered"),
    "busy": text("对方占线", "상대방 통화 중", "busy"),
    "no-answer": text("对方无人接听", "상대방이 받지 않음", "no answer"),
    "rejected": text("对方拒接", "상대방이 거절함", "declined"),
    "cancelled": text("座席在对方接听前挂断", "상대방이 받기 전에 좌석이 끊음", "given up before they answered"),
    "left-early": text(
        "对方接听后，双方未及通话即挂断", "상대방이 받았으나 통화 전에 끊김", "ended before both could talk"
    ),
    "seat-no-answer": text("座席话机未接起", "좌석 전화기가 받지 않음", "the seat's phone was not taken"),
    "failed": text("线路不通或号码有误", "회선 장애 또는 잘못된 번호", "no line, or no such number"),
}
"""How a call out came out (store.folded.Outcome)."""

BECAUSE = text("依据：", "근거: ", "because of ")
CLOSED = text("非工作时间", "업무 시간 외", "closed")
CUT_SHORT = text("（未播完）", " (끝까지 재생되지 않음)", " (cut short)")
LOST = text("系统中断", "시스템 중단", "the exchange broke down")
PLACE = text("第 {position} 位", "{position}번째", "number {position}")
SECONDS = text("{seconds} 秒", "{seconds}초", "{seconds} s")
LANGUAGE_NAMES: Mapping[str, Text] = {
    "zh": text("普通话", "중국어", "Chinese"),
    "ko": text("朝鲜语", "조선말", "Korean"),
}
