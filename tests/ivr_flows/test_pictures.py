"""The walk in the terminal and the pictures: drawn from the flows themselves, and the docs' copies are up to date."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline import site as site_file
from hotline.commands import flow
from ivr_flows import scripts
from ivr_flows.call import CallFacts
from ivr_flows.exploring import SILENCE, Graph, explore

PROJECT = Path(__file__).resolve().parents[2]
ANHUI = PROJECT / "sites" / "anhui.toml"
SITES = sorted((PROJECT / "sites").glob("*.toml"))
NIGHT = "2026-11-23T22:00:00+08:00"


def walk(*arguments: str) -> str:
    result = CliRunner().invoke(flow.app, ["run", *arguments, "--site", str(ANHUI)])
    assert result.exit_code == 0, result.exception
    return result.output


def test_a_walk_tells_what_is_heard_and_what_comes_of_it() -> None:
    output = walk("incoming", "--keys", "1m", "--dialed", "055112385", "--caller", "13905510001", "--at", NIGHT)
    assert "您好，这里是12385残疾人服务热线。" in output
    assert "现在是合肥市的非工作时间。" in output
    assert "message-left" in output and "handed-over: packed 1|done|zh||" in output


def test_a_walk_may_end_by_hanging_up() -> None:
    assert walk("incoming", "--keys", "h", "--at", NIGHT).endswith("the caller hung up\n")


def test_a_walk_of_no_flow_or_no_key_says_what_there_is() -> None:
    for arguments in (["no-such"], ["incoming", "--keys", "x"]):
        result = CliRunner().invoke(flow.app, ["run", *arguments, "--site", str(ANHUI)])
        assert isinstance(result.exception, flow.FlowCommandError)


@pytest.mark.parametrize("path", SITES, ids=lambda path: path.stem)
def test_every_sites_flows_end_wherever_a_caller_goes(path: Path) -> None:
    for script in scripts.SCRIPTS:
        graph = flow.graph_of(site_file.load(path), script)
        ends = {node for node in graph.nodes if node.ends in ("queue", "done")}
        assert set(graph.nodes) - ends == {edge.start for edge in graph.edges}, "no dead ends"
        assert any(node.ends == "queue" for node in graph.nodes)


@pytest.mark.parametrize("script", scripts.SCRIPTS)
def test_each_question_has_a_way_for_who_presses_nothing(script: str) -> None:
    graph = flow.graph_of(site_file.load(ANHUI), script)
    silent = {edge.start for edge in graph.edges if edge.choice == SILENCE}
    assert {node for node in graph.nodes if node.ends not in ("queue", "done")} == silent


def test_the_pictures_in_the_docs_are_those_of_today() -> None:
    for path, text in flow.pictures(site_file.load(ANHUI)).items():
        kept = PROJECT / "docs" / path
        assert kept.read_text(encoding="utf-8") == text, f"run `hotline flow draw --site {ANHUI.name}`: {path} is old"


def test_the_picture_is_well_formed_and_says_in_words_what_it_shows() -> None:
    for path, text in flow.pictures(site_file.load(ANHUI)).items():
        if path.endswith(".svg"):
            root = ET.fromstring(text)
            assert root[0].tag.endswith("title") and root[1].tag.endswith("desc")
            assert "flowchart" in (root[1].text or "")


def test_a_flow_without_an_end_is_an_error_and_no_endless_walk() -> None:
    async def endless(call: object) -> None:
        count = 0
        while True:
            count += 1
            await call.say((f"clip {count}",), interrupt="1")  # type: ignore[attr-defined]
            await call.ask((), digits=1, timeout_s=1)  # type: ignore[attr-defined]

    facts = CallFacts(call_id="x", dialed="1", caller=None, trunk=None, script="x")
    with pytest.raises(ValueError, match="more than"):
        explore(Graph(), "x", facts, endless)


def test_a_walk_finds_every_way_of_a_small_flow() -> None:
    async def small(call: object) -> None:
        await call.say(("question",), interrupt="12")  # type: ignore[attr-defined]
        key = await call.ask((), digits=1, timeout_s=1)  # type: ignore[attr-defined]
        await call.say((f"answer {key}",))  # type: ignore[attr-defined]
        await call.ask((), digits=1, timeout_s=1)  # type: ignore[attr-defined]

    graph = Graph()
    facts = CallFacts(call_id="x", dialed="1", caller=None, trunk=None, script="x")
    explore(graph, "always", facts, small)
    first = graph.starts["always"]
    assert {(edge.choice, edge.end.heard) for edge in graph.edges if edge.start == first} == {
        ("1", ("answer 1",)),
        ("2", ("answer 2",)),
        (SILENCE, ("answer ",)),
    }
