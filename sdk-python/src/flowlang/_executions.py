"""The record of an execution: what it has hangs on how far the execution is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from flowlang._models import ErrorInfo, Origin, Record
from flowlang._shape import NOT_ON_WIRE

Outputs = TypeVar("Outputs")


@dataclass(frozen=True, kw_only=True, eq=False)
class UnfinishedExecution(Record):
    """One that has not ended. `inputs` have their defaults; what is sensitive is shown as `***`.

    Times are ISO 8601, UTC. `started_at` is None while it waits for its turn. `parent_id` of a retry is the execution
    that failed; `attempt` counts from 1.
    """

    execution_id: str
    flow: str
    status: Literal["queued", "running", "waiting"]
    created_at: str
    started_at: str | None
    ended_at: None
    origin: Origin
    parent_id: str | None
    attempt: int
    inputs: dict[str, Any]
    outputs: None = field(default=None, repr=False, metadata=NOT_ON_WIRE)
    error: None = field(default=None, repr=False, metadata=NOT_ON_WIRE)
    raw: dict[str, Any] = field(repr=False, metadata=NOT_ON_WIRE)


@dataclass(frozen=True, kw_only=True, eq=False)
class CompletedExecution(Record, Generic[Outputs]):
    """One that ran to its end. `terminated` is true after an `exit` step."""

    execution_id: str
    flow: str
    status: Literal["completed"]
    created_at: str
    started_at: str | None
    ended_at: str
    origin: Origin
    parent_id: str | None
    attempt: int
    inputs: dict[str, Any]
    execution_time_ms: float
    outputs: Outputs
    error: None = field(default=None, repr=False, metadata=NOT_ON_WIRE)
    terminated: bool = False
    termination_reason: str | None = None
    raw: dict[str, Any] = field(repr=False, metadata=NOT_ON_WIRE)


@dataclass(frozen=True, kw_only=True, eq=False)
class FailedExecution(Record):
    """One that failed, or was cancelled (`error.type` is then "Cancelled")."""

    execution_id: str
    flow: str
    status: Literal["failed", "cancelled"]
    created_at: str
    started_at: str | None
    ended_at: str
    origin: Origin
    parent_id: str | None
    attempt: int
    inputs: dict[str, Any]
    execution_time_ms: float
    outputs: None = field(default=None, repr=False, metadata=NOT_ON_WIRE)
    error: ErrorInfo
    raw: dict[str, Any] = field(repr=False, metadata=NOT_ON_WIRE)


Execution: TypeAlias = UnfinishedExecution | CompletedExecution[Outputs] | FailedExecution
"""All that is known of an execution. A type checker tells them apart by `match`, isinstance or `status`."""
