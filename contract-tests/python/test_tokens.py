"""What `flowlang generate python` writes of examples/ is a working, typed way to call the real server."""

from __future__ import annotations

import asyncio
from collections.abc import Generator

import pytest
from flowlang.client import AsyncFlowLangClient, FlowCompleted, FlowLangClient, FlowStarted, InvalidInputsError
from flowlang_gen import InventorySync, InventorySyncOutputs, OrderProcessor, OrderProcessorInputs

from real_server import REPOSITORY, serving

ORDER: OrderProcessorInputs = {"order_id": "ord_123", "customer_id": "cust_456"}


@pytest.fixture(scope="module")
def examples() -> Generator[str, None, None]:
    with serving(REPOSITORY / "examples") as url:
        yield url


def test_a_token_executes(examples: str) -> None:
    with FlowLangClient(examples) as client:
        outputs = client.execute_flow(OrderProcessor, ORDER).or_raise()
    # Two shapes, told apart by their status: pyright knows the number only here.
    assert outputs["status"] == "confirmed"
    assert outputs["confirmation_number"].startswith("HAM-")
    assert outputs["total"] == 10.71


def test_a_token_without_required_inputs_executes_without_any(examples: str) -> None:
    with FlowLangClient(examples) as client:
        without: InventorySyncOutputs = client.execute_flow(InventorySync).or_raise()
        given: InventorySyncOutputs = client.execute_flow(InventorySync, {"dry_run": True}).or_raise()
    assert without["checked"] >= given["checked"] > 0
    assert all(isinstance(order["quantity"], int) for order in without["ordered"])


def test_a_token_streams(examples: str) -> None:
    with FlowLangClient(examples) as client:
        stream = client.execute_flow_stream(OrderProcessor, ORDER)
        events = list(stream)
        outputs = stream.result().or_raise()
    assert isinstance(events[0], FlowStarted)
    assert isinstance(events[-1], FlowCompleted)
    assert outputs == events[-1].outputs
    assert outputs["total"] == 10.71


def test_a_token_executes_and_streams_from_asyncio(examples: str) -> None:
    async def main() -> None:
        async with AsyncFlowLangClient(examples) as client:
            outputs = (await client.execute_flow(OrderProcessor, ORDER)).or_raise()
            assert outputs["total"] == 10.71
            stream = client.execute_flow_stream(InventorySync)
            types = [event.type async for event in stream]
            assert (types[0], types[-1]) == ("flow_started", "flow_completed")
            assert (await stream.result()).or_raise()["checked"] > 0

    asyncio.run(main())


def test_what_the_types_forbid_the_server_refuses_too(examples: str) -> None:
    with FlowLangClient(examples) as client, pytest.raises(InvalidInputsError) as caught:
        client.execute_flow(OrderProcessor, {"order_id": 1})  # pyright: ignore
    assert {error["path"] for error in caught.value.errors} >= {"/order_id"}
