"""How often, how soon and how long to try. No clock is slept on here: the clients do that."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from flowlang._errors import APIError, FlowLangError

LONGEST_RETRY_AFTER: Final = 60.0


@dataclass(frozen=True)
class Retry:
    """How failures that may pass are retried.

    `attempts` counts all tries, the first included. Between them the client waits a random time up to `base_delay`,
    then twice that, and so on up to `max_delay` seconds; a `Retry-After` of the server (60 s at most) wins.
    On a stream it counts the tries in a row that brought nothing new.
    """

    attempts: int = 3
    base_delay: float = 0.5
    max_delay: float = 8.0

    def __post_init__(self) -> None:
        if self.attempts < 1:
            raise ValueError(f"Retry.attempts counts the first try too, so it is at least 1, not {self.attempts}")
        if self.base_delay < 0 or self.max_delay < 0:
            raise ValueError("Retry.base_delay and Retry.max_delay are seconds, and cannot be negative")


@dataclass(frozen=True)
class Timeout:
    """Time limits in seconds; None is no limit.

    `attempt`: one try, until its answer is there (of a stream: until it begins). `total`: the whole call with all tries
    and waits, or the whole stream. `idle`: how long a stream may be silent (the server sends a comment every 15 s)
    before it counts as dead and is connected anew.
    """

    attempt: float | None = 60.0
    total: float | None = None
    idle: float | None = 45.0

    def __post_init__(self) -> None:
        for name in ("attempt", "total", "idle"):
            value: float | None = getattr(self, name)
            if value is not None and not value > 0:
                raise ValueError(f"Timeout.{name} is in seconds and must be more than 0, not {value}; None is no limit")


NO_RETRY: Final = Retry(attempts=1)
DEFAULT_RETRY: Final = Retry()
DEFAULT_TIMEOUT: Final = Timeout()


def timeout_from(given: Timeout | float | None, default: Timeout) -> Timeout:
    """A plain number is the limit of each try; the others stay as they are."""
    if given is None:
        return default
    return given if isinstance(given, Timeout) else replace(default, attempt=float(given))


class Tries:
    """The tries of one call: counts them, and keeps the total time limit."""

    def __init__(
        self,
        retry: Retry,
        timeout: Timeout,
        *,
        now: Callable[[], float] = time.monotonic,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self.retry = retry
        self.timeout = timeout
        self._now = now
        self._uniform = uniform
        self._failures = 0
        self._deadline = None if timeout.total is None else now() + timeout.total
        self.base_delay = retry.base_delay

    def now(self) -> float:
        return self._now()

    def remaining(self) -> float | None:
        """Seconds until the total limit, never negative; None if there is none."""
        return None if self._deadline is None else max(0.0, self._deadline - self._now())

    def progress(self) -> None:
        """The connection proved useful: what failed before no longer counts."""
        self._failures = 0

    def wait_before_next(self, error: FlowLangError) -> float | None:
        """Seconds to wait before the next try, or None: give up and raise `error`, which tells more than a time-out."""
        self._failures += 1
        if not error.retryable or self._failures >= self.retry.attempts:
            return None
        delay = self._delay(error)
        remaining = self.remaining()
        return None if remaining is not None and delay >= remaining else delay

    def _delay(self, error: FlowLangError) -> float:
        if isinstance(error, APIError) and error.retry_after is not None:
            return min(error.retry_after, LONGEST_RETRY_AFTER)
        # An exponent without a bound overflows a float after a thousand failures.
        ceiling = self.base_delay * 2 ** min(self._failures - 1, 32)
        return self._uniform(0.0, min(ceiling, max(self.retry.max_delay, self.base_delay)))
