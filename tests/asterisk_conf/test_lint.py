"""The lint, by breaking: each proof finds the one thing that was done wrong to the rendered site."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from asterisk_conf.render import render
from dialplan.lint import lint
from dialplan.source import parse, split_arguments
from routing.outbound import Outbound
from tests.asterisk_conf.site import ALL_SOUNDS, fixed_plan

Files = dict[str, str]
SOUNDS = {"zh": ALL_SOUNDS}
LOOKED_AT = 'GotoIf($["${HOTLINE_HANDOVER:0:8}" = "1|queue|"]?hotline-queue,s,1)'


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return dict(render(fixed_plan(tmp_path)))


def findings(files: Files) -> list[str]:
    return [finding.sentence for finding in lint(files, sounds=SOUNDS)]


def in_extensions(old: str, new: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        assert old in files["extensions.conf"], f"nothing to break: {old}"
        files["extensions.conf"] = files["extensions.conf"].replace(old, new, 1)

    return change


def in_file(name: str, old: str, new: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        assert old in files[name], f"nothing to break: {old}"
        files[name] = files[name].replace(old, new, 1)

    return change


def test_the_rendered_site_has_no_finding(files: Files) -> None:
    assert findings(files) == []


BREAKS = {
    "a jump to nowhere": (
        in_extensions("Goto(s,walk)", "Goto(walk,1)"),
        "Goto goes to hotline-queue,walk,1, which does not exist"),
    "a label that is not there": (
        in_extensions("Goto(hop)", "Goto(hopp)"),
        "Goto goes to hotline-queue,s,hopp, which does not exist"),
    "another extension's label that is not there": (
        in_extensions("Goto(s,hop)", "Goto(walked,hop)"),
        "Goto goes to hotline-queue,walked,hop, which does not exist"),
    "a branch to a label that is not there": (
        in_extensions("?never)", "?nevver)"),
        "GotoIf goes to hotline-queue,estimate,nevver, which does not exist"),
    "a subroutine that is not there": (
        in_extensions("Gosub(estimate,1(", "Gosub(guess,1("),
        "Gosub goes to hotline-queue,guess,1, which does not exist"),
    "a list among several variables": (
        in_extensions(",HOTLINE_LOOKS=0", ",HOTLINE_LOOKS=${HOTLINE_CHAIN}"),
        "MSet takes HOTLINE_CHAIN, which may hold a comma; use Set"),
    "a caller's text among several variables": (
        in_extensions(",HOTLINE_LOOKS=0", ",HOTLINE_LOOKS=${CUT(HOTLINE_RAW,:,2)}"),
        "MSet takes HOTLINE_RAW, which may hold a comma; use Set"),
    "a way into the queue that nobody looks at": (
        in_extensions(LOOKED_AT, "GotoIf(${LEN(${HOTLINE_HANDOVER})}?hotline-queue,s,1)"),
        "GotoIf goes to hotline-queue,s,1, whatever the handover says"),
    "a handover for somewhere else that goes into the queue": (
        in_extensions("Set(HOTLINE_HANDOVER=1|queue|", "Set(HOTLINE_HANDOVER=1|done|"),
        "Goto goes to hotline-queue,s,1, whatever the handover says"),
    "a jump decided at run time": (
        in_extensions("Goto(hotline-queue,s,1)", "Goto(${HOTLINE_CHAIN},s,1)"),
        "is decided at run time"),
    "an extension that falls off its end": (
        in_extensions("exten => done,1,Hangup()", "exten => done,1,Answer()"),
        "falls off its end"),
    "a way for callers to call out": (
        in_extensions("exten => done,1,Hangup()", "exten => done,1,Goto(hotline-outbound,110,1)"),
        "[hotline-outbound] can be reached from [from-trunk]"),
    "a way for callers to the leg of a called citizen": (
        in_extensions("exten => done,1,Hangup()", "exten => done,1,Goto(hotline-outbound-legs,s,1)"),
        "[hotline-outbound-legs] can be reached from [from-trunk]"),
    "seats' phones that call out by themselves": (
        in_extensions("exten => 8001,1,Dial(", "exten => 8001,1,Goto(hotline-outbound,110,1)\n same => n,Dial("),
        "[hotline-outbound] can be reached from [from-seat]; only the desk may place calls"),
    "an include into calling out": (
        in_extensions("[hotline-outbound]\n", "[hotline-outbound]\ninclude => from-seat\n"),
        "include in [hotline-outbound] cannot be proven"),
    "a seat's phone that dials outside": (
        in_extensions("Dial(PJSIP/anhui-01,", "Dial(PJSIP/${FILTER(0-9,${EXTEN})}@trunk-anhui-main,"),
        "is not one of the ways to call a seat or a citizen"),
    "a number that is not cut down to digits": (
        in_extensions("Dial(PJSIP/${FILTER(0-9,${EXTEN})}@", "Dial(PJSIP/${EXTEN}@"),
        "is not one of the ways to call a seat or a citizen"),
    "a called citizen who may transfer": (
        in_extensions(")U(hotline-outbound-legs)", ")TU(hotline-outbound-legs)"),
        "is not one of the ways to call a seat or a citizen"),
    "a number of any length": (
        in_extensions("exten => _1[3-9]XXXXXXXXX,1", "exten => _1[3-9]X.,1"),
        "_1[3-9]X. in [hotline-outbound] is no number of a fixed length"),
    "a number abroad": (
        in_extensions("exten => _1[3-9]XXXXXXXXX,1", "exten => _[0-9]0XXXXXXXXXXX,1"),
        "lets seats call other countries, which the site does not allow"),
    "a menu on the citizen's leg": (
        in_extensions("exten => language,1,Set(", "exten => language,1,Queue(hefei)\n same => n,Set("),
        "Queue on a leg of a call out is not one of the harmless applications"),
    "a leg of the citizen's that is not there": (
        in_extensions("exten => language,1,Set(", "exten => tongue,1,Set("),
        "Dial goes to hotline-outbound-legs,language,1, which does not exist"),
    "a dial from the queue": (
        in_extensions("exten => done,1,Hangup()", "exten => done,1,Dial(PJSIP/x)\n same => n,Hangup()"),
        "Dial in [hotline-queue], open to trunks, is not one of the harmless applications"),
    "a program run from the queue": (
        in_extensions("exten => done,1,Hangup()", "exten => done,1,System(id)\n same => n,Hangup()"),
        "System in [hotline-queue]"),
    "a way to the seats": (
        in_extensions("exten => done,1,Hangup()", "exten => done,1,Goto(from-seat,8101,1)"),
        "[from-seat] can be reached from [from-trunk]"),
    "an include of the seats": (
        in_extensions("[hotline-bare]\n", "[hotline-bare]\ninclude => from-seat\n"),
        "[from-seat] can be reached from [from-trunk]"),
    "a switch": (
        in_extensions("[hotline-bare]\n", "[hotline-bare]\nswitch => Realtime/x@y\n"),
        "switch in [hotline-bare] cannot be proven"),
    "the key context of a queue leads out": (
        in_file("queues.conf", "context = hotline-waiting-keys", "context = from-seat"),
        "[from-seat] can be reached from [from-trunk]"),
    "a queue's key context that is not there": (
        in_file("queues.conf", "context = hotline-waiting-keys", "context = keys"),
        "queue office sends keys to [keys], which does not exist"),
    "a transfer by the caller": (in_extensions(",c,,,", ",cT,,,"), "has option T, which is not harmless"),
    "a command after the recording": (
        in_extensions(".raw,aD)", ".raw,aD,rm x)"),
        "MixMonitor in [hotline-queue], open to trunks, runs a command"),
    "a shell function": (
        in_extensions("HOTLINE_RECORDING=1", "HOTLINE_RECORDING=${SHELL(id)}"),
        "uses a function that reaches outside the call"),
    "a redirected transfer": (
        in_extensions("HOTLINE_RECORDING=1", "__TRANSFER_CONTEXT=from-seat"),
        "redirects transfers or runs a command"),
    "a fixed member of a queue": (
        in_file("queues.conf", "[hefei](office)", "[hefei](office)\nmember => PJSIP/0086@trunk-anhui-main"),
        "has a fixed member"),
    "a trunk that enters elsewhere": (
        in_file("pjsip.conf", "context = from-trunk", "context = from-seat-too"),
        "enters at [from-seat-too]"),
    "a trunk that may transfer": (
        in_file("pjsip.conf", "allow_transfer = no", "allow_transfer = yes"),
        "may transfer calls by REFER"),
    "a seat without a password": (in_file("pjsip.conf", "auth = hefei-01\n", ""), "seat hefei-01 needs no password"),
    "a default context": (
        in_extensions("[hotline-bare]", "[default]\nexten => s,1,Hangup()\n[hotline-bare]"),
        "[default] exists"),
    "raw dialled text": (
        in_extensions("${FILTER(0-9+,${CALLERID(dnid)})}", "${CALLERID(dnid)}"),
        "without FILTER()"),
    "raw text that is dialled in another way": (
        in_extensions("${FILTER(0-9+,${CALLERID(dnid)})}", "${EXTEN}"),
        "without FILTER()"),
    "a raw number": (
        in_extensions("HOTLINE_NUMBER=${FILTER(0-9+,", "HOTLINE_NUMBER=${TOLOWER("),
        "without FILTER()"),
    "a raw header": (
        in_extensions("${FILTER(a-zA-Z,${PJSIP_HEADER(read,Privacy)})}", "${PJSIP_HEADER(read,Privacy)}"),
        "without FILTER()"),
    "raw text in a calculation": (
        in_extensions("${FIELDQTY(CUT(HOTLINE_RAW,<,${FIELDQTY(HOTLINE_RAW,<)}),@)} >", "${CUT(HOTLINE_RAW,@,1)} >"),
        "without FILTER()"),
    "raw text kept elsewhere": (
        in_extensions("Set(HOTLINE_IN_FORCE=${HOTLINE_HANDOVER})", "Set(HOTLINE_RAW=${CHANNEL(pjsip,remote_uri)})"),
        "without FILTER()"),
    "raw text as an argument": (
        in_extensions("exten => done,1,Hangup()", "exten => done,1,Playback(${HOTLINE_RAW})\n same => n,Hangup()"),
        "without FILTER()"),
    "caller's text taken later": (
        in_extensions("HOTLINE_RECORDING=1", "HOTLINE_RECORDING=${FILTER(0-9,${EXTEN})}"),
        "caller-supplied text is taken in hotline-queue,s, where no call begins"),
    "a variable of nobody's": (in_extensions("HOTLINE_RECORDING=1", "HOTLINE_TAPE=1"), "HOTLINE_TAPE is not in"),
    "a script that is never called": (
        in_extensions("/still-waiting,", "/gone,"),
        "the AGI script still-waiting is never called"),
    "a context of nobody's": (in_extensions("[hotline-bare]", "[hotline-plain]"), "[hotline-plain] is not in"),
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKS)
def test_the_lint_finds(name: str, files: Files) -> None:
    change, sentence = BREAKS[name]
    change(files)
    assert any(sentence in found for found in findings(files)), findings(files)


def test_a_site_that_allows_other_countries_may_dial_them(tmp_path: Path) -> None:
    abroad = Outbound(trunk="anhui-main", shown="12385", international=True)
    files = render(fixed_plan(tmp_path, outbound=abroad))
    assert lint(files, sounds=SOUNDS, abroad=True) == ()
    assert any("call other countries" in finding.sentence for finding in lint(files, sounds=SOUNDS))


def test_a_site_that_does_not_call_out_has_no_finding_and_no_number(tmp_path: Path) -> None:
    files = render(fixed_plan(tmp_path, outbound=None))
    assert lint(files, sounds=SOUNDS) == ()
    assert "@trunk-" not in files["extensions.conf"] and "originate" not in files["manager.conf"]


def test_a_sound_that_is_missing_in_one_language_is_named(files: Files) -> None:
    sounds = {"zh": ALL_SOUNDS, "ko": ALL_SOUNDS - {"hotline-goodbye", "digits/20"}}
    sentences = {finding.sentence for finding in lint(files, sounds=sounds)}
    assert sentences == {"sound hotline-goodbye is missing in ko", "sound digits/20 is missing in ko"}


def test_a_finding_names_file_and_line(files: Files) -> None:
    in_extensions("Goto(hop)", "Goto(hopp)")(files)
    (finding,) = lint(files)
    assert files["extensions.conf"].splitlines()[finding.line - 1] == " same => n,Goto(hopp)"
    assert str(finding).startswith(f"extensions.conf:{finding.line}: ")


def test_a_line_that_is_no_step_is_an_error() -> None:
    with pytest.raises(ValueError, match="line 2 is no dialplan step"):
        parse("[a]\nexten => s,one,Hangup()\n")


def test_arguments_are_split_at_commas_outside_brackets_only() -> None:
    assert split_arguments("a,b(c,d),${CUT(e,\\,,1)},") == ["a", "b(c,d)", "${CUT(e,\\,,1)}", ""]
