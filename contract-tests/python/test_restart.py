"""A server that is killed in the middle of a stream and comes back: its readers go on and notice nothing else."""

from __future__ import annotations

import asyncio
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flowlang.client import AsyncFlowLangClient, Event, ExecutionResult, FlowLangClient, Retry, StepWaiting

from real_server import ENVIRONMENT, REPOSITORY
from scenario_format import ROOT

PATIENT = Retry(attempts=400, base_delay=0.05, max_delay=0.1)
KILLS = 3


class MortalServer:
    """One that can be killed and started again: on the same port, with the same journal."""

    def __init__(self, folder: Path) -> None:
        self._journal = f"sqlite:{folder}/executions.db"
        self._port = "0"
        self._process: subprocess.Popen[str] | None = None
        self.url = self.start()
        self._port = self.url.rpartition(":")[2]

    def start(self) -> str:
        cli = str(REPOSITORY / "server" / "bin" / "flowlang.js")
        options = ["--multi", str(ROOT / "flows"), "--port", self._port, "--journal", self._journal]
        self._process = subprocess.Popen(
            ["node", cli, "serve", *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            cwd=REPOSITORY,
            env=ENVIRONMENT,
        )
        assert self._process.stdout is not None
        first = self._process.stdout.readline()
        found = re.search(r"http://\S+", first)
        assert found is not None, f"the server said {first!r} and no URL"
        return found[0]

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MortalServer]:
    server = MortalServer(tmp_path)
    yield server
    server.kill()


class Meddler:
    """Kills the server under whoever reads, as often as it may, and then gives the flow what it waits for."""

    def __init__(self, server: MortalServer) -> None:
        self._server = server
        self.events: list[Event] = []

    def see(self, event: Event) -> None:
        self.events.append(event)
        if event.seq <= KILLS or isinstance(event, StepWaiting):
            self._server.kill()
            self._server.start()
        if isinstance(event, StepWaiting) and event.step_id == "answer":
            with FlowLangClient(self._server.url, retry=PATIENT) as other:
                other.send_event("Approval", event.execution_id, "answered", {"approved": True}, retry=PATIENT)


def read_for(meddler: Meddler, url: str) -> ExecutionResult[Any]:
    with FlowLangClient(url, retry=PATIENT) as client:
        stream = client.execute_flow_stream("Approval")
        for event in stream:
            meddler.see(event)
        return stream.result()


def read_async_for_of_sync(meddler: Meddler, url: str) -> ExecutionResult[Any]:
    async def main() -> ExecutionResult[Any]:
        stream = client.execute_flow_stream("Approval")
        async for event in stream:
            meddler.see(event)
        return stream.result()

    with FlowLangClient(url, retry=PATIENT) as client:
        return asyncio.run(main())


def read_async(meddler: Meddler, url: str) -> ExecutionResult[Any]:
    async def main() -> ExecutionResult[Any]:
        async with AsyncFlowLangClient(url, retry=PATIENT) as client:
            stream = client.execute_flow_stream("Approval")
            async for event in stream:
                meddler.see(event)
            return await stream.result()

    return asyncio.run(main())


READERS = {"for": read_for, "async for of the sync client": read_async_for_of_sync, "async for": read_async}


@pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())
def test_a_stream_over_kills_has_every_event_once(
    read: Callable[[Meddler, str], ExecutionResult[Any]], server: MortalServer
) -> None:
    meddler = Meddler(server)
    result = read(meddler, server.url)
    assert result.outputs == {"approved": True, "note": "none"}
    assert [event.seq for event in meddler.events] == list(range(1, len(meddler.events) + 1))
    assert {event.execution_id for event in meddler.events} == {result.execution_id}
    with FlowLangClient(server.url) as client:
        assert [dict(event) for event in client.execution_events("Approval", result.execution_id)] == [
            dict(event) for event in meddler.events
        ]


def test_who_waits_for_a_result_gets_it_from_the_server_that_comes_back(server: MortalServer) -> None:
    async def main() -> None:
        async with AsyncFlowLangClient(server.url, retry=PATIENT) as client:
            key = "restart:1"
            begun = await client.start_flow("Approval", idempotency_key=key)
            async for event in begun.events():
                if isinstance(event, StepWaiting) and event.step_id == "answer":
                    break
            called = asyncio.create_task(client.execute_flow("Approval", idempotency_key=key))
            handled = asyncio.create_task(begun.result())
            await client.health()  # both are on their way by now
            server.kill()
            server.start()
            await begun.send("answered", {"approved": False})
            result = await called
            assert (result.execution_id, result.outputs) == (begun.id, {"approved": False, "note": "none"})
            assert dict(await handled)["outputs"] == dict(result)["outputs"]

    asyncio.run(main())
