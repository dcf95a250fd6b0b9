"""The stream of the synchronous client."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping
from typing import TypeVar

import httpx

from flowlang._base_stream import BaseStream, Turn
from flowlang._bridge import ThreadedIterator
from flowlang._connections import leave_to_other_process
from flowlang._errors import FlowLangError
from flowlang._events import Event
from flowlang._models import Cancellation
from flowlang._results import ExecutionResult
from flowlang._stream import StreamState
from flowlang._sync_transport import SyncTransport
from flowlang._transport import END_WITHIN, FROM_HTTPX, ends_for_itself, interrupt

Outputs = TypeVar("Outputs")


class ExecutionStream(BaseStream[Outputs]):
    """The events of one execution, for `for` and for `async for` (which reads in a thread and never blocks the loop).

    The flow starts with the first event that is asked for. A connection that breaks, or is silent for too long, is made
    anew by itself; every event comes once, in order. Leaving the loop detaches: the flow runs on, nothing stays open,
    and another loop, or `result()`, goes on behind the last event given out; a loop that was not left then raises a
    `FlowLangError`. Raises what `execute_flow` raises, but for failed flows: their last event is a `FlowFailed`.
    """

    def __init__(
        self,
        state: StreamState,
        transport: SyncTransport,
        headers: Mapping[str, str],
        progress: bool | None,
        cancel: Callable[[str, str | None], Cancellation],
    ) -> None:
        super().__init__(state, transport.settings, headers, progress)
        self._transport = transport
        self._cancel = cancel
        self._process = os.getpid()
        # Held by whoever waits for bytes, so that close() knows whether there is somebody to wake.
        self._reading = threading.Lock()
        self._giving = threading.Lock()
        self._reader: Turn | None = None
        self._chunks: Iterator[bytes] = iter(())
        self._timer: threading.Timer | None = None

    def __iter__(self) -> Iterator[Event]:
        return self._events(Turn())

    def __aiter__(self) -> AsyncIterator[Event]:
        turn = Turn()
        return ThreadedIterator(self._events(turn), lambda: self._leave(turn), self._state.pending.appendleft)

    def result(self) -> ExecutionResult[Outputs]:
        """How the flow ended; reads the events that are left, and drops them. Blocks until then."""
        if not self._state.over:
            for _ in self._events(Turn(to_the_end=True)):
                pass
        return self._result()

    def cancel(self, reason: str | None = None) -> Cancellation:
        """Asks the execution to end; the last event tells when it has. FlowLangError before the server has answered."""
        return self._cancel(self._known_id(), reason)

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

    def _events(self, turn: Turn) -> Generator[Event, None, None]:
        self._leave_other_process()
        if self._closed:
            raise FlowLangError("The stream is closed")
        if self._reader is not None and not self._reader.left.is_set():
            raise FlowLangError("The stream is already being read by another thread")
        self._turn = turn
        try:
            while self._goes_on(turn):
                self._leave_other_process()
                if (event := self._next_received(turn)) is not None:
                    yield event
                elif self._state.over:
                    self._state.check()
                    return
                else:
                    self._receive(turn)
        finally:
            if turn is self._turn:
                self._pause_progress()
                self._leave(turn)

    def _next_received(self, turn: Turn) -> Event | None:
        with self._giving:
            return self._give_out() if self._state.pending and turn is self._turn else None

    def _receive(self, turn: Turn) -> None:
        """One step: connects, or reads a chunk, or waits after a failure."""
        delay = 0.0
        # Waits only for the thread of a loop that was left, and is on its way out.
        self._reading.acquire()
        self._reader = turn
        try:
            if turn is self._turn and self._response is None:
                self._connect()
            if turn is self._turn and self._response is not None and not turn.left.is_set():
                self._read_chunk()
        except Exception as error:
            self._drop()
            if turn.left.is_set():
                # Woken by _leave: whatever the socket said then is no failure.
                return
            delay = self._wait_after(error)
        finally:
            if self._state.over:
                self._drop()
            self._reader = None
            self._reading.release()
        turn.left.wait(delay)

    def _connect(self) -> None:
        request, call = self._begin()
        response = self._transport.open(request, call)
        try:
            answer = None if response.status_code == 200 else self._transport.read(response, request, call)
            if not self._opened(response, answer, call):
                return
        except BaseException:
            response.close()
            raise
        self._chunks = response.iter_bytes()
        left = call.limits.total_left()
        if left is not None:
            self._timer = self._interrupt_after(left, response)

    def _read_chunk(self) -> None:
        with self._reading_a_chunk():
            chunk = next(self._chunks, None)
        self._received(chunk)
        if self._state.ended:
            self._read_to_the_end()

    def _read_to_the_end(self) -> None:
        """A connection whose answer was left before its end is closed, and the next call has to make another."""
        response = self._response
        if response is None or not ends_for_itself(response):
            return
        timer = self._interrupt_after(END_WITHIN, response)
        try:
            with contextlib.suppress(*FROM_HTTPX):
                for _ in self._chunks:
                    pass
        finally:
            timer.cancel()

    @staticmethod
    def _interrupt_after(seconds: float, response: httpx.Response) -> threading.Timer:
        timer = threading.Timer(seconds, interrupt, (response,))
        timer.daemon = True
        timer.start()
        return timer

    def _leave_other_process(self) -> None:
        """After a fork two processes hold one connection; only the one that opened it may read it, or close it."""
        if self._process == os.getpid():
            return
        self._process = os.getpid()
        leave_to_other_process(self._response, self._chunks, self._timer)
        self._response, self._chunks, self._timer = None, iter(()), None
        self._reading, self._giving, self._reader = threading.Lock(), threading.Lock(), None

    def _leave(self, turn: Turn) -> None:
        self._leave_other_process()
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
