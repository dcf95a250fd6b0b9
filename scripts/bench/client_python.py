"""The time of a call of the Python client and of the same by bare httpx, in turns. Prints JSON for client-python.ts."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from statistics import median

import httpx

from flowlang.client import AsyncFlowLangClient, FlowLangClient

ORDER = {"order_id": "ord_123", "quantity": 2, "price": 9.5}
PATH = "/flows/Measured/execute"
ROUNDS = 25
CALLS = 200


def compare(ours: Callable[[], object], bare: Callable[[], object]) -> dict[str, float]:
    def microseconds(call: Callable[[], object]) -> float:
        began = time.perf_counter()
        for _ in range(CALLS):
            call()
        return (time.perf_counter() - began) / CALLS * 1e6

    microseconds(ours), microseconds(bare)
    rounds = [(microseconds(ours), microseconds(bare)) for _ in range(ROUNDS)]
    return {"ratio": median(a / b for a, b in rounds), "microseconds": median(a for a, _ in rounds)}


def synchronous(url: str) -> dict[str, float]:
    with FlowLangClient(url) as client, httpx.Client(base_url=url) as http:

        def ours() -> None:
            assert client.execute_flow("Measured", ORDER).success

        def bare() -> None:
            assert http.post(PATH, json={"inputs": ORDER}).json()["success"]

        return compare(ours, bare)


async def asynchronous(url: str) -> dict[str, float]:
    async with AsyncFlowLangClient(url) as client, httpx.AsyncClient(base_url=url) as http:

        async def ours() -> None:
            assert (await client.execute_flow("Measured", ORDER)).success

        async def bare() -> None:
            assert (await http.post(PATH, json={"inputs": ORDER})).json()["success"]

        async def microseconds(call: Callable[[], Awaitable[None]]) -> float:
            began = time.perf_counter()
            for _ in range(CALLS):
                await call()
            return (time.perf_counter() - began) / CALLS * 1e6

        await microseconds(ours), await microseconds(bare)
        rounds = [(await microseconds(ours), await microseconds(bare)) for _ in range(ROUNDS)]
        return {"ratio": median(a / b for a, b in rounds), "microseconds": median(a for a, _ in rounds)}


if __name__ == "__main__":
    url = sys.argv[1]
    print(json.dumps({"sync": synchronous(url), "async": asyncio.run(asynchronous(url))}))
