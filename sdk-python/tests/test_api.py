"""The public surface: the same in both clients, complete, and without effect when imported."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import flowlang
import flowlang.client
from flowlang import AsyncFlowLangClient, FlowLangClient

ROOT = Path(__file__).parents[1]
METHODS = [
    "execute_flow",
    "execute_flow_stream",
    "start_flow",
    "retry_execution",
    "get_execution",
    "list_executions",
    "execution_events",
    "cancel_execution",
    "send_event",
    "list_flows",
    "get_flow",
    "list_tasks",
    "visualize",
    "health",
]


def public(cls: type) -> set[str]:
    return {name for name in dir(cls) if not name.startswith("_")}


def test_both_doors_offer_the_same_names_and_all_of_them_exist() -> None:
    assert flowlang.__all__ == flowlang.client.__all__
    for name in flowlang.__all__:
        assert getattr(flowlang, name) is getattr(flowlang.client, name)


def test_every_public_class_has_a_word_of_explanation() -> None:
    undocumented = [
        name
        for name in flowlang.__all__
        if inspect.isclass(cls := getattr(flowlang, name)) and (cls.__doc__ or f"{name}(").startswith(f"{name}(")
    ]
    # The events whose fields say it all.
    assert all(issubclass(getattr(flowlang, name), flowlang.Event) for name in undocumented)


def test_both_clients_have_the_same_methods() -> None:
    assert public(FlowLangClient) == {*METHODS, "close"}
    assert public(AsyncFlowLangClient) == {*METHODS, "close", "aclose"}


@pytest.mark.parametrize("method", METHODS)
def test_both_clients_take_the_same_arguments(method: str) -> None:
    ours, theirs = (inspect.signature(getattr(cls, method)) for cls in (FlowLangClient, AsyncFlowLangClient))
    assert ours.parameters == theirs.parameters
    assert getattr(FlowLangClient, method).__doc__


def test_both_clients_are_made_with_the_same_arguments() -> None:
    assert list(inspect.signature(FlowLangClient).parameters) == list(inspect.signature(AsyncFlowLangClient).parameters)


def test_both_streams_have_the_same_members() -> None:
    asynchronous = public(flowlang.AsyncExecutionStream)
    assert public(flowlang.ExecutionStream) == asynchronous - {"aclose"}


def test_both_handles_and_pages_have_the_same_members() -> None:
    assert public(flowlang.ExecutionHandle) == public(flowlang.AsyncExecutionHandle)
    assert public(flowlang.ExecutionPages) == public(flowlang.AsyncExecutionPages)


def test_the_version_is_that_of_the_package() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    match = re.search(r'^version = "(.+)"$', text, re.MULTILINE)
    assert match is not None
    assert flowlang.__version__ == match[1]


def test_importing_opens_nothing_and_starts_nothing() -> None:
    code = """
import sys, threading
opened = []
sys.addaudithook(lambda name, args: opened.append(name) if name.startswith(("socket.", "subprocess.")) else None)
import flowlang.client
assert not [name for name in opened if name != "socket.__new__"], opened
assert threading.active_count() == 1
assert "typing_extensions" not in vars(flowlang.client)
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT / "src")


def test_no_file_is_longer_than_300_lines() -> None:
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in ROOT.glob("src/**/*.py")}
    assert {name: length for name, length in lengths.items() if length > 300} == {}
