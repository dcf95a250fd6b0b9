"""Streams of both clients, read in all three ways, from servers that cut, repeat, skip, and say what is not so."""

from __future__ import annotations

from typing import Any

import pytest

from driver import Read, stream_threads
from fake_server import (
    COMPLETED,
    EXECUTION_ID,
    RUN,
    SSE_HEAD,
    STARTED,
    STEP_COMPLETED,
    STEP_STARTED,
    Exchange,
    FakeServer,
    Reply,
    cut,
    encode,
    event,
    hang,
    reset,
    respond,
    sse,
)
from flowlang.client import (
    Failure,
    Success,
    Timeout,
    UnexpectedResponseError,
)

OTHER_ID = "0199bbbb-0000-7000-8000-000000000002"


def test_gives_every_event_and_then_the_result(read: Read) -> None:
    with FakeServer(sse(RUN)) as server:
        reading = read(server.url)
    assert reading.error is None
    assert [(e.type, e.step_id, e.status) for e in reading.events] == [
        ("flow_started", None, "running"),
        ("step_started", "greet", "running"),
        ("step_completed", "greet", "completed"),
        ("flow_completed", None, "completed"),
    ]
    assert reading.execution_id == EXECUTION_ID
    assert isinstance(reading.result, Success)
    assert (reading.result.outputs, reading.result.execution_time_ms) == ({"text": "Hello"}, 2)
    assert reading.result.request_id == "req-1"
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/flows/Greet/execute/stream")
    assert request.json == {"inputs": {"name": "Ada"}}
    assert request.headers["accept"].startswith("text/event-stream")
    assert request.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("break_off", [cut, reset], ids=["end", "reset"])
def test_goes_on_after_the_last_event_when_the_connection_breaks(read: Read, break_off: Reply) -> None:
    with FakeServer(sse(RUN[:1], break_off), sse(RUN[1:3], break_off), sse(RUN[3:])) as server:
        reading = read(server.url)
    assert reading.error is None
    assert reading.seqs == [1, 2, 3, 4]
    assert [request.headers.get("last-event-id") for request in server.requests] == [None, "1", "3"]
    by_id = ("GET", f"/flows/Greet/executions/{EXECUTION_ID}/events", b"")
    assert [(request.method, request.path, request.body) for request in server.requests[1:]] == [by_id, by_id]


def test_a_try_of_which_nothing_arrived_is_repeated_with_the_same_key(read: Read) -> None:
    with FakeServer(cut, sse(RUN)) as server:
        assert read(server.url).seqs == [1, 2, 3, 4]
    assert len({request.headers["idempotency-key"] for request in server.requests}) == 1
    assert {request.body for request in server.requests} == {b'{"inputs":{"name":"Ada"}}'}


def test_an_event_that_was_cut_in_two_is_asked_for_again(read: Read) -> None:
    def half(exchange: Exchange) -> None:
        exchange.send(SSE_HEAD + encode(STARTED) + encode(STEP_STARTED)[:-1])
        exchange.cut()

    with FakeServer(half, sse(RUN[1:])) as server:
        reading = read(server.url)
    assert reading.seqs == [1, 2, 3, 4]
    assert server.requests[1].headers["last-event-id"] == "1"


def test_events_that_were_seen_already_are_dropped(read: Read) -> None:
    with FakeServer(sse(RUN[:3]), sse(RUN)) as server:
        reading = read(server.url)
    assert reading.seqs == [1, 2, 3, 4]


@pytest.mark.parametrize("events", [[RUN[0], RUN[1], RUN[3]], [RUN[1]]], ids=["in the middle", "at the start"])
def test_a_gap_is_an_error_after_the_events_before_it(read: Read, events: list[Any]) -> None:
    with FakeServer(sse(events)) as server:
        reading = read(server.url)
    assert reading.seqs == [e["seq"] for e in events[:-1]]
    assert isinstance(reading.error, UnexpectedResponseError)
    assert f"event {len(events)} is missing, {events[-1]['seq']} came instead" in str(reading.error)
    assert len(server.requests) == 1


def test_the_stream_is_over_with_its_last_event_though_the_server_does_not_end_it(read: Read) -> None:
    with FakeServer(sse(RUN, hang)) as server:
        reading = read(server.url)
        assert server.left.get(timeout=5)
    assert isinstance(reading.result, Success)
    assert len(server.requests) == 1


def test_a_failed_flow_is_a_result_and_not_an_error(read: Read) -> None:
    error = {"type": "CardDeclined", "message": "no funds", "step_id": "charge"}
    failed = event(2, "flow_failed", status="failed", success=False, error=error, duration_ms=3)
    with FakeServer(sse([STARTED, failed])) as server:
        reading = read(server.url)
    assert isinstance(reading.result, Failure)
    assert reading.result.error.step_id == "charge"
    assert reading.result["error"] == error


