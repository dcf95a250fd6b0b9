"""The Python snippets that we show run as they stand, against the real server and its examples."""

from __future__ import annotations

import ast
import asyncio
import inspect
from collections.abc import Generator
from typing import Any

import pytest
from flowlang.client import FlowLangClient

from real_server import REPOSITORY, serving
from scenario_format import ROOT


@pytest.fixture(scope="module")
def examples() -> Generator[str, None, None]:
    with serving(REPOSITORY / "examples") as url:
        yield url


def run(name: str, url: str) -> None:
    """As a notebook runs it: `async for` stands at the top. `inputs` is taken for granted by the snippets."""
    source = (ROOT / "snippets" / name).read_text(encoding="utf-8").replace("http://localhost:8000", url)
    code = compile(source, name, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    names: dict[str, Any] = {
        "FlowLangClient": FlowLangClient,
        "inputs": {"order_id": "ord_123", "customer_id": "cust_456"},
    }

    async def main() -> None:
        running = eval(code, names)  # our own text
        if inspect.isawaitable(running):
            await running

    try:
        asyncio.run(main())
    finally:
        names["client"].close()


FLOWS = ["InventorySync: ready", "LoanApproval: ready", "OrderProcessor: ready"]


def test_the_snippet_of_the_requirements_runs(examples: str, capsys: pytest.CaptureFixture[str]) -> None:
    run("requirements.py.txt", examples)
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "True"
    assert "'total': 10.71" in printed[1]
    assert printed[2:5] == FLOWS
    assert printed[5] == "Step: None, Status: running"
    assert "Step: confirmation, Status: completed" in printed
    assert printed[-1] == "Step: None, Status: completed"


def test_the_snippet_of_the_clients_page_runs(examples: str, capsys: pytest.CaptureFixture[str]) -> None:
    run("clients.py.txt", examples)
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("True {'order_id': 'ord_123'")
    assert printed[1:4] == FLOWS
    assert printed[-1] == "Step: None, Status: completed"
