"""The events of a run, as openapi/src/contract/events.ts has them. An unknown type is a plain `Event`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from flowlang._models import ErrorInfo, Record
from flowlang._shape import NOT_ON_WIRE, conform


@dataclass(frozen=True, kw_only=True, eq=False)
class Event(Record):
    """What all events have. Tell them apart with isinstance or match; `event["key"]` reads the JSON as it came.

    `seq` counts from 1 without gaps; `timestamp` is ISO 8601, UTC; `step_id` is None on events of the flow itself.
    An event of a type that this version does not know is an `Event` and nothing more: see its keys.
    """

    type: str
    seq: int
    execution_id: str
    flow: str
    timestamp: str
    step_id: str | None
    status: str
    raw: dict[str, Any] = field(repr=False, metadata=NOT_ON_WIRE)


@dataclass(frozen=True, kw_only=True, eq=False)
class FlowStarted(Event):
    type: Literal["flow_started"]
    step_id: None
    inputs: dict[str, Any]


@dataclass(frozen=True, kw_only=True, eq=False)
class FlowCompleted(Event):
    type: Literal["flow_completed"]
    step_id: None
    success: Literal[True]
    outputs: dict[str, Any]
    duration_ms: float
    terminated: bool = False
    termination_reason: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class FlowFailed(Event):
    type: Literal["flow_failed"]
    step_id: None
    success: Literal[False]
    error: ErrorInfo
    duration_ms: float


@dataclass(frozen=True, kw_only=True, eq=False)
class FlowCancelled(Event):
    type: Literal["flow_cancelled"]
    step_id: None
    reason: str
    cleanup_errors: list[ErrorInfo]
    duration_ms: float


@dataclass(frozen=True, kw_only=True, eq=False)
class StepEvent(Event):
    """An event of a step. `path` is where it stands in the flow, with loop indices: `steps[2].item[0].do[1]`.

    Inside a subflow `parent_step_id` is the step that runs it.
    """

    step_id: str
    kind: str
    path: str
    task: str | None = None
    parent_step_id: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class StepStarted(StepEvent):
    """`inputs` is None where the flow shows no more than the status of its steps."""

    type: Literal["step_started"]
    inputs: dict[str, Any] | None = None
    attempt: int


@dataclass(frozen=True, kw_only=True, eq=False)
class StepProgress(StepEvent):
    """`progress` is from 0 to 1."""

    type: Literal["step_progress"]
    progress: float
    message: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class StepRetrying(StepEvent):
    """`attempt` is the try that failed, from 1."""

    type: Literal["step_retrying"]
    error: ErrorInfo
    attempt: int
    delay_ms: float


@dataclass(frozen=True, kw_only=True, eq=False)
class StepCompleted(StepEvent):
    """`outputs` is None, too, where the flow shows no more than the status of its steps."""

    type: Literal["step_completed"]
    outputs: Any = None
    duration_ms: float


@dataclass(frozen=True, kw_only=True, eq=False)
class StepSkipped(StepEvent):
    type: Literal["step_skipped"]


@dataclass(frozen=True, kw_only=True, eq=False)
class StepFailed(StepEvent):
    """`handled`: the step has an `on_error`."""

    type: Literal["step_failed"]
    error: ErrorInfo
    duration_ms: float
    handled: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class StepWaiting(StepEvent):
    """A `wait_for` waits for `event`, to be given to `send_event`; a `wait` until `until`, ISO 8601 in UTC."""

    type: Literal["step_waiting"]
    event: str | None = None
    until: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class StepCancelled(StepEvent):
    type: Literal["step_cancelled"]
    reason: str
    duration_ms: float


EVENT_TYPES: Final[dict[str, type[Event]]] = {
    "flow_started": FlowStarted,
    "flow_completed": FlowCompleted,
    "flow_failed": FlowFailed,
    "flow_cancelled": FlowCancelled,
    "step_started": StepStarted,
    "step_progress": StepProgress,
    "step_retrying": StepRetrying,
    "step_completed": StepCompleted,
    "step_skipped": StepSkipped,
    "step_failed": StepFailed,
    "step_cancelled": StepCancelled,
    "step_waiting": StepWaiting,
}


def read_event(value: object) -> Event:
    """The event that a line of JSON holds. Raises ShapeError."""
    raw: dict[str, Any] = conform(dict[str, Any], value)
    name: object = raw.get("type")
    known = EVENT_TYPES.get(name) if isinstance(name, str) else None
    if known is not None:
        event: Event = conform(known, raw)
        return event
    # Later types may do without what all of today's have beyond their common base.
    unknown: Event = conform(Event, {"step_id": None, "status": "", **raw})
    return replace(unknown, raw=raw)
