"""Makes the calls of a scenario with the synchronous client."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import httpx
from flowlang.client import ExecutionStream, FlowLangClient, FlowLangError

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
from sync_abort import SyncAbort
from wire_recording import SyncRecorder


class SyncDriver:
    client: Client = "sync"

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url

    def play(self, calls: list[Json]) -> list[tuple[Outcome, list[Json]]]:
        """All of them at the same time: what came of each, and what was on the wire."""
        with ThreadPoolExecutor(max_workers=len(calls)) as pool:
            return list(pool.map(self._play_one, calls))

    def _play_one(self, call: Json) -> tuple[Outcome, list[Json]]:
        with SyncRecorder() as wire, httpx.Client(transport=wire, base_url=self._base_url) as http:
            if call["client"]["method"] == "request":
                outcome = answer_of(http.send(raw_request(http, call["client"])))
            else:
                client = FlowLangClient(self._base_url, http_client=http, retry=None, timeout=LIMITS)
                outcome = call_client(client, call)
            return outcome, [exchange.to_json() for exchange in wire.exchanges]


def call_client(client: FlowLangClient, call: Json, abort: SyncAbort | None = None) -> Outcome:
    """Makes the call. With an `abort`, its events and its end are those of a call that somebody has ended."""
    seen: Outcome = {}
    try:
        answer = begin(client, call["client"], call.get("options"))
        if isinstance(answer, ExecutionStream):
            stream = cast("ExecutionStream[Any]", answer)
            _read(stream, call, seen, abort)
            return seen
        if call["client"]["method"] == "listExecutions":
            answer = next(answer.pages())
        return outcome_of(answer, call["client"])
    except FlowLangError as error:
        return {**seen, **({"aborted": True} if abort and abort.closed else describe_error(error))}


def _read(stream: ExecutionStream[Any], call: Json, seen: Outcome, abort: SyncAbort | None) -> None:
    events: list[Any] = []
    odd: list[str] = []
    seen.update(events=events, odd=odd)
    with stream:
        if abort:
            abort.of(stream)
        for event in stream:
            events.append(to_json(event))
            odd += check_attributes(event)
            seen["execution"] = stream.execution_id
            if not is_last(event, call["client"]):
                continue
            if abort is None:
                break
            abort.close()
    if abort and abort.closed:
        seen["aborted"] = True
    elif "result" in call["expect"]:
        seen["result"] = to_json(stream.result())
