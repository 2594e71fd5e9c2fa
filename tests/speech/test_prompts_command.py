"""`hotline prompts` over prepared prompts."""

from __future__ import annotations

from pathlib import Path

import pytest
import soundfile
from typer.testing import CliRunner

from hotline import site as site_file
from hotline.commands.prompts import prompts_app
from hotline.settings import DEFAULT_SITE
from ivr_flows.prompt_book import BadParameter
from ivr_flows.prompt_texts import standard_texts
from ivr_flows.speech.prepare import prepare
from ivr_flows.speech.report import overall, report
from ivr_flows.speech.transcript import Line, Row


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    site = site_file.load(DEFAULT_SITE)
    names = {office.id: office.names for office in site.plan.offices.values()}
    prepare(folder / "prompts", languages=("zh",), names=names, site_prompts=None, espeak={}, progress=print)
    return folder


@pytest.fixture(autouse=True)
def _home(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_RUN", str(run))


def test_list_shows_every_prompt() -> None:
    shown = CliRunner().invoke(prompts_app, ["list"]).output
    assert all(id_ in shown for id_ in standard_texts())
    assert "正在为您转接{office}，请稍等。" in shown


def test_say_tells_the_words_and_writes_what_is_heard(tmp_path: Path) -> None:
    out = tmp_path / "heard.wav"
    arguments = ["say", "closed-opens", "--param", "office=hefei", "--param", "opens_at=2026-11-23T08:00"]
    done = CliRunner().invoke(prompts_app, [*arguments, "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "现在是合肥市的非工作时间。下次接听来电的时间是，11月23日星期一上午8点。" in done.output
    info = soundfile.info(out)
    assert (info.samplerate, info.channels) == (8000, 1)
    assert 4 < info.duration < 12


def test_say_names_a_value_that_is_none() -> None:
    done = CliRunner().invoke(prompts_app, ["say", "closed-opens", "--param", "opens_at=tomorrow"])
    assert isinstance(done.exception, BadParameter)
    assert "opens_at=tomorrow" in str(done.exception)


def test_check_finds_no_fault() -> None:
    done = CliRunner().invoke(prompts_app, ["check"])
    assert done.exit_code == 0, done.output
    assert "0 faults" in done.output


def test_the_report_weighs_every_character_alike_and_only_the_clear_line() -> None:
    rows = [
        Row(prompt="a", said="一二三四", heard="一二三", clips=1, sites=("here",)),
        Row(prompt="b", said="好的", heard="好的", clips=2, sites=("here", "there")),
        Row(prompt="b", said="好的", heard="", clips=2, line=Line.ROUGH),
    ]
    assert overall(rows).rate == pytest.approx(1 / 6)
    text = report(rows)
    assert "16.7%" in text
    assert "| heard at here | 2 | 6 | 16.7% | 16.7% |" in text
    assert "| heard at there | 1 | 2 | 0.0% | 0.0% |" in text
    assert "| several clips | 1 | 2 | 0.0% | 0.0% |" in text
    assert "| the same, rough line | 1 | 2 | 100.0% | 100.0% |" in text
    assert text.index("- 25% 一二三四 → 一二三") < text.index("| a | 一二三四")
