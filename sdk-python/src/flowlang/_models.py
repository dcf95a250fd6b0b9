"""What the server answers. TypedDicts are the JSON as it came; records also read like mappings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, TypedDict

from flowlang._shape import NOT_ON_WIRE

FlowStatus: TypeAlias = Literal["ready", "incomplete", "invalid"]


class Problem(TypedDict):
    """An error as RFC 9457 has it. `code` is for programs, `detail` says what is wrong and what to do."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request_id: str


class InvalidInput(TypedDict):
    """One thing that is wrong with what was sent. `path` is a JSON Pointer into it: `/items/0/quantity`."""

    path: str
    message: str
    keyword: str


class _DiagnosticRequired(TypedDict):
    file: str
    line: int
    column: int
    code: str
    severity: Literal["error", "warning"]
    message: str


class Diagnostic(_DiagnosticRequired, total=False):
    """One problem of the text of a flow; line and column count from 1."""

    hint: str


class _ParameterRequired(TypedDict):
    name: str
    type: str


class Parameter(_ParameterRequired, total=False):
    """An input or output of a flow; `type` is in words: `string`, `integer or null`, `any`."""

    required: bool
    description: str


class _FlowSummaryRequired(TypedDict):
    name: str
    status: FlowStatus
    inputs: list[Parameter]
    outputs: list[Parameter]
    tags: list[str]


class FlowSummary(_FlowSummaryRequired, total=False):
    """One flow of the list."""

    description: str
    version: str


class _FlowDetailRequired(FlowSummary):
    diagnostics: list[Diagnostic]


class FlowDetail(_FlowDetailRequired, total=False):
    """One flow, with the JSON Schemas of its inputs and outputs, and what is wrong with its text."""

    input_schema: dict[str, Any]
    output_schema: dict[str, Any]


class _TaskRequired(TypedDict):
    name: str
    implemented: bool


class Task(_TaskRequired, total=False):
    """A task that a flow names."""

    description: str


class TaskSummary(TypedDict):
    """How many tasks are implemented; `progress` is `10/10 (100.0%)`."""

    total: int
    implemented: int
    pending: int
    progress: str


class TaskList(TypedDict):
    """The tasks of a flow, in the order in which it names them."""

    flow: str
    tasks: list[Task]
    summary: TaskSummary


class _FlowHealthRequired(TypedDict):
    implementation_status: str
    ready: bool


class FlowHealth(_FlowHealthRequired, total=False):
    """The state of one flow; `problem` says why it is not ready, or what its last edit broke."""

    problem: str


class Health(TypedDict):
    """The state of the server and, by name, of its flows."""

    status: Literal["healthy", "degraded"]
    flows: dict[str, FlowHealth]


class Cancellation(TypedDict):
    """An execution was asked to end; its last event, and its result, tell when it has."""

    execution_id: str
    flow: str
    reason: str


class Delivery(TypedDict):
    """A step has taken what was sent."""

    execution_id: str
    flow: str
    event: str


class Record(Mapping[str, Any]):
    """A record with attributes that is also a mapping: the JSON object as the server sent it, unknown keys included."""

    raw: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.raw[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.raw)

    def __len__(self) -> int:
        return len(self.raw)


@dataclass(frozen=True, kw_only=True, eq=False)
class ErrorInfo(Record):
    """What went wrong in a run: the name of the error that was thrown, its message, and where.

    This is data, not an exception: `result.or_raise()` raises `FlowExecutionError`, which carries it as `.error`.
    """

    type: str
    message: str
    step_id: str | None = None
    task: str | None = None
    attempts: int | None = None
    raw: dict[str, Any] = field(repr=False, metadata=NOT_ON_WIRE)


ExecutionStatus: TypeAlias = Literal["queued", "running", "waiting", "completed", "failed", "cancelled"]
Origin: TypeAlias = Literal["api", "retry", "subflow", "trigger"]


class ExecutionSummary(TypedDict):
    """What a list tells of an execution; its record has more. Times are ISO 8601, UTC.

    `started_at` is None while it waits for its turn. `parent_id` of a retry is the execution that failed; `attempt`
    counts from 1, and a retry is one more than what it takes up.
    """

    execution_id: str
    flow: str
    status: ExecutionStatus
    created_at: str
    started_at: str | None
    ended_at: str | None
    origin: Origin
    parent_id: str | None
    attempt: int


class ExecutionList(TypedDict):
    """A page of executions, newest first. `next_cursor` leads to the next one, and is None on the last."""

    items: list[ExecutionSummary]
    next_cursor: str | None
