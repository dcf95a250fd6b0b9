"""An asynchronous client that is kept over several event loops, one after the other or at once."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

from fake_server import RUN, FakeServer, hang, respond, sse
from flowlang.client import AsyncFlowLangClient, Event, FlowLangError

FLOWS = respond(200, [])
REST = sse(RUN[2:])


def run_bare(call: Callable[[], Awaitable[Any]]) -> Any:
    """Without what asyncio.run does before it closes a loop."""

    async def main() -> Any:
        return await call()

    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(main())
    finally:
        loop.close()


def test_each_loop_has_connections_of_its_own_which_end_with_it() -> None:
    with FakeServer(FLOWS) as server:
        client = AsyncFlowLangClient(server.url, retry=None)
        for count in range(1, 5):
            assert asyncio.run(client.list_flows()) == []
            assert server.left.get(timeout=5)
            assert server.connections == count
        del client
        # What was left open would be told of now, and a warning fails the test.
        gc.collect()


def test_a_loop_has_one_connection_for_call_after_call() -> None:
    async def main() -> None:
        for _ in range(3):
            await client.list_flows()

    with FakeServer(FLOWS) as server:
        client = AsyncFlowLangClient(server.url, retry=None)
        asyncio.run(main())
        assert server.connections == 1


@pytest.mark.filterwarnings(
    "ignore:unclosed:ResourceWarning"
)  # asyncio's own word for a loop that was closed too early
def test_a_loop_that_was_closed_with_all_that_was_open_in_it_is_no_harm_to_the_next() -> None:
    with FakeServer(FLOWS) as server:
        client = AsyncFlowLangClient(server.url, retry=None)
        for _ in range(3):
            assert run_bare(client.list_flows) == []
        gc.collect()


def test_two_loops_at_once_do_not_take_each_others_connections() -> None:
    async def calls() -> None:
        for _ in range(20):
            await client.list_flows()

    with FakeServer(FLOWS) as server:
        client = AsyncFlowLangClient(server.url, retry=None)
        threads = [threading.Thread(target=asyncio.run, args=(calls(),)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        assert len(server.requests) == 40
        assert server.connections == 2


def test_another_loop_over_a_stream_goes_on_in_another_event_loop() -> None:
    async def first(events: AsyncIterator[Event]) -> int:
        return (await anext(events)).seq

    async def rest() -> list[int]:
        return [event.seq async for event in stream]

    with FakeServer(sse(RUN[:2], hang), sse(RUN[1:])) as server:
        client = AsyncFlowLangClient(server.url, retry=None)
        stream = client.execute_flow_stream("Greet")
        assert asyncio.run(first(aiter(stream))) == 1
        assert server.left.get(timeout=5)
        assert asyncio.run(rest()) == [2, 3, 4]
        assert asyncio.run(stream.result()).success


@pytest.mark.filterwarnings(
    "ignore:unclosed:ResourceWarning"
)  # asyncio's own word for a loop that was closed too early
def test_a_loop_that_was_under_way_when_its_event_loop_was_closed_connects_anew() -> None:
    async def rest() -> list[int]:
        return [event.seq async for event in events]

    with FakeServer(sse(RUN[:2], hang), REST) as server:
        client = AsyncFlowLangClient(server.url, retry=None)
        events = aiter(client.execute_flow_stream("Greet"))
        assert [run_bare(lambda: anext(events)).seq for _ in range(2)] == [1, 2]
        assert asyncio.run(rest()) == [3, 4]
        gc.collect()


def test_an_http_client_of_yours_says_that_it_was_used_in_another_event_loop() -> None:
    with FakeServer(FLOWS) as server:
        mine = httpx.AsyncClient()
        client = AsyncFlowLangClient(server.url, http_client=mine, retry=None)
        loop = asyncio.new_event_loop()
        loop.run_until_complete(client.list_flows())
        with pytest.raises(
            FlowLangError, match="http_client was used in another event loop, where its connections are"
        ):
            asyncio.run(client.list_flows())
        loop.run_until_complete(mine.aclose())
        loop.close()


def test_an_http_client_of_yours_that_has_no_connections_works_in_every_loop() -> None:
    mine = httpx.AsyncClient(transport=httpx.MockTransport(lambda request: httpx.Response(200, json=[])))
    client = AsyncFlowLangClient("http://flows.test", http_client=mine)
    assert [asyncio.run(client.list_flows()) for _ in range(2)] == [[], []]


def test_a_client_that_was_closed_says_so_in_every_loop() -> None:
    with FakeServer(FLOWS) as server:
        client = AsyncFlowLangClient(server.url)
        asyncio.run(client.list_flows())
        asyncio.run(client.close())
        with pytest.raises(FlowLangError, match="The client is closed"):
            asyncio.run(client.list_flows())
