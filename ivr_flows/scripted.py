"""A caller who follows a script: the `Line` of tests and of the terminal walk. It passes the adapters' contract tests.

A script is what the caller does, in order. `press` waits for the question to end, `interrupt` cuts a clip short; a
step with `at` waits until that clip plays. When the script is used up the caller stays silent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from dialplan.contract import Handover, Variable
from ivr_flows.call import CallerHungUp, CallFacts
from ivr_flows.conversation import SAMPLE_RATE, Captured, Conversation, Streamed


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that the caller does."""

    does: str
    """`press`, `interrupt`, `silence`, `speak`, `hang-up`."""
    keys: str = ""
    at: str = ""
    """The end of a clip's path, e.g. a prompt id; '' = wherever the call is."""
    seconds: float = 0
    then: str = "#"
    """How speaking ends: a key, `silence` or `hang-up`."""


def press(keys: str) -> list[Step]:
    """Press these keys one after the other, each when the line listens."""
    return [Step(does="press", keys=key) for key in keys]


def interrupt(key: str, at: str) -> list[Step]:
    """Press a key while a clip plays."""
    return [Step(does="interrupt", keys=key, at=at)]


def silence() -> list[Step]:
    """Press nothing this time."""
    return [Step(does="silence")]


def speak(seconds: float, then: str = "#") -> list[Step]:
    """Say something after the beep."""
    return [Step(does="speak", seconds=seconds, then=then)]


def hang_up(at: str = "") -> list[Step]:
    """Hang up: while a clip plays, or when the line next listens or records."""
    return [Step(does="hang-up", at=at)]


@dataclass(slots=True)
class ScriptedLine:
    """A `Line`. What was heard and set can be read afterwards."""

    steps: list[Step]
    missing: Collection[str] = ()
    """Clips that this line does not have."""
    heard: list[str] = field(default_factory=list)
    """Clips in order, those cut short too."""
    variables: dict[str, str] = field(default_factory=dict)
    recorded: list[str] = field(default_factory=list)
    answered: bool = False
    gone: bool = False

    async def answer(self) -> None:
        """See `Line.answer`."""
        self._here()
        self.answered = True

    async def stream(self, clip: str, keys: str) -> Streamed:
        """See `Line.stream`."""
        self._here()
        if clip in self.missing:
            return Streamed(missing=True)
        self.heard.append(clip)
        step = self.steps[0] if self.steps else None
        if step is None or not step.at or not clip.endswith(step.at):
            return Streamed()
        self.steps.pop(0)
        if step.does == "hang-up":
            self._leave()
        return Streamed(key=step.keys if step.keys in keys else "")

    async def wait_for_key(self, timeout_s: float) -> str:
        """See `Line.wait_for_key`."""
        self._here()
        step = self._next()
        if step is not None and step.does == "hang-up":
            self._leave()
        return step.keys if step is not None and step.does == "press" else ""

    async def capture(self, name: str, keys: str, limit_s: int, silence_s: int) -> Captured:
        """See `Line.capture`."""
        self._here()
        self.recorded.append(name)
        step = self._next()
        if step is None or step.does not in ("speak", "hang-up"):
            return Captured(samples=0)
        self.gone = step.does == "hang-up" or step.then == "hang-up"
        key = step.then if not self.gone and step.then in keys else ""
        return Captured(samples=round(min(step.seconds, limit_s) * SAMPLE_RATE), key=key, hung_up=self.gone)

    async def set_variable(self, name: str, value: str) -> None:
        """See `Line.set_variable`."""
        self._here()
        self.variables[name] = value

    def _here(self) -> None:
        if self.gone:
            raise CallerHungUp

    def _leave(self) -> None:
        self.gone = True
        raise CallerHungUp

    def _next(self) -> Step | None:
        return self.steps.pop(0) if self.steps and not self.steps[0].at else None


class ScriptedCall(Conversation):
    """A `Call` of a scripted caller."""

    def __init__(self, facts: CallFacts, *script: Sequence[Step], missing: Iterable[str] = ()) -> None:
        self.line = ScriptedLine([step for steps in script for step in steps], missing=frozenset(missing))
        super().__init__(self.line, facts)

    @property
    def handover(self) -> Handover | None:
        """What the flow handed over, if it did."""
        packed = self.line.variables.get(Variable.HANDOVER.value)
        return Handover.unpack(packed) if packed else None
