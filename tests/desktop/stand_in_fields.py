"""The fields of the stand-in's tickets, as the API describes them. Data only."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def _options(*rows: tuple[str, str, str]) -> list[Json]:
    return [{"id": i, "label": {"zh": zh, "ko": ko}} for i, zh, ko in rows]


def fields() -> list[Json]:
    rows: list[tuple[str, str, str, str, bool, list[Json] | None]] = [
        ("title", "标题", "제목", "text", True, None),
        (
            "nature",
            "诉求性质",
            "요청 성격",
            "choice",
            True,
            _options(
                ("consultation", "政策咨询", "정책 문의"),
                ("complaint", "投诉请求", "민원 요청"),
                ("life", "生活帮助", "생활 도움"),
            ),
        ),
        (
            "field",
            "业务领域",
            "업무 분야",
            "choice",
            False,
            _options(("rehab", "康复", "재활"), ("jobs", "就业", "취업"), ("welfare", "社会保障", "사회 보장")),
        ),
        ("situation", "情况", "상황", "long", True, None),
        ("appeal", "诉求", "요청", "long", False, None),
        ("answer", "答复或拟办意见", "답변 또는 처리 의견", "long", False, None),
        ("caller.name", "姓名", "이름", "text", True, None),
        ("caller.sex", "性别", "성별", "choice", False, _options(("f", "女", "여"), ("m", "男", "남"))),
        ("caller.number", "联系电话", "연락처", "phone", False, None),
        (
            "caller.disability_category",
            "残疾类别",
            "장애 유형",
            "choice",
            False,
            _options(("sight", "视力", "시각"), ("hearing", "听力", "청각"), ("limb", "肢体", "지체")),
        ),
        ("caller.id_number", "身份证或残疾人证号", "신분증 또는 장애인증 번호", "text", False, None),
        ("caller.address", "住址", "주소", "text", False, None),
    ]
    return [
        {"id": i, "label": {"zh": zh, "ko": ko}, "kind": kind, "required": must}
        | ({"options": options} if options else {})
        for i, zh, ko, kind, must, options in rows
    ]
