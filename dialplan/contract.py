"""The vocabulary that our programs and Asterisk's dialplan share: contexts, AGI scripts, channel variables.

Pure names and one codec. Nothing here may read a file or know a site. The extensions template renders these
names, the AGI server registers these scripts, and the lint holds both against each other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache
from types import MappingProxyType


class Context(StrEnum):
    """Dialplan contexts (extensions.conf)."""

    TRUNK = "from-trunk"
    """Where trunks deliver: takes digits only, and goes to INCOMING. The only context that a trunk can name."""
    INCOMING = "hotline-incoming"
    """Whitelists the caller's number once, tags the call and runs the incoming flow over FastAGI; falls to FALLBACK
    when no handover was set."""
    FALLBACK = "hotline-fallback"
    """Asterisk itself starts the pyst2 script; falls to BARE when that sets no handover either."""
    BARE = "hotline-bare"
    """No program of ours: apologise, record, queue at the provincial office."""
    QUEUE = "hotline-queue"
    """Unpacks the handover, records, walks the overflow chain of queues. The ways in look whether it says `queue`."""
    WAITING_KEYS = "hotline-waiting-keys"
    """What a caller who waits in a queue may press (queues.conf `context=`)."""
    SEAT = "from-seat"
    """Where seats' phones place calls, to each other only. Not reachable from TRUNK."""
    OUTBOUND = "hotline-outbound"
    """Calls a citizen for a seat (外呼). Nothing leads here: only the desk names it, over AMI, by `Originate`."""
    OUTBOUND_LEGS = "hotline-outbound-legs"
    """What is done on the legs of a call out: the seat's tagged, the citizen's language, the recorder."""


class Script(StrEnum):
    """AGI scripts: the path of agi://host:port/<script>, and the first argument of the fallback program."""

    INCOMING = "incoming"
    """Greeting, notice, routing, off-hours; ends by a handover."""
    STILL_WAITING = "still-waiting"
    """The overflow chain is exhausted or the caller pressed 1 while waiting: message, call back, or wait on."""
    PING = "ping"
    """The watchdog's: answers nothing and closes. Never called by the dialplan."""


class Variable(StrEnum):
    """Channel variables. Inherited ones are set with `__` so that Local and seat legs carry them."""

    CALL = "HOTLINE_CALL"
    """The call id: the UNIQUEID of the first channel. Equal to the linkedid of every leg."""
    DIALED = "HOTLINE_DIALED"
    CALLER = "HOTLINE_CALLER"
    """Digits and a leading + only, or empty for a hidden number."""
    TRUNK = "HOTLINE_TRUNK"
    """Trunk id from the site file, set by the trunk's endpoint (`set_var`)."""
    HANDOVER = "HOTLINE_HANDOVER"
    """The ONE packed variable that a flow sets last. Empty = the flow died: fall through."""
    LANGUAGE = "HOTLINE_LANGUAGE"
    """In which language a called citizen hears the notice: set by the desk with `Originate`, letters only."""


AWAY = "HOTLINE_AWAY_"
"""Global variable, with the office's id behind it: how many of those signed in to its queue are away (离席), as the
desk last said. Unset (the desk never ran): nobody is."""


class NotReached(IntEnum):
    """Why a seat did not reach the citizen it called: the Q.850 cause with which the dialplan ends the seat's leg."""

    BUSY = 17
    """They talked on another line: user busy."""
    NO_ANSWER = 19
    """They let it ring: no answer from the user, alerted."""
    REJECTED = 21
    """They declined: call rejected."""
    FAILED = 38
    """It was not put through; the citizen's leg, if there is one, tells more: network out of order."""


class Scratch(StrEnum):
    """Channel variables that only the dialplan itself reads and writes, never inherited, never from outside."""

    IN_FORCE = "HOTLINE_IN_FORCE"
    """A copy of the handover in force while a script runs (SCRIPT_ARGUMENTS)."""
    CHAIN = "HOTLINE_CHAIN"
    """The overflow chain of the handover, `office:seconds,office:seconds`."""
    EMPTY_WALKS = "HOTLINE_EMPTY_WALKS"
    """How many walks along a chain, one after the other, met nobody at work at any office of it (signed in and not
    away); 0: the last one did (or none was made). Counted up as a walk begins, set to 0 at the first seat."""
    LOOKS = "HOTLINE_LOOKS"
    """How often it was looked in this walk whether somebody is there by now."""
    HOP = "HOTLINE_HOP"
    """Which hop of the chain is being tried, from 1."""
    OFFICE = "HOTLINE_OFFICE"
    SECONDS = "HOTLINE_SECONDS"
    NEXT = "HOTLINE_NEXT"
    """The office of the next hop, empty at the chain's end."""
    WAIT = "HOTLINE_WAIT"
    """Estimated wait at this office, in seconds."""
    RECORDING = "HOTLINE_RECORDING"
    """1 once the recorder runs; before, empty."""
    RAW = "HOTLINE_RAW"
    """Who calls, as it came, a name and all: the lint lets it go nowhere but through CUT and FILTER. The address stands
    behind the last `<` (caller-address.j2): a name may hold one too."""
    NUMBER = "HOTLINE_NUMBER"
    SCHEME = "HOTLINE_SCHEME"
    """Of the caller's address: sip, sips or tel."""
    SIGN = "HOTLINE_SIGN"
    """Letters of the caller's Privacy header."""
    RETURNED = "HOTLINE_RETURNED"
    """How often a caller whose seat's line broke was put back into the queue."""


