"""What both drivers share: how a call of a scenario is made in Python, and what came of it in the words of JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final, TypeAlias, cast

import httpx
from flowlang.client import (
    APIError,
    Event,
    FlowExecutionError,
    FlowLangError,
    FlowNotReadyError,
    InvalidInputsError,
    Timeout,
    TimeoutError,
)

from scenario_format import Json

Outcome: TypeAlias = dict[str, Any]

SECONDS: Final = 10.0
"""Long enough for any answer, and short enough to report one that never comes."""

LIMITS: Final = Timeout(attempt=SECONDS, total=SECONDS, idle=SECONDS)


def python_name(method: str) -> str:
    """executeFlow is execute_flow."""
    return re.sub(r"[A-Z]", lambda capital: f"_{capital[0].lower()}", method)


def options_of(call: Json) -> dict[str, Any]:
    options: dict[str, Any] = {"idempotency_key": call.get("idempotencyKey")}
    if "timeout" in call:
        options["timeout"] = Timeout(attempt=call["timeout"])
    return options


def execution_of(call: Json) -> tuple[list[Any], dict[str, Any]]:
    """The arguments of what looks at executions, or begins one without waiting for its end."""
    args = [call[name] for name in ("flow", "executionId", "inputs") if name in call]
    names = ("idempotencyKey", "after", "status", "limit", "cursor")
    return args, {python_name(name): call[name] for name in names if name in call}


def control_of(call: Json) -> tuple[list[Any], dict[str, Any]]:
    """The arguments of what is asked of an execution that runs."""
    names = ["flow", "executionId", *(["event"] if call["method"] == "sendEvent" else [])]
    return [call[name] for name in names], {key: call[key] for key in ("reason", "payload") if key in call}


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
    described: Outcome = {"class": type(error).__name__, "message": str(error)}
    if isinstance(error, FlowExecutionError):
        described |= {"execution_id": error.execution_id, "error": to_json(error.error)}
    if isinstance(error, TimeoutError):
        described["phase"] = error.phase
    if isinstance(error, APIError):
        described |= {"status": error.status, "code": error.code, "request_id": error.request_id}
        described["problem"] = to_json(error.problem)
    if isinstance(error, InvalidInputsError):
        described["errors"] = error.errors
    if isinstance(error, FlowNotReadyError):
        described |= {"pending_tasks": error.pending_tasks, "progress": error.progress}
    return {"error": described}
