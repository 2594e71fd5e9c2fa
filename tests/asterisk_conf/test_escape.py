"""What may stand in a configuration file, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asterisk_conf.errors import UnsafeValueError
from asterisk_conf.escape import conf_value
from dialplan.contract import Context


@pytest.mark.parametrize(
    "value", ["hefei-01", "127.0.0.1", "/srv/热线 data/run", "a b", "_1[3-9]XXXXXXXXX", "_0[1-9]XXXXXXX.", ""]
)
def test_ordinary_values_pass_unchanged(value: str) -> None:
    assert conf_value(value) == value


def test_numbers_paths_and_names_of_the_contract_become_text() -> None:
    assert conf_value(5060) == "5060"
    assert conf_value(Path("/run/x")) == "/run/x"
    assert conf_value(Context.TRUNK) == "from-trunk"


@pytest.mark.parametrize("char", "\n\r\0\t\x1b;,()${}\"\\|&?#<>%*'`^\u2028\u0085\ufeff")
def test_what_a_parser_could_take_for_more_than_text_is_refused(char: str) -> None:
    with pytest.raises(UnsafeValueError) as refusal:
        conf_value(f"a{char}b")
    assert repr(char) in refusal.value.message


@pytest.mark.parametrize("value", [" a", "a ", None, 1.5, True, ["a"], b"a"])
def test_blanks_at_the_ends_and_other_kinds_of_things_are_refused(value: object) -> None:
    with pytest.raises(UnsafeValueError):
        conf_value(value)


@given(st.text())
def test_whatever_passes_is_one_line_without_a_dialplan_s_marks(text: str) -> None:
    try:
        passed = conf_value(text)
    except UnsafeValueError:
        return
    assert passed == text
    assert len(passed.splitlines()) <= 1
    assert not set(passed) & set(';,()${}"\\|&?#<>')


@pytest.mark.parametrize("folder", ["/srv/hotline (test)", "/srv/one,two"])
def test_a_path_that_cannot_stand_there_names_the_setting_that_moves_it(folder: str) -> None:
    with pytest.raises(UnsafeValueError, match="Set HOTLINE_HOME to a folder whose path has"):
        conf_value(Path(folder))
