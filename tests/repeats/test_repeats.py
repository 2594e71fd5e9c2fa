"""Repeats as situations: who calls about what, and what the desk is told. Texts are invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.repeats.packs import pack_with
from ticketing.aftercare import Supervision
from ticketing.repeats.explanation import explained, sentence
from ticketing.repeats.index import Matter, RepeatIndex
from ticketing.repeats.likeness import likeness
from ticketing.repeats.rarity import weighing
from ticketing.repeats.suggestion import Bounds, Kind, suggest
from ticketing.repeats.words import words
from workdays.zone import SHANGHAI

DAY_ONE = datetime(2026, 9, 1, 9, 0, tzinfo=SHANGHAI)

RAMP = (
    "小区门口无障碍坡道被电动车占用，轮椅无法进出，希望尽快清理。翠园小区3号楼",
    "再次反映翠园小区3号楼门口坡道还是被电动车堵住，轮椅出不去，没有人管",
    "翠园小区门口坡道停满电动车，坐轮椅的老人出不了门，无障碍坡道没人清理",
    "翠园小区无障碍坡道被电动车占用，轮椅进不来，物业不清理",
    "反映翠园小区3号楼无障碍坡道停放电动车，占用轮椅通道",
)
OTHERS = (
    "咨询残疾人证到期换证需要什么材料",
    "残疾人护理补贴9月份没有发放，请问什么时候到账",
    "长江路与金寨路交口盲道被商铺摊位占用",
    "想学盲人按摩，请问有没有培训班",
    "302路公交车司机拒绝残疾人免费乘车，态度恶劣",
    "孩子自闭症康复训练机构收费太高，想了解救助标准",
    "智力残疾的儿子想找工作，有没有就业岗位推荐",
)

AFTER_THREE = Supervision(
    id="repeated-by-one", names={"zh": "重复反映"}, article="20(六)", sign="repeated-by-one", threshold=3,
    supervisor="热线工作机构", owed=(),
)  # fmt: skip
AFTER_FIVE = replace(AFTER_THREE, id="repeated-by-many", sign="repeated-by-many", threshold=5)
IF_DISSATISFIED = replace(AFTER_THREE, id="dissatisfied", sign="dissatisfied-and-repeated", article="12(三)")


def matter(number: int, text: str, person: str | None, day: int = 0) -> Matter:
    return Matter(ticket=f"T{number}", at=DAY_ONE + timedelta(days=day), person=person, texts=(text,))


@pytest.fixture
def index() -> RepeatIndex:
    """What else is asked these days, each by somebody else."""
    made = RepeatIndex()
    for number, text in enumerate(OTHERS):
        made.put(matter(100 + number, text, f"somebody-{number}"))
    return made


def calls(index: RepeatIndex, people: str, *, apart: int = 1) -> Matter:
    """The ramp is complained of by these people, one call after the other; the last call is returned, not yet put."""
    for number, person in enumerate(people[:-1]):
        index.put(matter(number, RAMP[number], person, day=number * apart))
    last = len(people) - 1
    return matter(last, RAMP[last], people[-1], day=last * apart)


def test_the_third_call_of_one_person_is_noticed_and_the_second_is_not(index: RepeatIndex) -> None:
    pack = pack_with(AFTER_THREE, AFTER_FIVE)
    assert not suggest(index, calls(index, "aa"), pack)
    (found,) = suggest(index, calls(index, "aaa"), pack)
    assert (found.kind, found.count, found.threshold, set(found.tickets)) == (Kind.ONE_PERSON, 3, 3, {"T0", "T1", "T2"})
    assert found.supervision == AFTER_THREE


def test_the_fifth_person_on_one_matter_is_noticed_and_the_fourth_is_not(index: RepeatIndex) -> None:
    pack = pack_with(AFTER_THREE, AFTER_FIVE)
    assert not suggest(index, calls(index, "abcd"), pack)
    (found,) = suggest(index, calls(index, "abcde"), pack)
    assert (found.kind, found.count, found.supervision) == (Kind.MANY_PERSONS, 5, AFTER_FIVE)


def test_one_person_calling_five_times_is_not_five_persons(index: RepeatIndex) -> None:
    assert [one.kind for one in suggest(index, calls(index, "aaaaa"), pack_with(AFTER_FIVE))] == [Kind.ONE_PERSON]


def test_callers_who_hide_their_number_are_shown_but_not_counted_as_persons(index: RepeatIndex) -> None:
    last = calls(index, "abcd")
    index.put(replace(matter(9, RAMP[4], None), ticket="hidden"))
    assert not suggest(index, last, pack_with(AFTER_FIVE))
    index.put(last)
    (found,) = suggest(index, matter(10, RAMP[0], "e", day=5), pack_with(AFTER_FIVE))
    assert found.count == 5 and "hidden" in found.tickets


def test_one_person_with_three_different_matters_repeats_nothing(index: RepeatIndex) -> None:
    for number, text in enumerate(OTHERS[:2]):
        index.put(matter(number, text, "a"))
    assert not suggest(index, matter(7, OTHERS[2], "a"), pack_with(AFTER_THREE))


def test_one_person_who_asks_twice_about_like_things_is_not_at_one_matter(index: RepeatIndex) -> None:
    """The same words of the trade (补贴, 申请, 两个月), another thing each time."""
    for number, text in enumerate(("重度残疾人护理补贴两个月没到账，请帮忙查一下", "申请电动轮椅的补贴两个月了没有批")):
        index.put(matter(number, text, "a"))
    last = matter(2, "申请助听器补贴已经两个月，街道说材料交上去了，一直没批", "a", day=2)
    assert 0.02 < index.alike(last, least=0.02)[-1].likeness.score < Bounds().same_person
    assert not suggest(index, last, pack_with(AFTER_THREE))


def test_what_lies_before_the_window_does_not_count(index: RepeatIndex) -> None:
    last = calls(index, "aaa", apart=60)
    assert suggest(index, last, pack_with(AFTER_THREE))
    assert not suggest(index, last, pack_with(AFTER_THREE), bounds=Bounds(window=timedelta(days=90)))


def test_without_an_entry_of_the_pack_it_is_a_hint_and_no_reason_to_supervise(index: RepeatIndex) -> None:
    (found,) = suggest(index, calls(index, "aaa"), pack_with())
    assert found.supervision is None and "督办" not in sentence(found)


def test_where_the_regulation_asks_for_dissatisfaction_repeating_is_not_enough(index: RepeatIndex) -> None:
    last = calls(index, "aaa")
    assert suggest(index, last, pack_with(IF_DISSATISFIED))[0].supervision is None
    assert suggest(index, last, pack_with(IF_DISSATISFIED), dissatisfied=True)[0].supervision == IF_DISSATISFIED


def test_every_suggestion_shows_the_phrases_scores_and_thresholds_behind_it(index: RepeatIndex) -> None:
    (found,) = suggest(index, calls(index, "aaa"), pack_with(AFTER_THREE))
    shown = explained(found)
    assert shown["threshold"] == 3 and shown["bound"] == Bounds().same_person
    for other in shown["alike"]:
        assert other["score"] >= shown["bound"]
        text = RAMP[int(other["ticket"][1:])]
        assert other["phrases"] and all(phrase["text"] in text for phrase in other["phrases"])
    assert shown["text"].startswith("同一诉求人已就同一事项反映 3 次，共同提到“") and "20(六)" in shown["text"]


def test_phrases_and_their_weights_make_up_the_whole_score() -> None:
    weight = weighing(0, lambda _: 0)
    left, right = words(RAMP[0]), words(RAMP[1])
    found = likeness(left, right, weight)
    whole = sum(map(weight, left.shingles)) + sum(map(weight, right.shingles))
    assert found.score == pytest.approx(2 * sum(one.weight for one in found.shared) / whole, abs=0.01)


def test_a_repeat_keeps_its_key_whichever_of_its_later_tickets_finds_it(index: RepeatIndex) -> None:
    third = calls(index, "aaa")
    (first_time,) = suggest(index, third, pack_with(AFTER_THREE))
    index.put(third)
    (again,) = suggest(index, matter(3, RAMP[3], "a", day=3), pack_with(AFTER_THREE))
    assert first_time.key == again.key == "one-person:T0"


def test_telephone_and_identity_numbers_make_nothing_alike() -> None:
    assert not words("电13800138000").shingles & words("话13800138000，11010519491231002X").shingles


def test_everyday_words_alone_make_nothing_alike(index: RepeatIndex) -> None:
    polite = "您好，我是残疾人，请问补贴怎么申请，需要什么材料，谢谢"
    other = "您好，请问残疾人证在哪里办理，需要什么条件，谢谢"
    index.put(matter(1, polite, "a"))
    assert not index.alike(matter(2, other, "a"), least=Bounds().other_person)


def test_korean_texts_repeat_too() -> None:
    index = RepeatIndex()
    for number, text in enumerate(
        ("연길시 장애인 경사로가 막혀 휠체어가 못 지나갑니다", "경사로가 막혀 휠체어가 지나갈 수 없습니다")
    ):
        index.put(matter(number, text, "a", day=number))
    assert suggest(index, matter(2, "휠체어 경사로가 아직도 막혀 있습니다", "a", day=2), pack_with(AFTER_THREE))


def test_a_changed_ticket_is_held_against_its_new_words_and_a_removed_one_is_gone(index: RepeatIndex) -> None:
    index.put(matter(0, OTHERS[0], "a"))
    index.put(matter(0, RAMP[0], "a"))
    assert [found.matter.ticket for found in index.alike(matter(9, RAMP[1], "b"), least=0.2)] == ["T0"]
    index.remove("T0")
    assert not index.alike(matter(9, RAMP[1], "b"), least=0.2) and "T0" not in index


def test_dropping_the_old_frees_them_and_keeps_the_rest_found(index: RepeatIndex) -> None:
    for number in range(3_000):
        index.put(matter(1_000 + number, f"第{number}号楼电梯", None, day=-400))
    assert index.drop_before(DAY_ONE - timedelta(days=200)) == 3_000
    assert len(index) == len(OTHERS)
    assert index.alike(matter(1, OTHERS[2], "x"), least=0.9)


def test_a_text_without_words_repeats_nothing(index: RepeatIndex) -> None:
    for text in ("", "……！？", "13800138000"):
        assert not suggest(index, matter(1, text, "a"), pack_with(AFTER_THREE))
