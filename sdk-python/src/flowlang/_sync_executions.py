"""What the synchronous client can ask of executions."""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import EllipsisType
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from flowlang import _operations
from flowlang._errors import FlowLangError
from flowlang._executions import Execution
from flowlang._flow import (
    AnyEvent,
    AnyFlow,
    AwaitedEvent,
    Flow,
    FlowWithOptionalInputs,
    Given,
    Inputs,
    Outputs,
    Payload,
    name_of,
)
from flowlang._handle import ExecutionHandle
from flowlang._models import Cancellation, Delivery, ExecutionList, ExecutionStatus
from flowlang._operations import Operation
from flowlang._pages import ExecutionPages
from flowlang._retry import Retry, Timeout
from flowlang._settings import CallOptions, EventsOptions, StartOptions, headers_from
from flowlang._stream import Beginning, Known, StreamState
from flowlang._sync_stream import ExecutionStream
from flowlang._sync_transport import SyncTransport
from flowlang._transport import Call, Limits

if TYPE_CHECKING:
    from typing_extensions import Unpack

T = TypeVar("T")


class Executions:
    """A part of `FlowLangClient`."""

    _transport: SyncTransport

    @overload
    def start_flow(
        self, flow_name: str, inputs: Mapping[str, object] | None = None, **options: Unpack[StartOptions]
    ) -> ExecutionHandle[dict[str, Any]]: ...
    @overload
    def start_flow(
        self, flow_name: FlowWithOptionalInputs[Any, Outputs], inputs: None = None, **options: Unpack[StartOptions]
    ) -> ExecutionHandle[Outputs]: ...
    @overload  # for mypy, see Given
    def start_flow(
        self, flow_name: Flow[Inputs, Outputs], inputs: Given[Inputs], **options: Unpack[StartOptions]
    ) -> ExecutionHandle[Outputs]: ...
    @overload
    def start_flow(  # pyright: ignore[reportOverlappingOverload] # pyright's own messages come from this one
        self, flow_name: Flow[Inputs, Outputs], inputs: Inputs, **options: Unpack[StartOptions]
    ) -> ExecutionHandle[Outputs]: ...
    def start_flow(
        self,
        flow_name: AnyFlow,
        inputs: Any = None,
        *,
        idempotency_key: str | None = None,
        timeout: Timeout | float | None = None,
        retry: Retry | Literal[False] | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> ExecutionHandle[Any]:
        """Starts a flow, and answers as soon as the server has kept the execution.

        It goes on whatever becomes of this program; the handle waits for its result, and asks it to end.
        """
        operation = _operations.start(flow_name, inputs, idempotency_key)
        return self._handle(flow_name, self._call(operation, timeout, retry, headers))

    @overload
    def retry_execution(
        self, flow_name: str, execution_id: str, **options: Unpack[StartOptions]
    ) -> ExecutionHandle[dict[str, Any]]: ...
    @overload
    def retry_execution(
        self, flow_name: Flow[Any, Outputs], execution_id: str, **options: Unpack[StartOptions]
    ) -> ExecutionHandle[Outputs]: ...
    def retry_execution(
        self,
        flow_name: AnyFlow,
        execution_id: str,
        *,
        idempotency_key: str | None = None,
        timeout: Timeout | float | None = None,
        retry: Retry | Literal[False] | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> ExecutionHandle[Any]:
        """Starts a failed execution anew from the step that failed, as a new one: what was completed is not run again.

        Raises `ExecutionNotFoundError`, and `ConflictError` where it has not failed.
        """
        operation = _operations.retry(flow_name, execution_id, idempotency_key)
        return self._handle(flow_name, self._call(operation, timeout, retry, headers))

    @overload
    def get_execution(
        self, flow_name: str, execution_id: str, **options: Unpack[CallOptions]
    ) -> Execution[dict[str, Any]]: ...
    @overload
    def get_execution(
        self, flow_name: Flow[Any, Outputs], execution_id: str, **options: Unpack[CallOptions]
    ) -> Execution[Outputs]: ...
    def get_execution(
        self,
        flow_name: AnyFlow,
        execution_id: str,
        *,
        timeout: Timeout | float | None = None,
        retry: Retry | Literal[False] | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> Execution[Any]:
        """What is known of an execution now. Raises `ExecutionNotFoundError`."""
        return self._call(_operations.get_execution(flow_name, execution_id), timeout, retry, headers)

    def list_executions(
        self,
        flow_name: AnyFlow,
        *,
        status: ExecutionStatus | None = None,
        limit: int | None = None,
        cursor: str | None = None,
        timeout: Timeout | float | None = None,
        retry: Retry | Literal[False] | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> ExecutionPages:
        """The executions of a flow, newest first: `for` each of them, or page by page with `.pages()`.

        `limit` is for a page, 200 at most. A server that others can reach lists them only if it was told to.
        """
        name_of(flow_name)

        def load(after: str | None) -> ExecutionList:
            operation = _operations.list_executions(flow_name, status, limit, after or cursor)
            return self._call(operation, timeout, retry, headers)

        return ExecutionPages(load)

    @overload
    def execution_events(
        self, flow_name: str, execution_id: str, *, after: int = 0, **options: Unpack[EventsOptions]
    ) -> ExecutionStream[dict[str, Any]]: ...
    @overload
    def execution_events(
        self, flow_name: Flow[Any, Outputs], execution_id: str, *, after: int = 0, **options: Unpack[EventsOptions]
    ) -> ExecutionStream[Outputs]: ...
    def execution_events(
        self,
        flow_name: AnyFlow,
        execution_id: str,
        *,
        after: int = 0,
        progress: bool | None = None,
        timeout: Timeout | float | None = None,
        retry: Retry | Literal[False] | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> ExecutionStream[Any]:
        """The events of an execution after the one numbered `after`, to the last: each once and in order.

        `progress`: as of `execute_flow_stream`.
        """
        return self._stream(flow_name, Known(execution_id, after), progress, timeout, retry, headers)

    def cancel_execution(
        self,
        flow_name: AnyFlow,
        execution_id: str,
        reason: str | None = None,
        *,
        timeout: Timeout | float | None = None,
        retry: Retry | Literal[False] | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> Cancellation:
        """Asks an execution to end. Its last event and its result tell when it has, with the reason.

        Raises `ExecutionNotFoundError`, and `ConflictError` where it has ended already.
        """
        return self._call(_operations.cancel(flow_name, execution_id, reason), timeout, retry, headers)

    @overload
    def send_event(
        self, flow_name: AnyFlow, execution_id: str, event: str, payload: object = None, **options: Unpack[CallOptions]
    ) -> Delivery: ...
    @overload
    def send_event(
        self,
        flow_name: AnyFlow,
        execution_id: str,
        event: AwaitedEvent[None],
        payload: None = None,
        **options: Unpack[CallOptions],
    ) -> Delivery: ...
    @overload  # for mypy, see Given
    def send_event(
        self,
        flow_name: AnyFlow,
        execution_id: str,
        event: AwaitedEvent[Payload],
        payload: Given[Payload],
        **options: Unpack[CallOptions],
    ) -> Delivery: ...
    @overload
    def send_event(  # pyright: ignore[reportOverlappingOverload] # pyright's own messages come from this one
        self,
        flow_name: AnyFlow,
        execution_id: str,
        event: AwaitedEvent[Payload],
        payload: Payload,
        **options: Unpack[CallOptions],
    ) -> Delivery: ...
    def send_event(
        self,
        flow_name: AnyFlow,
        execution_id: str,
        event: AnyEvent,
        payload: Any = None,
        *,
        timeout: Timeout | float | None = None,
        retry: Retry | Literal[False] | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> Delivery:
        """Gives a `wait_for` step what it waits for: a `StepWaiting` has the name of the event.

        `event` is a name, or a token that types the payload.

        Tried once unless `retry` is given here: a try whose answer was lost may have arrived, and a second one would
        answer the next step that waits for the same. Raises `ExecutionNotFoundError`, `ConflictError` where no step
        waits for it, and `InvalidInputsError` where the payload does not fit.
        """
        once = None if isinstance(retry, EllipsisType) else retry
        return self._call(_operations.send_event(flow_name, execution_id, event, payload), timeout, once, headers)

    def _handle(self, flow: AnyFlow, record: Execution[Any]) -> ExecutionHandle[Any]:
        return ExecutionHandle(self, flow, record)

    def _stream(
        self,
        flow: AnyFlow,
        source: Beginning | Known,
        progress: bool | None,
        timeout: Timeout | float | None,
        retry: Retry | Literal[False] | EllipsisType | None,
        headers: Mapping[str, str] | None,
        cancel_on_disconnect: bool = False,
    ) -> ExecutionStream[Any]:
        settings = self._transport.settings
        # What cannot be meant is refused here, and not with the first event.
        settings.tries(timeout, retry)
        state = StreamState(flow, source, lambda: settings.tries(timeout, retry), cancel_on_disconnect)

        def cancel(execution_id: str, reason: str | None) -> Cancellation:
            return self.cancel_execution(flow, execution_id, reason, headers=headers)

        return ExecutionStream(state, self._transport, headers_from(headers), progress, cancel)

    def _call(
        self,
        operation: Operation[T],
        timeout: Timeout | float | None,
        retry: Retry | Literal[False] | EllipsisType | None,
        headers: Mapping[str, str] | None,
    ) -> T:
        tries = self._transport.settings.tries(timeout, retry)
        own_headers = headers_from(headers)
        while True:
            call = Call(Limits(tries), own_headers)
            try:
                response = self._transport.open(operation.request, call)
                return operation.read(self._transport.read(response, operation.request, call))
            except FlowLangError as error:
                delay = tries.wait_before_next(error)
                if delay is None:
                    raise
                tries.log_wait(error, delay)
            time.sleep(delay)
