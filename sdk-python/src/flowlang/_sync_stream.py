"""The stream of the synchronous client."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping
from typing import Generic, TypeVar, cast

import httpx

from flowlang import _notebook
from flowlang._bridge import ThreadedIterator
from flowlang._errors import FlowLangError
from flowlang._events import Event
from flowlang._models import Cancellation
from flowlang._results import ExecutionResult
from flowlang._stream import StreamState
from flowlang._sync_transport import SyncTransport
from flowlang._transport import Call, Limits, answer_of, interrupt, translated

Outputs = TypeVar("Outputs")


class _Turn:
    """One loop over the stream. A later loop takes over from one that was left."""

    def __init__(self) -> None:
        self.left = threading.Event()


class ExecutionStream(Generic[Outputs]):
    """The events of one execution, for `for` and for `async for` (which reads in a thread and never blocks the loop).

    The flow starts with the first event that is asked for. A connection that breaks, or is silent for too long, is made
    anew by itself; every event comes once, in order. Leaving the loop detaches: the flow runs on, nothing stays open,
    and another loop, or `result()`, goes on behind the last event given out. Raises what `execute_flow` raises,
    but for failed flows: their last event is a `FlowFailed`.
    """

    def __init__(
        self,
        state: StreamState,
        transport: SyncTransport,
        headers: Mapping[str, str],
        cancel: Callable[[str, str | None], Cancellation],
    ) -> None:
        self._state = state
        self._transport = transport
        self._headers = headers
        self._cancel = cancel
        self._turn = _Turn()
        self._closed = False
        # Held by whoever waits for bytes, so that close() knows whether there is somebody to wake.
        self._reading = threading.Lock()
        self._reader: _Turn | None = None
        self._response: httpx.Response | None = None
        self._chunks: Iterator[bytes] = iter(())
        self._call: Call | None = None
        self._timer: threading.Timer | None = None

    @property
    def execution_id(self) -> str | None:
        """Known as soon as the server has answered; None before."""
        return self._state.execution_id

    @property
    def idempotency_key(self) -> str | None:
        """What finds this execution again, as its id does. None where it was begun elsewhere."""
        return self._state.key

    def __iter__(self) -> Iterator[Event]:
        return self._events(_Turn())

    def __aiter__(self) -> AsyncIterator[Event]:
        turn = _Turn()
        return ThreadedIterator(self._events(turn), lambda: self._leave(turn), self._state.pending.appendleft)

    def result(self) -> ExecutionResult[Outputs]:
        """How the flow ended; reads the events that are left, and drops them. Blocks until then."""
        if not self._state.over:
            for _ in self:
                pass
        return cast("ExecutionResult[Outputs]", self._state.result())

    def cancel(self, reason: str | None = None) -> Cancellation:
        """Asks the execution to end; the last event tells when it has. FlowLangError before the server has answered."""
        if self.execution_id is None:
            raise FlowLangError("There is no execution to cancel yet: read the stream")
        return self._cancel(self.execution_id, reason)

    def close(self) -> None:
        """Detaches for good; a loop that another thread is in ends. The flow runs on. Closing twice does nothing."""
        self._closed = True
        self._leave(self._turn)

    def __enter__(self) -> ExecutionStream[Outputs]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def __aenter__(self) -> ExecutionStream[Outputs]:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return _notebook.text(self._state)

    def _repr_html_(self) -> str:
        return _notebook.html(self._state)

    def _events(self, turn: _Turn) -> Generator[Event, None, None]:
        if self._closed:
            raise FlowLangError("The stream is closed")
        if self._reader is not None and not self._reader.left.is_set():
            raise FlowLangError("The stream is already being read by another thread")
        self._turn = turn
        pending = self._state.pending
        try:
            while turn is self._turn and not turn.left.is_set():
                if pending:
                    yield pending.popleft()
                elif self._state.over:
                    self._state.check()
                    return
                else:
                    self._receive(turn)
        finally:
            if turn is self._turn:
                self._leave(turn)

    def _receive(self, turn: _Turn) -> None:
        """One step: connects, or reads a chunk, or waits after a failure."""
        delay = 0.0
        # Waits only for the thread of a loop that was left, and is on its way out.
        self._reading.acquire()
        self._reader = turn
        try:
            if self._response is None:
                self._connect()
            if self._response is not None and not turn.left.is_set():
                self._read_chunk()
        except Exception as error:
            self._drop()
            if turn.left.is_set():
                # Woken by _leave: whatever the socket said then is no failure.
                return
            if not isinstance(error, FlowLangError):
                raise
            delay = self._state.wait_before_next(error)
            self._state.tries.log_wait(error, delay)
        finally:
            if self._state.over:
                self._drop()
            self._reader = None
            self._reading.release()
        turn.left.wait(delay)

    def _connect(self) -> None:
        request = self._state.request()
        call = self._call = Call(Limits(self._state.tries), self._headers)
        response = self._transport.open(request, call)
        try:
            if response.status_code == 200:
                self._state.opened(answer_of(response, b""))
            else:
                self._state.opened(self._transport.read(response, request, call))
        except BaseException:
            response.close()
            raise
        if self._state.over:
            return
        call.limits.begin_streaming()
        self._chunks = response.iter_bytes()
        self._response = response
        left = call.limits.total_left()
        if left is not None:
            self._timer = threading.Timer(left, interrupt, (response,))
            self._timer.daemon = True
            self._timer.start()

    def _read_chunk(self) -> None:
        request, call = self._state.request(), cast("Call", self._call)
        with translated(self._transport.settings, request, call.limits):
            try:
                chunk = next(self._chunks, None)
            except httpx.HTTPError:
                # The timer cuts the connection, which then looks like any other that broke.
                call.limits.check()
                raise
            call.limits.check()
        if chunk is None:
            raise self._state.cut()
        self._state.feed(chunk)

    def _leave(self, turn: _Turn) -> None:
        turn.left.set()
        if turn is not self._turn:
            return
        if self._reading.acquire(blocking=False):
            try:
                self._drop()
            finally:
                self._reading.release()
        else:
            interrupt(self._response)

    def _drop(self) -> None:
        response, self._response = self._response, None
        timer, self._timer = self._timer, None
        self._chunks = iter(())
        if timer is not None:
            timer.cancel()
        if response is not None:
            response.close()
