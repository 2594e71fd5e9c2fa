"""A telephony plan becomes the files under the run folder's `asterisk/etc`. Pure text first, then one writer."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from asterisk_conf.ami_events import DISABLED
from asterisk_conf.escape import conf_value
from asterisk_conf.modules import modules_to_load
from asterisk_conf.plan import TelephonyPlan
from asterisk_conf.sounds import write_hold_tone, write_sounds
from dialplan.contract import (
    AWAY,
    HANDED_ON,
    HANDOVER_VERSION,
    LOOK_ANEW_KEY,
    SCRIPT_ARGUMENTS,
    TAG,
    TURN_CUT_OFF,
    TURN_FROM,
    Action,
    Context,
    NotReached,
    Scratch,
    Script,
    Sound,
    Variable,
)
from routing.decision import Evidence

_TEMPLATES = Path(__file__).parent / "templates"
_DIALPLAN_TEMPLATES = Path(__file__).parent.parent / "dialplan" / "templates"
_FIRST_INTERLEAVING = {20: 11, 21: 6, 22: 1}
"""Branch -> its first minor version whose MixMonitor has option D; later branches all have it."""

_LONGEST_NUMBER = 20
"""Digits that a trunk may dial; E.164 has 15, prefixes come on top."""
_NEVER_S = 999999
"""The dialplan's word for a wait without end."""
_LOOK_EVERY_S = 5
"""Between two looks whether somebody has signed in, for a caller who waits where nobody was."""


def render(plan: TelephonyPlan) -> Mapping[str, str]:
    """File name -> content of the whole configuration. UnsafeValueError when a value does not fit in."""
    values = _values(plan)
    conf, dialplan = _environment(_TEMPLATES, "{"), _environment(_DIALPLAN_TEMPLATES, "<")
    files = {path.stem: conf.get_template(path.name).render(values) for path in sorted(_TEMPLATES.glob("*.conf.j2"))}
    files["extensions.conf"] = dialplan.get_template("extensions.conf.j2").render(values)
    return files


def write(plan: TelephonyPlan) -> Path:
    """Make Asterisk's part of the run folder: folders, configuration, sounds, hold tone. The path of asterisk.conf."""
    files = render(plan)
    for folder in plan.run.folders():
        folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        _replace(plan.run.etc / name, content)
    for stale in plan.run.etc.glob("*.conf"):
        if stale.name not in files:
            stale.unlink()
    write_sounds(plan.run.data, plan.asterisk.data, plan.sounds)
    write_hold_tone(plan.run.lib / "moh" / "hold.alaw")
    return plan.run.etc / "asterisk.conf"


def records_stereo(version: tuple[int, int, int]) -> bool:
    """Whether this Asterisk records caller and seat into one interleaved file."""
    first_minor = _FIRST_INTERLEAVING.get(version[0], 0 if version[0] > 22 else None)
    return first_minor is not None and version[1] >= first_minor


def _replace(path: Path, content: str) -> None:
    """Readable by us alone (passwords stand in it); never half-written."""
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(content)
    fresh.replace(path)


def _environment(folder: Path, bracket: str) -> Environment:
    """Templates of one folder. `<<…>>` in the dialplan, where `${` and `{{` would collide."""
    marks = {"{": ("{{", "}}", "{%", "%}", "{#", "#}"), "<": ("<<", ">>", "<%", "%>", "<#", "#>")}[bracket]
    return Environment(
        variable_start_string=marks[0], variable_end_string=marks[1], block_start_string=marks[2],
        block_end_string=marks[3], comment_start_string=marks[4], comment_end_string=marks[5],
        loader=FileSystemLoader(folder), finalize=conf_value, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, autoescape=False,  # noqa: S701 - not HTML
    )  # fmt: skip


def _values(plan: TelephonyPlan) -> dict[str, Any]:
    return {
        "run": plan.run,
        "asterisk": plan.asterisk,
        "modules": modules_to_load(plan.asterisk.has_module),
        "stereo": records_stereo(plan.asterisk.version),
        "addresses": plan.addresses,
        "disabled_events": DISABLED,
        "away": AWAY,
        "media_address": plan.media_address,
        "secrets": plan.secrets,
        "queue": plan.queue,
        "program_limit_s": plan.program_limit_s,
        "silent_caller_s": plan.silent_caller_s,
        "silent_seat_s": plan.silent_seat_s,
        "language": plan.routing.languages[0],
        "number": plan.routing.number,
        "home": plan.routing.home,
        "offices": tuple(plan.routing.offices.values()),
        "trunks": tuple(plan.routing.trunks.values()),
        "seats": plan.seats,
        "desk_phones": plan.desk_phones,
        "outbound": plan.outbound,
        "script_arguments": SCRIPT_ARGUMENTS,
        "tag": TAG,
        "handed_on": HANDED_ON,
        "look_anew": LOOK_ANEW_KEY,
        "handover_version": HANDOVER_VERSION,
        "not_reached": NotReached,
        "dialed_patterns": tuple("_[+0-9]" + "X" * more for more in range(_LONGEST_NUMBER)),
        "never_s": _NEVER_S,
        "turn_from": TURN_FROM,
        "turn_cut_off": TURN_CUT_OFF,
        "look_every_s": _LOOK_EVERY_S,
        "looks": -(-plan.queue.unstaffed_s // _LOOK_EVERY_S),
        "context": Context,
        "script": Script,
        "var": Variable,
        "variable": Variable,
        "scratch": Scratch,
        "sound": Sound,
        "action": Action,
        "evidence": Evidence,
    }
