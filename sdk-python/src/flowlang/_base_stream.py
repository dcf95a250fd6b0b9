"""What both streams have in common: everything but the reading itself, which only differs in how it waits."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Generator, Mapping
from typing import Generic, TypeVar, cast

import httpx

from flowlang import _progress
from flowlang._answers import Answer
from flowlang._errors import FlowLangError
from flowlang._events import Event
from flowlang._operations import Request
from flowlang._results import ExecutionResult
from flowlang._settings import Settings
from flowlang._stream import StreamState
from flowlang._transport import FROM_HTTPX, Call, Limits, answer_of, translate

Outputs = TypeVar("Outputs")


class Turn:
    """One loop over the stream. A later one takes over, but not without a word where the first was not left."""

    def __init__(self, to_the_end: bool = False) -> None:
        self.left = threading.Event()
        self.to_the_end = to_the_end
        """It drops what it reads, and stops at the end: that of `result()`."""


class BaseStream(Generic[Outputs]):
    def __init__(
        self, state: StreamState, settings: Settings, headers: Mapping[str, str], progress: bool | None
    ) -> None:
        self._state = state
        self._settings = settings
        self._headers = headers
        self._wanted = progress
        self._progress: _progress.Progress | None = None
        self._closed = False
        self._response: httpx.Response | None = None
        self._limits: Limits
        self._turn = Turn()
        # What cannot be asked for is refused here, and not with the first event.
        state.request()

    @property
    def execution_id(self) -> str | None:
        """Known as soon as the server has answered; None before."""
        return self._state.execution_id

    @property
    def idempotency_key(self) -> str | None:
        """What finds this execution again, as its id does. None where it was begun elsewhere."""
        return self._state.key

    def __repr__(self) -> str:
        return _progress.text(self._state)

    def _repr_html_(self) -> str:
        return _progress.html(self._state)

    def _known_id(self) -> str:
        if self.execution_id is None:
            raise FlowLangError("There is no execution to cancel yet: read the stream")
        return self.execution_id

    def _goes_on(self, turn: Turn) -> bool:
        """Whether this loop has the stream still. FlowLangError where another took it, and with it the next events."""
        if turn is self._turn:
            return not turn.left.is_set()
        if turn.left.is_set() or (self._turn.to_the_end and self._state.over):
            return False
        raise FlowLangError(
            f"This loop cannot go on: another loop, or result(), has read on in the same stream of {self._state.flow}, "
            "and has had the events since. Read a stream in one loop at a time, and leave it before the next begins"
        )

    def _give_out(self) -> Event:
        event = self._state.give_out()
        if self._progress is None:
            self._progress = _progress.progress_of(self._state, self._wanted)
        self._progress.see(event)
        return event

    def _result(self) -> ExecutionResult[Outputs]:
        """Of a stream that is over. What was received and not asked for is dropped, but shown."""
        while self._state.pending:
            self._give_out()
        self._pause_progress()
        return cast("ExecutionResult[Outputs]", self._state.result())

    def _pause_progress(self) -> None:
        if self._progress is not None:
            self._progress.close()

    def _begin(self) -> tuple[Request, Call]:
        """What to ask for with the next connection."""
        return self._state.request(), Call(Limits(self._state.tries), self._headers)

    def _opened(self, response: httpx.Response, answer: Answer | None, call: Call) -> bool:
        """Whether there is something to read now. `answer` is given where the body is no stream."""
        self._state.opened(answer or answer_of(response, b""))
        if self._state.over:
            return False
        call.limits.begin_streaming()
        self._response, self._limits = response, call.limits
        return True

    @contextlib.contextmanager
    def _reading_a_chunk(self) -> Generator[None]:
        limits = self._limits
        try:
            try:
                yield
            except httpx.HTTPError:
                # The timer cuts the connection, which then looks like any other that broke.
                limits.check()
                raise
            limits.check()
        except FROM_HTTPX as error:
            raise translate(error, self._settings, self._state.request(), limits) from error

    def _received(self, chunk: bytes | None) -> None:
        if chunk is None:
            raise self._state.cut()
        self._state.feed(chunk)

    def _wait_after(self, error: Exception) -> float:
        """Seconds until the next connection; raises where there is to be none."""
        if not isinstance(error, FlowLangError):
            raise error
        delay = self._state.wait_before_next(error)
        self._state.tries.log_wait(error, delay)
        return delay
