"""The stand-in's life of tickets: moves, clocks, steps, links, people, as the API describes them. Data only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import stand_in_data as data

Json = dict[str, Any]

SAID = {"zh": "办理", "ko": "처리", "en": "Handle"}


def day(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


def at(hours: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat(timespec="seconds")


def names(zh: str, ko: str, en: str) -> Json:
    return {"zh": zh, "ko": ko, "en": en}


def need(name: str, label: Json, kind: str, **more: Any) -> Json:
    return {
        "name": name,
        "label": label,
        "kind": kind,
        "required": True,
        "article": "",
        "all_of": False,
        "known": {},
        "options": [],
    } | more


def option(id: str, zh: str, ko: str, article: str = "", advice: str = "") -> Json:
    return {"id": id, "label": {"zh": zh, "ko": ko}, "article": article, "advice": advice}


ASKED_FOR = "需要入户评估，等待专家"
GROUNDS = [
    option("out-of-scope", "不属于受理范围", "접수 범위가 아님", "第八条", "请向有权处理的单位反映"),
    option("litigation", "已进入诉讼程序", "소송 중", "第八条", "请等待法院裁判"),
]


def offers(state: str) -> list[Json]:
    """The moves of a role in the state, as far as the tests need them."""
    free = {
        "open": [
            ("accept", names("受理", "접수", "Accept"), "accepted", []),
            (
                "refuse",
                names("不予受理", "불접수", "Refuse"),
                "refused",
                [
                    need("ground", names("情形", "사유", "Ground"), "choice", options=GROUNDS),
                    need(
                        "told",
                        names("已告知来电人", "발신자에게 알림", "Told"),
                        "choice",
                        options=[option("yes", "是", "예"), option("no", "否", "아니요")],
                    ),
                ],
            ),
        ],
        "transferred": [("contact", names("先行联系", "먼저 연락", "Contact"), "contacted", [])],
        "accepted": [
            (
                "transfer",
                names("转办", "이관", "Transfer"),
                "transferred",
                [need("unit", names("承办单位", "처리 기관", "Unit"), "text")],
            ),
            (
                "grant-extension",
                names("同意延期", "연장 승인", "Grant extension"),
                None,
                [
                    need(
                        "approved_by",
                        names("已同意的批准人", "승인자", "Approved by"),
                        "choice",
                        all_of=True,
                        article="第九条第三项",
                        options=[option("领导", "领导", "책임자"), option("中心", "中心", "센터")],
                    ),
                    need("until", names("办结时限", "기한", "Limit"), "time"),
                    need("days", names("延长的工作日", "일수", "Days"), "number", required=False),
                ],
            ),
        ],
    }
    barred = {
        "move": "sign-off",
        "label": names("领导签批", "책임자 결재", "Sign off"),
        "to": None,
        "needs": [],
        "bars": [
            {
                "code": "no-sign-off",
                "text": "本办法不要求领导签批",
                "label": {"zh": "本办法不要求领导签批", "ko": "이 규정에는 책임자 결재가 필요 없음"},
                "article": "第九条",
            }
        ],
    }
    split = {"move": "split", "label": names("拆分", "나누기", "Split"), "to": None, "needs": [], "bars": []}
    shown = [
        {"move": move, "label": label, "to": to, "needs": needs, "bars": []}
        for move, label, to, needs in free.get(state, [])
    ]
    return [*shown, split, barred] if shown or state == "draft" else []


def clocks() -> list[Json]:
    """One late, one soon due, one done."""
    counted = [day(n) for n in range(-3, 9) if n % 7 < 5]
    one = {
        "regulation": "anhui-12385",
        "right": False,
        "article": "第九条第三项",
        "limit": 20,
        "unit": "WD",
        "status": "running",
        "late": False,
        "started": at(-90),
        "stopped": None,
        "due": at(24 * 8),
        "first_due": at(24 * 8),
        "warn_at": None,
        "extensions": 0,
        "provisional": True,
        "counted": counted,
        "skipped": [{"date": day(2), "why": "周六"}, {"date": day(3), "why": "元旦"}],
        "explanation": ["办结：20个工作日（第九条第三项）。", "当日不计（《民法典》第二百零一条）。"],
        "notes": [],
    }
    conclude = one | {"clock": "conclude", "label": {"zh": "办结", "ko": "종결"}}
    hours = {"unit": "hours", "counted": [], "skipped": [], "provisional": False}
    sign = one | hours | {"clock": "sign", "label": {"zh": "签收", "ko": "수령"}, "limit": 1}
    contact = one | hours | {"clock": "contact", "label": {"zh": "先行联系", "ko": "먼저 연락"}, "limit": 24}
    return [
        conclude,
        sign | {"status": "overdue", "late": True, "due": at(-5.5)},
        contact | {"status": "warned", "due": at(2.4)},
        sign | {"clock": "reply", "label": {"zh": "答复", "ko": "답변"}, "status": "stopped", "stopped": at(-1)},
    ]


def steps(ticket: Json) -> list[Json]:
    begun = {
        "version": 1,
        "at": ticket["created_at"],
        "actor": "system",
        "actor_name": "system",
        "role": None,
        "move": None,
        "label": None,
        "from": None,
        "to": "draft",
        "fields": [],
        "note": {},
        "said": [],
    }
    agent = {"actor": "xiaoan", "actor_name": "安晓"}
    wrote = begun | agent | {"version": 2, "fields": ["title", "caller.name"], "at": at(-20)}
    urged = begun | {
        "version": 3,
        "actor": "xiaoan",
        "actor_name": "安晓",
        "role": "caller",
        "move": "urge",
        "label": names("催办", "독촉", "Urge"),
        "at": at(-1),
        "said": [
            {"name": "reason", "label": {"zh": "理由", "ko": "이유"}, "text": "来电人再次询问进展", "text_label": None}
        ],
    }
    asked = urged | {
        "version": 4,
        "actor": "luyang",
        "actor_name": "庐阳区残联",
        "role": "unit",
        "move": "ask-extension",
        "label": names("申请延期", "연장 신청", "Ask for an extension"),
        "said": [{"name": "reason", "label": {"zh": "理由", "ko": "이유"}, "text": ASKED_FOR, "text_label": None}],
    }
    return [begun, wrote, urged, *([asked] if ticket["state"] == "accepted" else [])]


def links() -> list[Json]:
    evidence = {
        "text": "同一诉求人已就同一事项反映 3 次，共同提到“坡道”；达到督办条件（第二十条）",
        "count": 3,
        "threshold": 3,
        "bound": 0.2,
        "alike": {
            "ticket": "AH-20261120-0004",
            "score": 0.47,
            "phrases": [{"text": "坡道", "weight": 2.1}, {"text": "轮椅", "weight": 1.9}],
        },
    }
    split = {
        "ticket": "AH-20261119-0001",
        "kind": "split-from",
        "outgoing": False,
        "at": at(-30),
        "title": "残疾人证换领地点",
        "state": "concluded",
        "evidence": {},
    }
    repeat = split | {
        "ticket": "AH-20261120-0004",
        "kind": "repeats:one-person",
        "title": "坡道被占",
        "state": "open",
        "evidence": evidence,
    }
    return [split, repeat]


SUGGESTED: list[Json] = [
    {
        "ground": "repeats",
        "label": {"zh": "多次反映", "ko": "반복 제기"},
        "article": "20(六)",
        "supervisor": "热线办",
        "owed": ["书面说明"],
        "evidence": ["同一诉求人已反映 3 次"],
        "certain": False,
    }
]
PERSON: Json = {
    "id": "p1",
    "version": 2,
    "masked": True,
    "fields": {"name": "李**", "number": "138****1234", "sex": "女"},
    "offered": {},
    "flaws": [],
    "tickets": ["AH-20261120-0003", "AH-20261119-0001"],
    "perhaps_the_same": ["p2"],
}
OTHER = PERSON | {"id": "p2", "tickets": ["AH-20261119-0001"], "perhaps_the_same": [], "fields": {"name": "李**"}}
MASKED = ["caller.name", "caller.number", "caller.id_number", "caller.address"]


def masked(ticket: Json) -> Json:
    """The ticket as the real server masks it."""
    caller = dict(ticket["caller"])
    if caller.get("name"):
        caller["name"] = f"{caller['name'][0]}**"
    if caller.get("number"):
        caller["number"] = f"{caller['number'][:3]}****{caller['number'][-4:]}"
    return ticket | {"caller": caller, "masked": MASKED, "opened": None}


def knowledge() -> list[Json]:
    """The knowledge base: one entry."""
    times = dict.fromkeys(("policy_at", "upload_due", "review_by"))
    return [
        {
            "id": "k1",
            "version": 3,
            "stage": "released",
            "title": "轮椅补贴怎么申请",
            "answer": "带残疾人证到户籍所在街道残联申请。",
            "basis": "皖残联〔2020〕1号",
            "provider": "省残联康复部",
            **times,
            "released_at": data.at(),
            "late": False,
            "stale": False,
            "written_by": "li",
            "written_at": data.at(),
            "reviews": [],
        }
    ]
