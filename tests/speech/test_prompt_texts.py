"""Prompts as written: the standard file, a site's own texts, and mistakes in either."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr_flows.prompt_book import PromptError
from ivr_flows.prompt_texts import Place, read_prompts, standard_texts

KINDS = '[kinds]\noffice = "office"\n'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("nonsense", "not valid TOML"),
        ('[kinds]\noffice = "offices"\n', "is not one of office, datetime"),
        (KINDS + '[prompts.a]\nroom = "cellar"\nzh = "好"\n', "room 'cellar'"),
        (KINDS + '[prompts.a]\nzh = "{who}"\n', "no kind is known for {who}"),
        (KINDS + '[prompts.a]\nzh = "{office"\n', "a lone brace"),
        (KINDS + '[prompts.a]\nzh = ""\n', "a text is a sentence"),
    ],
)
def test_a_mistake_names_file_and_mend(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "prompts.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PromptError, match=complaint) as caught:
        read_prompts(path)
    assert str(path) in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match="cannot be read"):
        read_prompts(tmp_path / "prompts.toml")


def test_a_site_replaces_a_text_in_one_language_and_keeps_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "prompts.toml"
    path.write_text('[prompts.connecting]\nzh = "请稍候，马上为您接通{office}。"\n', encoding="utf-8")
    prompts = read_prompts(path, standard_texts())
    assert prompts["connecting"].texts["zh"][0] == "请稍候，马上为您接通"
    assert prompts["connecting"].texts["ko"] == standard_texts()["connecting"].texts["ko"]
    assert prompts["goodbye"] == standard_texts()["goodbye"]


def test_a_site_cannot_add_a_prompt_or_a_place(tmp_path: Path) -> None:
    path = tmp_path / "prompts.toml"
    path.write_text('[prompts.hello]\nzh = "好"\n', encoding="utf-8")
    with pytest.raises(PromptError, match="no prompt 'hello' to replace"):
        read_prompts(path, standard_texts())
    path.write_text('[prompts.goodbye]\nzh = "再见{office}"\n', encoding="utf-8")
    with pytest.raises(PromptError, match="no kind is known"):
        read_prompts(path, standard_texts())


def test_every_prompt_has_chinese_and_korean_with_the_same_places() -> None:
    for prompt in standard_texts().values():
        assert set(prompt.texts) == {"zh", "ko"}, prompt.id
        zh, ko = ({p for p in prompt.texts[lang] if isinstance(p, Place)} for lang in ("zh", "ko"))
        assert zh == ko or prompt.id == "language-choice", prompt.id
