"""How a stream shows that it gets on: to nobody unless asked, in plain lines, in a terminal, in a notebook."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from driver import AT_ONCE
from fake_server import COMPLETED, RUN, STARTED, STEP_STARTED, FakeServer, sse, step
from flowlang.client import AsyncFlowLangClient, FlowLangClient

SRC = Path(__file__).parents[1] / "src"
EXECUTION = "0199aaaa-0000-7000-8000-000000000001"
LINES = [
    f"Greet: started, execution {EXECUTION}",
    "Greet: greet: running",
    "Greet: greet: completed in 0.00 s",
    "Greet: completed in 0.00 s",
]

Run = Callable[[str, "bool | None"], None]


def run_sync(url: str, progress: bool | None) -> None:
    with FlowLangClient(url, retry=AT_ONCE) as client:
        assert client.execute_flow_stream("Greet", {}, progress=progress).result().success


def run_async(url: str, progress: bool | None) -> None:
    async def main() -> None:
        async with AsyncFlowLangClient(url, retry=AT_ONCE) as client:
            assert (await client.execute_flow_stream("Greet", {}, progress=progress).result()).success

    asyncio.run(main())


@pytest.fixture(params=[run_sync, run_async], ids=["sync", "async"])
def run(request: pytest.FixtureRequest) -> Run:
    made: Run = request.param
    return made


def test_nothing_is_shown_unless_it_is_asked_for(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    with FakeServer(sse(RUN)) as server:
        run(server.url, None)
        run(server.url, False)
    assert capfd.readouterr() == ("", "")


def test_a_pipe_gets_plain_lines_on_stderr(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    with FakeServer(sse(RUN)) as server:
        run(server.url, True)
    out, err = capfd.readouterr()
    assert (out, err.splitlines()) == ("", LINES)


def test_what_a_flow_says_cannot_move_the_cursor(capfd: pytest.CaptureFixture[str]) -> None:
    said = step(3, "step_progress", progress=0.5, message="half\x1b[2J\nway")
    with FakeServer(sse([STARTED, STEP_STARTED, said, COMPLETED])) as server:
        run_sync(server.url, True)
    assert capfd.readouterr().err.splitlines()[2] == "Greet: greet: 50% half [2J way"


PROGRAM = """
import sys
if sys.argv[2] == "plain":
    sys.modules["rich"] = None
from flowlang.client import FlowLangClient
with FlowLangClient(sys.argv[1]) as client:
    stream = client.execute_flow_stream("Greet", {}, progress=True)
    print(stream.result().outputs)
"""


def in_terminal(url: str, how: str) -> str:
    """What a program shows whose stdout and stderr are a terminal."""
    import pty

    leader, follower = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(SRC), "TERM": "xterm", "COLUMNS": "80"}
    arguments = [sys.executable, "-c", PROGRAM, url, how]
    with subprocess.Popen(arguments, stdout=follower, stderr=follower, env=environment) as process:
        os.close(follower)
        shown = b""
        try:
            while chunk := os.read(leader, 4096):
                shown += chunk
        except OSError:
            pass  # Linux says so that the other side has left.
        os.close(leader)
        assert process.wait(20) == 0, shown
    return shown.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind")
def test_a_terminal_gets_plain_lines_where_rich_is_not_installed() -> None:
    with FakeServer(sse(RUN)) as server:
        shown = in_terminal(server.url, "plain")
    assert shown.splitlines() == [*LINES, "{'text': 'Hello'}"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind")
def test_a_terminal_gets_a_table_where_rich_is_installed() -> None:
    pytest.importorskip("rich", reason="rich is an extra")
    with FakeServer(sse(RUN)) as server:
        shown = in_terminal(server.url, "rich")
    assert "\x1b[" in shown
    assert "Greet: completed in 0.00 s" in shown
    assert shown.splitlines()[-1].endswith("{'text': 'Hello'}")


class FakeNotebook:
    """What the client needs of IPython: a shell with a kernel, and displays that can be updated."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shown: list[list[dict[str, str]]] = []
        shell = types.SimpleNamespace(kernel=object())
        ipython, display = types.ModuleType("IPython"), types.ModuleType("IPython.display")
        monkeypatch.setattr(ipython, "get_ipython", lambda: shell, raising=False)
        monkeypatch.setattr(display, "display", self._display, raising=False)
        monkeypatch.setitem(sys.modules, "IPython", ipython)
        monkeypatch.setitem(sys.modules, "IPython.display", display)

    def _display(self, data: dict[str, str], *, raw: bool, display_id: bool) -> Any:
        assert raw
        assert display_id
        updates = [data]
        self.shown.append(updates)

        def update(data: dict[str, str], *, raw: bool) -> None:
            assert raw
            updates.append(data)

        return types.SimpleNamespace(update=update)


def test_a_notebook_has_one_display_that_follows_the_stream_by_itself(
    run: Run, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    notebook = FakeNotebook(monkeypatch)
    with FakeServer(sse(RUN)) as server:
        run(server.url, None)
    (updates,) = notebook.shown
    assert f"execution {EXECUTION}, running, 1 events" in updates[0]["text/html"]
    assert "<td>greet</td><td>completed in 0.00 s</td>" in updates[-1]["text/html"]
    assert f"execution {EXECUTION}, completed, 4 events" in updates[-1]["text/plain"]
    assert capfd.readouterr() == ("", "")


def test_a_notebook_stays_silent_where_it_is_told_to(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = FakeNotebook(monkeypatch)
    with FakeServer(sse(RUN)) as server:
        run(server.url, False)
    assert notebook.shown == []


def test_a_display_is_updated_ten_times_a_second_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = FakeNotebook(monkeypatch)
    many = [step(seq, "step_progress", progress=0.5) for seq in range(2, 302)]
    with FakeServer(sse([STARTED, *many, {**COMPLETED, "seq": 302}])) as server:
        run_sync(server.url, None)
    assert len(notebook.shown[0]) < 100


def test_the_loop_of_a_shell_without_a_notebook_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = FakeNotebook(monkeypatch)
    monkeypatch.setattr(sys.modules["IPython"], "get_ipython", lambda: object())
    with FakeServer(sse(RUN)) as server:
        run_sync(server.url, None)
    assert notebook.shown == []
