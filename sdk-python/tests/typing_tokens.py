"""Checked by pyright and mypy, never run. A comment that ignores an error is itself an error where there is none."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from typing_extensions import assert_type

from flowlang.client import (
    AsyncExecutionStream,
    AsyncFlowLangClient,
    AwaitedEvent,
    Delivery,
    ErrorInfo,
    Event,
    ExecutionResult,
    ExecutionStream,
    Failure,
    Flow,
    FlowLangClient,
    FlowSummary,
    FlowWithOptionalInputs,
    Retry,
    StepCompleted,
    StepEvent,
    Success,
    Timeout,
)


class Item(TypedDict):
    quantity: int


class OrderInputs(TypedDict):
    order_id: str
    items: list[Item]


class OrderOutputs(TypedDict):
    total: float


class ReportInputs(TypedDict, total=False):
    days: int


class Answer(TypedDict):
    approved: bool
    by: Literal["Ada", "Grace"]


Approved: AwaitedEvent[Answer] = AwaitedEvent("approved")
Noted: AwaitedEvent[Any] = AwaitedEvent("noted")
Nudged: AwaitedEvent[None] = AwaitedEvent("nudged")
Order: Flow[OrderInputs, OrderOutputs] = Flow("Order")
Report: FlowWithOptionalInputs[ReportInputs, OrderOutputs] = FlowWithOptionalInputs("Report")


def tokens_type_what_goes_in_and_comes_out(client: FlowLangClient) -> None:
    result = client.execute_flow(Order, {"order_id": "ord_1", "items": [{"quantity": 1}]})
    assert_type(result, ExecutionResult[OrderOutputs])
    assert_type(result.or_raise(), OrderOutputs)
    inputs: OrderInputs = {"order_id": "ord_1", "items": []}
    assert_type(client.execute_flow(flow_name=Order, inputs=inputs, retry=None), ExecutionResult[OrderOutputs])
    assert_type(client.execute_flow(Report), ExecutionResult[OrderOutputs])
    assert_type(client.execute_flow(Report, {"days": 7}, timeout=5), ExecutionResult[OrderOutputs])
    assert_type(client.execute_flow_stream(Order, inputs), ExecutionStream[OrderOutputs])
    assert_type(client.execute_flow_stream(Report).result(), ExecutionResult[OrderOutputs])


def a_name_types_nothing(client: FlowLangClient, inputs: dict[str, str]) -> None:
    assert_type(client.execute_flow("Order"), ExecutionResult[dict[str, Any]])
    assert_type(client.execute_flow("Order", inputs), ExecutionResult[dict[str, Any]])
    assert_type(client.execute_flow_stream("Order", {"a": 1}), ExecutionStream[dict[str, Any]])


def a_result_narrows(client: FlowLangClient) -> None:
    # Not `if result.success:`, by which mypy narrows, but pyright does not.
    result = client.execute_flow(Order, {"order_id": "ord_1", "items": []})
    if result.success is True:
        assert_type(result, Success[OrderOutputs])
        assert_type(result.outputs["total"], float)
        assert_type(result.error, None)
    else:
        assert_type(result, Failure)
        assert_type(result.error, ErrorInfo)
        assert_type(result.outputs, None)
    if result.error is None:
        assert_type(result.outputs["total"], float)
    else:
        assert_type(result.error.message, str)
    if result:
        assert_type(result.outputs["total"], float)
    match result:
        case Success(outputs=outputs):
            assert_type(outputs, OrderOutputs)
        case Failure(error=error):
            assert_type(error, ErrorInfo)
    assert_type(result["outputs"], Any)


async def the_asynchronous_client_types_the_same(client: AsyncFlowLangClient) -> None:
    result = await client.execute_flow(Order, {"order_id": "ord_1", "items": []})
    assert_type(result, ExecutionResult[OrderOutputs])
    assert_type(await client.execute_flow(Report), ExecutionResult[OrderOutputs])
    assert_type(await client.execute_flow("Order", {"a": 1}), ExecutionResult[dict[str, Any]])
    stream = client.execute_flow_stream(Order, {"order_id": "ord_1", "items": []})
    assert_type(stream, AsyncExecutionStream[OrderOutputs])
    async for event in stream:
        assert_type(event, Event)
    assert_type(await stream.result(), ExecutionResult[OrderOutputs])
    await client.execute_flow(Order, {"order_i": "ord_1", "items": []})  # type: ignore[arg-type] # pyright: ignore[reportCallIssue, reportArgumentType]
    client.execute_flow_stream(Order, {"order_id": 1, "items": []})  # type: ignore[arg-type] # pyright: ignore[reportCallIssue, reportArgumentType]


def events_narrow(client: FlowLangClient) -> None:
    for event in client.execute_flow_stream("Order"):
        assert_type(event.step_id, str | None)
        assert_type(event.status, str)
        if isinstance(event, StepEvent):
            assert_type(event.step_id, str)
        match event:
            case StepCompleted(step_id=step_id, duration_ms=duration):
                assert_type(step_id, str)
                assert_type(duration, float)
            case _:
                pass


def answers_are_typed(client: FlowLangClient) -> None:
    for flow in client.list_flows():
        assert_type(flow, FlowSummary)
        print(f"{flow['name']}: {flow['status']}")
        flow["nme"]  # type: ignore[typeddict-item] # pyright: ignore[reportGeneralTypeIssues]
    assert_type(client.get_flow(Order)["diagnostics"][0]["line"], int)
    assert_type(client.list_tasks("Order")["summary"]["progress"], str)
    assert_type(client.visualize(Report), str)
    assert_type(client.health()["flows"]["Order"]["ready"], bool)


def wrong_inputs_are_errors(client: FlowLangClient) -> None:
    client.execute_flow(Order, {"order_i": "ord_1", "items": []})  # type: ignore[arg-type] # pyright: ignore[reportCallIssue, reportArgumentType]
    client.execute_flow(Order, {"order_id": "ord_1"})  # type: ignore[arg-type] # pyright: ignore[reportCallIssue, reportArgumentType]
    client.execute_flow(Order, {"order_id": 1, "items": []})  # type: ignore[arg-type] # pyright: ignore[reportCallIssue, reportArgumentType]
    client.execute_flow(Order, {"order_id": "a", "items": [{"quantity": "1"}]})  # type: ignore[arg-type] # pyright: ignore[reportCallIssue, reportArgumentType]
    client.execute_flow(Order)  # type: ignore[call-overload] # pyright: ignore[reportCallIssue, reportArgumentType]
    client.execute_flow(Report, {"dayz": 1})  # type: ignore[arg-type] # pyright: ignore[reportCallIssue, reportArgumentType]
    client.execute_flow_stream(Order, {"order_id": 1, "items": []})  # type: ignore[arg-type] # pyright: ignore[reportCallIssue, reportArgumentType]
    client.execute_flow_stream(Order)  # type: ignore[call-overload] # pyright: ignore[reportCallIssue, reportArgumentType]


def wrong_outputs_are_errors(client: FlowLangClient) -> None:
    result = client.execute_flow(Report)
    result.outputs["total"]  # type: ignore[index] # pyright: ignore[reportOptionalSubscript]
    result.or_raise()["totl"]  # type: ignore[typeddict-item] # pyright: ignore[reportGeneralTypeIssues]


def options_are_checked(client: FlowLangClient) -> None:
    client.execute_flow("A", idempotency_key="k", timeout=Timeout(total=5), retry=Retry(2), headers={"X-A": "b"})
    client.execute_flow("A", timout=5)  # type: ignore[call-overload] # pyright: ignore[reportCallIssue]
    client.execute_flow("A", retry=3)  # type: ignore[call-overload] # pyright: ignore[reportCallIssue, reportArgumentType]
    client.list_flows(idempotency_key="k")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]


def a_token_types_what_a_step_waits_for(client: FlowLangClient) -> None:
    order = client.start_flow(Order, {"order_id": "ord_1", "items": []})
    assert_type(order.result(), ExecutionResult[OrderOutputs])
    assert_type(order.send(Approved, {"approved": True, "by": "Ada"}), Delivery)
    answer: Answer = {"approved": False, "by": "Grace"}
    assert_type(client.send_event(Order, order.id, Approved, answer, timeout=Timeout(total=5)), Delivery)
    order.send(Noted, ["anything"])
    order.send(Noted)
    order.send(Nudged)
    order.send("approved", {"anything": 1})
    order.send(Approved, {"approved": 1, "by": "Ada"})  # type: ignore[arg-type] # pyright: ignore[reportCallIssue, reportArgumentType]
    order.send(Approved, {"approved": True, "by": "Bob"})  # type: ignore[arg-type] # pyright: ignore[reportCallIssue, reportArgumentType]
    order.send(Approved)  # type: ignore[arg-type] # pyright: ignore[reportCallIssue, reportArgumentType]
    client.send_event(Order, order.id, Approved, {"approved": True})  # type: ignore[arg-type] # pyright: ignore[reportCallIssue, reportArgumentType]


async def a_token_types_it_in_the_asynchronous_client_too(client: AsyncFlowLangClient) -> None:
    order = await client.start_flow(Order, {"order_id": "ord_1", "items": []})
    await order.send(Approved, {"approved": True, "by": "Ada"})
    await order.send(Nudged)
    await order.send(Approved, {"approved": True, "by": 1})  # type: ignore[arg-type] # pyright: ignore[reportCallIssue, reportArgumentType]
    await client.send_event(Order, order.id, Approved, None)  # type: ignore[arg-type] # pyright: ignore[reportCallIssue, reportArgumentType]
