"""What the clients answer for executions that go on by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from flowlang._async_stream import AsyncExecutionStream
from flowlang._executions import Execution
from flowlang._flow import AnyEvent, AnyFlow, AwaitedEvent, Given, Payload
from flowlang._models import Cancellation, Delivery, ExecutionStatus
from flowlang._results import ExecutionResult
from flowlang._retry import Timeout
from flowlang._sync_stream import ExecutionStream

if TYPE_CHECKING:
    from flowlang._async_executions import AsyncExecutions
    from flowlang._sync_executions import Executions

Outputs = TypeVar("Outputs")


class _Handle(Generic[Outputs]):
    """What both kinds of handle know without asking."""

    record: Execution[Outputs]

    def __init__(self, flow: AnyFlow, record: Execution[Outputs]) -> None:
        self.record = record
        self._flow = flow

    @property
    def id(self) -> str:
        return self.record.execution_id

    @property
    def flow(self) -> str:
        return self.record.flow

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.flow!r}, {self.id!r})"


class ExecutionHandle(_Handle[Outputs]):
    """An execution that the server has kept. It goes on by itself; the handle holds nothing open.

    `record` is the execution as it was when it was accepted.
    """

    def __init__(self, client: Executions, flow: AnyFlow, record: Execution[Outputs]) -> None:
        super().__init__(flow, record)
        self._client = client

    def status(self) -> ExecutionStatus:
        """How far it is now."""
        return self._client.get_execution(self._flow, self.id).status

    def result(self, timeout: Timeout | float | None = None) -> ExecutionResult[Outputs]:
        """Waits for its end; a flow that failed is a result too. Also over a restart of the server.

        A number is the seconds of the whole wait; then it is a `TimeoutError`, and the execution goes on.
        """
        with self._events(0, _of_the_wait(timeout), progress=False) as events:
            return events.result()

    def events(self, after: int = 0, *, progress: bool | None = None) -> ExecutionStream[Outputs]:
        """Its events after the one numbered `after`, to the last: see `execution_events`."""
        return self._events(after, None, progress)

    def cancel(self, reason: str | None = None) -> Cancellation:
        """Asks it to end: see `cancel_execution`."""
        return self._client.cancel_execution(self._flow, self.id, reason)

    @overload
    def send(self, event: str, payload: object = None) -> Delivery: ...
    @overload
    def send(self, event: AwaitedEvent[None], payload: None = None) -> Delivery: ...
    @overload  # for mypy, see Given
    def send(self, event: AwaitedEvent[Payload], payload: Given[Payload]) -> Delivery: ...
    @overload
    def send(  # pyright: ignore[reportOverlappingOverload] # pyright's own messages come from this one
        self, event: AwaitedEvent[Payload], payload: Payload
    ) -> Delivery: ...
    def send(self, event: AnyEvent, payload: Any = None) -> Delivery:
        """Gives a `wait_for` step what it waits for: see `send_event`."""
        return self._client.send_event(self._flow, self.id, event, payload)

    def _events(self, after: int, timeout: Timeout | None, progress: bool | None) -> ExecutionStream[Any]:
        return self._client.execution_events(self._flow, self.id, after=after, timeout=timeout, progress=progress)


class AsyncExecutionHandle(_Handle[Outputs]):
    """An execution that the server has kept. It goes on by itself; the handle holds nothing open.

    `record` is the execution as it was when it was accepted.
    """

    def __init__(self, client: AsyncExecutions, flow: AnyFlow, record: Execution[Outputs]) -> None:
        super().__init__(flow, record)
        self._client = client

    async def status(self) -> ExecutionStatus:
        """How far it is now."""
        return (await self._client.get_execution(self._flow, self.id)).status

    async def result(self, timeout: Timeout | float | None = None) -> ExecutionResult[Outputs]:
        """Waits for its end; a flow that failed is a result too. Also over a restart of the server.

        A number is the seconds of the whole wait; then it is a `TimeoutError`, and the execution goes on.
        """
        async with self._events(0, _of_the_wait(timeout), progress=False) as events:
            return await events.result()

    def events(self, after: int = 0, *, progress: bool | None = None) -> AsyncExecutionStream[Outputs]:
        """Its events after the one numbered `after`, to the last: see `execution_events`."""
        return self._events(after, None, progress)

    async def cancel(self, reason: str | None = None) -> Cancellation:
        """Asks it to end: see `cancel_execution`."""
        return await self._client.cancel_execution(self._flow, self.id, reason)

    @overload
    async def send(self, event: str, payload: object = None) -> Delivery: ...
    @overload
    async def send(self, event: AwaitedEvent[None], payload: None = None) -> Delivery: ...
    @overload  # for mypy, see Given
    async def send(self, event: AwaitedEvent[Payload], payload: Given[Payload]) -> Delivery: ...
    @overload
    async def send(self, event: AwaitedEvent[Payload], payload: Payload) -> Delivery: ...
    async def send(self, event: AnyEvent, payload: Any = None) -> Delivery:
        """Gives a `wait_for` step what it waits for: see `send_event`."""
        return await self._client.send_event(self._flow, self.id, event, payload)

    def _events(self, after: int, timeout: Timeout | None, progress: bool | None) -> AsyncExecutionStream[Any]:
        return self._client.execution_events(self._flow, self.id, after=after, timeout=timeout, progress=progress)


def _of_the_wait(timeout: Timeout | float | None) -> Timeout | None:
    return timeout if timeout is None or isinstance(timeout, Timeout) else Timeout(total=timeout)
