"""Both clients: what they send and give back, what they try again, and what they say when nobody answers."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from driver import Call
from fake_server import FAILURE, SUCCESS, Exchange, FakeServer, Reply, cut, problem, reset, respond
from flowlang.client import (
    APIError,
    ConflictError,
    ConnectionError,
    ExecutionNotFoundError,
    Failure,
    FlowNotFoundError,
    FlowNotReadyError,
    InvalidInputsError,
    RateLimitError,
    Retry,
    ServerError,
    UnexpectedResponseError,
)

OK = respond(200, SUCCESS)


FLOW: dict[str, Any] = {"name": "A", "status": "ready", "inputs": [], "outputs": [], "tags": []}


def half_a_body(exchange: Exchange) -> None:
    exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{")
    exchange.cut()


def test_execute_flow_posts_the_inputs_and_gives_the_result(call: Call) -> None:
    with FakeServer(OK) as server:
        result = call(server.url, "execute_flow", flow_name="Greet", inputs={"name": "Ada"})
    assert result.success
    assert result.outputs == {"text": "Hello"}
    (request,) = server.requests
    assert (request.method, request.path, request.json) == (
        "POST",
        "/flows/Greet/execute",
        {"inputs": {"name": "Ada"}},
    )
    assert request.headers["content-type"] == "application/json"
    assert "application/problem+json" in request.headers["accept"]
    assert request.headers["user-agent"] == "flowlang-python/0.1.0"


def test_a_failed_flow_is_a_result_and_is_not_asked_for_again(call: Call) -> None:
    with FakeServer(respond(200, FAILURE)) as server:
        result = call(server.url, "execute_flow", "Greet")
    assert isinstance(result, Failure)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("method", "args", "path", "body"),
    [
        ("list_flows", (), "/flows", [FLOW]),
        ("get_flow", ("A",), "/flows/A", {**FLOW, "diagnostics": []}),
        ("health", (), "/health", {"status": "healthy", "flows": {}}),
        (
            "list_tasks",
            ("A",),
            "/flows/A/tasks",
            {"flow": "A", "tasks": [], "summary": {"total": 0, "implemented": 0, "pending": 0, "progress": "0/0"}},
        ),
    ],
)
def test_what_is_asked_with_get(call: Call, method: str, args: tuple[str, ...], path: str, body: Any) -> None:
    with FakeServer(respond(200, body)) as server:
        assert call(server.url, method, *args) == body
    (request,) = server.requests
    assert (request.method, request.path, request.body) == ("GET", path, b"")
    assert "idempotency-key" not in request.headers


CANCELLATION = {"execution_id": "x1", "flow": "A", "reason": "r"}
DELIVERY = {"execution_id": "x1", "flow": "A", "event": "e"}


def test_cancel_execution_posts_the_reason(call: Call) -> None:
    with FakeServer(respond(202, CANCELLATION)) as server:
        assert call(server.url, "cancel_execution", "A", "x1", "r") == CANCELLATION
        assert call(server.url, "cancel_execution", "A", "x1") == CANCELLATION
    assert [request.json for request in server.requests] == [{"reason": "r"}, {}]
    request = server.requests[0]
    assert (request.method, request.path) == ("POST", "/flows/A/executions/x1/cancel")
    assert request.headers["content-type"] == "application/json"
    assert "idempotency-key" not in request.headers


def test_send_event_posts_the_payload(call: Call) -> None:
    with FakeServer(respond(202, DELIVERY)) as server:
        assert call(server.url, "send_event", "A", "x1", "e", {"ok": True}) == DELIVERY
    (request,) = server.requests
    assert (request.method, request.path, request.json) == ("POST", "/flows/A/executions/x1/events/e", {"ok": True})


def test_to_cancel_is_tried_again(call: Call) -> None:
    with FakeServer(reset, respond(202, CANCELLATION)) as server:
        call(server.url, "cancel_execution", "A", "x1")
    assert len(server.requests) == 2


def test_an_event_is_sent_once_since_a_lost_answer_may_have_been_of_one_that_arrived(call: Call) -> None:
    with FakeServer(reset, respond(202, DELIVERY)) as server, pytest.raises(ConnectionError):
        call(server.url, "send_event", "A", "x1", "e")
    assert len(server.requests) == 1


def test_an_event_is_sent_again_where_the_caller_says_so(call: Call) -> None:
    with FakeServer(reset, respond(202, DELIVERY)) as server:
        call(server.url, "send_event", "A", "x1", "e", retry=Retry(attempts=2, base_delay=0))
    assert len(server.requests) == 2


@pytest.mark.parametrize(("status", "body"), [(200, CANCELLATION), (202, {"execution_id": "x1"})])
def test_another_answer_than_was_accepted_is_an_error(call: Call, status: int, body: Any) -> None:
    with FakeServer(respond(status, body)) as server, pytest.raises(UnexpectedResponseError):
        call(server.url, "cancel_execution", "A", "x1")


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        ("execution_not_found", 404, ExecutionNotFoundError),
        ("execution_ended", 409, ConflictError),
        ("not_waiting", 409, ConflictError),
        ("invalid_payload", 422, InvalidInputsError),
    ],
)
def test_what_can_be_wrong_with_an_execution(call: Call, code: str, status: int, error: type[APIError]) -> None:
    with FakeServer(problem(status, code)) as server, pytest.raises(error) as caught:
        call(server.url, "send_event", "A", "x1", "e")
    assert caught.value.code == code


def test_visualize_gives_the_text_of_the_diagram(call: Call) -> None:
    with FakeServer(respond(200, b"flowchart TD", {"Content-Type": "text/plain"})) as server:
        assert call(server.url, "visualize", "A") == "flowchart TD"
    assert server.requests[0].path == "/flows/A/visualize"


@pytest.mark.parametrize(
    "fault",
    [
        reset,
        cut,
        *(problem(status, "x") for status in (408, 425, 429, 502, 504)),
        problem(503, "server_full", {"Retry-After": "0"}),
        respond(502, b"<html>", {"Content-Type": "text/html"}),
        half_a_body,
        respond(200, b"abc", {"Content-Encoding": "gzip"}),
    ],
    ids=[
        "reset",
        "cut",
        "408",
        "425",
        "429",
        "502",
        "504",
        "503 with Retry-After",
        "HTML 502",
        "half a body",
        "broken gzip",
    ],
)
def test_what_may_pass_is_tried_again_with_the_same_key(call: Call, fault: Reply) -> None:
    with FakeServer(fault, fault, OK) as server:
        assert call(server.url, "execute_flow", "Greet", {"n": 1}).success
    assert len(server.requests) == 3
    assert len({request.headers["idempotency-key"] for request in server.requests}) == 1
    assert len({request.body for request in server.requests}) == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (problem(404, "flow_not_found"), FlowNotFoundError),
        (problem(500, "internal_error"), ServerError),
        (problem(503, "flow_not_ready", {"Retry-After": "0"}), FlowNotReadyError),
        (problem(503, "flow_invalid", {"Retry-After": "0"}), ServerError),
        (problem(503, "server_full"), ServerError),
        (problem(422, "idempotency_key_reused"), APIError),
        (respond(200, b""), UnexpectedResponseError),
    ],
)
def test_what_will_not_pass_is_asked_once(call: Call, fault: Reply, error: type[Exception]) -> None:
    with FakeServer(fault) as server, pytest.raises(error):
        call(server.url, "execute_flow", "Greet")
    assert len(server.requests) == 1


def test_after_the_last_try_the_last_error_is_raised(call: Call) -> None:
    with FakeServer(reset, cut, problem(429, "slow", {"Retry-After": "0"})) as server, pytest.raises(RateLimitError):
        call(server.url, "execute_flow", "Greet")
    assert len(server.requests) == 3


@pytest.mark.parametrize("options", [{"retry": None}, {"client": {"retry": None}}, {"retry": Retry(attempts=1)}])
def test_without_retries_one_try_is_made(call: Call, options: dict[str, Any]) -> None:
    with FakeServer(reset) as server, pytest.raises(ConnectionError):
        call(server.url, "execute_flow", "Greet", **options)
    assert len(server.requests) == 1


def test_calls_have_different_keys_and_a_given_key_is_used(call: Call) -> None:
    with FakeServer(OK) as server:
        call(server.url, "execute_flow", "Greet")
        call(server.url, "execute_flow", "Greet")
        call(server.url, "execute_flow", "Greet", idempotency_key="mine")
    keys = [request.headers["idempotency-key"] for request in server.requests]
    assert len(set(keys)) == 3
    assert keys[2] == "mine"


def test_a_refused_connection_says_what_to_do(call: Call) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(ConnectionError) as caught:
        call(url, "health")
    hint = "Is the server running? Start it with `flowlang serve`"
    assert str(caught.value) == f"Could not reach {url}: connection refused. {hint}"
    assert caught.value.retryable


def test_an_unknown_host_says_so(call: Call) -> None:
    with pytest.raises(ConnectionError, match=r"host name is not known. Is base_url spelt right\?"):
        call("http://nowhere.invalid", "health", retry=None)


def test_a_broken_connection_is_also_the_languages_own_connection_error(call: Call) -> None:
    with (
        FakeServer(reset) as server,
        pytest.raises(OSError, match=r"execute_flow\('Greet'\): the connection to .* broke"),
    ):
        call(server.url, "execute_flow", "Greet")
