"""Streams in an event loop that are left, cancelled, closed by another task, or many."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Generator
from queue import SimpleQueue
from typing import Any

import pytest

from driver import stream_threads
from fake_server import RUN, Exchange, FakeServer, encode, hang, sse
from flowlang._bridge import ThreadedIterator
from flowlang._retry import Timeout
from flowlang.client import AsyncFlowLangClient, FlowLangClient, FlowLangError, Success

STAY = sse(RUN[:2], hang)


def wait_for_no_stream_threads() -> None:
    for thread in stream_threads():
        thread.join(5)
    assert stream_threads() == []


def test_async_for_over_the_synchronous_client_does_not_block_the_loop() -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0.005)

    async def main() -> None:
        ticker = asyncio.create_task(tick())
        async for _ in client.execute_flow_stream("Greet"):
            pass
        ticker.cancel()

    def pause(exchange: Exchange) -> None:
        exchange.pause(0.2)
        exchange.send(encode(RUN[3]))

    with FakeServer(sse(RUN[:3], pause)) as server, FlowLangClient(server.url) as client:
        asyncio.run(main())
    assert ticks >= 10
    wait_for_no_stream_threads()


async def cancel_while_waiting(events: AsyncIterator[Any]) -> list[int]:
    seqs: list[int] = []
    at_two = asyncio.Event()

    async def read() -> None:
        async for event in events:
            seqs.append(event.seq)
            if event.seq == 2:
                at_two.set()

    task = asyncio.create_task(read())
    await asyncio.wait_for(at_two.wait(), 5)
    await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    return seqs


def test_cancelling_a_task_that_waits_for_a_thread_ends_the_thread_and_the_connection() -> None:
    with FakeServer(STAY) as server, FlowLangClient(server.url) as client:
        stream = client.execute_flow_stream("Greet")
        assert asyncio.run(cancel_while_waiting(aiter(stream))) == [1, 2]
        assert server.left.get(timeout=5)
        wait_for_no_stream_threads()


def test_cancelling_a_task_that_waits_for_an_event_closes_the_connection() -> None:
    async def main() -> None:
        async with AsyncFlowLangClient(server.url) as client:
            stream = client.execute_flow_stream("Greet")
            assert await cancel_while_waiting(aiter(stream)) == [1, 2]
            assert await asyncio.to_thread(server.left.get, timeout=5)

    with FakeServer(STAY) as server:
        asyncio.run(main())


def test_closing_from_another_task_ends_a_loop_that_waits() -> None:
    async def main() -> None:
        async with AsyncFlowLangClient(server.url) as client, client.execute_flow_stream("Greet") as stream:
            at_two = asyncio.Event()

            async def read() -> list[int]:
                seqs: list[int] = []
                async for event in stream:
                    seqs.append(event.seq)
                    if event.seq == 2:
                        at_two.set()
                return seqs

            task = asyncio.create_task(read())
            await at_two.wait()
            await asyncio.sleep(0.02)
            with pytest.raises(FlowLangError, match="already being read by another task"):
                await anext(aiter(stream))
            await stream.close()
            assert await asyncio.wait_for(task, 5) == [1, 2]
            with pytest.raises(FlowLangError, match="The stream is closed"):
                await stream.result()

    with FakeServer(STAY) as server:
        asyncio.run(main())
        assert server.left.get(timeout=5)


def test_leaving_an_async_loop_closes_the_connection_though_stream_and_client_are_kept() -> None:
    async def main() -> None:
        async with AsyncFlowLangClient(server.url) as client:
            stream = client.execute_flow_stream("Greet")
            async for _ in stream:
                break
            assert await asyncio.to_thread(server.left.get, timeout=5)
            assert stream.execution_id is not None

    with FakeServer(STAY) as server:
        asyncio.run(main())


def test_the_connection_is_closed_before_the_last_event_is_given_out() -> None:
    async def main() -> None:
        async with AsyncFlowLangClient(server.url) as client:
            events = aiter(client.execute_flow_stream("Greet"))
            assert [(await anext(events)).seq for _ in range(4)] == [1, 2, 3, 4]
            assert await asyncio.to_thread(server.left.get, timeout=5)

    with FakeServer(sse(RUN, hang)) as server:
        with FlowLangClient(server.url) as client:
            events = iter(client.execute_flow_stream("Greet"))
            assert [next(events).seq for _ in range(4)] == [1, 2, 3, 4]
            assert server.left.get(timeout=5)
        asyncio.run(main())


def test_the_timer_of_a_total_limit_ends_with_the_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        handles: list[asyncio.TimerHandle] = []

        def call_later(delay: float, *args: Any) -> asyncio.TimerHandle:
            handles.append(loop.call_at(loop.time() + delay, *args))
            return handles[-1]

        async with AsyncFlowLangClient(server.url, timeout=Timeout(total=600)) as client:
            monkeypatch.setattr(loop, "call_later", call_later)
            assert (await client.execute_flow_stream("Greet").result()).success
        long = [handle for handle in handles if handle.when() - loop.time() > 500]
        assert long
        assert all(handle.cancelled() for handle in long)

    with FakeServer(sse(RUN)) as server:
        with FlowLangClient(server.url, timeout=Timeout(total=600)) as client:
            assert client.execute_flow_stream("Greet").result().success
        for timer in [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]:
            timer.join(5)
            assert not timer.is_alive()
        asyncio.run(main())


def test_an_item_that_comes_too_late_for_a_cancelled_task_is_given_back() -> None:
    gate = threading.Event()
    returned: SimpleQueue[int] = SimpleQueue()

    def items() -> Generator[int, None, None]:
        gate.wait(5)
        yield 7

    async def main() -> None:
        iterator = ThreadedIterator(items(), gate.set, returned.put)
        task = asyncio.ensure_future(anext(iterator))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(returned.get, timeout=5) == 7

    asyncio.run(main())


def test_many_streams_run_side_by_side() -> None:
    async def main() -> list[Any]:
        async def run() -> Any:
            async for _ in (stream := client.execute_flow_stream("Greet")):
                pass
            return stream.result()

        return await asyncio.gather(*(run() for _ in range(40)))

    with FakeServer(sse(RUN)) as server, FlowLangClient(server.url) as client:
        assert all(isinstance(result, Success) for result in asyncio.run(main()))
    wait_for_no_stream_threads()
