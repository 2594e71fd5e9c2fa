"""A whole desk for tests and benches: fake Asterisk on loopback, the real AMI client, a real database, the real web.

Only the telephone exchange is fake. Nothing here asserts.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web as aioweb
from argon2 import PasswordHasher
from sqlalchemy import update

from ami.actions import Actions
from ami.board import Board
from ami.client import AmiClient
from ami.facts import FactReader
from ami.fake_asterisk import FakeAsterisk
from ami.fake_server import FakeServer
from ami.link import AmiAddress, AmiLimits
from hotline.said import said_in
from ivr_flows.text_book import TextBook
from recordings.archive import Archive
from routing.outbound import Outbound
from routing.plan import Level, Office, Plan, Seat
from store.engine import Database
from store.facts import CallFact
from store.tables.user import User
from store.users import NewUser, Role, ensure_users
from tests.web.promised import broken
from ticketing.intake import take_in
from ticketing.life.rules import Rules
from ticketing.pack import Pack
from ticketing.packs import load as load_pack
from ticketing.record import Offices, TicketRecord
from web.app import make_app
from web.attempts import Attempts
from web.casework import Casework
from web.keys import WebDeps
from web.live_board import LiveBoard
from web.retention import Retention
from web.seat_desk import SeatDesk
from web.seat_rules import SeatTimes
from web.site_view import SiteView
from web.store_desk import StoreCalls, StoreTickets, StoreUsers
from web.store_recordings import StoreRecordings
from web.unseen_rings import UnseenRings
from workdays.calendar import Calendar
from workdays.hours import Hours

PASSWORD = "open sesame"
EASY = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""argon2id, as the hotline stores it, at the least work that it can be asked for."""
BOOK = TextBook(names={"hefei": {"zh": "合肥市", "ko": "허페이"}})
SECRET = "s3cret"
LIMITS = AmiLimits(first_retry_s=0.01, longest_retry_s=0.05, action_s=2)
FIELDS: Sequence[Mapping[str, Any]] = (
    {"id": "situation", "label": {"zh": "反映情况", "ko": "상황"}, "kind": "long", "required": True},
    {"id": "caller.name", "label": {"zh": "姓名", "ko": "이름"}, "kind": "text", "required": False},
    {"id": "caller.id_number", "label": {"zh": "证件号码"}, "kind": "text", "required": False, "may_be_withheld": True},
    {
        "id": "nature",
        "label": {"zh": "诉求性质"},
        "kind": "choice",
        "required": False,
        "options": [
            {"id": "consultation", "label": {"zh": "政策咨询", "ko": "정책 문의"}},
            {"id": "request", "label": {"zh": "投诉请求"}},
            {"id": "complaint", "label": {"zh": "投诉"}},
            {"id": "help", "label": {"zh": "生活帮助"}},
        ],
    },
    {"id": "caller.age", "label": {"zh": "年龄"}, "kind": "number", "required": False},
    {"id": "extra.date", "label": {"zh": "来电日期"}, "kind": "date", "required": False},
)
USERS = (
    ("agent", "张敏", Role.AGENT, "hefei", "hefei-01"),
    ("second", "李强", Role.AGENT, "hefei", "hefei-02"),
    ("provincial", "王芳", Role.AGENT, "anhui", "anhui-01"),
    ("chief", "赵磊", Role.SUPERVISOR, "hefei", None),
    ("boss", "陈静", Role.SUPERVISOR, "anhui", None),
    ("leader", "钱主任", Role.LEADER, "hefei", None),
    ("unit", "蜀山区残联", Role.UNIT, "hefei", None),
    ("other-unit", "合肥市民政局", Role.UNIT, "hefei", None),
    ("archivist", "孙丽", Role.ARCHIVIST, "anhui", None),
    ("admin", "周涛", Role.ADMIN, "anhui", None),
    ("seatless", "吴刚", Role.AGENT, "hefei", None),
)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class Phones:
    """Seats' accounts."""

    def account(self, seat: str, display_name: str) -> Mapping[str, Any]:
        uri = f"sip:{seat}@127.0.0.1"
        return {
            "ws": "ws://127.0.0.1:8088/ws",
            "uri": uri,
            "username": seat,
            "password": f"sip-{seat}",
            "display_name": display_name,
        }


