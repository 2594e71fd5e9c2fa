"""The five packs hold what their documents say, and a mistake in a pack is told with file, key and mend."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.site import load as load_site
from routing.strict import Problem
from ticketing import packs
from ticketing.articles import cited
from ticketing.fields import CALLER_FIELDS, TEXT_FIELDS
from ticketing.pack import Clock, Pack, Unit

ROOT = Path(__file__).parents[2]
PACKS = [packs.load(regulation) for regulation in packs.known()]
GOOD = (ROOT / "ticketing" / "regulations" / "anhui-12345.toml").read_text(encoding="utf-8")


def clocks(regulation: str) -> dict[str, list[tuple[int, str, str]]]:
    found: dict[str, list[tuple[int, str, str]]] = {}
    for clock in packs.load(regulation).clocks:
        found.setdefault(clock.id, []).append((clock.limit.number, clock.limit.unit.value, clock.article))
    return found


def test_the_five_regulations_are_there() -> None:
    assert packs.known() == ("anhui-12345", "anhui-12385", "national-12385", "shanghai-962200", "yanbian-12345")


@pytest.mark.parametrize(
    ("regulation", "limits"),
    [
        ("anhui-12385", {"reply": [(5, "WD", "9(三)")], "conclude": [(20, "WD", "9(三)"), (5, "WD", "9(四)")]}),
        (
            "yanbian-12345",
            {
                "sign": [(1, "hours", "三(一)1")],
                "contact": [(24, "hours", "三(一)1")],
                "return": [(1, "hours", "三(一)3")],
                "conclude": [(24, "hours", "三(一)1"), (72, "hours", "三(一)1")],
            },
        ),
        ("national-12385", {}),
        (
            "anhui-12345",
            {
                "contact": [(1, "WD", "15")],
                "return": [(2, "WD", "16")],
                "conclude": [(3, "WD", "17(一)"), (10, "WD", "17(二)")],
            },
        ),
        (
            "shanghai-962200",
            {
                "forward": [(0, "at-once", "10(三)"), (1, "WD", "10(二)")],
                "contact": [(1, "WD", "11(一)")],
                "reply": [(10, "WD", "11(二)"), (5, "WD", "11(二)")],
                "report-oral": [(30, "minutes", "15")],
                "report-written": [(2, "hours", "15")],
                "upload": [(5, "WD", "14")],
            },
        ),
    ],
)
def test_every_limit_is_that_of_the_document(regulation: str, limits: dict[str, list[tuple[int, str, str]]]) -> None:
    assert clocks(regulation) == limits


def _clock(regulation: str, clock: str) -> Clock:
    return next(one for one in packs.load(regulation).clocks if one.id == clock)


def test_extensions_are_those_of_the_documents() -> None:
    anhui = next(clock.extension for clock in packs.load("anhui-12385").clocks if clock.extension)
    assert anhui.limit is not None
    assert (anhui.limit.number, anhui.limit.unit, anhui.most, anhui.most_complex) == (7, Unit.WORKING_DAYS, 1, 2)
    government = _clock("anhui-12345", "conclude").extension
    assert government is not None and (government.at_first_limit, government.most, government.before_expiry) == (
        True,
        2,
        True,
    )
    yanbian = _clock("yanbian-12345", "conclude").extension
    assert yanbian is not None and (yanbian.most, yanbian.limit) == (None, None)
    assert yanbian.tell_caller and yanbian.approvers == ("分管领导", "州热线受理中心")


def test_supervision_thresholds_and_supervisors_are_those_of_the_documents() -> None:
    government = {one.id: one for one in packs.load("anhui-12345").supervisions}
    assert (government["repeated-by-one"].threshold, government["repeated-by-many"].threshold) == (3, 5)
    shanghai = {one.article: one for one in packs.load("shanghai-962200").supervisions}
    assert {article: one.supervisor for article, one in shanghai.items()} == {
        "12(一)": "管理办公室",
        "12(二)": "管理办公室",
        "12(三)": "管理办公室",
        "12(四)": "市局办公室",
        "12(五)": "市局办公室",
    }
    assert shanghai["12(三)"].threshold == 3 and "书面说明情况" in shanghai["12(三)"].owed
    assert len(packs.load("anhui-12385").supervisions) == 5


def test_returns_ratings_visits_and_grades_are_those_of_the_documents() -> None:
    government, yanbian = packs.load("anhui-12345"), packs.load("yanbian-12345")
    assert government.returns is not None and government.returns.tacit_acceptance
    assert yanbian.returns is not None and not yanbian.returns.tacit_acceptance
    assert government.grading is not None and government.grading.grades == ("重点", "一般")
    assert government.rating is not None and government.rating.not_chased == ("行政调解类", "执法办案类")
    shanghai = packs.load("shanghai-962200").visits
    assert shanghai is not None and (shanghai.sample, shanghai.every_supervised) == ("monthly-ratio", True)


def test_intake_asks_for_what_the_documents_ask_for() -> None:
    assert packs.load("anhui-12385").required() == (
        *("caller.name", "caller.sex", "caller.id_number", "caller.contact", "situation", "appeal"),
    )
    assert len(packs.load("yanbian-12345").required()) == 11


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_every_field_is_one_that_a_ticket_has(pack: Pack) -> None:
    for field in pack.fields:
        kind, _, name = field.id.rpartition(".")
        known = {"": TEXT_FIELDS, "caller": CALLER_FIELDS}.get(kind)
        assert kind == "extra" or (known is not None and name in known), field.id


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_every_refusal_tells_the_caller_something(pack: Pack) -> None:
    assert all(refusal.advice["zh"] for refusal in pack.refusals)


def test_a_pack_of_a_bilingual_hotline_speaks_both_languages() -> None:
    for path in (ROOT / "sites").glob("*.toml"):
        site = load_site(path)
        if "ko" in site.languages:
            pack = packs.load(site.regulations[0])
            entries = (*pack.fields, *pack.natures, *pack.fields_of_work, *pack.channels, *pack.refusals)
            named = (*entries, *pack.clocks, *pack.supervisions, *pack.conclusions, *pack.duties, *pack.rates)
            assert [entry.id for entry in named if "ko" not in entry.names] == []
            assert all("ko" in refusal.advice for refusal in pack.refusals)


def test_a_regulation_is_in_force_from_its_day() -> None:
    pack = packs.load("anhui-12385")
    assert pack.in_force(date(2020, 6, 22)) and not pack.in_force(date(2020, 6, 21))


def test_every_entry_cites_an_article() -> None:
    for pack in PACKS:
        assert sum(len(entries) for entries in cited(pack).values()) >= 10


@pytest.mark.parametrize(
    ("old", "new", "key", "told"),
    [
        ('id = "anhui-12345"', 'id = "anhui"', "id", "is not the file's name"),
        ('limit = "1 WD"', 'limit = "1 day"', "clocks[0].limit", '"20 WD", "72 hours"'),
        ('limit = "1 WD"', 'limits = "1 WD"', "clocks[0].limits", "Did you mean 'limit'"),
        ('start = ["transferred"]', 'start = ["transfered"]', "clocks[0].start", "Did you mean 'transferred'"),
        ('natures = ["consultation"]', 'natures = ["consult"]', "clocks[2].natures", "natures among consultation"),
        ('expiry = "urge"', 'expiry = "shout"', "clocks[0].expiry", "is not known"),
        ('article = "15"\n', "", "clocks[0]", "'article' is missing"),
        ('clock = "return"', 'clock = "retrun"', "return.clock", "there is no clock 'retrun'"),
        ("issued = 2021-12-23", 'issued = "2021"', "document.issued", "without quotes"),
        ("most = 2", "most = 0", "clocks[2].extension.most", "from 1 to 20"),
        ('yields_to = ["statutory"]', 'yields_to = ["whim"]', "clocks[2].yields_to", "Choose among statutory"),
        ('sign = "overdue"', 'sign = "late"', "supervisions[1].sign", "is not known"),
        ("threshold = 3", "threshold = -3", "supervisions[5].threshold", "from 0 to 1000"),
        ('id = "petition"', 'id = "legal-process"', "refusals[1].id", "stands in refusals twice"),
        ('measure = "on-time"', 'measure = "quick"', "rates[0].measure", "is not known"),
        ('clock = "conclude"', 'clock = "reply"', "rates[0].clock", "there is no clock 'reply'"),
        ('after = "limit-set"', 'after = "tea"', "follow_ups[0].after", "is not known"),
        ('move = "tell"', 'move = "sing"', "follow_ups[0].move", "is not known"),
        ('forms = ["电话"', 'form = ["电话"', "supervising.form", "Did you mean 'forms'"),
        ('[[natures]]\nid = "help"', '[[natures]]\nid = "joke"', "natures[1].id", "is not known"),
    ],
)
def test_a_mistake_names_file_key_and_mend(old: str, new: str, key: str, told: str) -> None:
    assert old in GOOD
    pack, problems = packs.parse("packs/anhui-12345.toml", GOOD.replace(old, new, 1))
    assert pack is None
    assert [problem for problem in problems if _tells(problem, key, told)], list(map(str, problems))


def _tells(problem: Problem, key: str, told: str) -> bool:
    return (
        problem.file == "packs/anhui-12345.toml" and problem.key == key and told in str(problem) and bool(problem.mend)
    )


def test_what_must_not_be_answered_directly_names_natures_of_the_pack() -> None:
    good = (ROOT / "ticketing" / "regulations" / "shanghai-962200.toml").read_text(encoding="utf-8")
    wrong = good.replace('not_natures = ["complaint", "suggestion"]', 'not_natures = ["report"]')
    pack, problems = packs.parse("packs/shanghai-962200.toml", wrong)
    assert pack is None and any("there is no nature 'report'" in str(problem) for problem in problems)


def test_korean_options_are_as_many_as_the_chinese_ones() -> None:
    good = (ROOT / "ticketing" / "regulations" / "yanbian-12345.toml").read_text(encoding="utf-8")
    _, problems = packs.parse(
        "packs/yanbian-12345.toml", good.replace('options_ko = ["남", "녀"]', 'options_ko = ["남"]')
    )
    assert [problem.key for problem in problems] == ["fields[1].options_ko"]


def test_a_sixth_pack_needs_no_python() -> None:
    pack, problems = packs.parse("elsewhere/sixth.toml", GOOD.replace('id = "anhui-12345"', 'id = "sixth"'))
    assert not problems and pack is not None and pack.id == "sixth"


def test_an_unknown_regulation_is_refused_with_the_mend() -> None:
    with pytest.raises(packs.PackError, match="Did you mean 'anhui-12385'"):
        packs.load("anhui-12358")


@settings(max_examples=150)
@given(st.integers(0, len(GOOD.splitlines()) - 1), st.sampled_from(["", "= 7", "= [[], {}, 1]", '= "☎"', "twice"]))
def test_no_damage_to_one_line_is_ever_an_exception(at: int, how: str) -> None:
    lines = GOOD.splitlines()
    key = lines[at].partition("=")[0]
    lines[at] = f"{lines[at]}\n{lines[at]}" if how == "twice" else how and f"{key}{how}"
    pack, problems = packs.parse("packs/anhui-12345.toml", "\n".join(lines))
    assert pack is not None or (problems and all(problem.wrong and problem.mend for problem in problems))
