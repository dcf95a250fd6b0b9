"""When the clients try again, how long they wait, and when they give up."""

from __future__ import annotations

import time
from typing import Any

import pytest

from flowlang._errors import APIError, ConnectionError, FlowLangError, TimeoutError, UnexpectedResponseError
from flowlang._errors import read_retry_after as seconds_from
from flowlang._retry import Retry, RetryPolicy, TimeLimits, Timeout, Tries, retry_from, timeout_from

NOW = 1_767_323_045.0  # Fri, 02 Jan 2026 03:04:05 GMT


class Clock:
    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


def tries(retry: Retry | None = None, total: float | None = None, clock: Clock | None = None) -> Tries:
    return Tries(
        retry_from(retry or Retry(), RetryPolicy()),
        TimeLimits(total=total),
        now=clock or Clock(),
        uniform=lambda low, high: high if low == 0 else -1,
    )


def api_error(status: int, code: str | None = None, retry_after: str | None = None) -> APIError:
    headers = {} if retry_after is None else {"retry-after": retry_after}
    return APIError("", status=status, code=code, headers=headers)


@pytest.mark.parametrize("status", [408, 425, 429, 502, 504])
def test_these_statuses_are_retried(status: int) -> None:
    assert api_error(status).retryable


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 406, 409, 413, 415, 421, 422, 500, 501, 307])
def test_these_statuses_are_never_retried(status: int) -> None:
    assert not api_error(status, retry_after="1").retryable


@pytest.mark.parametrize(
    ("code", "retry_after", "retried"),
    [
        ("server_full", "1", True),
        ("server_draining", "0", True),
        (None, "1", True),
        (None, None, False),
        ("server_full", "soon", False),
        ("flow_not_ready", "1", False),
        ("flow_invalid", "1", False),
    ],
)
def test_503_is_retried_where_the_server_says_when_and_the_flow_is_ready(
    code: str | None, retry_after: str | None, retried: bool
) -> None:
    assert api_error(503, code, retry_after).retryable is retried


@pytest.mark.parametrize(
    ("error", "retried"),
    [
        (ConnectionError("reset"), True),
        (ConnectionError("certificate", retryable=False), False),
        (TimeoutError("", phase="attempt"), True),
        (TimeoutError("", phase="idle"), True),
        (TimeoutError("", phase="total"), False),
        (UnexpectedResponseError("", status=200), False),
        (FlowLangError(), False),
    ],
)
def test_what_broke_on_the_way_is_retried_unless_it_would_break_again(error: FlowLangError, retried: bool) -> None:
    assert (tries().wait_before_next(error) is not None) is retried


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        (" 7 ", 7.0),
        ("Fri, 02 Jan 2026 03:04:35 GMT", 30.0),
        ("Friday, 02-Jan-26 03:04:35 GMT", 30.0),
        ("Fri, 02 Jan 2026 03:04:35 -0000", 30.0),
        ("Fri, 02 Jan 2020 00:00:00 GMT", 0.0),
        ("-1", None),
        ("1.5", None),
        ("²", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert seconds_from(value, NOW) == seconds


def test_a_date_without_a_zone_is_not_local_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert seconds_from("Fri, 02 Jan 2026 03:04:35 -0000", NOW) == 30
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_wait_doubles_up_to_the_longest_delay() -> None:
    counted = tries(Retry(attempts=8, base_delay=0.5, max_delay=8))
    waits = [counted.wait_before_next(ConnectionError("")) for _ in range(8)]
    assert waits == [0.5, 1, 2, 4, 8, 8, 8, None]


def test_the_wait_is_random_from_nothing_up() -> None:
    drawn: list[tuple[float, float]] = []

    def uniform(low: float, high: float) -> float:
        drawn.append((low, high))
        return 0.25

    counted = Tries(RetryPolicy(), TimeLimits(), uniform=uniform)
    assert counted.wait_before_next(ConnectionError("")) == 0.25
    assert drawn == [(0.0, 0.5)]


def test_a_thousand_failures_do_not_overflow() -> None:
    counted = tries(Retry(attempts=5000))
    assert {counted.wait_before_next(ConnectionError("")) for _ in range(2000)} == {0.5, 1, 2, 4, 8}


@pytest.mark.parametrize(("given", "waited"), [("3", 3.0), ("60", 60.0), ("3600", 60.0)])
def test_retry_after_wins_but_a_minute_is_enough(given: str, waited: float) -> None:
    assert tries().wait_before_next(api_error(429, retry_after=given)) == waited


def test_all_tries_are_counted_the_first_included() -> None:
    assert tries(Retry(attempts=1)).wait_before_next(ConnectionError("")) is None


def test_progress_starts_the_count_anew() -> None:
    counted = tries(Retry(attempts=2))
    assert counted.wait_before_next(ConnectionError("")) == 0.5
    counted.progress()
    assert counted.wait_before_next(ConnectionError("")) == 0.5
    assert counted.wait_before_next(ConnectionError("")) is None


def test_a_wait_that_the_total_limit_does_not_allow_is_not_begun() -> None:
    clock = Clock()
    counted = tries(total=10, clock=clock)
    assert counted.wait_before_next(api_error(429, retry_after="9")) == 9
    clock.time += 9
    assert counted.remaining() == 1
    assert counted.wait_before_next(api_error(429, retry_after="1")) is None


def test_a_number_is_the_limit_of_each_try_and_leaves_the_others() -> None:
    base = TimeLimits(attempt=1, total=2, idle=3)
    assert timeout_from(9, base) == TimeLimits(attempt=9, total=2, idle=3)
    assert timeout_from(None, base) is base


def test_what_a_call_leaves_out_is_as_the_client_has_it() -> None:
    limits = TimeLimits(attempt=1, total=2, idle=3)
    assert timeout_from(Timeout(total=5), limits) == TimeLimits(attempt=1, total=5, idle=3)
    assert timeout_from(Timeout(attempt=None), limits) == TimeLimits(attempt=None, total=2, idle=3)
    policy = RetryPolicy(attempts=7, base_delay=1, max_delay=2)
    assert retry_from(Retry(attempts=5), policy) == RetryPolicy(attempts=5, base_delay=1, max_delay=2)
    assert retry_from(Retry(base_delay=0, max_delay=0), policy) == RetryPolicy(attempts=7, base_delay=0, max_delay=0)
    assert retry_from(None, policy).attempts == 1
    assert retry_from(..., policy) is policy


def test_the_defaults() -> None:
    assert RetryPolicy() == RetryPolicy(attempts=None, base_delay=0.5, max_delay=8)
    assert TimeLimits() == TimeLimits(attempt=60, total=None, idle=45)


@pytest.mark.parametrize("make", [lambda: Retry(attempts=0), lambda: Retry(base_delay=-1), lambda: Timeout(attempt=0)])
def test_numbers_that_cannot_be_meant_are_refused(make: Any) -> None:
    with pytest.raises(ValueError, match=r"Retry\.|Timeout\."):
        make()
