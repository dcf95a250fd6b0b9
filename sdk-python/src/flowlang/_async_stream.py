"""The stream of the asynchronous client."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from typing import TypeVar, cast

from flowlang._async_transport import AsyncTransport
from flowlang._base_stream import BaseStream, Turn
from flowlang._connections import leave_to_other_process, place
from flowlang._errors import FlowLangError
from flowlang._events import Event
from flowlang._models import Cancellation
from flowlang._results import ExecutionResult
from flowlang._stream import StreamState
from flowlang._transport import END_WITHIN, FROM_HTTPX, ends_for_itself, interrupt

Outputs = TypeVar("Outputs")


class AsyncExecutionStream(BaseStream[Outputs]):
    """The events of one execution, for `async for`.

    The flow starts with the first event that is asked for. A connection that breaks, or is silent for too long, is made
    anew by itself; every event comes once, in order. Leaving the loop detaches: the flow runs on, nothing stays open,
    and another loop, or `result()`, goes on behind the last event given out; a loop that was not left then raises a
    `FlowLangError`. Raises what `execute_flow` raises, but for failed flows: their last event is a `FlowFailed`.
    """

    def __init__(
        self,
        state: StreamState,
        transport: AsyncTransport,
        headers: Mapping[str, str],
        progress: bool | None,
        cancel: Callable[[str, str | None], Awaitable[Cancellation]],
    ) -> None:
        super().__init__(state, transport.settings, headers, progress)
        self._transport = transport
        self._cancel = cancel
        self._place = place()
        self._reading = False
        self._chunks: AsyncIterator[bytes] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def __aiter__(self) -> AsyncIterator[Event]:
        return self._events(Turn())

    async def result(self) -> ExecutionResult[Outputs]:
        """How the flow ended; reads the events that are left, and drops them. Waits until then."""
        if not self._state.over:
            async for _ in self._events(Turn(to_the_end=True)):
                pass
        return self._result()

    async def cancel(self, reason: str | None = None) -> Cancellation:
        """Asks the execution to end; the last event tells when it has. FlowLangError before the server has answered."""
        return await self._cancel(self._known_id(), reason)

    async def close(self) -> None:
        """Detaches for good; a loop that another task is in ends. The flow runs on. Closing twice does nothing."""
        self._closed = True
        self._turn.left.set()
        self._move_here()
        if self._reading:
            # Its reader drops the connection: two tasks must not close it at once.
            interrupt(self._response)
        else:
            await self._drop()

    aclose = close

    async def __aenter__(self) -> AsyncExecutionStream[Outputs]:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _events(self, turn: Turn) -> AsyncGenerator[Event, None]:
        self._move_here()
        if self._closed:
            raise FlowLangError("The stream is closed")
        if self._reading:
            raise FlowLangError("The stream is already being read by another task")
        self._turn = turn
        pending = self._state.pending
        try:
            while self._goes_on(turn):
                self._move_here()
                if pending:
                    yield self._give_out()
                elif self._state.over:
                    self._state.check()
                    return
                else:
                    await self._receive(turn)
        finally:
            if turn is self._turn:
                self._pause_progress()
                turn.left.set()
                await self._drop()

    async def _receive(self, turn: Turn) -> None:
        """One step: connects, or reads a chunk, or waits after a failure."""
        delay = 0.0
        self._reading = True
        try:
            if self._response is None:
                await self._connect()
            if self._response is not None and not turn.left.is_set():
                await self._read_chunk()
        except Exception as error:
            await self._drop()
            if turn.left.is_set():
                # Woken by close(): whatever the socket said then is no failure.
                return
            delay = self._wait_after(error)
        finally:
            self._reading = False
            if self._state.over or self._closed:
                await self._drop()
        if delay:
            await asyncio.sleep(delay)

    async def _connect(self) -> None:
        request, call = self._begin()
        response = await self._transport.open(request, call)
        try:
            answer = None if response.status_code == 200 else await self._transport.read(response, request, call)
            if not self._opened(response, answer, call):
                return
        except BaseException:
            await response.aclose()
            raise
        self._chunks = response.aiter_bytes()
        left = call.limits.total_left()
        if left is not None:
            self._timer = asyncio.get_running_loop().call_later(left, interrupt, response)

    async def _read_chunk(self) -> None:
        chunks = cast("AsyncIterator[bytes]", self._chunks)
        with self._reading_a_chunk():
            chunk = await anext(chunks, None)
        self._received(chunk)
        if self._state.ended:
            await self._read_to_the_end()

    async def _read_to_the_end(self) -> None:
        """A connection whose answer was left before its end is closed, and the next call has to make another."""
        response = self._response
        if response is None or not ends_for_itself(response):
            return
        timer = asyncio.get_running_loop().call_later(END_WITHIN, interrupt, response)
        try:
            with contextlib.suppress(*FROM_HTTPX):
                async for _ in cast("AsyncIterator[bytes]", self._chunks):
                    pass
        finally:
            timer.cancel()

    def _move_here(self) -> None:
        """What was opened in another process must not be touched, and what a loop had that has ended cannot be."""
        here, before = place(), self._place
        if here == before:
            return
        forked = here[0] != before[0]
        if self._reading and not forked and before[1] is not None and not before[1].is_closed():
            raise FlowLangError("The stream is already being read in another event loop")
        if forked:
            leave_to_other_process(self._response, self._chunks, self._timer)
        self._place, self._reading = here, False
        self._response, self._chunks, self._timer = None, None, None

    async def _drop(self) -> None:
        self._move_here()
        response, self._response = self._response, None
        timer, self._timer = self._timer, None
        self._chunks = None
        if timer is not None:
            timer.cancel()
        if response is not None:
            await response.aclose()
