"""How a run ended: records that also read like mappings, and know how to raise."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, Literal, NoReturn, TypeAlias, TypeVar

from flowlang._errors import FlowExecutionError
from flowlang._models import ErrorInfo, Record
from flowlang._shape import NOT_ON_WIRE

Outputs = TypeVar("Outputs")


@dataclass(frozen=True, kw_only=True, eq=False)
class Success(Record, Generic[Outputs]):
    """A flow that ran to its end. `result["outputs"]` reads the JSON; `terminated` is true after an `exit` step.

    Times are in milliseconds. `error` is always None.
    """

    success: Literal[True] = True
    outputs: Outputs
    error: None = field(default=None, repr=False, metadata=NOT_ON_WIRE)
    execution_id: str
    flow: str
    execution_time_ms: float
    terminated: bool = False
    termination_reason: str | None = None
    request_id: str | None = field(default=None, metadata=NOT_ON_WIRE)
    raw: dict[str, Any] = field(repr=False, metadata=NOT_ON_WIRE)

    def __bool__(self) -> Literal[True]:
        return True

    def or_raise(self) -> Outputs:
        """The outputs."""
        return self.outputs


@dataclass(frozen=True, kw_only=True, eq=False)
class Failure(Record):
    """A flow that ran and failed, or was cancelled (`error.type` is then "Cancelled"). As a bool it is false.

    Times are in milliseconds. `outputs` is always None.
    """

    success: Literal[False] = False
    outputs: None = field(default=None, repr=False, metadata=NOT_ON_WIRE)
    error: ErrorInfo
    execution_id: str
    flow: str
    execution_time_ms: float
    terminated: Literal[False] = field(default=False, repr=False, metadata=NOT_ON_WIRE)
    termination_reason: None = field(default=None, repr=False, metadata=NOT_ON_WIRE)
    request_id: str | None = field(default=None, metadata=NOT_ON_WIRE)
    raw: dict[str, Any] = field(repr=False, metadata=NOT_ON_WIRE)

    def __bool__(self) -> Literal[False]:
        # A mapping with keys would be true, and `if result:` would take a failure for a success.
        return False

    def or_raise(self) -> NoReturn:
        """Raises FlowExecutionError."""
        raise FlowExecutionError(self.execution_id, self.error, flow=self.flow)


ExecutionResult: TypeAlias = Success[Outputs] | Failure
"""How a run ended.

A type checker tells the two apart by `match`, by isinstance, by `result.success is True` or by `result.error is None`.
By `if result.success:` mypy does, pyright does not: it follows a comparison of a member, not its truth.
"""
