"""What the logger `flowlang` is told, and when it is heard."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from driver import Call
from fake_server import FakeServer, reset, respond
from flowlang.client import FlowLangClient


def test_a_retry_is_a_warning_and_an_answer_a_debug_line(call: Call, caplog: pytest.LogCaptureFixture) -> None:
    with FakeServer(reset, respond(200, [])) as server, caplog.at_level(logging.DEBUG, "flowlang"):
        call(server.url, "list_flows", client={"api_key": "hunter2"})
    said = [(record.levelname, record.getMessage()) for record in caplog.records if record.name == "flowlang"]
    assert [level for level, _ in said] == ["WARNING", "DEBUG"]
    assert "; try 2 of 3 in 0.0 s" in said[0][1]
    assert said[1][1].startswith("list_flows(): 200 in ")
    assert "hunter2" not in caplog.text


@pytest.mark.parametrize(("level", "shown"), [("debug", "WD"), (" INFO ", "W"), ("warn", "W"), ("", ""), ("loud", "")])
def test_flowlang_log_says_what_is_written_to_stderr(level: str, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOWLANG_LOG", level)
    # In a process of its own: pytest listens to everything. Two clients, and each line once.
    code = """
import sys, logging, flowlang
assert not logging.getLogger("flowlang").handlers, "importing has no side effect"
retry = flowlang.Retry(base_delay=0)
flowlang.FlowLangClient(sys.argv[1], retry=retry)
flowlang.FlowLangClient(sys.argv[1], retry=retry).list_flows()
"""
    with FakeServer(reset, respond(200, [])) as server:
        run = [sys.executable, "-c", code, server.url]
        done = subprocess.run(run, capture_output=True, encoding="utf-8", check=True, timeout=30)
    lines = done.stderr.splitlines()
    assert "".join("W" if " flowlang WARNING: " in line else "D" for line in lines) == shown, lines


def test_a_level_that_the_program_has_set_stays() -> None:
    log = logging.getLogger("flowlang")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        FlowLangClient("http://h").close()
        assert log.level == logging.ERROR
    finally:
        log.setLevel(before)
