"""Runs the same calls through both clients, so that every test of transport is one for each of them."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Callable
from typing import Any

from flowlang.client import AsyncFlowLangClient, Event, ExecutionResult, FlowLangClient, Retry

AT_ONCE = Retry(attempts=3, base_delay=0, max_delay=0)

Call = Callable[..., Any]


def _settings(given: dict[str, Any] | None) -> dict[str, Any]:
    return {"retry": AT_ONCE, **(given or {})}


def call_sync(url: str, method: str, *args: Any, client: dict[str, Any] | None = None, **options: Any) -> Any:
    with FlowLangClient(url, **_settings(client)) as opened:
        return getattr(opened, method)(*args, **options)


def call_async(url: str, method: str, *args: Any, client: dict[str, Any] | None = None, **options: Any) -> Any:
    async def main() -> Any:
        async with AsyncFlowLangClient(url, **_settings(client)) as opened:
            return await getattr(opened, method)(*args, **options)

    return asyncio.run(main())


CALLS = {"sync": call_sync, "async": call_async}


class Reading:
    """What was read of a stream: `events` until it ended, raised, or was left after `limit` events."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.error: Exception | None = None
        self.result: ExecutionResult[Any] | None = None
        self.execution_id: str | None = None

    @property
    def seqs(self) -> list[int]:
        return [event.seq for event in self.events]


Read = Callable[..., Reading]


def read_for(url: str, limit: int = 99, again: bool = False, **options: Any) -> Reading:
    reading = Reading()
    with FlowLangClient(url, retry=AT_ONCE) as client:
        stream = client.execute_flow_stream("Greet", {"name": "Ada"}, **options)
        try:
            for event in stream:
                reading.events.append(event)
                if len(reading.events) == limit:
                    break
            reading.execution_id = stream.execution_id
            if again or limit == 99:
                reading.result = stream.result()
        except Exception as error:
            reading.error = error
    return reading


def read_async_for_of_sync(url: str, limit: int = 99, again: bool = False, **options: Any) -> Reading:
    reading = Reading()

    async def main() -> None:
        stream = client.execute_flow_stream("Greet", {"name": "Ada"}, **options)
        async for event in stream:
            reading.events.append(event)
            if len(reading.events) == limit:
                break
        reading.execution_id = stream.execution_id
        if again or limit == 99:
            reading.result = stream.result()

    with FlowLangClient(url, retry=AT_ONCE) as client:
        try:
            asyncio.run(main())
        except Exception as error:
            reading.error = error
    return reading


def read_async(url: str, limit: int = 99, again: bool = False, **options: Any) -> Reading:
    reading = Reading()

    async def main() -> None:
        async with AsyncFlowLangClient(url, retry=AT_ONCE) as client:
            stream = client.execute_flow_stream("Greet", {"name": "Ada"}, **options)
            try:
                async for event in stream:
                    reading.events.append(event)
                    if len(reading.events) == limit:
                        break
                reading.execution_id = stream.execution_id
                if again or limit == 99:
                    reading.result = await stream.result()
            except Exception as error:
                reading.error = error

    asyncio.run(main())
    return reading


READERS = {"for": read_for, "async for of the sync client": read_async_for_of_sync, "async for": read_async}


def stream_threads() -> list[threading.Thread]:
    gc.collect()
    return [thread for thread in threading.enumerate() if thread.name == "flowlang-stream"]
