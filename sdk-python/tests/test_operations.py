"""What is sent. No network."""

from __future__ import annotations

import json
import time
import uuid
from types import MappingProxyType
from typing import Any
from uuid import UUID

import httpx
import pytest

from flowlang import _operations as operations
from flowlang.client import (
    Flow,
)


@pytest.mark.parametrize(
    ("name", "segment"),
    [
        ("Greet", "Greet"),
        ("a/b", "a%2Fb"),
        ("a.b", "a.b"),
        ("50%?#", "50%25%3F%23"),
        ("Grüße é", "Gr%C3%BC%C3%9Fe%20%C3%A9"),
    ],
)
def test_a_flow_name_is_one_encoded_segment_of_the_path(name: str, segment: str) -> None:
    assert operations.get_flow(name).request.path == f"/flows/{segment}"
    assert operations.list_tasks(name).request.path == f"/flows/{segment}/tasks"
    assert operations.visualize(name).request.path == f"/flows/{segment}/visualize"
    assert operations.execute(name, None, None).request.path == f"/flows/{segment}/execute"
    assert operations.stream(name, b"", "k").path == f"/flows/{segment}/execute/stream"


def test_an_encoded_segment_reaches_the_wire_as_it_is() -> None:
    assert httpx.URL("http://h/base/flows/%2E%2E/a%2Fb").raw_path == b"/base/flows/%2E%2E/a%2Fb"


def test_a_token_stands_for_its_name() -> None:
    token: Flow[Any, Any] = Flow("Greet")
    assert operations.get_flow(token).request.path == "/flows/Greet"
    assert str(token) == "Greet"


def test_an_execution_and_an_event_are_segments_of_the_path_too() -> None:
    assert operations.cancel("a/b", "x/1", None).request.path == "/flows/a%2Fb/executions/x%2F1/cancel"
    assert operations.send_event("A", "x1", "b c?", None).request.path == "/flows/A/executions/x1/events/b%20c%3F"


@pytest.mark.parametrize("text", ["", ".", ".."])
def test_an_execution_or_event_that_would_lead_to_another_path_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no execution_id"):
        operations.cancel("A", text, None)
    with pytest.raises(ValueError, match="is no event"):
        operations.send_event("A", "x1", text, None)


def test_what_cannot_be_an_id_is_refused() -> None:
    missing: Any = None
    with pytest.raises(TypeError, match="execution_id is text, not NoneType"):
        operations.cancel("A", missing, None)


@pytest.mark.parametrize(
    ("payload", "body"),
    [(None, b"null"), ([1], b"[1]"), (MappingProxyType({"a": "\u00e4"}), '{"a":"\u00e4"}'.encode())],
)
def test_a_payload_goes_as_it_is(payload: Any, body: bytes) -> None:
    assert operations.send_event("A", "x1", "e", payload).request.body == body


def test_a_payload_that_is_not_json_is_refused_in_words() -> None:
    with pytest.raises(TypeError, match="The payload cannot be sent as JSON: a value of type set"):
        operations.send_event("A", "x1", "e", {1})


@pytest.mark.parametrize("name", [".", ".."])
def test_a_name_that_would_lead_to_another_path_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is no name of a flow"):
        operations.execute(name, None, None)


@pytest.mark.parametrize(("name", "error"), [("", ValueError), (None, TypeError), (7, TypeError)])
def test_what_cannot_be_a_flow_name_is_refused(name: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="flow_name"):
        operations.get_flow(name)


@pytest.mark.parametrize(
    ("inputs", "body"),
    [
        (None, {"inputs": {}}),
        ({}, {"inputs": {}}),
        ({"inputs": {"a": 1}}, {"inputs": {"inputs": {"a": 1}}}),
        (MappingProxyType({"a": MappingProxyType({"b": "ä\u2028"})}), {"inputs": {"a": {"b": "ä\u2028"}}}),
    ],
)
def test_inputs_are_always_wrapped(inputs: Any, body: Any) -> None:
    assert json.loads(operations.encode_inputs(inputs)) == body


@pytest.mark.parametrize(
    ("inputs", "error", "named"),
    [
        ([1], TypeError, "inputs is a mapping"),
        ({"a": {1, 2}}, TypeError, "a value of type set"),
        ({"a": float("nan")}, ValueError, "cannot be sent as JSON"),
        ({"a": "\ud800"}, ValueError, "cannot be sent as JSON"),
    ],
)
def test_inputs_that_are_not_json_are_refused_in_words(inputs: Any, error: type[Exception], named: str) -> None:
    with pytest.raises(error, match=named):
        operations.encode_inputs(inputs)


def test_every_run_has_a_key_of_its_own() -> None:
    keys = {operations.execute("Greet", None, None).request.headers["idempotency-key"] for _ in range(3)}
    assert len(keys) == 3
    assert all(UUID(key).version == 7 for key in keys)


def test_a_key_that_is_given_is_used() -> None:
    assert operations.execute("Greet", None, "order:1").request.headers["idempotency-key"] == "order:1"


@pytest.mark.parametrize("key", ["", "a b", "ä", "a\n", "x" * 129])
def test_a_key_that_the_server_would_refuse_is_refused_here(key: str) -> None:
    with pytest.raises(ValueError, match="idempotency_key"):
        operations.execute("Greet", None, key)


def test_a_stream_asks_for_what_comes_after_the_last_event() -> None:
    assert "last-event-id" not in operations.events("Greet", "x1", 0).headers
    assert operations.events("Greet", "x1", 7).headers["last-event-id"] == "7"
    assert operations.events("a/b", "x1", 7).path == "/flows/a%2Fb/executions/x1/events"


def test_a_page_of_executions_is_asked_for_by_what_is_given() -> None:
    assert operations.list_executions("A", None, None, None).request.path == "/flows/A/executions"
    path = operations.list_executions("A", "failed", 5, "c d").request.path
    assert path == "/flows/A/executions?status=failed&limit=5&cursor=c+d"


def test_only_who_wants_it_has_the_execution_cancelled_without_readers() -> None:
    for wanted in (True, False):
        requests = [
            operations.execute("A", None, None, wanted).request,
            operations.stream("A", b"", "k", wanted),
            operations.events("A", "x1", 0, wanted),
        ]
        assert {request.headers.get("x-cancel-on-disconnect") for request in requests} == {"true" if wanted else None}


def test_keys_of_our_own_are_uuids_that_rise_with_time() -> None:
    first = uuid.UUID(operations.idempotency_key(None))
    time.sleep(0.002)
    second = uuid.UUID(operations.idempotency_key(None))
    assert first < second
    assert (first.version, first.variant) == (7, uuid.RFC_4122)
