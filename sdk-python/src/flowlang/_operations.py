"""Every call as data: what to send, and how to read the answer. Nothing here does I/O; both clients share it all."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, Literal, TypeVar, cast
from urllib.parse import quote, urlencode

from flowlang._answers import Answer, read_execution, read_json, read_result, read_text
from flowlang._arguments import is_number, must_be
from flowlang._errors import ArgumentError
from flowlang._executions import Execution
from flowlang._flow import AnyEvent, AnyFlow, event_name_of, name_of
from flowlang._models import Cancellation, Delivery, ExecutionList, FlowDetail, FlowSummary, Health, TaskList
from flowlang._results import ExecutionResult

T = TypeVar("T")

_KEY: Final = re.compile(r"[A-Za-z0-9_.:-]{1,128}")
_ACCEPT_JSON: Final = {"accept": "application/json, application/problem+json"}
_STREAM: Final = {
    "accept": "text/event-stream, application/problem+json",
    # A proxy that compresses would hold events back.
    "accept-encoding": "identity",
    "cache-control": "no-cache",
}


@dataclass(frozen=True)
class Request:
    """`path` is encoded and goes after the base URL; names of headers are in lower case. `name` is for messages."""

    name: str
    method: Literal["GET", "POST"]
    path: str
    headers: Mapping[str, str] = field(default_factory=lambda: dict(_ACCEPT_JSON))
    body: bytes | None = None


@dataclass(frozen=True)
class Operation(Generic[T]):
    """A request, and the reader of its answer (which raises what the answer stands for)."""

    request: Request
    read: Callable[[Answer], T]


def list_flows() -> Operation[list[FlowSummary]]:
    return Operation(Request("list_flows()", "GET", "/flows"), lambda answer: read_json(answer, list[FlowSummary]))


def get_flow(flow: AnyFlow) -> Operation[FlowDetail]:
    return Operation(_get(flow, "get_flow", ""), lambda answer: read_json(answer, FlowDetail))


def list_tasks(flow: AnyFlow) -> Operation[TaskList]:
    return Operation(_get(flow, "list_tasks", "/tasks"), lambda answer: read_json(answer, TaskList))


def visualize(flow: AnyFlow) -> Operation[str]:
    headers = {"accept": "text/plain, application/problem+json"}
    return Operation(_get(flow, "visualize", "/visualize", headers), lambda answer: read_text(answer, "text/plain"))


def health() -> Operation[Health]:
    return Operation(Request("health()", "GET", "/health"), lambda answer: read_json(answer, Health))


def execute(
    flow: AnyFlow, inputs: object, key: str | None, cancel_on_disconnect: bool = False
) -> Operation[ExecutionResult[Any]]:
    request = _run("execute_flow", flow, inputs, key, {**_ACCEPT_JSON, **_reading(cancel_on_disconnect)})
    return Operation(request, read_result)


def start(flow: AnyFlow, inputs: object, key: str | None) -> Operation[Execution[Any]]:
    request = _run("start_flow", flow, inputs, key, {**_ACCEPT_JSON, "prefer": "respond-async"})
    return Operation(request, lambda answer: read_execution(answer, 202))


def retry(flow: AnyFlow, execution_id: str, key: str | None) -> Operation[Execution[Any]]:
    headers = {**_ACCEPT_JSON, "idempotency-key": idempotency_key(key)}
    path = f"{_execution_path(flow, execution_id)}/retry"
    request = Request(f"retry_execution({name_of(flow)!r}, {execution_id!r})", "POST", path, headers)
    return Operation(request, lambda answer: read_execution(answer, 202))


def get_execution(flow: AnyFlow, execution_id: str) -> Operation[Execution[Any]]:
    name = f"get_execution({name_of(flow)!r}, {execution_id!r})"
    return Operation(Request(name, "GET", _execution_path(flow, execution_id)), read_execution)


def list_executions(
    flow: AnyFlow, status: str | None, limit: int | None, cursor: str | None
) -> Operation[ExecutionList]:
    given = {"status": status, "limit": limit, "cursor": cursor}
    query = urlencode({name: value for name, value in given.items() if value is not None})
    request = _get(flow, "list_executions", f"/executions{'?' if query else ''}{query}")
    return Operation(request, lambda answer: read_json(answer, ExecutionList))


def cancel(flow: AnyFlow, execution_id: str, reason: str | None) -> Operation[Cancellation]:
    if reason is not None:
        must_be(str, reason, "reason is text")
    body = encode({} if reason is None else {"reason": reason}, "reason")
    request = _control(flow, execution_id, "cancel_execution", ["cancel"], body)
    return Operation(request, lambda answer: read_json(answer, Cancellation, 202))


def send_event(flow: AnyFlow, execution_id: str, event: AnyEvent, payload: object) -> Operation[Delivery]:
    path = ["events", _segment(event_name_of(event), "event")]
    request = _control(flow, execution_id, "send_event", path, encode(payload, "payload"))
    return Operation(request, lambda answer: read_json(answer, Delivery, 202))


def stream(flow_name: str, body: bytes, key: str, cancel_on_disconnect: bool = False) -> Request:
    """The request for the events of the execution that `key` begins, or began."""
    headers = {**_STREAM, "content-type": "application/json", "idempotency-key": key}
    path = f"{_flow_path(flow_name)}/execute/stream"
    name = f"execute_flow_stream({flow_name!r})"
    return Request(name, "POST", path, {**headers, **_reading(cancel_on_disconnect)}, body)


def events(flow_name: str, execution_id: str, after: int, cancel_on_disconnect: bool = False) -> Request:
    """The request for the events of an execution after the one numbered `after`."""
    if not (is_number(after, int) and after >= 0):
        raise ArgumentError(f"after is the number of an event, a whole number, not {after!r}")
    last = {"last-event-id": str(after)} if after else {}
    path = f"{_execution_path(flow_name, execution_id)}/events"
    name = f"the events of execution {execution_id} of {flow_name}"
    return Request(name, "GET", path, {**_STREAM, **last, **_reading(cancel_on_disconnect)})


def _reading(cancel_on_disconnect: bool) -> dict[str, str]:
    return {"x-cancel-on-disconnect": "true"} if cancel_on_disconnect else {}


def _rising_key() -> str:
    """A UUIDv7 (RFC 9562, 5.7): keys that rise with time stand side by side in the server's index."""
    milliseconds = time.time_ns() // 1_000_000
    rest = uuid.uuid4().int & ((1 << 80) - 1)
    return str(uuid.UUID(int=(milliseconds << 80 | rest) & ~(0xF << 76) | 7 << 76))


