"""Nothing stays behind: a short run of what scripts/soak/clients/leaks.py does at length against the real server."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from driver import AT_ONCE
from fake_server import RUN, SUCCESS, Exchange, FakeServer, hang, respond, sse
from flowlang.client import AsyncFlowLangClient, FlowLangClient

FILES = Path("/proc/self/fd")


def reply(exchange: Exchange) -> None:
    (sse(RUN[:2], hang) if exchange.request.path.endswith("/stream") else respond(200, SUCCESS))(exchange)


def use_sync(url: str, count: int) -> None:
    with FlowLangClient(url, retry=AT_ONCE) as client:
        for _ in range(count):
            client.execute_flow("Greet")
            for _ in client.execute_flow_stream("Greet"):
                break


def use_sync_from_asyncio(url: str, count: int) -> None:
    async def main() -> None:
        for _ in range(count):
            async for _ in client.execute_flow_stream("Greet"):
                break
        assert len(asyncio.all_tasks()) == 1

    with FlowLangClient(url, retry=AT_ONCE) as client:
        asyncio.run(main())


def use_async(url: str, count: int) -> None:
    async def main() -> None:
        async with AsyncFlowLangClient(url, retry=AT_ONCE) as client:
            for _ in range(count):
                await client.execute_flow("Greet")
                async with client.execute_flow_stream("Greet") as stream:
                    async for _ in stream:
                        break
            assert len(asyncio.all_tasks()) == 1

    asyncio.run(main())


USES = {"sync": use_sync, "async for of the sync client": use_sync_from_asyncio, "async": use_async}


@pytest.mark.skipif(not FILES.exists(), reason="only Linux tells which files are open")
@pytest.mark.parametrize("use", USES.values(), ids=USES.keys())
def test_calls_and_aborted_streams_leave_nothing(use: Callable[[str, int], None]) -> None:
    def left() -> tuple[int, int]:
        gc.collect()
        return len(os.listdir(FILES)), threading.active_count()

    with FakeServer(reply) as server:

        def settled() -> tuple[int, int]:
            """The other side of a connection, and the thread that serves it here, go a moment later."""
            deadline = time.monotonic() + 10
            while (now := left()) != before and time.monotonic() < deadline:
                time.sleep(0.01)
            return now

        before = left()
        use(server.url, 20)
        assert settled() == before
        blocks = sys.getallocatedblocks()
        use(server.url, 200)
        assert settled() == before
        server.requests.clear()
        # Each call of these makes hundreds of objects.
        assert sys.getallocatedblocks() - blocks < 8000
