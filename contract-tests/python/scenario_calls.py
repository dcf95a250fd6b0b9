"""What both drivers share: how a call of a scenario is made in Python, and what came of it in the words of JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias, cast

import httpx
from flowlang.client import (
    APIError,
    Event,
    FlowExecutionError,
    FlowLangError,
    FlowNotReadyError,
    InvalidInputsError,
    RateLimitError,
    Timeout,
    TimeoutError,
    UnexpectedResponseError,
)

from scenario_format import Json

Outcome: TypeAlias = dict[str, Any]

SECONDS: Final = 10.0
"""Long enough for any answer, and short enough to report one that never comes."""

LIMITS: Final = Timeout(attempt=SECONDS, total=SECONDS, idle=SECONDS)


def python_name(method: str) -> str:
    """executeFlow is execute_flow."""
    return re.sub(r"[A-Z]", lambda capital: f"_{capital[0].lower()}", method)


SPELLINGS: Final[dict[str, tuple[str, str, str]]] = {
    "listFlows": ("list_flows", "", ""),
    "health": ("health", "", ""),
    "getFlow": ("get_flow", "flow", ""),
    "listTasks": ("list_tasks", "flow", ""),
    "visualize": ("visualize", "flow", ""),
    "executeFlow": ("execute_flow", "flow inputs", "idempotencyKey timeout onAbort"),
    "executeFlowStream": ("execute_flow_stream", "flow inputs", "idempotencyKey timeout onAbort"),
    "startFlow": ("start_flow", "flow inputs", "idempotencyKey"),
    "retryExecution": ("retry_execution", "flow executionId", "idempotencyKey"),
    "getExecution": ("get_execution", "flow executionId", ""),
    "listExecutions": ("list_executions", "flow", "status limit cursor"),
    "executionEvents": ("execution_events", "flow executionId", "after"),
    "cancelExecution": ("cancel_execution", "flow executionId", "reason"),
    "sendEvent": ("send_event", "flow executionId event", "payload"),
}
"""The table of all methods: what a scenario calls, and how this client spells it: its name, arguments and options."""


def begin(client: object, call: Json, more: Json | None = None) -> Any:
    """What the method of the client answers: of the asynchronous one what is awaited, or a stream, or pages."""
    name, arguments, options = SPELLINGS[call["method"]]
    args = [call[key] for key in arguments.split() if key in call]
    method: Callable[..., Any] = getattr(client, name)
    given = dict(_option(key, call[key]) for key in options.split() if key in call)
    return method(*args, **given, **(more or {}))


def _option(key: str, value: Any) -> tuple[str, Any]:
    if key == "timeout":
        return key, Timeout(attempt=value)
    return ("cancel_on_disconnect", value == "cancel") if key == "onAbort" else (python_name(key), value)


def outcome_of(answer: Any, call: Json) -> Outcome:
    """Of everything but a stream."""
    if call.get("orThrow"):
        return {"result": answer.or_raise()}
    value = answer.record if call["method"] in ("startFlow", "retryExecution") else answer
    is_record = call["method"] in ("startFlow", "retryExecution", "executeFlow", "getExecution")
    return {"result": to_json(value), "odd": check_attributes(value) if is_record else []}


def is_last(event: Event, call: Json) -> bool:
    """Whether the scenario leaves the stream here."""
    until: Json | None = call.get("until")
    return until is not None and all(event.get(key) == value for key, value in until.items())


def raw_request(client: httpx.Client | httpx.AsyncClient, call: Json) -> httpx.Request:
    wanted: Json = call["request"]
    body: Any = wanted.get("body")
    headers: dict[str, str] = dict(wanted.get("headers", {}))
    if body is not None and not isinstance(body, str):
        headers.setdefault("content-type", "application/json")
        body = json.dumps(body)
    content = None if body is None else " " * wanted.get("padding", 0) + body
    return client.build_request(wanted["method"], wanted["path"], headers=headers, content=content)


def answer_of(response: httpx.Response) -> Outcome:
    seen: Outcome = {"status": response.status_code, "headers": dict(response.headers)}
    media_type = response.headers.get("content-type", "").partition(";")[0]
    if media_type == "text/event-stream":
        lines = response.text.split("\n")
        events = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]
        return {"answer": {**seen, "events": events}}
    return {"answer": {**seen, "body": response.json() if media_type.endswith("json") else response.text}}


def to_json(value: Any) -> Any:
    """Results, events and their parts are mappings."""
    if isinstance(value, Mapping):
        return {key: to_json(item) for key, item in cast("Mapping[str, Any]", value).items()}
    return [to_json(item) for item in cast("list[Any]", value)] if isinstance(value, list) else value


def check_attributes(record: Any) -> list[str]:
    """What a result or an event has as keys, it has as attributes, too."""
    entries = cast("Mapping[str, Any]", record)
    return [
        f"{key} is another as an attribute" for key in entries if to_json(getattr(record, key)) != to_json(entries[key])
    ]


def describe_error(error: FlowLangError) -> Outcome:
    # For arguments that cannot be meant Python has a class that is its own errors, too.
    is_argument = isinstance(error, ValueError | TypeError)
    name = "FlowLangError" if is_argument else type(error).__name__
    described: Outcome = {"class": name, "message": str(error)}
    if isinstance(error, FlowExecutionError):
        described |= {"execution_id": error.execution_id, "error": to_json(error.error)}
    if isinstance(error, TimeoutError):
        described["phase"] = error.phase
    if isinstance(error, APIError):
        described |= {"status": error.status, "code": error.code, "request_id": error.request_id}
        described["problem"] = to_json(error.problem)
    if isinstance(error, RateLimitError):
        described["retry_after"] = error.retry_after
    if isinstance(error, UnexpectedResponseError):
        described["place"] = error.place
    if isinstance(error, InvalidInputsError):
        described["errors"] = error.errors
    if isinstance(error, FlowNotReadyError):
        described |= {"pending_tasks": error.pending_tasks, "progress": error.progress}
    return {"error": described}
