"""How often, how soon and how long to try. No clock is slept on here: the clients do that."""

from __future__ import annotations

import numbers
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import EllipsisType
from typing import Final, Literal

from flowlang._arguments import is_number, must_be
from flowlang._errors import APIError, ArgumentError, FlowLangError
from flowlang._log import log

LONGEST_RETRY_AFTER: Final = 60.0


@dataclass(frozen=True)
class Retry:
    """How failures that may pass are retried.

    `attempts` counts all tries, the first included. Between them the client waits a random time up to `base_delay`,
    then twice that, and so on up to `max_delay` seconds; a `Retry-After` of the server (60 s at most) wins.
    On a stream it counts the tries in a row that brought nothing new.
    What is left out (`...`) is of a call as the client has it, and of a client 3, 0.5 and 8; 10 tries of a stream whose
    execution is known, where nothing has timed out, which is time for a server to restart.
    """

    attempts: int | EllipsisType = ...
    base_delay: float | EllipsisType = ...
    max_delay: float | EllipsisType = ...

    def __post_init__(self) -> None:
        count = self.attempts
        # Written so that NaN is refused too.
        if not isinstance(count, EllipsisType) and not (is_number(count, numbers.Integral) and count >= 1):
            raise ArgumentError(f"Retry.attempts counts the first try too: a whole number from 1 on, not {count!r}")
        for delay in (self.base_delay, self.max_delay):
            if not isinstance(delay, EllipsisType) and not (is_number(delay) and delay >= 0):
                raise ArgumentError(f"Retry.base_delay and Retry.max_delay are seconds, 0 or more, not {delay!r}")


@dataclass(frozen=True)
class Timeout:
    """Time limits in seconds; None is no limit.

    `attempt`: one try, until its answer is there (of a stream: until it begins). `total`: the whole call with all tries
    and waits, or the whole stream. `idle`: how long a stream may be silent (the server sends a comment every 15 s)
    before it counts as dead and is connected anew.
    What is left out (`...`) is of a call as the client has it, and of a client 60, None and 45.
    """

    attempt: float | EllipsisType | None = ...
    total: float | EllipsisType | None = ...
    idle: float | EllipsisType | None = ...

    def __post_init__(self) -> None:
        for name in ("attempt", "total", "idle"):
            value: float | EllipsisType | None = getattr(self, name)
            if isinstance(value, EllipsisType) or value is None:
                continue
            if not (is_number(value) and value > 0):
                raise ArgumentError(f"Timeout.{name} is a number of seconds above 0, not {value!r}; None is no limit")


@dataclass(frozen=True)
class RetryPolicy:
    """A `Retry` with nothing left out; `attempts` is None where nobody has said."""

    attempts: int | None = None
    base_delay: float = 0.5
    max_delay: float = 8.0


@dataclass(frozen=True)
class TimeLimits:
    """A `Timeout` with nothing left out."""

    attempt: float | None = 60.0
    total: float | None = None
    idle: float | None = 45.0


def retry_from(given: Retry | Literal[False] | EllipsisType | None, base: RetryPolicy) -> RetryPolicy:
    """`...` is as before, None and False are no retries."""
    if isinstance(given, EllipsisType):
        return base
    if given is None or given is False:
        return replace(base, attempts=1)
    must_be(Retry, given, "retry is a Retry, such as Retry(attempts=3), or None for a single try")
    return RetryPolicy(
        base.attempts if isinstance(given.attempts, EllipsisType) else given.attempts,
        base.base_delay if isinstance(given.base_delay, EllipsisType) else given.base_delay,
        base.max_delay if isinstance(given.max_delay, EllipsisType) else given.max_delay,
    )


def timeout_from(given: Timeout | float | None, base: TimeLimits) -> TimeLimits:
    """A plain number is the limit of each try; None is as before."""
    if given is None:
        return base
    if not isinstance(given, Timeout) and not is_number(given):
        raise ArgumentError(f"timeout is a number of seconds, or a Timeout of flowlang.client, not {given!r}")
    timeout = given if isinstance(given, Timeout) else Timeout(attempt=float(given))
    return TimeLimits(
        base.attempt if isinstance(timeout.attempt, EllipsisType) else timeout.attempt,
        base.total if isinstance(timeout.total, EllipsisType) else timeout.total,
        base.idle if isinstance(timeout.idle, EllipsisType) else timeout.idle,
    )


class Tries:
    """The tries of one call: counts them, and keeps the total time limit."""

    def __init__(
        self,
        retry: RetryPolicy,
        timeout: TimeLimits,
        *,
        now: Callable[[], float] = time.monotonic,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self.retry = retry
        self.timeout = timeout
        self._now = now
        self._uniform = uniform
        self._failures = 0
        self._most = 0
        self._deadline = None if timeout.total is None else now() + timeout.total
        self.least_delay = 0.0
        """Seconds that the server of a stream wants its readers to wait before they come back."""

    def now(self) -> float:
        return self._now()

    def remaining(self) -> float | None:
        """Seconds until the total limit, never negative; None if there is none."""
        return None if self._deadline is None else max(0.0, self._deadline - self._now())

    def progress(self) -> None:
        """The connection proved useful: what failed before no longer counts."""
        self._failures = 0

    def wait_before_next(self, error: FlowLangError, most: int = 3) -> float | None:
        """Seconds to wait before the next try, or None: give up and raise `error`, which tells more than a time-out.

        `most` counts tries, where nobody has said how many.
        """
        self._failures += 1
        self._most = self.retry.attempts or most
        if not error.retryable or self._failures >= self._most:
            return None
        delay = self._delay(error)
        remaining = self.remaining()
        return None if remaining is not None and delay >= remaining else delay

    def log_wait(self, error: FlowLangError, delay: float) -> None:
        log.warning("%s; try %d of %d in %.1f s", error, self._failures + 1, self._most, delay)

    def _delay(self, error: FlowLangError) -> float:
        if isinstance(error, APIError) and error.retry_after is not None:
            return max(self.least_delay, min(error.retry_after, LONGEST_RETRY_AFTER))
        # An exponent without a bound overflows a float after a thousand failures.
        ceiling = self.retry.base_delay * 2 ** min(self._failures - 1, 32)
        return max(self.least_delay, self._uniform(0.0, min(ceiling, self.retry.max_delay)))
