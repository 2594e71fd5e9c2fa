"""What the values that go with a move are called: id -> Chinese, Korean, English. Data only."""

from __future__ import annotations

from collections.abc import Mapping

Names = Mapping[str, str]


def _of(zh: str, ko: str, en: str) -> Names:
    return {"zh": zh, "ko": ko, "en": en}


LABELS: Mapping[str, Names] = {
    "ground": _of("情形", "사유", "Ground"),
    "reason": _of("理由", "이유", "Reason"),
    "basis": _of("政策法规依据", "정책·법규 근거", "Law or policy it rests on"),
    "told": _of("已告知来电人", "전화하신 분께 알림", "The caller was told"),
    "where": _of("应向哪个单位提出（名称、电话）", "문의할 기관 (이름, 전화)", "Which unit to go to (name, telephone)"),
    "unit": _of("承办单位", "처리 기관", "Handling unit"),
    "office": _of("转往热线机构", "이관받을 상담 기관", "To which office of the hotline"),
    "from_office": _of("转出机构", "이관한 상담 기관", "From which office"),
    "by": _of("转办方式", "이관 방식", "How it is transferred"),
    "grade": _of("类别", "등급", "Grade"),
    "how": _of("方式", "방법", "How"),
    "clock": _of("时限", "기한", "Time limit"),
    "days": _of("延长的工作日", "연장 근무일 수", "Working days more"),
    "until": _of("办结时限", "처리 기한", "New limit"),
    "approved_by": _of("已同意的批准人", "승인한 사람", "Approved by"),
    "signed_by": _of("签批人", "서명자", "Signed by"),
    "text": _of("内容", "내용", "Text"),
    "condition": _of("办结条件", "종결 조건", "Ground for concluding"),
    "rating": _of("办理结果评价", "처리 결과 평가", "Rating of the result"),
    "service": _of("服务过程评价", "서비스 과정 평가", "Rating of the service"),
    "about": _of("告知事项", "알린 내용", "About what"),
    "complex": _of("特别复杂、疑难", "특히 복잡함", "Especially complex"),
    "urgent": _of("紧急", "긴급", "Urgent"),
    "still": _of("时限中止", "기한 정지", "The limit stands still"),
    "limit_basis": _of("另有时限的依据", "별도 기한의 근거", "Why another limit holds"),
    "happened_at": _of("发生时间", "발생 시각", "When it happened"),
    "other": _of("另一工单号", "다른 접수 번호", "The other ticket"),
    "form": _of("督办方式", "감독 방식", "Form of supervision"),
    "case_kind": _of("不片面追求满意率的类别", "만족률을 추구하지 않는 유형", "Kind whose satisfaction is not chased"),
    "ordered_by": _of("批示或交办单位", "지시·배정 기관", "Ordered from above by"),
    "media": _of("媒体及报道", "언론 보도", "Media and report"),
    "matches": _of("与答复是否相符", "답변과 부합하는지", "As was replied"),
    "duty": _of("履行哪项义务", "어느 의무를 이행하는지", "Which duty it does"),
    "period": _of("抽取月份", "추출한 달", "Month of the draw"),
    "percent": _of("抽取比例（%）", "추출 비률(%)", "Share drawn (%)"),
    "lot": _of("签值", "추첨 값", "Lot"),
    "commitment": _of("密钥指纹", "열쇠 지문", "Fingerprint of the key"),
    "owed_by": _of("限定办结时间", "한정 처리 기한", "To be concluded by"),
    "article": _of("条款", "조항", "Article"),
}

LABELS_OF_MOVE: Mapping[str, Mapping[str, Names]] = {
    "add-unit": {"unit": _of("协办单位", "협조 기관", "Unit that handles it too")},
}
"""What a value is called with one move only: move -> value -> names."""

CLOCKS: Mapping[str, Names] = {
    "reply": _of("答复", "답변", "Reply"),
    "conclude": _of("办结", "종결", "Conclude"),
    "contact": _of("先行联系", "우선 연락", "Contact"),
    "sign": _of("签收", "수령 확인", "Sign for it"),
    "return": _of("申请退件", "반려 신청", "Ask to return it"),
    "forward": _of("转送", "전달", "Forward"),
    "report-oral": _of("口头报告", "구두 보고", "Oral report"),
    "report-written": _of("书面报告", "서면 보고", "Written report"),
    "upload": _of("上传信息", "정보 등록", "Upload"),
}
"""Time limits by their ids, as a timeline names them."""

OPTIONS: Mapping[str, Names] = {
    "yes": _of("是", "예", "Yes"),
    "no": _of("否", "아니요", "No"),
    "ticket": _of("工单转办", "접수표 이관", "By ticket"),
    "voice": _of("话务转接", "통화 이관", "By voice"),
    "oral": _of("口头", "구두", "Orally"),
    "writing": _of("书面", "서면", "In writing"),
    "phone": _of("电话", "전화", "By telephone"),
    "sms": _of("短信", "문자", "By SMS"),
    "visit": _of("上门", "방문", "In person"),
    "very-satisfied": _of("非常满意", "매우 만족", "Very satisfied"),
    "satisfied": _of("满意", "만족", "Satisfied"),
    "basically-satisfied": _of("基本满意", "대체로 만족", "Basically satisfied"),
    "dissatisfied": _of("不满意", "불만족", "Dissatisfied"),
    "very-dissatisfied": _of("非常不满意", "매우 불만족", "Very dissatisfied"),
    "refusal": _of("不予受理及去向", "불접수와 안내", "That it was not accepted, and where to go"),
    "extension": _of("延期原因和新时限", "연장 이유와 새 기한", "The extension and its limit"),
    "acceptance": _of("受理情况和承办单位联系方式", "접수 상황과 처리 기관", "That it was accepted, and by whom"),
    "progress": _of("办理进展", "처리 진행 상황", "How it stands"),
    "result": _of("办理结果", "처리 결과", "The result"),
    "statutory": _of("法定时限", "법정 기한", "A limit set by law"),
    "promised": _of("承诺时限", "약속 기한", "A limit that was promised"),
    "filed-case": _of("进入立案程序", "입건 절차", "A case was filed"),
}
