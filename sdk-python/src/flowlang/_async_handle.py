"""What the asynchronous client answers for executions that go on by themselves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from flowlang._async_stream import AsyncExecutionStream
from flowlang._executions import Execution
from flowlang._flow import AnyFlow
from flowlang._models import Cancellation, Delivery, ExecutionList, ExecutionStatus, ExecutionSummary
from flowlang._results import ExecutionResult
from flowlang._retry import Timeout

if TYPE_CHECKING:
    from flowlang._async_executions import AsyncExecutions

Outputs = TypeVar("Outputs")


class AsyncExecutionHandle(Generic[Outputs]):
    """An execution that the server has kept. It goes on by itself; the handle holds nothing open.

    `record` is the execution as it was when it was accepted.
    """

    record: Execution[Outputs]

    def __init__(self, client: AsyncExecutions, flow: AnyFlow, record: Execution[Outputs]) -> None:
        self.record = record
        self._client = client
        self._flow = flow

    @property
    def id(self) -> str:
        return self.record.execution_id

    @property
    def flow(self) -> str:
        return self.record.flow

    def __repr__(self) -> str:
        return f"AsyncExecutionHandle({self.flow!r}, {self.id!r})"

    async def status(self) -> ExecutionStatus:
        """How far it is now."""
        record = await self._client.get_execution(self._flow, self.id)
        return record.status

    async def result(self, timeout: Timeout | float | None = None) -> ExecutionResult[Outputs]:
        """Waits for its end; a flow that failed is a result too. Also over a restart of the server.

        A number is the seconds of the whole wait; then it is a `TimeoutError`, and the execution goes on.
        """
        limits = Timeout(total=timeout) if isinstance(timeout, int | float) else timeout
        async with self._events(0, limits) as events:
            return await events.result()

    def events(self, after: int = 0) -> AsyncExecutionStream[Outputs]:
        """Its events after the one numbered `after`, to the last."""
        return self._events(after, None)

    async def cancel(self, reason: str | None = None) -> Cancellation:
        """Asks it to end: see `cancel_execution`."""
        return await self._client.cancel_execution(self._flow, self.id, reason)

    async def send(self, event: str, payload: object = None) -> Delivery:
        """Gives a `wait_for` step what it waits for: see `send_event`."""
        return await self._client.send_event(self._flow, self.id, event, payload)

    def _events(self, after: int, timeout: Timeout | None) -> AsyncExecutionStream[Any]:
        return self._client.execution_events(self._flow, self.id, after=after, timeout=timeout)


class AsyncExecutionPages:
    """Executions, newest first: `async for` each, or page by page. A page is asked for when it is read."""

    def __init__(self, load: Callable[[str | None], Awaitable[ExecutionList]]) -> None:
        self._load = load

    async def __aiter__(self) -> AsyncIterator[ExecutionSummary]:
        async for page in self.pages():
            for item in page["items"]:
                yield item

    async def pages(self) -> AsyncIterator[ExecutionList]:
        cursor: str | None = None
        while True:
            page = await self._load(cursor)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return
