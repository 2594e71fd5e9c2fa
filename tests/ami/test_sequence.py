"""Holes in Asterisk's numbers: what is late is no loss, what stays away is."""

from hypothesis import given
from hypothesis import strategies as st

from ami.sequence import WINDOW, SequenceWatch


def fed(*numbers: int) -> tuple[SequenceWatch, int]:
    watch = SequenceWatch()
    return watch, sum(watch.missed(number) for number in numbers)


def test_numbers_without_a_hole_are_no_loss() -> None:
    watch, missed = fed(*range(7, 500))
    assert (missed, watch.settle(), watch.settle()) == (0, 0, 0)


def test_one_missing_number_is_a_loss_once_enough_have_come_after_it() -> None:
    assert fed(*(number for number in range(100) if number != 20))[1] == 1


def test_on_a_quiet_line_it_is_a_loss_at_the_second_settling() -> None:
    watch, missed = fed(1, 2, 4)
    assert missed == 0
    assert (watch.settle(), watch.settle(), watch.settle()) == (0, 1, 0)


def test_what_was_late_before_the_second_settling_is_no_loss() -> None:
    watch, _ = fed(1, 2, 4)
    assert watch.settle() == 0
    assert watch.missed(3) == 0
    assert watch.settle() == 0


def test_a_jump_is_a_loss_of_all_that_it_leaps_over() -> None:
    watch, missed = fed(1, 1001)
    assert missed + watch.settle() + watch.settle() == 999


def test_a_number_far_behind_means_another_asterisk() -> None:
    watch, missed = fed(1000, 1)
    assert missed == 1
    assert fed(1000, 1, 2, 3)[1] == 1
    assert watch.settle() == 0


def test_after_a_reconnection_nothing_of_before_counts() -> None:
    watch, _ = fed(1, 5)
    watch.settle()
    watch.reconnected()
    assert watch.missed(500) == 0
    assert watch.settle() == 0


@given(st.integers(1, 300), st.randoms(use_true_random=False), st.sets(st.integers(1, 299), max_size=30))
def test_shuffled_a_little_and_with_losses_exactly_the_losses_are_counted(
    length: int, random: "object", lost: set[int]
) -> None:
    kept = [number for number in range(length + 1) if number not in lost or number == length]
    nearly = sorted(kept[1:-1], key=lambda number: number + random.random() * (WINDOW // 2))  # type: ignore[attr-defined]
    watch, missed = fed(kept[0], *nearly, kept[-1])
    assert missed + watch.settle() + watch.settle() == length + 1 - len(kept)
