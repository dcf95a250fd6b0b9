"""The Python snippets that we show run as they stand, against the real server and its examples."""

from __future__ import annotations

import ast
import asyncio
import inspect
import json
import re
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from flowlang.client import FlowLangClient

from real_server import ENVIRONMENT, REPOSITORY, serving
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


PAGE = REPOSITORY / "docs" / "clients-python.md"


def snippets_of(page: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_every_snippet_of_the_python_page_runs_one_after_the_other(examples: str) -> None:
    with serving(ROOT / "flows") as flows:
        names: dict[str, Any] = {}

        async def main() -> None:
            for snippet in snippets_of(PAGE):
                # The flow that waits for somebody is not among the examples.
                url = flows if "Approval" in snippet else examples
                names["client"] = FlowLangClient(url)
                code = compile(
                    snippet.replace("http://localhost:8000", url), PAGE.name, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
                )
                running = eval(code, names)  # our own text
                if inspect.isawaitable(running):
                    await running
                names["client"].close()

        asyncio.run(main())


def test_the_python_page_type_checks(tmp_path: Path) -> None:
    pyright = REPOSITORY / "node_modules" / ".bin" / "pyright"
    # A module has no `await` at its top; a notebook has.
    body = "\n".join(snippets_of(PAGE)).replace("\n", "\n    ")
    (tmp_path / "page.py").write_text(f"async def page() -> None:\n    {body}\n", encoding="utf-8")
    paths = [str(ROOT / "generated"), str(REPOSITORY / "sdk-python" / "src")]
    settings = {"typeCheckingMode": "strict", "extraPaths": paths, "reportUnusedVariable": "none"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    done = subprocess.run(
        [pyright, "-p", tmp_path, "--pythonpath", sys.executable], capture_output=True, text=True, env=ENVIRONMENT
    )
    assert "0 errors" in done.stdout, done.stdout
