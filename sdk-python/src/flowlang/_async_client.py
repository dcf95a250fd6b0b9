"""The asynchronous client: the same methods as the synchronous one, as coroutines."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from types import EllipsisType
from typing import TYPE_CHECKING, Any, TypeVar, overload

import httpx

from flowlang import _operations
from flowlang._async_stream import AsyncExecutionStream
from flowlang._async_transport import AsyncTransport
from flowlang._errors import FlowLangError
from flowlang._flow import AnyFlow, Flow, FlowWithOptionalInputs, Given, Inputs, Outputs
from flowlang._models import Cancellation, Delivery, FlowDetail, FlowSummary, Health, TaskList
from flowlang._operations import Operation
from flowlang._results import ExecutionResult
from flowlang._retry import Retry, Timeout
from flowlang._settings import RunOptions, Settings, api_key_from_environment
from flowlang._stream import StreamState
from flowlang._transport import Call, Limits

if TYPE_CHECKING:
    from typing_extensions import Unpack

T = TypeVar("T")


class AsyncFlowLangClient:
    """Calls a FlowLang server from asyncio: `FlowLangClient` with coroutines, and with the same arguments and errors.

    `api_key` may also be a coroutine function, `http_client` is an httpx.AsyncClient, and streams are for `async for`.
    """

    def __init__(
        self,
        base_url: str | None = None,
        *,
        api_key: str | Callable[[], str | Awaitable[str | None] | None] | None = None,
        timeout: Timeout | float | None = None,
        retry: Retry | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
        http_client: httpx.AsyncClient | None = None,
    ) -> None:
        settings = Settings.of(base_url, timeout, retry, headers)
        key = api_key if api_key is not None else api_key_from_environment()
        # No limit to the connections: each stream holds one, and a full pool would make every other call wait.
        self._http = http_client or httpx.AsyncClient(limits=httpx.Limits(max_connections=None))
        self._owns_http = http_client is None
        self._transport = AsyncTransport(settings, self._http, key)

    async def close(self) -> None:
        """Closes the connections, unless they are those of an `http_client` that was given."""
        if self._owns_http:
            await self._http.aclose()

    aclose = close

    async def __aenter__(self) -> AsyncFlowLangClient:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"AsyncFlowLangClient({self._transport.settings.base_url!r})"

    @overload
    async def execute_flow(
        self, flow_name: str, inputs: Mapping[str, object] | None = None, **options: Unpack[RunOptions]
    ) -> ExecutionResult[dict[str, Any]]: ...
    @overload
    async def execute_flow(
        self, flow_name: FlowWithOptionalInputs[Any, Outputs], inputs: None = None, **options: Unpack[RunOptions]
    ) -> ExecutionResult[Outputs]: ...
    @overload  # for mypy, see Given
    async def execute_flow(
        self, flow_name: Flow[Inputs, Outputs], inputs: Given[Inputs], **options: Unpack[RunOptions]
    ) -> ExecutionResult[Outputs]: ...
    @overload
    async def execute_flow(
        self, flow_name: Flow[Inputs, Outputs], inputs: Inputs, **options: Unpack[RunOptions]
    ) -> ExecutionResult[Outputs]: ...
    async def execute_flow(
        self,
        flow_name: AnyFlow,
        inputs: Any = None,
        *,
        idempotency_key: str | None = None,
        timeout: Timeout | float | None = None,
        retry: Retry | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> ExecutionResult[Any]:
        """Runs a flow and waits for its end. A flow that failed is a result too: `if result.success`, or `or_raise()`.

        `flow_name` is a name, or a token that types inputs and outputs. Tries again by itself where that is safe: all
        tries carry one `idempotency_key`, made here unless given, so the flow runs once. Raises `FlowNotFoundError`,
        `InvalidInputsError`, `FlowNotReadyError`, and what the class names.
        """
        return await self._call(_operations.execute(flow_name, inputs, idempotency_key), timeout, retry, headers)

    @overload
    def execute_flow_stream(
        self, flow_name: str, inputs: Mapping[str, object] | None = None, **options: Unpack[RunOptions]
    ) -> AsyncExecutionStream[dict[str, Any]]: ...
    @overload
    def execute_flow_stream(
        self, flow_name: FlowWithOptionalInputs[Any, Outputs], inputs: None = None, **options: Unpack[RunOptions]
    ) -> AsyncExecutionStream[Outputs]: ...
    @overload  # for mypy, see Given
    def execute_flow_stream(
        self, flow_name: Flow[Inputs, Outputs], inputs: Given[Inputs], **options: Unpack[RunOptions]
    ) -> AsyncExecutionStream[Outputs]: ...
    @overload
    def execute_flow_stream(  # pyright: ignore[reportOverlappingOverload] # pyright's own messages come from this one
        self, flow_name: Flow[Inputs, Outputs], inputs: Inputs, **options: Unpack[RunOptions]
    ) -> AsyncExecutionStream[Outputs]: ...
    def execute_flow_stream(
        self,
        flow_name: AnyFlow,
        inputs: Any = None,
        *,
        idempotency_key: str | None = None,
        timeout: Timeout | float | None = None,
        retry: Retry | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> AsyncExecutionStream[Any]:
        """Runs a flow and gives its events as they happen, to `async for`.

        Nothing is sent before the first event is asked for. With the `idempotency_key` of an earlier call it gives the
        events of that execution, from the first.
        """
        settings = self._transport.settings
        state = StreamState(flow_name, inputs, idempotency_key, lambda: settings.tries(timeout, retry))
        return AsyncExecutionStream(state, self._transport, headers or {})

    async def cancel_execution(
        self,
        flow_name: AnyFlow,
        execution_id: str,
        reason: str | None = None,
        *,
        timeout: Timeout | float | None = None,
        retry: Retry | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> Cancellation:
        """Asks an execution to end. Its last event and its result tell when it has, with the reason.

        Raises `ExecutionNotFoundError`, and `ConflictError` where it has ended already.
        """
        return await self._call(_operations.cancel(flow_name, execution_id, reason), timeout, retry, headers)

    async def send_event(
        self,
        flow_name: AnyFlow,
        execution_id: str,
        event: str,
        payload: object = None,
        *,
        timeout: Timeout | float | None = None,
        retry: Retry | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> Delivery:
        """Gives a `wait_for` step what it waits for: a `StepWaiting` has the name of the event.

        Tried once unless `retry` is given here: a try whose answer was lost may have arrived, and a second one would
        answer the next step that waits for the same. Raises `ExecutionNotFoundError`, `ConflictError` where no step
        waits for it, and `InvalidInputsError` where the payload does not fit.
        """
        once = None if isinstance(retry, EllipsisType) else retry
        return await self._call(_operations.send_event(flow_name, execution_id, event, payload), timeout, once, headers)

    async def list_flows(
        self,
        *,
        timeout: Timeout | float | None = None,
        retry: Retry | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> list[FlowSummary]:
        """All flows in the order of their names, also those that are not ready: `flow["name"]`, `flow["status"]`."""
        return await self._call(_operations.list_flows(), timeout, retry, headers)

    async def get_flow(
        self,
        flow_name: AnyFlow,
        *,
        timeout: Timeout | float | None = None,
        retry: Retry | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> FlowDetail:
        """One flow, with the JSON Schemas of its inputs and outputs. Raises FlowNotFoundError."""
        return await self._call(_operations.get_flow(flow_name), timeout, retry, headers)

    async def list_tasks(
        self,
        flow_name: AnyFlow,
        *,
        timeout: Timeout | float | None = None,
        retry: Retry | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> TaskList:
        """The tasks that a flow names, and which of them are implemented. Raises FlowNotFoundError."""
        return await self._call(_operations.list_tasks(flow_name), timeout, retry, headers)

    async def visualize(
        self,
        flow_name: AnyFlow,
        *,
        timeout: Timeout | float | None = None,
        retry: Retry | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """A diagram of the flow, as the text of a Mermaid flowchart. Raises FlowNotFoundError."""
        return await self._call(_operations.visualize(flow_name), timeout, retry, headers)

    async def health(
        self,
        *,
        timeout: Timeout | float | None = None,
        retry: Retry | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> Health:
        """The state of the server and of each flow; `degraded` where a flow is not ready."""
        return await self._call(_operations.health(), timeout, retry, headers)

    async def _call(
        self,
        operation: Operation[T],
        timeout: Timeout | float | None,
        retry: Retry | EllipsisType | None,
        headers: Mapping[str, str] | None,
    ) -> T:
        tries = self._transport.settings.tries(timeout, retry)
        while True:
            call = Call(Limits(tries), headers or {})
            try:
                response = await self._transport.open(operation.request, call)
                return operation.read(await self._transport.read(response, operation.request, call))
            except FlowLangError as error:
                delay = tries.wait_before_next(error)
                if delay is None:
                    raise
                tries.log_wait(error, delay)
            await asyncio.sleep(delay)
