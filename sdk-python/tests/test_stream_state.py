"""The state that the streams of both clients share. No network."""

from __future__ import annotations

import httpx
import pytest

from fake_server import RUN, encode
from flowlang._answers import Answer
from flowlang._retry import RetryPolicy, TimeLimits, Tries
from flowlang._stream import Beginning, StreamState
from flowlang.client import ConnectionError, FlowLangError, TimeoutError


class Clock:
    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def state(clock: Clock) -> StreamState:
    tries = Tries(RetryPolicy(attempts=2, base_delay=1), TimeLimits(), now=clock, uniform=lambda _, high: high)
    state = StreamState("Greet", Beginning.of(None, None), lambda: tries)
    state.opened(ANSWER)
    return state


ANSWER = Answer(
    200,
    httpx.Headers({"content-type": "text/event-stream", "x-execution-id": RUN[0]["execution_id"]}),
    b"",
    "http://h/",
)


def test_the_retry_time_of_the_server_is_the_least_wait(state: StreamState) -> None:
    state.feed(b"retry: 3000\n\n")
    assert state.wait_before_next(state.cut()) == 3


def test_the_retry_time_of_the_server_has_a_bound(state: StreamState) -> None:
    state.feed(b"retry: 99999999\n\n")
    assert state.wait_before_next(state.cut()) == 60


def test_connections_that_die_soon_count_though_they_brought_comments(state: StreamState, clock: Clock) -> None:
    state.feed(b":\n\n")
    state.wait_before_next(state.cut())
    state.opened(ANSWER)
    clock.time += 1
    state.feed(b":\n\n")
    with pytest.raises(ConnectionError):
        state.wait_before_next(state.cut())


def waits_of(state: StreamState, error: FlowLangError) -> int:
    for waits in range(100):
        try:
            state.wait_before_next(error)
        except FlowLangError:
            return waits
    raise AssertionError("it never gives up")


@pytest.mark.parametrize(
    ("retry", "opened", "error", "waits"),
    [
        (RetryPolicy(), True, ConnectionError(""), 9),
        (RetryPolicy(), False, ConnectionError(""), 2),
        (RetryPolicy(), True, TimeoutError("", phase="idle"), 2),
        (RetryPolicy(attempts=4), True, ConnectionError(""), 3),
    ],
)
def test_a_server_that_has_the_execution_is_given_time_to_restart(
    retry: RetryPolicy, opened: bool, error: FlowLangError, waits: int
) -> None:
    tries = Tries(retry, TimeLimits())
    state = StreamState("Greet", Beginning.of(None, None), lambda: tries)
    if opened:
        state.opened(ANSWER)
    assert waits_of(state, error) == waits


def test_a_quiet_flow_behind_a_proxy_that_cuts_every_minute_is_followed_to_its_end(
    state: StreamState, clock: Clock
) -> None:
    for _ in range(100):
        clock.time += 55
        state.feed(b":\n\n")
        assert state.wait_before_next(state.cut()) == 1
        state.opened(ANSWER)


def test_what_comes_after_the_last_event_is_not_read(state: StreamState) -> None:
    state.feed(b"".join(encode(event) for event in RUN) + b"data: nonsense\n\n")
    assert (state.over, state.last_seq, len(state.pending)) == (True, 4, 4)
    state.check()
