"""Makes the calls of a scenario with the synchronous client."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
from flowlang.client import Event, ExecutionStream, FlowLangClient, FlowLangError

from scenario_calls import (
    LIMITS,
    Outcome,
    answer_of,
    check_attributes,
    control_of,
    describe_error,
    execution_of,
    is_last,
    options_of,
    python_name,
    raw_request,
    to_json,
)
from scenario_format import Json
from wire_recording import SyncRecorder


class SyncDriver:
    def __init__(self, base_url: str) -> None:
        self._base_url = base_url

    def play(self, calls: list[Json]) -> list[tuple[Outcome, list[Json]]]:
        """All of them at the same time: what came of each, and what was on the wire."""
        with ThreadPoolExecutor(max_workers=len(calls)) as pool:
            return list(pool.map(self._play_one, calls))

    def _play_one(self, call: Json) -> tuple[Outcome, list[Json]]:
        with SyncRecorder() as wire, httpx.Client(transport=wire, base_url=self._base_url) as http:
            client = FlowLangClient(self._base_url, http_client=http, retry=None, timeout=LIMITS)
            try:
                outcome = self._call(call["client"], "result" in call["expect"], client, http)
            except FlowLangError as error:
                outcome = describe_error(error)
            return outcome, [exchange.to_json() for exchange in wire.exchanges]

    def _call(self, call: Json, wants_result: bool, client: FlowLangClient, http: httpx.Client) -> Outcome:
        match call["method"]:
            case "request":
                return answer_of(http.send(raw_request(http, call)))
            case "executeFlow":
                result = client.execute_flow(flow_name=call["flow"], inputs=call.get("inputs"), **options_of(call))
                if call.get("orThrow"):
                    return {"result": result.or_raise()}
                return {"result": to_json(result), "odd": check_attributes(result)}
            case "executeFlowStream":
                stream = client.execute_flow_stream(call["flow"], call.get("inputs"), **options_of(call))
                return self._read(stream, call, wants_result)
            case "executionEvents":
                args, options = execution_of(call)
                events: Any = client.execution_events
                return self._read(events(*args, **options), call, wants_result)
            case "startFlow" | "retryExecution" as method:
                args, options = execution_of(call)
                begin: Any = getattr(client, python_name(method))
                record: Any = (begin(*args, **options)).record
                return {"result": to_json(record), "odd": check_attributes(record)}
            case "getExecution":
                record = client.get_execution(call["flow"], call["executionId"])
                return {"result": to_json(record), "odd": check_attributes(record)}
            case "listExecutions":
                args, options = execution_of(call)
                return {"result": next(client.list_executions(*args, **options).pages())}
            case "cancelExecution" | "sendEvent" as method:
                args, options = control_of(call)
                control: Any = getattr(client, python_name(method))
                return {"result": control(*args, **options)}
            case method:
                ask: Any = getattr(client, python_name(method))
                return {"result": ask(call["flow"]) if "flow" in call else ask()}

    def _read(self, stream: ExecutionStream[Any], call: Json, wants_result: bool) -> Outcome:
        events: list[Event] = []
        with stream:
            for event in stream:
                events.append(event)
                if is_last(event, call):
                    break
        odd = [line for event in events for line in check_attributes(event)]
        result = {"result": to_json(stream.result())} if wants_result else {}
        seen = {"events": [to_json(event) for event in events], "execution": stream.execution_id}
        return {**seen, "odd": odd, **result}
