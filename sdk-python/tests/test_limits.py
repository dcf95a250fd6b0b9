"""The time limits of one try, kept over the stages that httpx limits one by one."""

from __future__ import annotations

import httpx
import pytest

from flowlang._retry import RetryPolicy, TimeLimits, Timeout, Tries, timeout_from
from flowlang._transport import Limits


class Clock:
    time = 100.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


def limits(clock: Clock, timeout: Timeout) -> Limits:
    return Limits(Tries(RetryPolicy(), timeout_from(timeout, TimeLimits()), now=clock))


def test_each_stage_has_what_the_stages_before_it_left(clock: Clock) -> None:
    kept = limits(clock, Timeout(attempt=10))
    assert dict(kept) == {"connect": 10, "read": 10, "write": 10, "pool": 10}
    clock.time += 4
    assert kept["read"] == 6
    clock.time += 4
    assert kept["read"] == 2


def test_the_total_limit_is_kept_too_and_named_where_it_is_nearer(clock: Clock) -> None:
    kept = limits(clock, Timeout(attempt=10, total=3))
    assert (kept["read"], kept.phase) == (3, "total")


def test_a_stream_is_limited_in_its_silence_and_not_in_its_length(clock: Clock) -> None:
    kept = limits(clock, Timeout(attempt=10, idle=45))
    kept.begin_streaming()
    clock.time += 3600
    kept.check()
    assert (kept["read"], kept.phase) == (45, "idle")


def test_no_limits_are_no_limits(clock: Clock) -> None:
    kept = limits(clock, Timeout(attempt=None, idle=None))
    assert set(kept.values()) == {None}
    kept.begin_streaming()
    kept.check()
    assert set(kept.values()) == {None}


def test_a_limit_that_has_passed_is_never_no_limit(clock: Clock) -> None:
    kept = limits(clock, Timeout(attempt=1))
    clock.time += 5
    assert kept["connect"] == pytest.approx(0.001)
    with pytest.raises(httpx.ReadTimeout):
        kept.check()
