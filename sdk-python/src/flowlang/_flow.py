"""Tokens: a flow's name together with the types of what goes in and what comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, NoReturn, TypeAlias, TypeVar, cast

Inputs = TypeVar("Inputs")
Outputs = TypeVar("Outputs")


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


AnyFlow: TypeAlias = Flow[Any, Any] | str

Given: TypeAlias = Inputs | Callable[[Inputs], NoReturn]
"""`Inputs`, said so that mypy takes the type from the token and not from the dict literal that is checked against it.

mypy settles the type arguments of a call in one pass, which a dict literal spoils ("Cannot infer value of type
parameter"), unless a parameter mentions a function: then in two. Nobody has a function that never returns to give.
"""


def name_of(flow: AnyFlow) -> str:
    """The name of a token or a name; it must not be empty, since the path would then mean another operation."""
    name = cast("object", flow.name if isinstance(flow, Flow) else flow)
    if not isinstance(name, str):
        raise TypeError(f"flow_name is a name or a Flow token, not {type(name).__name__}")
    if not name:
        raise ValueError("flow_name is empty")
    return name
