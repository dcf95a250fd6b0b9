"""Two loops over one stream: the later one goes on, and the first never ends as if the flow had."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from fake_server import RUN, FakeServer, hang, sse
from flowlang.client import AsyncFlowLangClient, Event, ExecutionStream, FlowLangClient, FlowLangError

STAY = sse(RUN[:3], hang)
OVERTAKEN = r"This loop cannot go on: another loop, or result\(\), has read on in the same stream of Greet"


def look_ahead(stream: ExecutionStream[Any], seqs: list[int]) -> None:
    for event in stream:
        seqs += [event.seq, next(iter(stream)).seq]


async def look_ahead_async(stream: AsyncIterable[Event], seqs: list[int]) -> None:
    async for event in stream:
        seqs.append(event.seq)
        async for ahead in stream:
            seqs.append(ahead.seq)
            break


def test_a_loop_in_which_another_one_looked_ahead_says_so() -> None:
    seqs: list[int] = []
    with FakeServer(STAY) as server, FlowLangClient(server.url) as client:
        with pytest.raises(FlowLangError, match=OVERTAKEN):
            look_ahead(client.execute_flow_stream("Greet"), seqs)
        assert seqs == [1, 2]


def test_an_asynchronous_loop_in_which_another_one_looked_ahead_says_so() -> None:
    async def main() -> None:
        async with AsyncFlowLangClient(server.url) as client:
            await look_ahead_async(client.execute_flow_stream("Greet"), seqs)

    seqs: list[int] = []
    with FakeServer(STAY) as server, pytest.raises(FlowLangError, match=OVERTAKEN):
        asyncio.run(main())
    assert seqs == [1, 2]


def test_async_for_over_the_synchronous_client_says_so_too() -> None:
    seqs: list[int] = []
    with FakeServer(STAY) as server, FlowLangClient(server.url) as client:
        stream = client.execute_flow_stream("Greet")
        with pytest.raises(FlowLangError, match=OVERTAKEN):
            asyncio.run(look_ahead_async(stream, seqs))
    assert seqs == [1, 2]


def test_of_two_threads_the_one_that_was_overtaken_is_told_and_no_event_is_lost() -> None:
    seqs: list[int] = []
    at_one, go_on = threading.Event(), threading.Event()
    said: list[str] = []

    def read() -> None:
        try:
            for event in stream:
                seqs.append(event.seq)
                at_one.set()
                assert go_on.wait(5)
        except FlowLangError as error:
            said.append(str(error))

    with FakeServer(sse(RUN)) as server, FlowLangClient(server.url) as client:
        stream = client.execute_flow_stream("Greet")
        reader = threading.Thread(target=read)
        reader.start()
        assert at_one.wait(5)
        seqs += [event.seq for event in stream]
        go_on.set()
        reader.join(5)
        assert seqs == [1, 2, 3, 4]
        assert [text[:24] for text in said] == ["This loop cannot go on: "]


def test_an_iterator_that_was_left_and_is_asked_again_after_another_loop_says_so() -> None:
    with FakeServer(sse(RUN)) as server, FlowLangClient(server.url) as client:
        stream = client.execute_flow_stream("Greet")
        left = iter(stream)
        assert next(left).seq == 1
        assert [event.seq for event in stream] == [2, 3, 4]
        with pytest.raises(FlowLangError, match=OVERTAKEN):
            next(left)


def test_a_loop_in_which_the_result_was_asked_for_ends_there() -> None:
    """The events that were left are those that `result()` drops: nothing is missed that was not given up."""

    async def main() -> None:
        async with AsyncFlowLangClient(server.url) as client:
            stream = client.execute_flow_stream("Greet")
            results.append([(await stream.result()).success async for _ in stream])

    results: list[list[bool]] = []
    with FakeServer(sse(RUN[:1]), sse(RUN[1:])) as server, FlowLangClient(server.url) as client:
        stream = client.execute_flow_stream("Greet")
        results.append([stream.result().success for _ in stream])
    with FakeServer(sse(RUN)) as server:
        asyncio.run(main())
    assert results == [[True], [True]]


def test_a_loop_whose_result_another_thread_still_waits_for_says_so() -> None:
    with FakeServer(STAY) as server, FlowLangClient(server.url) as client:
        stream = client.execute_flow_stream("Greet")
        events = iter(stream)
        assert next(events).seq == 1
        pool = ThreadPoolExecutor(1)
        result = pool.submit(stream.result)
        while stream._reader is None:  # it waits for the fourth event
            time.sleep(0.001)
        with pytest.raises(FlowLangError, match=OVERTAKEN):
            next(events)
        stream.close()
        with pytest.raises(FlowLangError, match="closed before the flow ended"):
            result.result(5)
        pool.shutdown()
