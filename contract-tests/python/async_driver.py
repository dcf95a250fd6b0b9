"""Makes the calls of a scenario with the asynchronous client."""

from __future__ import annotations

import asyncio
import inspect
from typing import Any, cast

import httpx
from flowlang.client import AsyncExecutionStream, AsyncFlowLangClient, FlowLangError

from report import Client
from scenario_calls import (
    LIMITS,
    Outcome,
    answer_of,
    begin,
    check_attributes,
    describe_error,
    is_last,
    outcome_of,
    raw_request,
    to_json,
)
from scenario_format import Json
from wire_recording import AsyncRecorder


class AsyncDriver:
    client: Client = "async"

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url

    def play(self, calls: list[Json]) -> list[tuple[Outcome, list[Json]]]:
        """All of them at the same time: what came of each, and what was on the wire."""

        async def together() -> list[tuple[Outcome, list[Json]]]:
            return await asyncio.gather(*(self._play_one(call) for call in calls))

        return asyncio.run(together())

    async def _play_one(self, call: Json) -> tuple[Outcome, list[Json]]:
        async with AsyncRecorder() as wire, httpx.AsyncClient(transport=wire, base_url=self._base_url) as http:
            if call["client"]["method"] == "request":
                outcome = answer_of(await http.send(raw_request(http, call["client"])))
            else:
                client = AsyncFlowLangClient(self._base_url, http_client=http, retry=None, timeout=LIMITS)
                outcome = await call_client(client, call)
            return outcome, [exchange.to_json() for exchange in wire.exchanges]


async def call_client(client: AsyncFlowLangClient, call: Json, *, aborts: bool = False) -> Outcome:
    """Makes the call. Where it `aborts`, its events and its end are those of a task that is cancelled."""
    seen: Outcome = {}
    try:
        answer = begin(client, call["client"], call.get("options"))
        if isinstance(answer, AsyncExecutionStream):
            stream = cast("AsyncExecutionStream[Any]", answer)
            await _read(stream, call, seen, aborts)
            return seen
        if call["client"]["method"] == "listExecutions":
            answer = await anext(answer.pages())
        elif inspect.isawaitable(answer):
            answer = await answer
        return outcome_of(answer, call["client"])
    except FlowLangError as error:
        return {**seen, **describe_error(error)}
    except asyncio.CancelledError:
        if not aborts:
            raise
        return {**seen, "aborted": True}


async def _read(stream: AsyncExecutionStream[Any], call: Json, seen: Outcome, aborts: bool) -> None:
    events: list[Any] = []
    odd: list[str] = []
    seen.update(events=events, odd=odd)
    async with stream:
        async for event in stream:
            events.append(to_json(event))
            odd += check_attributes(event)
            seen["execution"] = stream.execution_id
            if not is_last(event, call["client"]):
                continue
            task = asyncio.current_task()
            if not aborts or task is None:
                break
            task.cancel()
    if "result" in call["expect"]:
        seen["result"] = to_json(await stream.result())
