"""What the first step of set-up says when the packages do not come."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hotline.bootstrap import BootstrapError, run, run_showing


@pytest.mark.parametrize(
    ("last", "why"),
    [("[Errno 28] No space left on device", "the disk is full"), ("Connection refused", "is the network there")],
)
def test_packages_that_do_not_come_are_told_with_the_likely_reason_and_pips_last_words(last: str, why: str) -> None:
    with pytest.raises(BootstrapError) as told:
        run_showing("sh", "-c", f"echo 'ERROR: {last}'; exit 1")
    assert f"could not be installed ({why}" in str(told.value)
    assert str(told.value).endswith(f"ERROR: {last}\n")


@pytest.mark.parametrize("step", [run, run_showing])
def test_a_tool_that_speaks_another_encoding_than_the_machine_is_quoted_all_the_same(
    step: Callable[..., None],
) -> None:
    with pytest.raises(BootstrapError, match="no such package"):
        step("sh", "-c", r"printf '\377\376 no such package'; exit 1")