def a_site(seats: int = 2) -> SiteView:
    """A province with one city."""

    def office(id: str, name: str, level: Level, division: str, count: int) -> Office:
        places = tuple(
            Seat(id=f"{id}-{n:02}", office=id, extension=f"{division[2:4]}{n:02}") for n in range(1, count + 1)
        )
        names = {"zh": name, "ko": f"{name}(ko)"}
        return Office(
            id=id, names=names, level=level, division=division, area_codes=(), hours=Hours(always=True), seats=places
        )

    anhui = office("anhui", "安徽省", Level.PROVINCE, "340000", 1)
    hefei = office("hefei", "合肥市", Level.CITY, "340100", seats)
    plan = Plan(number="12385", home="anhui", offices={"anhui": anhui, "hefei": hefei})
    return SiteView(
        id="anhui",
        names={"zh": "安徽12385", "ko": "안후이 12385", "en": "Anhui 12385"},
        languages=("zh", "ko"),
        regulation="anhui-12385",
        pause_reasons={"break": {"zh": "小休", "ko": "휴식"}, "meeting": {"zh": "会议", "ko": "회의"}},
        plan=plan,
        outbound=Outbound(trunk="trunk", shown="12385", own=("12385",)),
        channels={"phone": {"zh": "电话"}, "sms": {"zh": "短信", "ko": "문자"}},
    )


def lenient(pack: Pack) -> Pack:
    """The pack, asking for no more than `FIELDS` does."""
    required = {field["id"] for field in FIELDS if field["required"]}
    return replace(pack, fields=tuple(replace(field, required=field.id in required) for field in pack.fields))


def no_fields(_ticket: TicketRecord) -> Sequence[Mapping[str, Any]]:
    return FIELDS


@dataclass(slots=True, kw_only=True)
class House:
    """What a test can touch."""

    client: AmiClient
    desk: SeatDesk
    board: LiveBoard
    database: Database
    clock: Clock
    url: str
    deps: WebDeps
    archive: Archive
    fake: FakeServer | None = None
    facts: list[CallFact] = field(default_factory=list)
    _people: list[aiohttp.ClientSession] = field(default_factory=list)

    @property
    def server(self) -> FakeServer:
        """The exchange's manager interface."""
        assert self.fake is not None
        return self.fake

    @property
    def world(self) -> FakeAsterisk:
        """The exchange."""
        return self.server.world

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for something that AMI events bring about."""
        async with asyncio.timeout(30):
            while not condition():
                await asyncio.sleep(0.002)

    async def store_facts(self) -> None:
        """Take in all that AMI told so far."""
        facts, self.facts = self.facts, []
        async with self.database.write() as session:
            await take_in(session, facts, offices=OFFICES, now=self.clock.now())

    async def person(self, username: str | None = None, **headers: str) -> Person:
        """A browser, signed in unless `username` is None."""
        browser = aiohttp.ClientSession(
            self.url, cookie_jar=aiohttp.CookieJar(unsafe=True), headers={"Accept-Language": "zh-CN", **headers}
        )
        self._people.append(browser)
        person = Person(browser)
        if username is not None:
            answer = await person.post("/api/v1/session", {"username": username, "password": PASSWORD})
            person.csrf = answer.body["csrf"]
        return person

    async def close(self) -> None:
        for browser in self._people:
            await browser.close()


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer, read."""

    status: int
    body: Any
    headers: Mapping[str, str]
    raw: bytes

    @property
    def code(self) -> str:
        """The error's code."""
        return str(self.body["error"]["code"])


class Person:
    """A browser. Whatever it is answered is held against the API's document."""

    def __init__(self, browser: aiohttp.ClientSession) -> None:
        self.browser = browser
        self.csrf = ""

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        sent = {"X-CSRF-Token": self.csrf, **headers}
        async with self.browser.request(method, path, json=body, headers=sent, allow_redirects=False) as answer:
            raw = await answer.read()
            is_json = answer.content_type == "application/json" and raw
            read = Answer(answer.status, await answer.json() if is_json else None, answer.headers, raw)
            asked, kind = answer.url.path, answer.content_type
        untrue = broken(method, asked, read.status, kind, read.body)
        assert untrue is None, untrue
        return read

    async def get(self, path: str, **headers: str) -> Answer:
        return await self.ask("GET", path, **headers)

    async def post(self, path: str, body: Any, **headers: str) -> Answer:
        return await self.ask("POST", path, body, **headers)

    async def put(self, path: str, body: Any) -> Answer:
        return await self.ask("PUT", path, body)

    async def patch(self, path: str, body: Any) -> Answer:
        return await self.ask("PATCH", path, body)

    @asynccontextmanager
    async def live(self, language: str = "") -> AsyncIterator[Live]:
        async with self.browser.ws_connect("/api/v1/live", params={"language": language}) as socket:
            yield Live(socket)


