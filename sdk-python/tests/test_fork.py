"""A client, and a stream that is open, in a process that was forked: no connection is ever used by two processes."""

from __future__ import annotations

import asyncio
import json
import os
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from fake_server import RUN, SUCCESS, Exchange, FakeServer, encode, respond, sse
from flowlang.client import AsyncFlowLangClient, Event, FlowLangClient, FlowLangError

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")

REST = sse(RUN[2:])


def in_child(task: Callable[[], Any]) -> Callable[[], Any]:
    """Forks at once; what is returned waits for what the child made of it."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # That this process has threads, those of the server, is the point.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        try:
            os.write(writing, json.dumps(task()).encode())
        except BaseException:
            os.write(writing, json.dumps(traceback.format_exc()).encode())
        os._exit(0)
    os.close(writing)

    def result() -> Any:
        with os.fdopen(reading) as pipe:
            text = pipe.read()
        os.waitpid(pid, 0)
        return json.loads(text)

    return result


def echo(exchange: Exchange) -> None:
    """Answers with what was sent, a little later, so that the calls of two processes overlap."""
    exchange.pause(0.002)
    respond(200, {**SUCCESS, "outputs": exchange.request.json["inputs"]})(exchange)


def count_wrong(client: FlowLangClient, who: str) -> Callable[[], int]:
    asked = [{"n": f"{who} {n}"} for n in range(30)]
    return lambda: sum(client.execute_flow("Greet", inputs).outputs != inputs for inputs in asked)


def test_processes_that_were_forked_never_get_answers_of_one_another() -> None:
    with FakeServer(echo) as server, FlowLangClient(server.url, retry=None) as client:
        with ThreadPoolExecutor(3) as threads:
            counts = [threads.submit(count_wrong(client, f"thread {n}")) for n in range(3)]
            assert [count.result() for count in counts] == [0, 0, 0]
        children = [in_child(count_wrong(client, f"child {n}")) for n in range(3)]
        assert count_wrong(client, "parent")() == 0
        assert [child() for child in children] == [0, 0, 0]


def test_the_connections_of_the_parent_stay_whole_when_a_child_closes_the_client() -> None:
    def child() -> None:
        client.list_flows()
        client.close()

    with FakeServer(respond(200, [])) as server, FlowLangClient(server.url, retry=None) as client:
        client.list_flows()
        in_child(child)()
        client.list_flows()
        assert server.connections == 2


def test_an_asynchronous_client_has_connections_of_its_own_in_a_child() -> None:
    async def call() -> bool:
        return await client.list_flows() == []

    with FakeServer(respond(200, [])) as server:
        client = AsyncFlowLangClient(server.url, retry=None)
        loop = asyncio.new_event_loop()
        loop.run_until_complete(call())
        assert in_child(lambda: asyncio.run(call()))() is True
        assert loop.run_until_complete(call())
        loop.run_until_complete(client.close())
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
        assert server.connections == 2


class Held:
    """A stream as far as its second event; the rest comes to its connection when it is let go."""

    def __init__(self) -> None:
        self.gate = threading.Event()

    def __call__(self, exchange: Exchange) -> None:
        sse(RUN[:2], self.rest)(exchange)

    def rest(self, exchange: Exchange) -> None:
        assert self.gate.wait(10)
        exchange.send(b"".join(encode(event) for event in RUN[2:]))
        exchange.cut()


def read_on(events: Iterator[Event]) -> Callable[[], Any]:
    return lambda: [event.seq for event in events]


def test_a_loop_that_was_under_way_goes_on_in_both_processes_each_with_its_own_connection() -> None:
    with FakeServer(held := Held(), REST) as server, FlowLangClient(server.url, retry=None) as client:
        events = iter(client.execute_flow_stream("Greet"))
        assert [next(events).seq, next(events).seq] == [1, 2]
        assert in_child(read_on(events))() == [3, 4]
        held.gate.set()
        assert read_on(events)() == [3, 4]
        assert [request.method for request in server.requests] == ["POST", "GET"]


def test_closing_a_stream_in_a_child_leaves_the_parent_reading() -> None:
    def child() -> None:
        stream.close()
        client.close()

    with FakeServer(held := Held()) as server, FlowLangClient(server.url, retry=None) as client:
        stream = client.execute_flow_stream("Greet")
        reader = ThreadPoolExecutor(1)
        seqs = reader.submit(lambda: [event.seq for event in stream])
        while stream._state.given_out < 2 or stream._reader is None:  # it is about to wait for the third event
            time.sleep(0.001)
        in_child(child)()
        held.gate.set()
        assert seqs.result(5) == [1, 2, 3, 4]
        reader.shutdown()
        assert len(server.requests) == 1


def test_a_child_may_read_the_stream_that_a_thread_of_the_parent_waits_for() -> None:
    with FakeServer(held := Held(), REST) as server, FlowLangClient(server.url, retry=None) as client:
        stream = client.execute_flow_stream("Greet")
        reader = ThreadPoolExecutor(1)
        seqs = reader.submit(lambda: [event.seq for event in stream])
        while stream._state.given_out < 2 or stream._reader is None:
            time.sleep(0.001)
        assert in_child(lambda: [event.seq for event in stream])() == [3, 4]
        held.gate.set()
        assert seqs.result(5) == [1, 2, 3, 4]
        reader.shutdown()


def test_async_for_that_was_under_way_says_that_its_thread_is_in_the_other_process() -> None:
    async def one() -> int:
        return (await anext(events)).seq

    def child() -> str:
        try:
            return str(asyncio.run(asyncio.wait_for(one(), 5)))
        except FlowLangError as error:
            return f"{error}; {[event.seq for event in stream]}"

    with FakeServer(held := Held(), REST) as server, FlowLangClient(server.url, retry=None) as client:
        stream = client.execute_flow_stream("Greet")
        events = aiter(stream)
        assert asyncio.run(one()) == 1
        said = in_child(child)()
        assert said == "This loop was begun in another process, before a fork. Begin another over the stream; [2, 3, 4]"
        held.gate.set()
        assert [asyncio.run(one()) for _ in range(3)] == [2, 3, 4]


def test_an_asynchronous_loop_that_was_under_way_goes_on_in_both_processes() -> None:
    async def rest() -> list[int]:
        return [event.seq async for event in events]

    with FakeServer(held := Held(), REST) as server:
        client = AsyncFlowLangClient(server.url, retry=None)
        events = aiter(client.execute_flow_stream("Greet"))
        loop = asyncio.new_event_loop()
        assert [loop.run_until_complete(anext(events)).seq for _ in range(2)] == [1, 2]
        assert in_child(lambda: asyncio.run(rest()))() == [3, 4]
        held.gate.set()
        assert loop.run_until_complete(rest()) == [3, 4]
        loop.run_until_complete(client.close())
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


def test_an_http_client_of_yours_that_was_used_before_the_fork_is_refused_after_it() -> None:
    def child() -> str:
        try:
            return str(client.list_flows())
        except FlowLangError as error:
            return str(error)

    with FakeServer(respond(200, [])) as server, httpx.Client() as mine:
        client = FlowLangClient(server.url, http_client=mine)
        assert in_child(child)() == "[]"
        client.list_flows()
        assert in_child(child)().startswith("http_client was used before this process was forked")
        client.list_flows()
