"""Tokens: the name of a flow, or of an event that it waits for, together with the types that go with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, NoReturn, TypeAlias, TypeVar, cast

from flowlang._errors import ArgumentError

Inputs = TypeVar("Inputs")
Outputs = TypeVar("Outputs")
Payload = TypeVar("Payload")


@dataclass(frozen=True)
class Flow(Generic[Inputs, Outputs]):
    """A flow by name, with the types of its inputs and outputs (TypedDicts). `flowlang generate python` writes them::

    OrderProcessor: Flow[OrderProcessorInputs, OrderProcessorOutputs] = Flow("OrderProcessor")
    client.execute_flow(OrderProcessor, {"order_id": "ord_123"}).or_raise()["total"]
    """

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class FlowWithOptionalInputs(Flow[Inputs, Outputs]):
    """A flow none of whose inputs is required: the `inputs` argument may be left out."""


@dataclass(frozen=True)
class AwaitedEvent(Generic[Payload]):
    """An event that a flow waits for (`wait_for`), with the type of its payload. Generated as flows are::

    ApprovalApproved: AwaitedEvent[ApprovalApprovedPayload] = AwaitedEvent("approved")
    client.start_flow(Approval).send(ApprovalApproved, {"by": "Ada"})
    """

    name: str

    def __str__(self) -> str:
        return self.name


AnyFlow: TypeAlias = Flow[Any, Any] | str
AnyEvent: TypeAlias = AwaitedEvent[Any] | str

Given: TypeAlias = Inputs | Callable[[Inputs], NoReturn]
"""`Inputs`, said so that mypy takes the type from the token and not from the dict literal that is checked against it.

mypy settles the type arguments of a call in one pass, which a dict literal spoils ("Cannot infer value of type
parameter"), unless a parameter mentions a function: then in two. Nobody has a function that never returns to give.
"""


def name_of(flow: AnyFlow) -> str:
    """The name of a token or a name; it must not be empty, since the path would then mean another operation."""
    name = cast("object", flow.name if isinstance(flow, Flow) else flow)
    if not isinstance(name, str):
        raise ArgumentError(f"flow_name is a name or a Flow token, not {type(name).__name__}")
    if not name:
        raise ArgumentError("flow_name is empty")
    return name


def event_name_of(event: AnyEvent) -> str:
    return event.name if isinstance(event, AwaitedEvent) else event
