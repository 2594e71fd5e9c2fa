"""Why a move is barred and what is owed, in Korean and English, by code. Data only; Chinese is made where it arises.

Chinese sentences name the fields, units and counts of the case at hand; these are the same reason in general words.
"""

from __future__ import annotations

from collections.abc import Mapping

Names = Mapping[str, str]


def _of(ko: str, en: str) -> Names:
    return {"ko": ko, "en": en}


BARS: Mapping[str, Names] = {
    "field-unsound": _of("번호가 맞지 않음", "A number cannot be right"),
    "fields-missing": _of("필수 항목이 비어 있음", "Required fields are empty"),
    "must-go-to-a-unit": _of(
        "직접 답변하지 않고 처리 기관에 넘겨야 하는 사항임", "Such matters go to a unit as a ticket"
    ),
    "nature-unknown": _of("직접 답변하기 전에 민원 성격을 정해야 함", "The nature of the matter must be set first"),
    "no-sample": _of("이 규정에는 회신 방문 추출이 없음", "This regulation draws no visits"),
    "no-unit": _of("아직 처리 기관이 없음. 먼저 이관해야 함", "No unit handles it yet: transfer it first"),
    "no-hand-over": _of("이 규정에는 관련 부문 이송이 없음", "This regulation knows no hand-over"),
    "no-grounds": _of("이 규정에는 불접수 사유가 없음", "This regulation names no grounds of refusal"),
    "no-return": _of("이 규정에는 반려가 없음", "This regulation knows no return"),
    "return-too-late": _of("반려 신청 기한이 지남", "The time to ask for a return is over"),
    "extension-pending": _of("승인을 기다리는 연장 신청이 있음", "An extension was asked for and waits"),
    "nothing-to-extend": _of("연장할 수 있는 기한이 없음", "No limit can be extended"),
    "extension-too-late": _of(
        "기한이 지남. 연장은 마감 전에 신청해야 함", "Too late: extensions are asked for before expiry"
    ),
    "extensions-used-up": _of("연장 회수를 다 씀", "No more extensions are allowed"),
    "nothing-asked": _of("승인할 연장 신청이 없음", "No extension was asked for"),
    "no-sign-off": _of("이 규정에는 책임자 서명이 필요 없음", "This regulation wants no leader's signature"),
    "not-signed-off": _of("답변 전에 책임자의 서명을 받아야 함", "A leader must sign before the reply"),
    "rated-already": _of("한 사안 한 평가: 이미 평가함", "One rating a matter: it was rated"),
    "no-supervision": _of("이 규정에는 감독 처리 사유가 없음", "This regulation names no supervision"),
    "supervised-already": _of("모든 사유로 이미 감독 처리함", "It is supervised on every ground"),
    "no-tacit-acceptance": _of("이 규정에는 기한 경과 수령 간주가 없음", "This regulation knows no tacit acceptance"),
    "return-still-open": _of("반려 신청 기한이 아직 남음", "The time to ask for a return is not over"),
    "duties-open": _of(
        "아직 리행하지 않은 의무가 있어 보관할 수 없음", "Something is still owed: it cannot be archived"
    ),
    "nothing-to-report": _of("보고해야 할 사항이 없음", "There is nothing to report"),
}

DUTIES: Mapping[str, Names] = {
    "tell-refusal": _of(
        "접수하지 않는 리유와 문의할 곳을 알리기", "Tell the caller that it is not accepted, and where to go"
    ),
    "tell-extension": _of("연장 리유와 시간, 새 기한을 알리기", "Tell the caller of the extension and its limit"),
    "explain": _of("감독 처리에 대한 설명", "Explain in writing why it is supervised"),
    "visit-drawn": _of("추출된 회신 방문: 의견 듣기", "Drawn for a return visit"),
    "visit-supervised": _of("감독한 사안은 건마다 회신 방문", "Supervised matters are visited one by one"),
    "visit-bad-rating": _of("나쁜 평가에 대한 회신 방문", "Visit after a bad rating"),
    "mend-bad-rating": _of("다시 처리하거나 당사자에게 설명하기", "Do it again, or explain it to the caller"),
}
"""By the code before its colon; what follows an event (`follow-up:…`) has its names in the pack."""
