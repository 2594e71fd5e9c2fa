"""What was heard once is not listened to again."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ivr_flows.speech.notebook import Notebook
from ivr_flows.speech.sound import Samples


@dataclass
class Ear:
    heard: list[tuple[float, bool]] = field(default_factory=list)

    def hear(self, samples: Samples, *, rough: bool = False) -> str:
        self.heard.append((float(samples[0]), rough))
        return f"heard {samples[0]:.0f}"


def sound(value: int) -> Samples:
    return np.full(8, value, dtype=np.float32)


def test_the_same_sound_on_the_same_line_is_heard_once_even_by_a_later_run(tmp_path: Path) -> None:
    ear = Ear()
    for _ in range(2):
        book = Notebook(path=tmp_path / "speech" / "heard.json", open=lambda: ear)
        assert [book.hear(sound(1)), book.hear(sound(2)), book.hear(sound(1))] == ["heard 1", "heard 2", "heard 1"]
    assert ear.heard == [(1.0, False), (2.0, False)]


def test_another_line_is_another_sound(tmp_path: Path) -> None:
    ear = Ear()
    book = Notebook(path=tmp_path / "heard.json", open=lambda: ear)
    book.hear(sound(1))
    book.hear(sound(1), rough=True)
    assert ear.heard == [(1.0, False), (1.0, True)]


def test_the_recogniser_is_loaded_only_for_something_new(tmp_path: Path) -> None:
    Notebook(path=tmp_path / "heard.json", open=Ear).hear(sound(3))
    opened: list[Ear] = []

    def load() -> Ear:
        opened.append(Ear())
        return opened[-1]

    assert Notebook(path=tmp_path / "heard.json", open=load).hear(sound(3)) == "heard 3"
    assert opened == []
