"""What the synchronous client answers for executions that go on by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from flowlang._executions import Execution
from flowlang._flow import AnyFlow
from flowlang._models import Cancellation, Delivery, ExecutionList, ExecutionStatus, ExecutionSummary
from flowlang._results import ExecutionResult
from flowlang._retry import Timeout
from flowlang._sync_stream import ExecutionStream

if TYPE_CHECKING:
    from flowlang._sync_executions import Executions

Outputs = TypeVar("Outputs")


class ExecutionHandle(Generic[Outputs]):
    """An execution that the server has kept. It goes on by itself; the handle holds nothing open.

    `record` is the execution as it was when it was accepted.
    """

    record: Execution[Outputs]

    def __init__(self, client: Executions, flow: AnyFlow, record: Execution[Outputs]) -> None:
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
        return f"ExecutionHandle({self.flow!r}, {self.id!r})"

    def status(self) -> ExecutionStatus:
        """How far it is now."""
        record = self._client.get_execution(self._flow, self.id)
        return record.status

    def result(self, timeout: Timeout | float | None = None) -> ExecutionResult[Outputs]:
        """Waits for its end; a flow that failed is a result too. Also over a restart of the server.

        A number is the seconds of the whole wait; then it is a `TimeoutError`, and the execution goes on.
        """
        limits = Timeout(total=timeout) if isinstance(timeout, int | float) else timeout
        with self._events(0, limits) as events:
            return events.result()

    def events(self, after: int = 0) -> ExecutionStream[Outputs]:
        """Its events after the one numbered `after`, to the last."""
        return self._events(after, None)

    def cancel(self, reason: str | None = None) -> Cancellation:
        """Asks it to end: see `cancel_execution`."""
        return self._client.cancel_execution(self._flow, self.id, reason)

    def send(self, event: str, payload: object = None) -> Delivery:
        """Gives a `wait_for` step what it waits for: see `send_event`."""
        return self._client.send_event(self._flow, self.id, event, payload)

    def _events(self, after: int, timeout: Timeout | None) -> ExecutionStream[Any]:
        return self._client.execution_events(self._flow, self.id, after=after, timeout=timeout)


class ExecutionPages:
    """Executions, newest first: `for` each, or page by page. A page is asked for when it is read."""

    def __init__(self, load: Callable[[str | None], ExecutionList]) -> None:
        self._load = load

    def __iter__(self) -> Iterator[ExecutionSummary]:
        for page in self.pages():
            yield from page["items"]

    def pages(self) -> Iterator[ExecutionList]:
        cursor: str | None = None
        while True:
            page = self._load(cursor)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return
