"""The asynchronous client: the same methods as the synchronous one, as coroutines."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import EllipsisType
from typing import TYPE_CHECKING, Any, Literal, overload

import httpx

from flowlang import _operations
from flowlang._async_executions import AsyncExecutions
from flowlang._async_stream import AsyncExecutionStream
from flowlang._async_transport import AsyncTransport
from flowlang._connections import AsyncConnections
from flowlang._flow import AnyFlow, Flow, FlowWithOptionalInputs, Given, Inputs, Outputs
from flowlang._models import FlowDetail, FlowSummary, Health, TaskList
from flowlang._results import ExecutionResult
from flowlang._retry import Retry, Timeout
from flowlang._settings import RunOptions, Settings, StreamOptions, api_key_from_environment
from flowlang._stream import Beginning

if TYPE_CHECKING:
    from typing_extensions import Unpack


class AsyncFlowLangClient(AsyncExecutions):
    """Calls a FlowLang server from asyncio: `FlowLangClient` with coroutines, and with the same arguments and errors.

    `api_key` may also be a coroutine function, which has to answer within the limits of a try; `http_client` is an
    httpx.AsyncClient, and streams are for `async for`. It may be kept over several event loops: each has connections
    of its own, which are closed with it.
    """

    def __init__(
        self,
        base_url: str | None = None,
        *,
        api_key: str | Callable[[], str | Awaitable[str | None] | None] | None = None,
        timeout: Timeout | float | None = None,
        retry: Retry | Literal[False] | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
        http_client: httpx.AsyncClient | None = None,
    ) -> None:
        settings = Settings.of(base_url, timeout, retry, headers, own_http=http_client is None)
        key = api_key if api_key is not None else api_key_from_environment()
        self._connections = AsyncConnections(http_client)
        self._transport = AsyncTransport(settings, self._connections, key)

    async def close(self) -> None:
        """Closes the connections, unless they are those of an `http_client` that was given."""
        await self._connections.close()

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
        cancel_on_disconnect: bool = False,
        timeout: Timeout | float | None = None,
        retry: Retry | Literal[False] | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> ExecutionResult[Any]:
        """Runs a flow and waits for its end. A flow that failed is a result too: `if result.success`, or `or_raise()`.

        `flow_name` is a name, or a token that types inputs and outputs. Tries again by itself where that is safe: all
        tries carry one `idempotency_key`, made here unless given, so the flow runs once. With `cancel_on_disconnect`
        the server cancels it when nobody has read or awaited it for 10 s. Raises `FlowNotFoundError`,
        `InvalidInputsError`, `FlowNotReadyError`, and what the class names.
        """
        operation = _operations.execute(flow_name, inputs, idempotency_key, cancel_on_disconnect)
        return await self._call(operation, timeout, retry, headers)

    @overload
    def execute_flow_stream(
        self, flow_name: str, inputs: Mapping[str, object] | None = None, **options: Unpack[StreamOptions]
    ) -> AsyncExecutionStream[dict[str, Any]]: ...
    @overload
    def execute_flow_stream(
        self, flow_name: FlowWithOptionalInputs[Any, Outputs], inputs: None = None, **options: Unpack[StreamOptions]
    ) -> AsyncExecutionStream[Outputs]: ...
    @overload  # for mypy, see Given
    def execute_flow_stream(
        self, flow_name: Flow[Inputs, Outputs], inputs: Given[Inputs], **options: Unpack[StreamOptions]
    ) -> AsyncExecutionStream[Outputs]: ...
    @overload
    def execute_flow_stream(  # pyright: ignore[reportOverlappingOverload] # pyright's own messages come from this one
        self, flow_name: Flow[Inputs, Outputs], inputs: Inputs, **options: Unpack[StreamOptions]
    ) -> AsyncExecutionStream[Outputs]: ...
    def execute_flow_stream(
        self,
        flow_name: AnyFlow,
        inputs: Any = None,
        *,
        idempotency_key: str | None = None,
        cancel_on_disconnect: bool = False,
        progress: bool | None = None,
        timeout: Timeout | float | None = None,
        retry: Retry | Literal[False] | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> AsyncExecutionStream[Any]:
        """Runs a flow and gives its events as they happen, to `async for`.

        Nothing is sent before the first event is asked for. With the `idempotency_key` of an earlier call it gives the
        events of that execution, from the first. With `cancel_on_disconnect` the server cancels the execution when
        nobody has read it for 10 s, also where the loop was left.

        With `progress=True` it shows how it gets on: in a terminal, or in lines, on stderr. None is in a notebook only,
        False never.
        """
        source = Beginning.of(inputs, idempotency_key)
        return self._stream(flow_name, source, progress, timeout, retry, headers, cancel_on_disconnect)

    async def list_flows(
        self,
        *,
        timeout: Timeout | float | None = None,
        retry: Retry | Literal[False] | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> list[FlowSummary]:
        """All flows in the order of their names, also those that are not ready: `flow["name"]`, `flow["status"]`."""
        return await self._call(_operations.list_flows(), timeout, retry, headers)

    async def get_flow(
        self,
        flow_name: AnyFlow,
        *,
        timeout: Timeout | float | None = None,
        retry: Retry | Literal[False] | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> FlowDetail:
        """One flow, with the JSON Schemas of its inputs and outputs. Raises FlowNotFoundError."""
        return await self._call(_operations.get_flow(flow_name), timeout, retry, headers)

    async def list_tasks(
        self,
        flow_name: AnyFlow,
        *,
        timeout: Timeout | float | None = None,
        retry: Retry | Literal[False] | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> TaskList:
        """The tasks that a flow names, and which of them are implemented. Raises FlowNotFoundError."""
        return await self._call(_operations.list_tasks(flow_name), timeout, retry, headers)

    async def visualize(
        self,
        flow_name: AnyFlow,
        *,
        timeout: Timeout | float | None = None,
        retry: Retry | Literal[False] | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """A diagram of the flow, as the text of a Mermaid flowchart. Raises FlowNotFoundError."""
        return await self._call(_operations.visualize(flow_name), timeout, retry, headers)

    async def health(
        self,
        *,
        timeout: Timeout | float | None = None,
        retry: Retry | Literal[False] | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> Health:
        """The state of the server and of each flow; `degraded` where a flow is not ready."""
        return await self._call(_operations.health(), timeout, retry, headers)
