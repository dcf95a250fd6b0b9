"""Streams whose server fails, falls silent or never ends; both clients, read in all three ways."""

from __future__ import annotations

import time

import pytest

from driver import Read
from fake_server import (
    COMPLETED,
    EXECUTION_ID,
    RUN,
    SSE_HEAD,
    Exchange,
    FakeServer,
    Reply,
    encode,
    hang,
    problem,
    reset,
    sse,
)
from flowlang.client import (
    APIError,
    ConnectionError,
    FlowNotFoundError,
    Timeout,
    TimeoutError,
)


@pytest.mark.parametrize(
    "fault",
    [reset, problem(502, "x"), problem(429, "x", {"Retry-After": "0"}), problem(503, "x", {"Retry-After": "0"})],
)
def test_what_may_pass_is_tried_again_before_and_between_events(read: Read, fault: Reply) -> None:
    with FakeServer(fault, sse(RUN[:2]), fault, sse(RUN[2:])) as server:
        reading = read(server.url)
    assert reading.error is None
    assert reading.seqs == [1, 2, 3, 4]
    assert len(server.requests) == 4


def test_the_wait_that_the_server_asks_for_is_kept(read: Read) -> None:
    with FakeServer(problem(503, "server_full", {"Retry-After": "1"}), sse(RUN)) as server:
        before = time.monotonic()
        assert read(server.url).seqs == [1, 2, 3, 4]
        assert time.monotonic() - before >= 0.95


def test_an_event_starts_the_count_of_tries_anew(read: Read) -> None:
    script = [reset, reset, sse(RUN[:1]), reset, sse(RUN[1:2]), reset, sse(RUN[2:3]), reset, sse(RUN[3:])]
    with FakeServer(*script) as server:
        reading = read(server.url)
    assert reading.error is None
    assert reading.seqs == [1, 2, 3, 4]


def test_tries_that_bring_nothing_new_come_to_an_end(read: Read) -> None:
    with FakeServer(sse(RUN[:2]), sse(RUN[:2])) as server:
        reading = read(server.url, idempotency_key="mine")
    assert reading.seqs == [1, 2]
    assert isinstance(reading.error, ConnectionError)
    assert f"after event 2, before the flow ended; execution {EXECUTION_ID}" in str(reading.error)
    assert "idempotency_key='mine'" in str(reading.error)
    assert len(server.requests) == 3


def test_without_retries_a_cut_is_an_error(read: Read) -> None:
    with FakeServer(sse(RUN[:2]), sse(RUN[2:])) as server:
        reading = read(server.url, retry=None)
    assert isinstance(reading.error, ConnectionError)
    assert len(server.requests) == 1


def test_an_error_before_the_first_event_is_that_of_a_call(read: Read) -> None:
    with FakeServer(problem(404, "flow_not_found")) as server:
        reading = read(server.url)
    assert isinstance(reading.error, FlowNotFoundError)
    assert reading.error.request_id == "req-1"
    assert len(server.requests) == 1


def test_an_error_between_events_comes_after_those_that_were_seen(read: Read) -> None:
    with FakeServer(sse(RUN[:2]), problem(422, "idempotency_key_reused")) as server:
        reading = read(server.url)
    assert reading.seqs == [1, 2]
    assert isinstance(reading.error, APIError)
    assert reading.error.code == "idempotency_key_reused"


def test_silence_counts_as_a_dead_connection(read: Read) -> None:
    with FakeServer(sse(RUN[:2], hang), sse(RUN[2:])) as server:
        reading = read(server.url, timeout=Timeout(idle=0.1))
    assert reading.error is None
    assert reading.seqs == [1, 2, 3, 4]
    assert server.requests[1].headers["last-event-id"] == "2"


def test_silence_that_lasts_is_a_timeout(read: Read) -> None:
    with FakeServer(sse(RUN[:2], hang)) as server:
        reading = read(server.url, timeout=Timeout(idle=0.05))
    assert reading.seqs == [1, 2]
    assert isinstance(reading.error, TimeoutError)
    assert reading.error.phase == "idle"
    assert "the stream said nothing for 0.05 s" in str(reading.error)


def test_comments_are_not_silence(read: Read) -> None:
    def murmur(exchange: Exchange) -> None:
        for _ in range(8):
            exchange.send(b":\n\n")
            exchange.pause(0.05)
        exchange.send(encode(COMPLETED))
        exchange.cut()

    with FakeServer(sse(RUN[:3], murmur)) as server:
        reading = read(server.url, timeout=Timeout(idle=0.35))
    assert reading.error is None
    assert reading.seqs == [1, 2, 3, 4]
    assert len(server.requests) == 1


def test_the_total_limit_cuts_even_a_stream_that_speaks(read: Read) -> None:
    def murmur(exchange: Exchange) -> None:
        for _ in range(200):
            exchange.send(b":\n\n")
            exchange.pause(0.03)

    with FakeServer(sse(RUN[:2], murmur)) as server:
        reading = read(server.url, timeout=Timeout(total=0.2))
    assert isinstance(reading.error, TimeoutError)
    assert reading.error.phase == "total"


@pytest.mark.parametrize("chunked", [True, False])
def test_the_total_limit_does_not_wait_for_the_idle_limit(read: Read, chunked: bool) -> None:
    def speak_late(exchange: Exchange) -> None:
        exchange.pause(0.8)
        exchange.send(b"3\r\n:\n\n\r\n" if chunked else b":\n\n")
        exchange.wait_until_left()

    head = SSE_HEAD.replace(b"Connection: close", b"Transfer-Encoding: chunked") if chunked else SSE_HEAD
    with FakeServer(sse([], speak_late, head)) as server:
        before = time.monotonic()
        reading = read(server.url, timeout=Timeout(total=1, idle=30))
        assert time.monotonic() - before < 1.6
        assert server.left.get(timeout=5)
    assert isinstance(reading.error, TimeoutError)
    assert reading.error.phase == "total"


def test_a_stream_that_does_not_begin_is_given_up_like_a_call(read: Read) -> None:
    with FakeServer(hang) as server:
        reading = read(server.url, timeout=0.4)
    assert isinstance(reading.error, TimeoutError)
    assert reading.error.phase == "attempt"
    assert len(server.requests) == 3
