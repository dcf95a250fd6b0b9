"""Holds the Python client to leave nothing behind: after many calls and aborted streams the sockets, threads, tasks and
memory of the process are where they were.

    .venv/bin/python scripts/soak/clients/leaks.py [--calls 100000] [--streams 10000]

It starts the real server itself, and ends with 1 and the numbers where something stayed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from flowlang.client import AsyncFlowLangClient, FlowLangClient

ROOT = Path(__file__).parents[3]
ORDER = {"order_id": "ord_123", "quantity": 2, "price": 9.5}

BLOCKS_LIMIT = 3000
"""By how many blocks of Python's memory it may have grown, whatever the number of calls: caches that fill up once."""


@dataclass(frozen=True)
class Left:
    """What is there now. `files` are all descriptors, so sockets too."""

    files: int
    threads: int
    blocks: int

    @staticmethod
    def now() -> Left:
        gc.collect()
        return Left(len(os.listdir("/proc/self/fd")), threading.active_count(), sys.getallocatedblocks())


@contextlib.contextmanager
def serving() -> Iterator[str]:
    environment = {**os.environ, "PATH": f"{ROOT / 'node_modules' / '.bin'}{os.pathsep}{os.environ['PATH']}"}
    # The journal in memory: it is the client that is measured.
    command = ["node", str(ROOT / "server" / "bin" / "flowlang.js"), "serve", "--port", "0", "--journal", "memory"]
    project = ["--project", str(ROOT / "scripts" / "bench" / "project")]
    with subprocess.Popen(
        [*command, *project], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as server:
        try:
            assert server.stdout is not None
            first = server.stdout.readline()
            found = re.search(r"http://\S+", first)
            if found is None:
                raise SystemExit(f"The server said {first!r}, and no URL")
            yield found[0]
        finally:
            server.kill()


def call(url: str, count: int) -> None:
    with FlowLangClient(url) as client:
        for _ in range(count):
            client.execute_flow("Measured", ORDER).or_raise()


def call_async(url: str, count: int) -> None:
    async def main() -> None:
        async with AsyncFlowLangClient(url) as client:
            for _ in range(count // 10):
                await asyncio.gather(*(client.execute_flow("Measured", ORDER) for _ in range(10)))
            assert len(asyncio.all_tasks()) == 1, asyncio.all_tasks()

    asyncio.run(main())


def abort(url: str, count: int) -> None:
    with FlowLangClient(url) as client:
        for _ in range(count):
            for _ in client.execute_flow_stream("Measured", ORDER):
                break


def abort_through_a_thread(url: str, count: int) -> None:
    async def main() -> None:
        for _ in range(count):
            async for _ in client.execute_flow_stream("Measured", ORDER):
                break
        assert len(asyncio.all_tasks()) == 1, asyncio.all_tasks()

    with FlowLangClient(url) as client:
        asyncio.run(main())
    # The thread of a stream that was left ends by itself.
    deadline = time.monotonic() + 5
    while threading.active_count() > 1 and time.monotonic() < deadline:
        time.sleep(0.01)


def abort_async(url: str, count: int) -> None:
    async def main() -> None:
        async with AsyncFlowLangClient(url) as client:
            for number in range(count):
                if number % 2:
                    async with client.execute_flow_stream("Measured", ORDER) as stream:
                        async for _ in stream:
                            break
                else:
                    await cancelled_while_reading(client)
            assert len(asyncio.all_tasks()) == 1, asyncio.all_tasks()

    asyncio.run(main())


async def cancelled_while_reading(client: AsyncFlowLangClient) -> None:
    begun = asyncio.Event()

    async def read() -> None:
        async for _ in client.execute_flow_stream("Measured", ORDER):
            begun.set()

    task = asyncio.create_task(read())
    await begun.wait()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def holds(name: str, work: Callable[[str, int], None], url: str, count: int) -> bool:
    work(url, min(count, 200))
    before = Left.now()
    began = time.monotonic()
    work(url, count)
    after = Left.now()
    good = (before.files, before.threads) == (after.files, after.threads)
    grown = after.blocks - before.blocks
    good = good and grown < BLOCKS_LIMIT
    print(
        f"{'good' if good else 'LEFT'}  {name}: {count} in {time.monotonic() - began:.0f} s; "
        f"files {before.files} → {after.files}, threads {before.threads} → {after.threads}, "
        f"blocks of memory {before.blocks} {grown:+d}",
        flush=True,
    )
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--streams", type=int, default=10_000)
    wanted = parser.parse_args()
    with serving() as url:
        kept = [
            holds("calls", call, url, wanted.calls),
            holds("calls, asyncio", call_async, url, wanted.calls),
            holds("aborted streams", abort, url, wanted.streams),
            holds("aborted streams, async for of the sync client", abort_through_a_thread, url, wanted.streams),
            holds("aborted streams, asyncio", abort_async, url, wanted.streams),
        ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