def idempotency_key(given: str | None) -> str:
    """A key of our own unless one is given: made once for each call, and the same on each of its tries."""
    if given is None:
        return _rising_key()
    must_be(str, given, "idempotency_key is text")
    if not _KEY.fullmatch(given):
        raise ArgumentError("idempotency_key must have 1 to 128 letters, digits, or any of _ . : -")
    return given


def encode_inputs(inputs: object) -> bytes:
    """The body. Always wrapped, so that a flow with an input called `inputs` is not misread."""
    given: object = dict[str, object]() if inputs is None else inputs
    if not isinstance(given, Mapping):
        raise ArgumentError(f"inputs is a mapping from names to values, not {type(given).__name__}")
    return encode({"inputs": cast("Mapping[str, object]", given)}, "inputs")


def encode(value: object, what: str) -> bytes:
    """`value` as JSON. ArgumentError where it is none; `what` it is, for the message."""
    try:
        return _ENCODER.encode(value).encode()
    except (TypeError, ValueError) as error:
        # A ValueError is NaN or infinity, a circle, or half of a surrogate pair.
        raise ArgumentError(f"The {what} cannot be sent as JSON: {error}") from error


def _to_json(value: object) -> object:
    if isinstance(value, Mapping):
        # A result or an event handed on, or a read-only view.
        return dict(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType] # its keys are json's to check
    raise TypeError(f"a value of type {type(value).__name__} is not JSON; give text, a number, a list or a dict")


_ENCODER: Final = json.JSONEncoder(default=_to_json, allow_nan=False, ensure_ascii=False, separators=(",", ":"))


def _get(flow: AnyFlow, method: str, suffix: str, headers: Mapping[str, str] = _ACCEPT_JSON) -> Request:
    name = name_of(flow)
    return Request(f"{method}({name!r})", "GET", _flow_path(name) + suffix, dict(headers))


def _control(flow: AnyFlow, execution_id: str, method: str, suffix: list[str], body: bytes) -> Request:
    """What is asked of an execution that runs."""
    path = "/".join([_execution_path(flow, execution_id), *suffix])
    headers = {**_ACCEPT_JSON, "content-type": "application/json"}
    return Request(f"{method}({name_of(flow)!r}, {execution_id!r})", "POST", path, headers, body)


def _run(method: str, flow: AnyFlow, inputs: object, key: str | None, headers: Mapping[str, str]) -> Request:
    name = name_of(flow)
    own = {"content-type": "application/json", "idempotency-key": idempotency_key(key)}
    path = f"{_flow_path(name)}/execute"
    return Request(f"{method}({name!r})", "POST", path, {**headers, **own}, encode_inputs(inputs))


def _execution_path(flow: AnyFlow, execution_id: str) -> str:
    return f"{_flow_path(name_of(flow))}/executions/{_segment(execution_id, 'execution_id')}"


def _flow_path(name: str) -> str:
    # A URL cannot carry these as a segment: they would change the path, encoded or not.
    if name in (".", ".."):
        raise ArgumentError(f"{name!r} is no name of a flow")
    return f"/flows/{quote(name, safe='')}"


def _segment(text: str, what: str) -> str:
    must_be(str, text, f"{what} is text")
    if text in ("", ".", ".."):
        raise ArgumentError(f"{text!r} is no {what}")
    return quote(text, safe="")
