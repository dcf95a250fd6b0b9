"""The synchronous client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import EllipsisType
from typing import TYPE_CHECKING, Any, Literal, overload

import httpx

from flowlang import _operations
from flowlang._connections import SyncConnections
from flowlang._flow import AnyFlow, Flow, FlowWithOptionalInputs, Given, Inputs, Outputs
from flowlang._models import FlowDetail, FlowSummary, Health, TaskList
from flowlang._results import ExecutionResult
from flowlang._retry import Retry, Timeout
from flowlang._settings import RunOptions, Settings, StreamOptions, api_key_from_environment
from flowlang._stream import Beginning
from flowlang._sync_executions import Executions
from flowlang._sync_stream import ExecutionStream
from flowlang._sync_transport import SyncTransport

if TYPE_CHECKING:
    from typing_extensions import Unpack


class FlowLangClient(Executions):
    """Calls a FlowLang server, blocking. Threads and forked processes may share it; it is a context manager.

    `base_url` may have a path; else `FLOWLANG_BASE_URL`, else FlowLangError. `api_key`: text, or a function that is
    asked before each try, and that no time limit can interrupt; else `FLOWLANG_API_KEY`. `timeout`: a `Timeout`, or
    the seconds of one try. `retry`: a `Retry`, or None or False for a single try. `headers` go with every request.
    `http_client`: your own httpx.Client, for proxies, certificates or hooks; it stays yours to close.

    Every method takes `timeout`, `retry` and `headers` for itself (`**options` where they are listed). They raise:

    - `APIError` and its children where the server answers with an error; `ConnectionError`, `TimeoutError`;
    - `UnexpectedResponseError` where an answer is not what the API document says;
    - never for a flow that ran and failed: that is a result.
    """

    def __init__(
        self,
        base_url: str | None = None,
        *,
        api_key: str | Callable[[], str | None] | None = None,
        timeout: Timeout | float | None = None,
        retry: Retry | Literal[False] | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
        http_client: httpx.Client | None = None,
    ) -> None:
        settings = Settings.of(base_url, timeout, retry, headers, own_http=http_client is None)
        key = api_key if api_key is not None else api_key_from_environment()
        self._connections = SyncConnections(http_client)
        self._transport = SyncTransport(settings, self._connections, key)

    def close(self) -> None:
        """Closes the connections, unless they are those of an `http_client` that was given."""
        self._connections.close()

    def __enter__(self) -> FlowLangClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"FlowLangClient({self._transport.settings.base_url!r})"

    @overload
    def execute_flow(
        self, flow_name: str, inputs: Mapping[str, object] | None = None, **options: Unpack[RunOptions]
    ) -> ExecutionResult[dict[str, Any]]: ...
    @overload
    def execute_flow(
        self, flow_name: FlowWithOptionalInputs[Any, Outputs], inputs: None = None, **options: Unpack[RunOptions]
    ) -> ExecutionResult[Outputs]: ...
    @overload  # for mypy, see Given
    def execute_flow(
        self, flow_name: Flow[Inputs, Outputs], inputs: Given[Inputs], **options: Unpack[RunOptions]
    ) -> ExecutionResult[Outputs]: ...
    @overload
    def execute_flow(  # pyright: ignore[reportOverlappingOverload] # pyright's own messages come from this one
        self, flow_name: Flow[Inputs, Outputs], inputs: Inputs, **options: Unpack[RunOptions]
    ) -> ExecutionResult[Outputs]: ...
    def execute_flow(
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
        return self._call(operation, timeout, retry, headers)

    @overload
    def execute_flow_stream(
        self, flow_name: str, inputs: Mapping[str, object] | None = None, **options: Unpack[StreamOptions]
    ) -> ExecutionStream[dict[str, Any]]: ...
    @overload
    def execute_flow_stream(
        self, flow_name: FlowWithOptionalInputs[Any, Outputs], inputs: None = None, **options: Unpack[StreamOptions]
    ) -> ExecutionStream[Outputs]: ...
    @overload  # for mypy, see Given
    def execute_flow_stream(
        self, flow_name: Flow[Inputs, Outputs], inputs: Given[Inputs], **options: Unpack[StreamOptions]
    ) -> ExecutionStream[Outputs]: ...
    @overload
    def execute_flow_stream(  # pyright: ignore[reportOverlappingOverload] # pyright's own messages come from this one
        self, flow_name: Flow[Inputs, Outputs], inputs: Inputs, **options: Unpack[StreamOptions]
    ) -> ExecutionStream[Outputs]: ...
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
    ) -> ExecutionStream[Any]:
        """Runs a flow and gives its events as they happen, to `for` and to `async for`.

        Nothing is sent before the first event is asked for. With the `idempotency_key` of an earlier call it gives the
        events of that execution, from the first. With `cancel_on_disconnect` the server cancels the execution when
        nobody has read it for 10 s, also where the loop was left.

        With `progress=True` it shows how it gets on: in a terminal, or in lines, on stderr. None is in a notebook only,
        False never.
        """
        source = Beginning.of(inputs, idempotency_key)
        return self._stream(flow_name, source, progress, timeout, retry, headers, cancel_on_disconnect)

    def list_flows(
        self,
        *,
        timeout: Timeout | float | None = None,
        retry: Retry | Literal[False] | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> list[FlowSummary]:
        """All flows in the order of their names, also those that are not ready: `flow["name"]`, `flow["status"]`."""
        return self._call(_operations.list_flows(), timeout, retry, headers)

    def get_flow(
        self,
        flow_name: AnyFlow,
        *,
        timeout: Timeout | float | None = None,
        retry: Retry | Literal[False] | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> FlowDetail:
        """One flow, with the JSON Schemas of its inputs and outputs. Raises FlowNotFoundError."""
        return self._call(_operations.get_flow(flow_name), timeout, retry, headers)

    def list_tasks(
        self,
        flow_name: AnyFlow,
        *,
        timeout: Timeout | float | None = None,
        retry: Retry | Literal[False] | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> TaskList:
        """The tasks that a flow names, and which of them are implemented. Raises FlowNotFoundError."""
        return self._call(_operations.list_tasks(flow_name), timeout, retry, headers)

    def visualize(
        self,
        flow_name: AnyFlow,
        *,
        timeout: Timeout | float | None = None,
        retry: Retry | Literal[False] | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """A diagram of the flow, as the text of a Mermaid flowchart. Raises FlowNotFoundError."""
        return self._call(_operations.visualize(flow_name), timeout, retry, headers)

    def health(
        self,
        *,
        timeout: Timeout | float | None = None,
        retry: Retry | Literal[False] | EllipsisType | None = ...,
        headers: Mapping[str, str] | None = None,
    ) -> Health:
        """The state of the server and of each flow; `degraded` where a flow is not ready."""
        return self._call(_operations.health(), timeout, retry, headers)