class Live:
    """A WebSocket and what came over it."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.seen: list[dict[str, Any]] = []

    async def until(self, kind: str, **content: Any) -> dict[str, Any]:
        """The next frame of this kind with this content; every frame on the way is kept in `seen`."""
        async with asyncio.timeout(30):
            while True:
                frame: dict[str, Any] = await self.socket.receive_json()
                self.seen.append(frame)
                if frame["type"] == kind and content.items() <= frame.items():
                    return frame

    async def closed(self) -> int | None:
        """Wait for the server to close; its code."""
        async with asyncio.timeout(30):
            while True:
                message = await self.socket.receive()
                if message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSING):
                    return self.socket.close_code


OFFICES = Offices(divisions={"anhui": "340000", "hefei": "340100"}, home="anhui")


@asynccontextmanager
async def open_house(
    database: Database,
    folder: Path,
    *,
    site: SiteView | None = None,
    now: Callable[[], datetime] | None = None,
    recheck_s: float = 30.0,
) -> AsyncIterator[House]:
    """A desk at work on an exchange of its own."""
    site = site or a_site()
    async with (
        FakeServer(list(site.plan.offices), site.seats, secret=SECRET) as server,
        open_desk(database, folder, site, ami_port=server.port, now=now, recheck_s=recheck_s) as house,
    ):
        house.fake = server
        yield house


@asynccontextmanager
async def open_desk(
    database: Database,
    folder: Path,
    site: SiteView,
    *,
    ami_port: int,
    now: Callable[[], datetime] | None = None,
    recheck_s: float = 30.0,
) -> AsyncIterator[House]:
    """A desk at work, with users; AMI is up and synced."""
    clock = Clock()
    now = now or clock.now
    address = AmiAddress(host="127.0.0.1", port=ami_port, username="hotline", secret=SECRET)
    client = AmiClient(address, now=now, limits=LIMITS)
    desk = SeatDesk(
        board=Board(site.seats, now()),
        actions=Actions(client),
        site=site,
        times=SeatTimes(wrap_up_s=30),
        now=now,
    )
    calls, users = StoreCalls(database, OFFICES, now), StoreUsers(database, now)
    board = LiveBoard(desk=desk, site=site, calls=calls, users=users, now=now, agi_up=lambda: True)
    unseen = UnseenRings(desk, calls)
    archive = Archive(root=folder / "archive", keys=database.keys)
    names = {office: {"zh": name} for office, name in site.office_names("zh").items()}
    rules = Rules(packs=(lenient(load_pack(site.regulation)),), calendar=Calendar(), offices=names)
    deps = WebDeps(
        recheck_s=recheck_s,
        site=site,
        now=now,
        users=users,
        calls=calls,
        tickets=StoreTickets(database, now, no_fields),
        casework=Casework(database, rules, OFFICES, now),
        recordings=StoreRecordings(database, archive, now),
        retention=Retention(database, archive, 1825, now),
        phones=Phones(),
        desk=desk,
        board=board,
        attempts=Attempts(),
        said=said_in(BOOK),
        health=lambda: {"ami_up": client.health().up},
        desktop=folder / "dist",
        phone_address="ws://127.0.0.1:8088/ws",
    )
    runner = aioweb.AppRunner(make_app(deps), access_log=None)
    await runner.setup()
    listener = aioweb.TCPSite(runner, "127.0.0.1", 0)
    await listener.start()
    port = runner.addresses[0][1]
    house = House(
        client=client,
        desk=desk,
        board=board,
        database=database,
        clock=clock,
        url=f"http://127.0.0.1:{port}",
        deps=deps,
        archive=archive,
    )
    tasks = [
        asyncio.create_task(work) for work in (client.run(), _read(house, site), desk.run(), board.run(), unseen.run())
    ]
    try:
        await house.until(lambda: desk.board.up and board.counted)
        yield house
    finally:
        await house.close()
        await runner.cleanup()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _read(house: House, site: SiteView) -> None:
    reader = FactReader(site.seats)
    async for event in house.client.events():
        facts = reader.read(event)
        house.facts.extend(facts)
        house.desk.publish(event, house.desk.board.apply(event))
        house.desk.outgoing.heard(facts)


async def add_users(database: Database, now: datetime) -> None:
    """The people of the house. Their hashes ask for little work: hundreds of tests sign them in."""
    people = [
        NewUser(
            username=username, name=name, password=PASSWORD, role=role, office=office, seat=seat,
            unit=name if role is Role.UNIT else None,
        )
        for username, name, role, office, seat in USERS
    ]  # fmt: skip
    async with database.write() as session:
        await ensure_users(session, people, now=now)
        await session.execute(update(User).values(password_hash=EASY))