def test_a_cancelled_flow_is_a_failure_of_that_type(read: Read) -> None:
    cancelled = event(
        2, "flow_cancelled", status="cancelled", reason="no longer wanted", cleanup_errors=[], duration_ms=3
    )
    with FakeServer(sse([STARTED, cancelled])) as server:
        reading = read(server.url)
    assert isinstance(reading.result, Failure)
    assert (reading.result.error.type, reading.result.error.message) == ("Cancelled", "no longer wanted")


def test_the_exit_of_a_flow_is_in_its_result(read: Read) -> None:
    ended = {**COMPLETED, "seq": 2, "terminated": True, "termination_reason": "empty"}
    with FakeServer(sse([STARTED, ended])) as server:
        reading = read(server.url)
    assert isinstance(reading.result, Success)
    assert (reading.result.terminated, reading.result.termination_reason) == (True, "empty")


def test_another_execution_in_place_of_the_one_that_was_followed_is_an_error(read: Read) -> None:
    head = SSE_HEAD.replace(EXECUTION_ID.encode(), OTHER_ID.encode())
    with FakeServer(sse(RUN[:2]), sse(RUN[2:], head=head)) as server:
        reading = read(server.url)
    assert reading.seqs == [1, 2]
    assert isinstance(reading.error, UnexpectedResponseError)
    assert f"execution {EXECUTION_ID} was asked for and {OTHER_ID} answered" in str(reading.error)


def test_an_event_of_another_execution_is_an_error(read: Read) -> None:
    with FakeServer(sse([STARTED, {**STEP_STARTED, "execution_id": OTHER_ID}])) as server:
        reading = read(server.url)
    assert reading.seqs == [1]
    assert isinstance(reading.error, UnexpectedResponseError)


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        (b"data: nope\n\n", "", "its data is not JSON: 'nope'"),
        (b"data: []\n\n", "", "expected an object, got an array"),
        (b"data: {}\n\n", "/type", "expected a string, got nothing"),
        (encode({**STEP_STARTED, "attempt": "1"}), "/attempt", 'expected an integer, got "1"'),
        (encode({**STEP_COMPLETED, "seq": 2, "duration_ms": None}), "/duration_ms", "expected a number, got null"),
        (encode({**COMPLETED, "seq": 2, "success": 1}), "/success", "expected true, got 1"),
        (encode({**STEP_STARTED, "step_id": None}), "/step_id", "expected a string, got null"),
    ],
)
def test_an_event_that_is_not_what_the_document_says_is_an_error_with_the_place(
    read: Read, data: bytes, place: str, words: str
) -> None:
    with FakeServer(sse([STARTED], lambda exchange: exchange.send(data))) as server:
        reading = read(server.url)
    assert reading.seqs == [1]
    assert isinstance(reading.error, UnexpectedResponseError)
    assert reading.error.place == place
    assert words in str(reading.error)
    assert "after event 1" in str(reading.error)


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (respond(200, {"success": True}), "expected text/event-stream, got application/json"),
        (respond(204), "no events after 0, though the flow had not ended"),
    ],
)
def test_an_answer_that_is_no_stream_is_an_error(read: Read, reply: Reply, words: str) -> None:
    with FakeServer(reply) as server:
        reading = read(server.url)
    assert isinstance(reading.error, UnexpectedResponseError)
    assert words in str(reading.error)


def test_types_and_keys_that_are_not_known_are_given_as_they_came(read: Read) -> None:
    base = {key: STARTED[key] for key in ("execution_id", "flow", "timestamp")}
    later = {**base, "seq": 2, "type": "step_dreaming", "sheep": [1, 2]}
    with FakeServer(sse([{**STARTED, "mood": "good"}, later, {**COMPLETED, "seq": 3}])) as server:
        reading = read(server.url)
    assert reading.error is None
    first, second, _ = reading.events
    assert (first["mood"], "mood" in first) == ("good", True)
    assert (second.type, second.step_id, second.status, second["sheep"]) == ("step_dreaming", None, "", [1, 2])
    assert dict(second) == later


def test_leaving_the_loop_closes_the_connection_and_leaves_no_thread(read: Read) -> None:
    with FakeServer(sse(RUN[:3], hang)) as server:
        reading = read(server.url, limit=2)
        assert server.left.get(timeout=5)
        for thread in stream_threads():
            thread.join(5)
        assert stream_threads() == []
    assert reading.error is None
    assert reading.seqs == [1, 2]


def test_after_leaving_the_loop_the_result_can_still_be_had(read: Read) -> None:
    # The third event came together with the second: it is not lost, and not asked for again.
    with FakeServer(sse(RUN[:3], hang), sse(RUN[3:])) as server:
        reading = read(server.url, limit=2, again=True, timeout=Timeout(idle=0.2))
        methods = [request.method for request in server.requests]
    assert reading.error is None
    assert isinstance(reading.result, Success)
    assert methods == ["POST", "GET"]
