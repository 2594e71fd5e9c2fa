"""Which sentences callers of the shipped sites hear, and that each of them ships whole where that is possible."""

from __future__ import annotations

from datetime import datetime

import pytest

from hotline import site as site_file
from hotline.settings import PROJECT
from ivr_flows.prompt_texts import standard_texts
from ivr_flows.speech.inventory import phrases
from ivr_flows.speech.played import SiteVoice, opening_times, played
from ivr_flows.speech.shipped import load_shipped
from ivr_flows.speech.transcript import Sort, Spoken, spoken_samples
from ivr_flows.spoken import PAUSE
from ivr_flows.text_book import TextBook
from ivr_flows.wording import fewest_clips

MARKS = "，。、；：！？"


def voice(name: str) -> SiteVoice:
    site = site_file.load(PROJECT / "sites" / f"{name}.toml")
    return SiteVoice(id=site.id, plan=site.plan)


SITES = [voice(name) for name in ("anhui", "anhui-12345", "national", "shanghai", "yanbian")]
ANHUI, YANBIAN = SITES[0], SITES[4]


def heard(prompt: str, site: SiteVoice, language: str = "zh") -> list[str]:
    book = TextBook(names=site.names)
    return [book.text(utterance, language) for utterance in played(standard_texts()[prompt], site, language)]


def samples() -> list[Spoken]:
    return list(spoken_samples(SITES))


def test_what_is_transcribed_covers_every_prompt() -> None:
    covered = " ".join(spoken.prompt for spoken in samples())
    assert [id_ for id_ in standard_texts() if id_ not in covered] == []


def test_a_sentence_that_several_sites_play_is_heard_once_and_counts_for_each() -> None:
    connecting = {"".join(one.words): one.sites for one in samples() if one.prompt == "connecting"}
    assert connecting["正在为您转接合肥市，请稍等。"] == ("anhui", "anhui-12345")
    assert connecting["正在为您转接延吉市，请稍等。"] == ("yanbian",)
    assert len(connecting) == 29


def test_the_area_question_names_the_offices_that_share_a_code_with_the_keys_that_choose_them() -> None:
    assert heard("area-choice", ANHUI) == ["如果您在亳州市，请按1。", "如果您在阜阳市，请按2。"]
    assert heard("area-choice", YANBIAN) == []


def test_only_a_site_with_two_languages_asks_for_one() -> None:
    assert heard("language-choice", YANBIAN) == ["中文服务，请按数字1。"]
    assert heard("language-choice", YANBIAN, "ko") == ["한국어 상담은 2번을 눌러 주십시오."]
    assert heard("language-choice", ANHUI) == []


def test_openings_are_the_next_ones_of_the_office_s_hours_today_tomorrow_and_later() -> None:
    said = heard("closed-opens", ANHUI)
    assert len(said) == 17
    assert [text.partition("，")[2] for text in said[:4]] == [
        "明天上午8点。", "今天上午8点。", "今天下午2点半。", "11月30日星期一上午8点。"
    ]  # fmt: skip
    assert heard("closed-opens", voice("shanghai")) == [], "it never closes"


def test_of_a_ticket_number_the_last_digits_are_read() -> None:
    assert heard("progress-number", ANHUI) == ["您的工单尾号是，0075。"]


def test_opening_times_are_those_of_all_sites() -> None:
    assert [str(time)[:5] for time in opening_times(SITES)] == ["08:00", "08:30", "13:00", "13:30", "14:30"]


def test_phrases_are_sentences_cut_where_values_without_end_stand() -> None:
    texts = standard_texts()
    wanted = phrases([texts[id_] for id_ in ("closed-opens", "closed-connecting", "callback-confirm")], "zh", [ANHUI])
    sentences = {text for text in wanted if "合肥" in text or text.endswith(("等。", "是，", "二。"))}
    assert sentences == {
        "现在是合肥市的非工作时间。",
        "下次接听来电的时间是，",
        "正在为您转接其他工作人员，请稍等。",
        "我们会打电话给您，号码是，",
        "号码正确请按一，使用其他号码请按二。",
    }


@pytest.mark.parametrize("sort", [Sort.FIXED, Sort.OFFICE, Sort.TIME])
def test_what_is_not_spelled_ships_in_whole_sentences(sort: Sort) -> None:
    known = {*load_shipped("zh").clips, PAUSE, *MARKS}
    most = {Sort.FIXED: 1, Sort.OFFICE: 2, Sort.TIME: 5}[sort]
    for spoken in samples():
        clips = [clip for clip in fewest_clips(spoken.words, known) if clip.strip(MARKS)]
        assert spoken.sort is not sort or len(clips) <= most, (spoken.words, clips)


def test_a_prompt_whose_values_are_not_known_is_an_error_here_and_not_silence() -> None:
    prompts = {id_: prompt for id_, prompt in standard_texts().items() if id_ != "closed-opens"}
    for prompt in prompts.values():
        assert list(played(prompt, ANHUI, "zh")) or prompt.id == "language-choice", prompt.id
    assert not list(played(prompts["closed-unknown"], voice("shanghai"), "zh")), "it never closes"
    assert all(isinstance(one.params["now"], datetime) for one in played(standard_texts()["closed-opens"], ANHUI, "zh"))