SCRIPT_ARGUMENTS = (
    Variable.CALL, Variable.DIALED, Variable.CALLER, Variable.TRUNK, Scratch.EMPTY_WALKS, Variable.HANDOVER,
)  # fmt: skip
"""What the dialplan passes after the script, in this order, each in double quotes (a handover holds commas):
`AGI(agi://H:P/incoming,"${HOTLINE_CALL}","${HOTLINE_DIALED}",…)` and `AGI(RUN/fallback,incoming,"${HOTLINE_CALL}",…)`.
It saves a round trip for each. HANDOVER is the one in force (still-waiting keeps its language and chain); the dialplan
must empty the variable before the script starts, so it passes a copy."""


TAG = (Variable.CALL, Variable.DIALED, Variable.CALLER, Variable.TRUNK, Variable.HANDOVER)
"""What the dialplan writes into the account code of a citizen's channel, in this order, parted by `|` (the last holds
some itself): every manager event of a channel tells it (docs/decisions/0104)."""
NO_TAG: Mapping[str, str] = MappingProxyType({})


@lru_cache(maxsize=4096)
def read_tag(account_code: str) -> Mapping[str, str]:
    """The variables of TAG that are set, by name; none for a channel that is no hotline call's (yet)."""
    values = account_code.split("|", len(TAG) - 1)
    if len(values) < len(TAG) or not values[0]:
        return NO_TAG
    return MappingProxyType({name.value: value for name, value in zip(TAG, values, strict=True) if value})


class Sound(StrEnum):
    """Sound names that the dialplan and the queues play; each is given by the site in each language."""

    APOLOGY = "hotline-apology"
    """No program of ours answers: sorry, you are being put through (bare context, going on to the queue)."""
    GOODBYE = "hotline-goodbye"
    """Nobody can be reached now: sorry, please call again. Hang-up follows."""
    CUT_OFF = "hotline-cut-off"
    """The seat's line broke: please stay on the line, you come first."""
    RECORDED = "hotline-recorded"
    """To a citizen whom a seat calls, and to the seat with them: who calls, and that the call is recorded."""
    OFFER = "hotline-press-1"
    """While waiting: press 1 to leave a message or be called back."""
    NEXT_IN_LINE = "queue-youarenext"
    POSITION_BEFORE = "queue-thereare"
    """Before the position's number, e.g. 您现在排在第."""
    POSITION_AFTER = "queue-callswaiting"
    """After the position's number, e.g. 位."""
    WAIT_BEFORE = "queue-holdtime"
    """Before the minutes, e.g. 预计等候时间约."""
    MINUTE = "queue-minute"
    MINUTES = "queue-minutes"
    THANKS = "queue-thankyou"


NUMBER_SOUNDS = tuple(
    [f"digits/{number}" for number in (*range(21), *range(30, 100, 10))] + ["digits/hundred", "digits/thousand"]
)
"""Sounds of which Asterisk composes the numbers it speaks while callers wait (main/say.c, zh and the default order)."""

LOOK_ANEW_KEY = "D"
"""Pressed for callers who wait in a queue, by the desk: they leave it and look along their chain anew. No telephone has
this key; who sends its tone all the same does that and nothing else."""

HANDED_ON = "handed-on"
"""The extension of QUEUE at which a caller arrives whom a seat hands on (话务转接), and the handover's reason."""

TURN_FROM = 2_000_000_000
"""A caller's turn (QUEUE_PRIO, higher first) is this less the second (Unix) in which they first queued: who has waited
longest comes first, also one who comes from another office's queue or from the choices."""
TURN_HANDED_ON = 1_000_000_000
"""Before everybody who only waits: a seat hands them on (话务转接)."""
TURN_CUT_OFF = 1_100_000_000
"""Before those too: their seat's line broke."""

HANDOVER_VERSION = "1"
_FIELD = re.compile(r"[A-Za-z0-9_.:,-]*\Z")
_PACKED = re.compile(r"(?:[A-Za-z0-9_.:,-]*\|){4}[A-Za-z0-9_.:,-]*\Z")


class Action(StrEnum):
    """What the dialplan does after a flow."""

    QUEUE = "queue"
    """Queue the caller along the chain."""
    DONE = "done"
    """The caller has been dealt with (message taken, call back noted, told when we open): hang up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One queue of the overflow chain and how long the caller waits there, in seconds (0 = no limit)."""

    office: str
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """The packed variable's content: `version|action|language|reason|office:seconds,office:seconds…`."""

    action: Action
    language: str = "zh"
    reason: str = ""
    """The routing evidence's code (routing.decision.Evidence), for queue log and screen pop."""
    chain: tuple[Hop, ...] = ()

    def pack(self) -> str:
        """The text for `SET VARIABLE`. At most 200 bytes, whitelisted characters; ValueError otherwise."""
        chain = ",".join(f"{hop.office}:{hop.seconds}" for hop in self.chain)
        fields = (HANDOVER_VERSION, self.action.value, self.language, self.reason, chain)
        packed = "|".join(fields)
        if not _PACKED.match(packed):
            wrong = next(field for field in fields if not _FIELD.match(field))
            raise ValueError(f"a handover field may hold letters, digits and _.:,- only, got {wrong!r}")
        if len(packed) > 200:
            raise ValueError(f"a packed handover may have at most 200 bytes, this has {len(packed)}")
        return packed

    @classmethod
    def unpack(cls, packed: str) -> Handover:
        """The reverse of `pack`; ValueError for anything that `pack` would not write."""
        version, action, language, reason, chain = packed.split("|")
        if version != HANDOVER_VERSION:
            raise ValueError(f"handover version {version!r} is not {HANDOVER_VERSION!r}")
        hops = tuple(
            Hop(office=office, seconds=int(seconds))
            for office, seconds in (hop.split(":") for hop in chain.split(",") if hop)
        )
        return cls(action=Action(action), language=language, reason=reason, chain=hops)
