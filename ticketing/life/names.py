"""What moves are called, for buttons and timelines: Chinese, Korean, English. Data only."""

from __future__ import annotations

from collections.abc import Mapping

from ticketing.states import Move

Names = Mapping[str, str]
_M = Move


def _of(zh: str, ko: str, en: str) -> Names:
    return {"zh": zh, "ko": ko, "en": en}


MOVES: Mapping[Move, Names] = {
    _M.REGISTER: _of("登记", "등록", "Register"),
    _M.ANSWER_AT_ONCE: _of("即时答复并办结", "즉시 답변 후 종결", "Answer at once"),
    _M.DISCARD: _of("作废", "폐기", "Discard"),
    _M.ACCEPT: _of("受理", "접수", "Accept"),
    _M.REFUSE: _of("不予受理", "불접수", "Do not accept"),
    _M.ANSWER: _of("直接答复", "직접 답변", "Answer directly"),
    _M.TRANSFER: _of("转办", "이관", "Transfer"),
    _M.SIGN: _of("签收", "수령 확인", "Sign for it"),
    _M.ACCEPT_TACITLY: _of("逾期未退视同接收", "기한 경과로 수령 간주", "Taken as accepted"),
    _M.ASK_RETURN: _of("申请退件", "반려 신청", "Ask to return it"),
    _M.GRANT_RETURN: _of("同意退件", "반려 승인", "Grant the return"),
    _M.DENY_RETURN: _of("退件不当", "반려 불가", "Deny the return"),
    _M.CONTACT: _of("先行联系", "먼저 연락", "Contact the caller"),
    _M.HANDLE: _of("办理", "처리", "Handle"),
    _M.ASK_EXTENSION: _of("申请延期", "연장 신청", "Ask for an extension"),
    _M.GRANT_EXTENSION: _of("同意延期", "연장 승인", "Grant the extension"),
    _M.DENY_EXTENSION: _of("不同意延期", "연장 거부", "Deny the extension"),
    _M.ADD_UNIT: _of("增加协办单位", "협조 기관 추가", "Add a unit"),
    _M.SIGN_OFF: _of("领导签批", "책임자 서명", "Sign off"),
    _M.URGE: _of("催办", "독촉", "Urge"),
    _M.SUPERVISE: _of("督办", "감독 처리", "Supervise"),
    _M.REPLY: _of("答复", "답변", "Reply"),
    _M.RATE: _of("评价", "평가", "Rate"),
    _M.VISIT: _of("回访", "회신 방문", "Return visit"),
    _M.REDO: _of("重办", "재처리", "Do it again"),
    _M.CONCLUDE: _of("办结", "종결", "Conclude"),
    _M.ARCHIVE: _of("归档", "보관", "Archive"),
    _M.REOPEN: _of("重新办理", "다시 열기", "Reopen"),
    _M.PUSH: _of("平台推送", "플랫폼 배정", "Push"),
    _M.CLASSIFY: _of("定性", "분류", "Classify"),
    _M.TELL: _of("告知来电人", "전화하신 분께 알림", "Tell the caller"),
    _M.INCIDENT: _of("列为重大突发事项", "중대 돌발 사항으로 지정", "Call it an incident"),
    _M.REPORT: _of("报告", "보고", "Report"),
    _M.SPLIT: _of("拆分工单", "접수 건 나누기", "Split"),
    _M.JOIN: _of("并入另一工单", "다른 접수 건에 합치기", "Join into another"),
    _M.NOTIFY: _of("通知承办单位", "처리 기관에 통보", "Notify the unit"),
    _M.HAND_OVER: _of("移交相关部门", "관련 부문에 이송", "Hand over"),
    _M.DRAW: _of("抽取回访", "회신 방문 추출", "Draw for a visit"),
    _M.REVISIT: _of("办结后回访", "종결 후 회신 방문", "Visit after conclusion"),
}
