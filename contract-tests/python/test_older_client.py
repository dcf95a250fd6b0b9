"""A client as the older FlowLang had it, by its words, works against the real server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Generator
from typing import Any

import httpx
import pytest

from real_server import REPOSITORY, serving

INPUTS = {"order_id": "ord_123", "customer_id": "cust_456"}


class OlderClient:
    def __init__(self, base_url: str) -> None:
        self.base_url = base_url

    def execute_flow(self, flow_name: str, inputs: dict[str, Any]) -> dict[str, Any]:
        response = httpx.post(f"{self.base_url}/flows/{flow_name}/execute", json={"inputs": inputs}, timeout=30)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer

    def list_flows(self) -> list[dict[str, Any]]:
        flows: list[dict[str, Any]] = httpx.get(f"{self.base_url}/flows").json()
        return flows

    async def execute_flow_stream(self, flow_name: str, inputs: dict[str, Any]) -> AsyncGenerator[dict[str, Any], None]:
        url = f"{self.base_url}/flows/{flow_name}/execute/stream"
        async with httpx.AsyncClient() as client, client.stream("POST", url, json={"inputs": inputs}) as response:
            async for line in response.aiter_lines():
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))


@pytest.fixture(scope="module")
def client() -> Generator[OlderClient, None, None]:
    with serving(REPOSITORY / "examples") as url:
        yield OlderClient(base_url=url)


def test_it_executes_a_flow(client: OlderClient) -> None:
    result = client.execute_flow(flow_name="OrderProcessor", inputs=INPUTS)
    assert result["success"] is True
    assert result["outputs"]["status"] == "confirmed"


def test_it_lists_flows(client: OlderClient) -> None:
    flows = {flow["name"]: flow["status"] for flow in client.list_flows()}
    assert flows == {"InventorySync": "ready", "LoanApproval": "ready", "OrderProcessor": "ready"}


def test_it_reads_the_events_of_a_flow(client: OlderClient) -> None:
    async def read() -> list[str]:
        events = client.execute_flow_stream("OrderProcessor", INPUTS)
        return [f"{event['step_id']}: {event['status']}" async for event in events]

    assert {"None: running", "validation: completed", "None: completed"} <= set(asyncio.run(read()))
