"""All that this package raises.

`retryable` says whether the same call may succeed later, as it stands; the clients decide by it too.
"""

from __future__ import annotations

import builtins
import email.utils
import time
from collections.abc import Callable, Mapping
from datetime import timezone
from typing import Any, Literal, TypeVar

from flowlang._models import ErrorInfo, InvalidInput
from flowlang._shape import ShapeError, conform

T = TypeVar("T")

NEVER_RETRIED_CODES = frozenset({"flow_not_ready", "flow_invalid"})
RETRIED_STATUSES = frozenset({408, 425, 429, 502, 504})


class FlowLangError(Exception):
    """The parent of all."""

    retryable: bool = False

    def __reduce__(self) -> tuple[Callable[..., FlowLangError], tuple[object, ...]]:
        # Without this an error with keyword arguments cannot cross to another process.
        return _restore, (type(self), self.args, self.__dict__)


def _restore(cls: type[FlowLangError], args: tuple[object, ...], state: dict[str, object]) -> FlowLangError:
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class ArgumentError(FlowLangError, ValueError, TypeError):
    """An argument that cannot be meant: nothing was sent. Caught as FlowLangError, or as Python has it."""


class APIError(FlowLangError):
    """The server answered with an error, or something in front of it did (then `code` and `problem` are None).

    `status` is the HTTP status, `code` one of the closed list of docs/errors.md, `problem` the whole RFC 9457 document.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int,
        code: str | None = None,
        request_id: str | None = None,
        problem: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.request_id = request_id
        self.problem = problem
        self.headers: Mapping[str, str] = {} if headers is None else headers
        self.retry_after: float | None = read_retry_after(self.headers.get("retry-after"))
        """Seconds that the server asked to wait, where it did."""
        if status == 503:
            self.retryable = self.retry_after is not None and code not in NEVER_RETRIED_CODES
        else:
            self.retryable = status in RETRIED_STATUSES


class FlowNotFoundError(APIError):
    """There is no such flow; the message names the nearest."""


class ExecutionNotFoundError(APIError):
    """The flow has no execution of that id, or it is no longer known."""


class FlowNotReadyError(APIError):
    """The flow has tasks that are not implemented: `pending_tasks`, and `progress` as in `1/2 (50.0%)`."""

    @property
    def pending_tasks(self) -> list[str]:
        return _of_problem(self, "pending_tasks", list[str]) or []

    @property
    def progress(self) -> str:
        """Empty where the server does not tell."""
        return _of_problem(self, "implementation_progress", str) or ""


class InvalidInputsError(APIError):
    """Inputs, or the payload of an event, do not fit; `errors` lists all that is wrong with them."""

    @property
    def errors(self) -> list[InvalidInput]:
        return _of_problem(self, "errors", list[InvalidInput]) or []


class AuthenticationError(APIError):
    """401 or 403: the key is missing, wrong, or not allowed to do this."""


class ConflictError(APIError):
    """409, such as `execution_ended` and `not_waiting`: it is too late, or too early."""


class RateLimitError(APIError):
    """429; `retry_after` says in how many seconds to ask again."""


class ServerError(APIError):
    """5xx: the server failed, is full, shuts down, or holds a flow that has errors."""


class UnexpectedResponseError(APIError):
    """A success that is not what the document says. `place` is a JSON Pointer into it, or "" for the whole."""

    def __init__(
        self,
        message: str,
        *,
        place: str = "",
        status: int,
        request_id: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message, status=status, request_id=request_id, headers=headers)
        self.place = place


class FlowExecutionError(FlowLangError):
    """The flow ran and failed, or was cancelled. Raised by `or_raise()` only. Calling again does its work again."""

    def __init__(self, execution_id: str, error: ErrorInfo, *, flow: str = "") -> None:
        where = [f"at step {error.step_id}"] if error.step_id else []
        details = [f"task {error.task}"] if error.task else []
        if error.attempts is not None and error.attempts > 1:
            details.append(f"{error.attempts} attempts")
        if details:
            where.append(f"({', '.join(details)})")
        what = "was cancelled" if error.type == "Cancelled" else " ".join(["failed", *where])
        super().__init__(f"Flow {flow or '?'} {what}: {error.type}: {error.message} (execution {execution_id})")
        self.execution_id = execution_id
        self.error = error
        self.flow = flow


class ConnectionError(FlowLangError, builtins.ConnectionError):
    """The server could not be reached, or the connection broke. Also a builtin ConnectionError."""

    def __init__(self, message: str, *, retryable: bool = True) -> None:
        super().__init__(message)
        self.retryable = retryable


class TimeoutError(FlowLangError, builtins.TimeoutError):
    """A time limit passed: of one try, of the whole call, or of silence on a stream. Also a builtin TimeoutError."""

    def __init__(self, message: str, *, phase: Literal["attempt", "total", "idle"]) -> None:
        super().__init__(message)
        self.phase: Literal["attempt", "total", "idle"] = phase
        self.retryable = phase != "total"


def _of_problem(error: APIError, key: str, hint: type[T]) -> T | None:
    try:
        checked: T = conform(hint, (error.problem or {}).get(key))
    except ShapeError:
        # Of a server that says less than the document has; the error itself must still reach the caller.
        return None
    return checked


def read_retry_after(value: str | None, now: float | None = None) -> float | None:
    """Seconds from a Retry-After header, which has seconds or an HTTP date. None where it has neither."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        date = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=timezone.utc)
    return max(0.0, date.timestamp() - (time.time() if now is None else now))
