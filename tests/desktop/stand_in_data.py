"""What the stand-in server knows when it starts: people, offices, tickets, calls, recordings. Data only, made up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from stand_in_fields import fields

Json = dict[str, Any]

PASSWORD = "demo12385"
CALL_ID = "1795300000.17"
DRAFT = "AH-20261121-0007"


def at(seconds: float = 0) -> str:
    """The present, moved by some seconds, as the API writes times."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(timespec="seconds")


def people() -> dict[str, Json]:
    """User name -> session without csrf."""
    rows = [
        ("xiaoan", "安晓", "agent", "hefei", "合肥市", "hefei-01"),
        ("wang", "王督导", "supervisor", "anhui", "安徽省", None),
        ("gao", "高领导", "leader", "anhui", "安徽省", None),
        ("zhou", "周档案", "archivist", "anhui", "安徽省", None),
    ]
    return {
        name: {
            "user": {"id": name, "name": shown, "role": role, "office": office, "office_name": office_name},
            "seat": seat,
            "language": "zh-CN",
        }
        for name, shown, role, office, office_name, seat in rows
    }


def site() -> Json:
    offices = [
        ("anhui", "安徽省", "안후이성", "province"),
        ("hefei", "合肥市", "허페이시", "city"),
        ("fuyang", "阜阳市", "푸양시", "city"),
        ("bozhou", "亳州市", "보저우시", "city"),
    ]
    reasons = [
        ("break", "休息", "휴식", "Break"),
        ("training", "培训", "교육", "Training"),
        ("other", "其他", "기타", "Other"),
    ]
    return {
        "id": "anhui",
        "number": "12385",
        "name": {"zh": "安徽省残疾人服务热线", "ko": "안후이성 장애인 서비스 핫라인"},
        "languages": ["zh", "ko"],
        "regulation": "anhui-12385",
        "offices": [{"id": i, "name": {"zh": zh, "ko": ko}, "level": level} for i, zh, ko, level in offices],
        "calls_out": True,
        "channels": [{"id": "phone", "name": {"zh": "电话", "ko": "전화"}}, {"id": "sms", "name": {"zh": "短信"}}],
        "pause_reasons": [{"id": i, "name": {"zh": zh, "ko": ko, "en": en}} for i, zh, ko, en in reasons],
    }


def recording(number: int, call_id: str = "1795200000.3", ticket: str | None = "AH-20261120-0003", **more: Any) -> Json:
    return {
        "id": f"r{number}",
        "kind": "call",
        "call_id": call_id,
        "ticket": ticket,
        "office": "hefei",
        "started_at": at(-86_400),
        "seconds": 12.0,
        "sha256": f"{number:064x}",
        "channels": 2,
        "state": "ready",
    } | more


def ticket(number: str = DRAFT, call_id: str | None = CALL_ID, **more: Any) -> Json:
    empty = {"nature": None, "field": None} | dict.fromkeys(("title", "situation", "appeal", "answer"), "")
    caller = {"number": "13855101234"}
    return (
        {
            "number": number,
            "version": 1,
            "state": "draft",
            "channel": "phone",
            "call_id": call_id,
            "office": "hefei",
            "caller": caller,
            "extra": {},
            "not_given": {},
            "created_at": at(-5),
            "updated_at": at(-5),
            "created_by": "xiaoan",
            "created_by_name": "安晓",
            "person": "p1",
            "recordings": [],
            "messages": [],
            "fields": fields(),
        }
        | empty
        | more
    )


def call(**more: Any) -> Json:
    return {
        "id": CALL_ID,
        "direction": "inbound",
        "number": "13855101234",
        "caller_display": "138 5510 1234",
        "hidden": False,
        "area": {"code": "0551", "name": "合肥"},
        "dialed": "12385",
        "trunk": "hefei",
        "office": "hefei",
        "office_name": "合肥市",
        "reason": {"evidence": "caller-mobile", "text": "手机号段归属合肥"},
        "language": "zh",
        "state": "ringing",
        "outcome": None,
        "arrived_at": at(-20),
        "queued_at": at(-8),
        "answered_at": None,
        "ended_at": None,
        "waited_s": 8,
        "talked_s": None,
        "seat": "hefei-01",
        "ticket": DRAFT,
        "masked": False,
    } | more


