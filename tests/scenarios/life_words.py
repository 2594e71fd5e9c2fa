"""The words of the situations about a ticket's life, in Chinese, and what they mean in the code. Data only."""

from __future__ import annotations

from ticketing.life.effects import Kind
from ticketing.life.names import MOVES
from ticketing.states import Actor, State

ROLES = {
    "来电人": Actor.CALLER,
    "座席": Actor.AGENT,
    "市座席": Actor.CITY_SEAT,
    "单位": Actor.UNIT,
    "督办员": Actor.SUPERVISOR,
    "领导": Actor.LEADER,
    "档案员": Actor.ARCHIVIST,
    "系统": Actor.SYSTEM,
}
MOVE_WORDS = {names["zh"]: move for move, names in MOVES.items()}
STATES = {
    "草稿": State.DRAFT,
    "已登记": State.OPEN,
    "已受理": State.ACCEPTED,
    "不予受理": State.REFUSED,
    "已直接答复": State.ANSWERED,
    "已转办": State.TRANSFERRED,
    "已签收": State.SIGNED,
    "已联系": State.CONTACTED,
    "办理中": State.HANDLING,
    "申请退件中": State.RETURN_ASKED,
    "已退件": State.RETURNED,
    "已答复": State.REPLIED,
    "已回访": State.VISITED,
    "已办结": State.CONCLUDED,
    "已归档": State.ARCHIVED,
    "作废": State.VOID,
}
EFFECTS = {
    "预警": Kind.WARN,
    "催办": Kind.URGE,
    "督办": Kind.SUPERVISE,
    "视同接收": Kind.TACIT_ACCEPTANCE,
    "报告逾期": Kind.REPORT,
    "提示督办": Kind.SUGGEST,
    "抽取回访": Kind.DRAW,
    "归档": Kind.ARCHIVE,
}
NOTES = {
    "情形": ("ground",),
    "理由": ("reason",),
    "依据": ("basis", "limit_basis"),
    "已告知": ("told",),
    "去向": ("where",),
    "承办单位": ("unit",),
    "方式": ("by", "how"),
    "类别": ("grade",),
    "时限": ("clock",),
    "工作日": ("days",),
    "至": ("until",),
    "同意人": ("approved_by",),
    "签批人": ("signed_by",),
    "内容": ("text",),
    "条件": ("condition",),
    "评价": ("rating",),
    "服务": ("service",),
    "相符": ("matches",),
    "告知": ("about",),
    "复杂": ("complex",),
    "紧急": ("urgent",),
    "中止": ("still",),
    "发生": ("happened_at",),
    "义务": ("duty",),
    "批示": ("ordered_by",),
    "媒体": ("media",),
    "不追求满意率": ("case_kind",),
}
"""Names of values that go with a move; the one that the move asks for is meant."""