def old_calls() -> list[Json]:
    ended: Json = {"state": "ended", "ended_at": at(-86_000)}
    return [
        call(
            id="1795200000.3",
            outcome="answered",
            waited_s=4,
            talked_s=212,
            ticket="AH-20261120-0003",
            arrived_at=at(-86_400),
            **ended,
        ),
        call(
            id="1795200000.5",
            outcome="abandoned",
            waited_s=61,
            caller_display="055 1626 5xxxx",
            ticket=None,
            seat=None,
            arrived_at=at(-80_000),
            **ended,
        ),
        call(
            id="1795200000.9",
            outcome="message",
            waited_s=None,
            hidden=True,
            area=None,
            ticket="AH-20261120-0004",
            arrived_at=at(-70_000),
            reason={"evidence": "default", "text": ""},
            **ended,
        ),
    ]


def old_tickets() -> list[Json]:
    return [
        ticket(
            "AH-20261120-0003",
            "1795200000.3",
            state="open",
            version=4,
            title="咨询轮椅补贴",
            nature="consultation",
            situation="来电人询问辅助器具补贴如何申请。",
            caller={"name": "李梅", "number": "13855101234", "sex": "f"},
            recordings=[recording(1)],
        ),
        ticket(
            "AH-20261120-0004",
            "1795200000.9",
            state="draft",
            title="夜间留言：请求回电",
            channel="message",
            messages=[recording(2, "1795200000.9", "AH-20261120-0004", kind="message", channels=1)],
        ),
        ticket(
            "AH-20261119-0001",
            "1795100000.1",
            state="concluded",
            title="残疾人证换领地点",
            situation="已答复。",
            nature="consultation",
            answer="请到户籍所在地残联办理。",
            caller={"name": "陈强", "number": "13900001111"},
        ),
    ]


def timeline() -> list[Json]:
    rows = [
        ("arrived", "来电，拨打 12385"),
        ("prompt-played", "播放欢迎词"),
        ("routed", "转到合肥市，依据：手机号段归属合肥"),
        ("queued", "进入合肥市队列，第 1 位"),
        ("ringing", "座席 hefei-01 振铃"),
        ("answered", "座席 hefei-01 接听"),
        ("ended", "通话结束"),
    ]
    return [{"at": at(-86_400 + 5 * n), "kind": kind, "text": text, "data": {}} for n, (kind, text) in enumerate(rows)]


def board() -> Json:
    def seat(seat_id: str, name: str, state: str) -> Json:
        return {
            "id": seat_id,
            "office": "hefei",
            "state": state,
            "reason": None,
            "since": at(-300),
            "wrap_up_ends": None,
            "call_id": None,
            "registered": True,
            "agent_name": name,
        }

    waiting = [
        {"call_id": "1.1", "caller_display": "138 **** 1234", "hidden": False, "position": 1, "waited_s": 42},
        {"call_id": "1.2", "caller_display": "0551 **** 88", "hidden": False, "position": 2, "waited_s": 9},
    ]
    empty: Json = {
        "waiting": [],
        "longest_wait_s": 0,
        "seats": [],
        "answered_today": 0,
        "abandoned_today": 0,
        "opens_at": None,
    }
    seats = [seat("hefei-01", "安晓", "talking"), seat("hefei-02", "刘芳", "ready"), seat("hefei-03", "赵军", "paused")]
    return {
        "at": at(),
        "offices": [
            empty
            | {
                "id": "anhui",
                "name": "安徽省",
                "open": True,
                "answered_today": 12,
                "seats": [seat("anhui-01", "孙丽", "ready")],
            },
            empty
            | {
                "id": "hefei",
                "name": "合肥市",
                "open": True,
                "waiting": waiting,
                "longest_wait_s": 42,
                "seats": seats,
                "answered_today": 31,
                "abandoned_today": 2,
            },
            empty | {"id": "fuyang", "name": "阜阳市", "open": False, "opens_at": at(40_000), "answered_today": 5},
            empty | {"id": "bozhou", "name": "亳州市", "open": True, "answered_today": 3},
        ],
        "links": {"ami": "up", "agi": "up"},
    }
